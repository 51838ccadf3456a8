/** Errors with a stable code, and the one place that decides what a stranger sees of them. */
import { randomBytes } from 'node:crypto';
import type { Logger } from 'pino';
import type { Problem } from '../../shared/protocol/api/common.ts';

export interface ErrorParts {
  /** HTTP status. */
  status: number;
  /** Stable, for programs: `device.not_found`. */
  code: string;
  /** For people: what happened and what to do. */
  detail: string;
  /** What to mend in a form, by field name. */
  fields?: Record<string, string>;
  cause?: unknown;
}

/** An outcome that the caller is told about. Anything else that is thrown is a bug and shown only as a reference. */
export class AppError extends Error {
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly fields: Record<string, string> | undefined;

  constructor(parts: ErrorParts) {
    super(parts.detail, { cause: parts.cause });
    this.name = 'AppError';
    this.status = parts.status;
    this.code = parts.code;
    this.detail = parts.detail;
    this.fields = parts.fields;
  }
}

/** `what` as a code's first word: `notFound('device')` is `device.not_found`. */
export function notFound(what: string): AppError {
  const words = what.replaceAll('_', ' ');
  return new AppError({
    status: 404,
    code: `${what}.not_found`,
    detail: `There is no such ${words}. It may have been removed.`,
  });
}

export function invalid(detail: string, fields?: Record<string, string>, code = 'request.invalid'): AppError {
  return new AppError({ status: 400, code, detail, ...(fields && { fields }) });
}

export function conflict(code: string, detail: string, fields?: Record<string, string>): AppError {
  return new AppError({ status: 409, code, detail, ...(fields && { fields }) });
}

const titles: Record<number, string> = {
  400: 'The request is not valid',
  401: 'Not signed in',
  403: 'Not allowed',
  404: 'Not found',
  405: 'Not possible here',
  409: 'Does not fit what is there',
  413: 'Too large',
  415: 'Wrong kind of content',
  421: 'Wrong address',
  429: 'Too many requests',
  503: 'Not available now',
};

/** Errors that Express and its parsers throw, in our words. */
function fromExpress(error: unknown): AppError | undefined {
  if (!(error instanceof Error) || !('status' in error) || typeof error.status !== 'number') return undefined;
  const { status } = error;
  if (status < 400 || status >= 500) return undefined;
  if (status === 413)
    return new AppError({ status, code: 'request.too_large', detail: 'Send at most 1 MB.' });
  if (status === 415)
    return new AppError({ status, code: 'request.not_json', detail: 'Send JSON in UTF-8.' });
  return new AppError({
    status,
    code: 'request.unreadable',
    detail: 'The request could not be read as JSON.',
  });
}

/** The problem to answer with. An unknown error is logged under a reference and never described to the caller. */
export function toProblem(error: unknown, log: Logger): Problem {
  const known = error instanceof AppError ? error : fromExpress(error);
  if (known !== undefined) {
    return {
      type: 'about:blank',
      title: titles[known.status] ?? 'Error',
      status: known.status,
      code: known.code,
      detail: known.detail,
      ...(known.fields && { fields: known.fields }),
    };
  }
  const reference = randomBytes(4).toString('hex');
  log.error({ err: error, reference }, 'request failed');
  return {
    type: 'about:blank',
    title: 'Something went wrong',
    status: 500,
    code: 'internal',
    detail: `Something went wrong and has been written down. If it happens again, quote reference ${reference}.`,
  };
}
