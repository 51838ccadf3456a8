/** One shape for every API route: the app mounts it, access checks it, OpenAPI prints it. */
import type { Readable } from 'node:stream';
import type * as z from 'zod';
import type { Permission } from './access.ts';

/** Who asks: a person in a browser session, a token, or nobody yet. */
export interface Caller {
  schoolId: string;
  /** `person:ID`, `token:ID` or `command-line`. */
  id: string;
  name: string;
  role: string;
  /** Rows of access.ts that a token keeps to; without it, all of its role's. */
  scopes?: readonly string[];
  /** Set for a browser session. */
  sessionId?: string;
}

/** Where a request comes from, as far as it says so itself. */
export interface From {
  address: string | null;
  agent: string | undefined;
  /** The cookie of a browser in which somebody signed in before. */
  known: string | undefined;
}

export interface RouteRequest<P, Q, B> {
  params: P;
  query: Q;
  body: B;
  caller: Caller;
  /** Set by the server. */
  from?: From;
  /** For a route that `takes` a file: its bytes as they arrive, and how many the sender announced. */
  upload?: { stream: Readable; length: number | undefined };
}

/** What a route that `gives` a file answers; it always goes out as an attachment. */
export interface FileAnswer {
  name: string;
  type: string;
  /** Whole, or part by part as it is made. */
  bytes: Buffer | AsyncIterable<string>;
}

export interface Reply {
  /** Sets or clears the session cookie. */
  setSession(token: string | null): void;
  /** Lets this browser be known again. */
  setKnown?(token: string): void;
}

export interface RouteSpec<P = unknown, Q = unknown, B = unknown, R = unknown> {
  method: 'get' | 'post' | 'patch' | 'delete' | 'put';
  /** Below `/api/v1`, with `{name}` for parameters: `/devices/{id}`. */
  path: string;
  summary: string;
  /** A row of the access table, or `public` for what nobody needs to sign in for. */
  permission: Permission | 'public';
  params?: z.ZodType<P>;
  query?: z.ZodType<Q>;
  body?: z.ZodType<B>;
  response: z.ZodType<R> | null;
  /** `file`: the body is the file itself, as `application/octet-stream`. */
  takes?: 'file';
  /** `file`: it answers a `FileAnswer`; its `response` is null. */
  gives?: 'file';
  status?: number;
  /**
   * Whoever sits there shows again that it is they, unless they did within some minutes. `own way`: it makes a way to
   * sign in, which may be the first they have.
   */
  proof?: true | 'own way';
  /** The answer holds a secret that is shown this once. */
  shownOnce?: boolean;
  handle(request: RouteRequest<P, Q, B>, reply: Reply): Promise<R> | R;
}

/** Infers a route's types from its schemas. `response: null` answers 204. */
export function route<P, Q, B, R>(spec: RouteSpec<P, Q, B, R>): RouteSpec {
  return spec as unknown as RouteSpec;
}
