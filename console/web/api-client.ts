/** The one door to the console's API. Answers are parsed with the shared schemas, so a mismatch is a clear error. */
import type * as z from 'zod';
import { type Problem, problem as problemSchema } from '../../shared/protocol/api/common.ts';
import { heardFromConsole } from './clock.ts';

/** What went wrong, in words for people (`message`) and with a stable code for programs. */
export class ApiError extends Error {
  readonly code: string;
  /** 0 when no answer came. */
  readonly status: number;
  /** Form fields to mend, by name. */
  readonly fields: Record<string, string>;

  constructor(problem: Pick<Problem, 'code' | 'status' | 'detail' | 'fields'>) {
    super(problem.detail);
    this.name = 'ApiError';
    this.code = problem.code;
    this.status = problem.status;
    this.fields = problem.fields ?? {};
  }

  get unreachable(): boolean {
    return this.status === 0;
  }
}

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
type Query = Record<string, string | number | undefined | null>;

/** `/devices` with `{ search: 'lab', group: undefined }` is `/api/v1/devices?search=lab`. */
export function apiPath(path: string, query: Query = {}): string {
  const filled = Object.entries(query).filter(
    ([, value]) => value !== undefined && value !== null && value !== '',
  );
  const text = new URLSearchParams(filled.map(([key, value]) => [key, String(value)])).toString();
  return `/api/v1${path}${text === '' ? '' : `?${text}`}`;
}

/** The schema may still be on its way. Throws `ApiError`. */
export async function get<S extends z.ZodType>(
  path: string,
  schema: S | Promise<S>,
  options: { query?: Query; signal?: AbortSignal } = {},
): Promise<z.output<S>> {
  const [response, ready] = await Promise.all([
    send('GET', apiPath(path, options.query), undefined, options.signal),
    schema,
  ]);
  return parse(ready, await response.json(), path);
}

/** Sends a change and reads its answer. Throws `ApiError`. */
export async function change<S extends z.ZodType>(
  method: Exclude<Method, 'GET'>,
  path: string,
  body: unknown,
  schema: S,
): Promise<z.output<S>> {
  const response = await send(method, apiPath(path), body ?? {});
  return parse(schema, await response.json(), path);
}

/** Sends a file as it is and reads the answer. Throws `ApiError`. */
export async function giveFile<S extends z.ZodType>(
  path: string,
  query: Query,
  file: Blob,
  schema: S,
): Promise<z.output<S>> {
  const response = await send('POST', apiPath(path, query), file);
  return parse(schema, await response.json(), path);
}

/**
 * Sends a file and reads an answer that comes line by line, each as it comes. Ending the signal ends the work at the
 * console. Throws `ApiError`, also when the answer breaks off.
 */
export async function* giveFileAndWatch<S extends z.ZodType>(
  path: string,
  query: Query,
  file: Blob,
  line: S,
  signal: AbortSignal,
): AsyncGenerator<z.output<S>> {
  const response = await send('POST', apiPath(path, query), file, signal);
  const reader = (response.body ?? new Blob().stream()).pipeThrough(new TextDecoderStream()).getReader();
  for (let rest = ''; ; ) {
    const part = await reader.read().catch((error: unknown) => {
      throw signal.aborted ? error : unreachable();
    });
    const lines = (rest + (part.value ?? '')).split('\n');
    rest = lines.pop() ?? '';
    for (const one of lines) yield parse(line, JSON.parse(one), path);
    if (part.done) return;
  }
}

/** Asks for a file and says what it is called. Throws `ApiError`; a file that breaks off is one, too. */
export async function takeFile(path: string, query: Query = {}): Promise<{ name: string; content: Blob }> {
  const response = await send('GET', apiPath(path, query), undefined);
  const said = response.headers.get('content-disposition') ?? '';
  const name = decodeURIComponent(/filename\*=UTF-8''([^;]+)/.exec(said)?.[1] ?? 'file');
  const content = await response.blob().catch(() => {
    throw unreachable();
  });
  return { name, content };
}

/** Sends a change whose answer nobody reads. Throws `ApiError`. */
export async function tell(method: Exclude<Method, 'GET'>, path: string, body?: unknown): Promise<void> {
  await send(method, apiPath(path), body ?? (method === 'DELETE' ? undefined : {}));
}

async function send(method: Method, url: string, body: unknown, signal?: AbortSignal): Promise<Response> {
  const headers: Record<string, string> = { accept: 'application/json' };
  const isFile = body instanceof Blob;
  if (body !== undefined) headers['content-type'] = isFile ? 'application/octet-stream' : 'application/json';
  const response = await fetch(url, {
    method,
    headers,
    credentials: 'same-origin',
    body: body === undefined ? undefined : isFile ? body : JSON.stringify(body),
    signal,
  }).catch((error: unknown) => {
    if (signal?.aborted) throw error;
    throw unreachable();
  });
  heardFromConsole(response.headers.get('date'));
  if (!response.ok) throw await refusal(response);
  return response;
}

function unreachable(): ApiError {
  return new ApiError({
    code: 'web.unreachable',
    status: 0,
    detail: 'The console cannot be reached. It may be restarting, or this computer may be off the network.',
  });
}

async function refusal(response: Response): Promise<ApiError> {
  const parsed = problemSchema.safeParse(await response.json().catch(() => undefined));
  if (parsed.success) return new ApiError(parsed.data);
  return new ApiError({
    code: 'web.no_reason',
    status: response.status,
    detail: `The console answered ${response.status} and gave no reason.`,
  });
}

function parse<S extends z.ZodType>(schema: S, value: unknown, path: string): z.output<S> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const place = issue?.path.join('.') || 'the answer';
  console.error(`The answer to ${path} does not have the agreed shape`, parsed.error);
  throw new ApiError({
    code: 'web.answer_not_understood',
    status: 200,
    detail: `This page does not understand the console’s answer to ${path} (${place}). If the console was updated a moment ago, load the page again.`,
  });
}

/** What to say of anything that was thrown. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : 'Something went wrong in this page.';
}
