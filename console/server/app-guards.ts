/** What every request passes before a room sees it: right host, right origin, right content, not too often. */
import type { IncomingMessage } from 'node:http';
import type { NextFunction, Request, RequestHandler, Response } from 'express';
import { ipKeyGenerator, type Options, rateLimit } from 'express-rate-limit';
import helmet from 'helmet';
import { type Config, isLoopback } from './config.ts';
import { AppError } from './errors.ts';

export interface RateLimits {
  /** Requests to the API from one address in a minute. */
  perMinute: number;
  /** Failed sign-ins from one address in fifteen minutes. */
  failedSignIns: number;
}

export const usualLimits: RateLimits = { perMinute: 6000, failedSignIns: 30 };

export function securityHeaders(config: Config): RequestHandler {
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        scriptSrc: ["'self'"],
        // Mantine sets style attributes from script; style sheets themselves come from us.
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:'],
        fontSrc: ["'self'"],
        connectSrc: ["'self'"],
        objectSrc: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
      },
    },
    // With the console's own certificate it would take away the browser's "proceed" and lock everyone out.
    strictTransportSecurity: config.secure && config.tls !== 'own',
  });
}

function hostNameOf(host: string | undefined): string | undefined {
  if (host === undefined) return undefined;
  try {
    return new URL(`http://${host}`).hostname;
  } catch {
    return undefined;
  }
}

/** Names other than ours are refused: a page elsewhere could otherwise point its own name at this computer. */
export function isOurHost(config: Config, host: string | undefined): boolean {
  const name = hostNameOf(host);
  return name !== undefined && (isLoopback(name) || name === config.publicHost || name === config.host);
}

export function requireOurHost(config: Config): RequestHandler {
  return (request, _response, next) => {
    if (!isOurHost(config, request.headers.host)) {
      throw new AppError({
        status: 421,
        code: 'host.unknown',
        detail: `This console answers at ${config.origin}. Set CARETAKER_URL to use another name.`,
      });
    }
    next();
  };
}

/** Behind a proxy that ends TLS, only it and this computer may speak plain http to us. */
export function requireProxy(config: Config): RequestHandler {
  return (request, _response, next) => {
    const from = request.socket.remoteAddress ?? '';
    const trusted = request.app.get('trust proxy fn') as (address: string, hop: number) => boolean;
    if (config.trustedProxy !== undefined && !isLoopback(from.replace(/^::ffff:/, '')) && !trusted(from, 0)) {
      throw new AppError({ status: 403, code: 'proxy.bypassed', detail: `Use ${config.origin}.` });
    }
    next();
  };
}

/** Whether a request that carries a cookie comes from our own page. `Origin` is sent with every POST and every socket. */
export function isSameOrigin(config: Config, headers: IncomingMessage['headers']): boolean | undefined {
  const site = headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin') return false;
  if (headers.origin === undefined) return site === undefined ? undefined : true;
  try {
    const origin = new URL(headers.origin);
    const safe = origin.protocol === 'https:' || !config.secure || isLoopback(origin.hostname);
    return safe && origin.host === new URL(`${origin.protocol}//${headers.host}`).host;
  } catch {
    return false;
  }
}

const safeMethods = ['GET', 'HEAD', 'OPTIONS'];

export function refuseForgery(config: Config): RequestHandler {
  return (request, _response, next) => {
    const byToken = request.headers.authorization !== undefined;
    if (!byToken && !safeMethods.includes(request.method)) {
      const same = isSameOrigin(config, request.headers);
      if (same === false || (same === undefined && request.headers.cookie !== undefined)) {
        throw new AppError({
          status: 403,
          code: 'origin.foreign',
          detail: 'This request came from another site. Open the console itself and try again.',
        });
      }
    }
    next();
  };
}

export function requireJson(request: Request, _response: Response, next: NextFunction): void {
  const hasBody =
    request.headers['transfer-encoding'] !== undefined || Number(request.headers['content-length'] ?? 0) > 0;
  // Files come as bytes; only a route that takes one reads them (app-api.ts).
  if (hasBody && !request.is(['application/json', 'application/octet-stream'])) {
    throw new AppError({
      status: 415,
      code: 'request.not_json',
      detail: 'Send the header Content-Type: application/json.',
    });
  }
  next();
}

function limiter({
  code,
  detail,
  ...options
}: { code: string; detail: string } & Partial<Options>): RequestHandler {
  return rateLimit({
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    ...options,
    // The proxy's headers are read by Express, which trusts them only from CARETAKER_TRUSTED_PROXY.
    validate: { xForwardedForHeader: false, forwardedHeader: false },
    handler: (_request, _response, next) => next(new AppError({ status: 429, code, detail })),
  });
}

export function limitRequests(limits: RateLimits): RequestHandler {
  const detail = 'Too many requests. Wait a minute.';
  return limiter({ windowMs: 60_000, limit: limits.perMinute, code: 'request.too_many', detail });
}

/** Answers what tells a browser in which somebody signed in before from others. */
type KnownBy = (request: Request) => Promise<string | undefined>;

/**
 * By address, but a browser in which somebody signed in before is counted by itself: strangers behind the school's one
 * address cannot shut it out.
 */
const perBrowser = (knownBy: KnownBy) => ({
  windowMs: 15 * 60_000,
  keyGenerator: async (request: Request) => (await knownBy(request)) ?? ipKeyGenerator(request.ip ?? ''),
});

export function limitSignIns(limits: RateLimits, knownBy: KnownBy): RequestHandler {
  return limiter({
    ...perBrowser(knownBy),
    limit: limits.failedSignIns,
    code: 'session.too_many',
    detail:
      'Too many sign-ins have failed from here. Wait a quarter of an hour, or use a browser in which you signed in before.',
    skipSuccessfulRequests: true,
    // The password or link was right, and the code is still to come.
    requestWasSuccessful: (_request, response) =>
      response.statusCode < 400 || response.locals.code === 'session.code_needed',
  });
}

/** What a passkey is to sign is kept until it is signed or five minutes old, and anybody may ask for it. */
export function limitChallenges(limits: RateLimits, knownBy: KnownBy): RequestHandler {
  return limiter({
    ...perBrowser(knownBy),
    limit: limits.failedSignIns * 10,
    code: 'session.too_many',
    detail: 'A passkey was asked for too often from here. Wait a quarter of an hour.',
  });
}
