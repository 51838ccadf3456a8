/** The session cookie: not readable by script, never sent from another site, bound to this host under https. */
import type { CookieOptions, Response } from 'express';
import type { Config } from '../config.ts';
import { lifeMs } from './sessions.ts';

export function cookieName(config: Config): string {
  return config.secure ? '__Host-caretaker' : 'caretaker';
}

export function readCookie(config: Config, header: string | undefined): string | undefined {
  const start = `${cookieName(config)}=`;
  const pair = header?.split(/;\s*/).find(part => part.startsWith(start));
  const value = pair?.slice(start.length);
  return value !== undefined && /^[\w-]{43}$/.test(value) ? value : undefined;
}

/** Null takes the cookie away. */
export function setCookie(config: Config, response: Response, token: string | null): void {
  const options: CookieOptions = { httpOnly: true, sameSite: 'strict', secure: config.secure, path: '/' };
  if (token === null) response.clearCookie(cookieName(config), options);
  else response.cookie(cookieName(config), token, { ...options, maxAge: lifeMs });
}
