/** Turns RouteSpecs into handlers: who asks, may they, is the request right, run, is the answer right. */
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import express, {
  type NextFunction,
  type Request,
  type RequestHandler,
  type Response,
  Router,
} from 'express';
import type { Logger } from 'pino';
import * as z from 'zod';
import { issueWords } from '../../shared/issue-words.ts';
import { may } from './access.ts';
import { requireJson } from './app-guards.ts';
import { AppError, invalid, notFound } from './errors.ts';
import { readKey } from './idempotency/index.ts';
import type { Caller, FileAnswer, From, Reply, RouteSpec } from './route.ts';

export interface ApiParts {
  routes: RouteSpec[];
  /** Undefined when nobody is signed in. Throws 401 for a token that does not hold. */
  authenticate(request: Request): Promise<Caller | undefined>;
  setSession(response: Response, token: string | null): void;
  setKnown(response: Response, token: string): void;
  fromOf(request: Request): From;
  /** For a route with `proof`. Throws `step_up.needed`. */
  prove(caller: Caller, what: true | 'own way'): Promise<void>;
  /** Does it once for each key, and answers again what was answered. */
  once(
    spec: RouteSpec,
    asked: { caller: Caller; params: unknown; body: unknown },
    key: string,
    act: () => Promise<unknown>,
  ): Promise<unknown>;
  /** An answer that does not fit its schema is an error of ours: fatal in tests, logged otherwise. */
  strictAnswers: boolean;
  log: Logger;
}

/** For a route that takes no query: a filter that it does not know would seem to have worked. */
const noQuery = z.strictObject({});
const nobody: Caller = { schoolId: '', id: 'nobody', name: 'Nobody', role: 'nobody' };

export function apiRouter(parts: ApiParts): Router {
  const router = Router({ caseSensitive: true, strict: true });
  // Not before the address and the method are known to be right: what is sent elsewhere is not read.
  const body = [requireJson, express.json({ limit: '1mb', strict: true })];
  for (const [path, specs] of byPath(parts.routes)) {
    const place = path.replace(/\{(\w+)\}/g, ':$1');
    for (const spec of specs) router[spec.method](place, ...body, handler(spec, parts));
    router.all(place, refuseMethod(specs.map(spec => spec.method.toUpperCase())));
  }
  router.use(() => {
    throw new AppError({
      status: 404,
      code: 'path.unknown',
      detail: 'The API has no such address. See /api/v1/openapi.json.',
    });
  });
  return router;
}

/** Fixed paths before those with parameters, so that `/devices/export` is never a device called "export". */
function byPath(routes: RouteSpec[]): [string, RouteSpec[]][] {
  const paths = new Map<string, RouteSpec[]>();
  for (const spec of routes) paths.set(spec.path, [...(paths.get(spec.path) ?? []), spec]);
  const parameters = (path: string) => path.split('{').length;
  return [...paths].sort(([a], [b]) => parameters(a) - parameters(b));
}

function refuseMethod(methods: string[]): RequestHandler {
  return (_request, response) => {
    response.set('Allow', methods.join(', '));
    throw new AppError({
      status: 405,
      code: 'method.not_possible',
      detail: `Possible here: ${methods.join(', ')}.`,
    });
  };
}

function handler(spec: RouteSpec, parts: ApiParts) {
  return async (request: Request, response: Response, _next: NextFunction): Promise<void> => {
    const caller = await allowed(spec, await parts.authenticate(request));
    const reply: Reply = {
      setSession: token => parts.setSession(response, token),
      setKnown: token => parts.setKnown(response, token),
    };
    const given = uploadOf(spec, request, response);
    const asked = {
      caller,
      params: parsed(spec.params, request.params, 'path') ?? {},
      query: parsed(spec.query ?? noQuery, request.query, 'query'),
      body: parsed(spec.body, request.body ?? {}, 'body'),
      from: parts.fromOf(request),
      ...given,
    };
    if (spec.proof) await parts.prove(caller, spec.proof);
    const act = async () => spec.handle(asked, reply);
    const key = takesKey(spec) ? readKey(request.get('idempotency-key')) : undefined;
    const answer = key === undefined ? await act() : await parts.once(spec, asked, key, act);
    response.set('Cache-Control', 'no-store');
    if (spec.gives === 'file') await sendFile(response, answer as FileAnswer);
    else if (spec.response === null) response.status(spec.status ?? 204).end();
    else response.status(spec.status ?? 200).json(presented(spec, spec.response, answer, parts));
  };
}

