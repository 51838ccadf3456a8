/** Who asks: a token in `Authorization: Bearer`, or a session in a cookie. */
import type { IncomingMessage } from 'node:http';
import type { Context } from '../context.ts';
import { AppError } from '../errors.ts';
import type { Caller } from '../route.ts';
import { readCookie } from './cookie.ts';
import { findSession } from './sessions.ts';
import { findToken } from './tokens.ts';

type Headers = Pick<IncomingMessage['headers'], 'authorization' | 'cookie'>;

/**
 * Undefined when neither is sent or the session has ended. A token that is sent must hold: throws `token.invalid` (401).
 * `touch: false` leaves the idle time as it is, for what runs without a person's doing.
 */
export async function authenticate(
  context: Context,
  headers: Headers,
  touch = true,
): Promise<Caller | undefined> {
  const { db, config, now } = context;
  if (headers.authorization !== undefined) {
    const token = /^Bearer ([\w-]{1,100})$/i.exec(headers.authorization)?.[1];
    const caller = token === undefined ? undefined : await findToken(db, token, now());
    if (caller === undefined) {
      throw new AppError({
        status: 401,
        code: 'token.invalid',
        detail: 'This token is unknown, withdrawn or past its day.',
      });
    }
    return caller;
  }
  const cookie = readCookie(config, headers.cookie);
  return cookie === undefined ? undefined : findSession(db, cookie, now(), touch);
}
