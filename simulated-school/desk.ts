/** A person of the school at the console: the same routes, with the same checks, as their browser would use. */
import { Readable } from 'node:stream';
import { may, type Permission } from '../console/server/access.ts';
import type { Context } from '../console/server/context.ts';
import { AppError } from '../console/server/errors.ts';
import { allRoutes } from '../console/server/main-rooms.ts';
import type { Caller, RouteSpec } from '../console/server/route.ts';
import { version } from '../shared/version.ts';

type Method = RouteSpec['method'];

const noReply = {
  setSession: () => {
    throw new Error('nobody signs in here');
  },
};

export class Desk {
  readonly #routes: RouteSpec[];

  constructor(context: Context) {
    const parameters = (path: string) => path.split('{').length;
    this.#routes = allRoutes(context, version).sort((a, b) => parameters(a.path) - parameters(b.path));
  }

  /** Answers what the route answers; a `body` of bytes is a file. Throws as it does, with the address in front. */
  async ask<T>(by: Caller, method: Method, address: string, body: unknown = {}): Promise<T> {
    const [path = '', search = ''] = address.split('?');
    const { spec, params } = this.#find(method, path);
    if (spec.permission !== 'public' && !may(by.role, spec.permission satisfies Permission))
      throw new Error(`${by.role} may not ${method} ${path}`);
    const query = Object.fromEntries(new URLSearchParams(search));
    try {
      const answer = await spec.handle(
        {
          caller: by,
          params: spec.params?.parse(params) ?? params,
          query: spec.query?.parse(query) ?? {},
          body: spec.body?.parse(body) ?? {},
          ...(Buffer.isBuffer(body) && { upload: { stream: Readable.from([body]), length: body.length } }),
        },
        noReply,
      );
      return answer as T;
    } catch (cause) {
      const why = cause instanceof AppError ? `${cause.code}: ${cause.detail}` : String(cause);
      throw new Error(`${method} ${path}: ${why} ${JSON.stringify((cause as AppError).fields ?? {})}`, {
        cause,
      });
    }
  }

  #find(method: Method, path: string): { spec: RouteSpec; params: Record<string, string> } {
    const parts = path.split('/');
    for (const spec of this.#routes) {
      const places = spec.path.split('/');
      if (spec.method !== method || places.length !== parts.length) continue;
      const fits = places.every((place, index) => place.startsWith('{') || place === parts[index]);
      if (!fits) continue;
      const named = places.flatMap((place, index) =>
        place.startsWith('{') ? [[place.slice(1, -1), parts[index] ?? '']] : [],
      );
      return { spec, params: Object.fromEntries(named) };
    }
    throw new Error(`no route ${method} ${path}`);
  }
}
