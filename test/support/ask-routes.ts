/** Asks a room's routes as the API would, without a server: schemas parse what goes in and what comes out. */
import { Readable } from 'node:stream';
import { expect } from 'chai';
import { AppError } from '../../console/server/errors.ts';
import type { Caller, RouteSpec } from '../../console/server/route.ts';
import type { TestContext } from './console-context.ts';

interface Given {
  params?: object;
  query?: object;
  body?: object;
  /** A file that is sent. */
  upload?: Buffer;
  /** The command line unless said otherwise. */
  as?: Caller;
}

export interface AskRoutes {
  (method: string, path: string, given?: Given): Promise<unknown>;
  /** The refusal, which must come with this status. */
  refused(asked: Promise<unknown>, status: number): Promise<AppError>;
}

export function askRoutes(context: TestContext, routes: () => RouteSpec[]): AskRoutes {
  const ask = async (method: string, path: string, given: Given = {}) => {
    const route = routes().find(one => one.method === method && one.path === path);
    if (route === undefined) throw new Error(`no route ${method} ${path}`);
    const parsed = {
      params: route.params?.parse(given.params ?? {}),
      query: route.query?.parse(given.query ?? {}),
      body: route.body?.parse(given.body ?? {}),
    };
    const answer = await route.handle(
      {
        ...parsed,
        caller: given.as ?? context.by,
        ...(given.upload && {
          upload: { stream: Readable.from([given.upload]), length: given.upload.length },
        }),
      },
      { setSession: () => undefined },
    );
    return route.response === null ? answer : route.response.parse(answer);
  };
  const refused = async (asked: Promise<unknown>, status: number) => {
    const error = await asked.then(
      answer => answer,
      (thrown: unknown) => thrown,
    );
    if (!(error instanceof AppError)) throw new Error(`was not refused: ${JSON.stringify(error)}`);
    expect(error.status, error.message).to.equal(status);
    return error;
  };
  return Object.assign(ask, { refused });
}
