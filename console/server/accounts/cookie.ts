/** The session cookie: not readable by script, never sent from another site, bound to this host under https. */
import type { CookieOptions, Request, Response } from 'express';
import type { Config } from '../config.ts';
import type { From } from '../route.ts';
import { knownMs } from './known-browsers.ts';
import { lifeMs } from './sessions.ts';

export function cookieName(config: Config): string {
  return config.secure ? '__Host-caretaker' : 'caretaker';
}

const knownName = (config: Config) => `${cookieName(config)}-known`;

export function readCookie(config: Config, header: string | undefined, name = cookieName(config)) {
  const start = `${name}=`;
  const pair = header?.split(/;\s*/).find(part => part.startsWith(start));
  const value = pair?.slice(start.length);
  return value !== undefined && /^[\w-]{43}$/.test(value) ? value : undefined;
}

const optionsOf = ({ secure }: Config): CookieOptions => ({
  ...{ httpOnly: true, sameSite: 'strict', path: '/' },
  secure,
});

/** Stays when its person signs out: it lets nobody in, it only tells them from strangers. */
export function setKnown(config: Config, response: Response, token: string): void {
  response.cookie(knownName(config), token, { ...optionsOf(config), maxAge: knownMs });
}

export function fromOf(config: Config, request: Request): From {
  return {
    address: request.ip?.replace(/^::ffff:/, '') ?? null,
    agent: request.get('user-agent'),
    known: readCookie(config, request.headers.cookie, knownName(config)),
  };
}

/** Null takes the cookie away. */
export function setCookie(config: Config, response: Response, token: string | null): void {
  const options = optionsOf(config);
  if (token === null) response.clearCookie(cookieName(config), options);
  else response.cookie(cookieName(config), token, { ...options, maxAge: lifeMs });
}