/** What makes or changes something by POST can be sent again under a key; what concerns one's own session cannot. */
export const takesKey = (spec: RouteSpec): boolean =>
  spec.method === 'post' &&
  spec.permission !== 'public' &&
  spec.permission !== 'session.own' &&
  spec.takes !== 'file' &&
  spec.gives !== 'file';

/** The body of a route that takes a file. After a refusal the rest is not waited for. */
function uploadOf(spec: RouteSpec, request: Request, response: Response) {
  const isFile = Boolean(request.is('application/octet-stream'));
  if (spec.takes !== 'file' && isFile)
    throw new AppError({
      status: 415,
      code: 'request.not_json',
      detail: 'Send JSON: no file is taken here.',
    });
  if (spec.takes !== 'file') return {};
  if (!isFile) throw invalid('Send the file itself, with Content-Type: application/octet-stream.');
  response.once('finish', () => {
    if (!request.complete) endSoon(request);
  });
  const announced = request.headers['content-length'];
  return { upload: { stream: request, length: announced === undefined ? undefined : Number(announced) } };
}

const lingerMs = 2_000;

/** What is still on its way is read and thrown away for a moment, so that the sender reads the answer before the end. */
function endSoon(request: Request): void {
  request.resume();
  setTimeout(() => request.socket.destroy(), lingerMs).unref();
}

/** When a part cannot be made, the connection is cut: a browser then says that the download failed. */
async function sendFile(response: Response, { name, type, bytes }: FileAnswer): Promise<void> {
  const plain = name.replace(/[^\x20-\x7e]|["\\%]/g, '_');
  response.set({
    'Content-Type': type,
    'Content-Disposition': `attachment; filename="${plain}"; filename*=UTF-8''${encodeURIComponent(name)}`,
    'Content-Security-Policy': "default-src 'none'; sandbox",
  });
  response.status(200);
  if (Buffer.isBuffer(bytes)) response.send(bytes);
  else await pipeline(Readable.from(bytes), response).catch(unlessLeft);
}

/** Whoever went away, or cancelled an import by it, is no fault of ours. */
function unlessLeft(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error;
}

function allowed(spec: RouteSpec, caller: Caller | undefined): Caller {
  if (spec.permission === 'public') return caller ?? nobody;
  if (caller === undefined) {
    throw new AppError({ status: 401, code: 'session.none', detail: 'Sign in first.' });
  }
  if (may(caller, spec.permission)) return caller;
  throw new AppError({
    status: 403,
    code: 'access.refused',
    detail: 'Your role does not include this. Ask the technician if you need it.',
  });
}

function parsed(schema: z.ZodType | undefined, value: unknown, where: 'path' | 'query' | 'body'): unknown {
  if (schema === undefined) return undefined;
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  // A malformed id in the address is simply not there.
  if (where === 'path') throw notFound('thing');
  const { fields, unknown } = misfits(result.error.issues, where);
  const detail = unknown.length === 0 ? '' : ` Not known here: ${unknown.join(', ')}.`;
  throw invalid(`Some of what was sent is not valid.${detail}`, fields);
}

/** The first message of each field, and the names that the schema does not know: at most ten, shortened. */
function misfits(issues: z.core.$ZodIssue[], where: string) {
  // A map, because a stranger names the fields: `constructor` is on every plain object already.
  const fields = new Map<string, string>();
  const unknown: string[] = [];
  const add = (name: string, message: string) => {
    if (!fields.has(name)) fields.set(name, message);
  };
  for (const issue of issues) {
    if (issue.code !== 'unrecognized_keys') add(issue.path.join('.') || where, issueWords(issue));
    else
      for (const key of issue.keys.slice(0, 10)) {
        const name = [...issue.path, key.slice(0, 60)].join('.');
        unknown.push(name);
        add(name, 'Not known here');
      }
  }
  return { fields: Object.fromEntries(fields), unknown: unknown.slice(0, 10) };
}

function presented(spec: RouteSpec, schema: z.ZodType, answer: unknown, parts: ApiParts): unknown {
  const result = schema.safeParse(answer);
  if (result.success) return result.data;
  const misfit = new Error(`${spec.method} ${spec.path} answered what its schema does not allow`, {
    cause: result.error,
  });
  if (parts.strictAnswers) throw misfit;
  parts.log.error({ err: misfit, route: `${spec.method} ${spec.path}` }, 'answer does not fit its schema');
  return answer;
}
