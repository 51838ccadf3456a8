/** The console's Express application: guards, the API, the pages. Built from parts; listens to nothing itself. */
import express, { type ErrorRequestHandler, type Express, type Request, type Response } from 'express';
import { sql } from 'kysely';
import { type ApiParts, apiRouter } from './app-api.ts';
import {
  limitChallenges,
  limitRequests,
  limitSignIns,
  type RateLimits,
  refuseForgery,
  requireOurHost,
  requireProxy,
  securityHeaders,
} from './app-guards.ts';
import type { Context } from './context.ts';
import { AppError, toProblem } from './errors.ts';
import type { Metrics } from './metrics.ts';
import { openApi } from './openapi.ts';
import { webPages } from './web-pages/index.ts';

export interface AppParts extends Omit<ApiParts, 'log'> {
  metrics: Metrics;
  limits: RateLimits;
  /** The folder of the built pages. */
  webFolder: string;
  version: string;
  /** Whether this is the cookie of a browser in which somebody signed in before. */
  isKnown(token: string): Promise<boolean>;
}

export function createApp(context: Context, parts: AppParts): Express {
  const { config, log } = context;
  const app = express();
  app.disable('x-powered-by');
  app.set('query parser', 'simple');
  app.set('etag', false);
  app.set('trust proxy', config.trustedProxy === undefined ? false : [config.trustedProxy]);
  app.use(securityHeaders(config), requireOurHost(config), requireProxy(config));
  app.get('/healthz', health(context));
  app.get('/metrics', metrics(context, parts));
  const api = express.Router();
  // Pages count ages by it: by the clock that the console goes by.
  api.use((_request, response, next) => {
    response.set('Date', new Date(context.now()).toUTCString());
    next();
  });
  api.use(parts.metrics.timeRequests, limitRequests(parts.limits), refuseForgery(config));
  const doors = ['', '/link', '/password', '/proof', '/passkey', '/directory', '/second-step/confirm'];
  const knownBy = async (request: Request) => {
    const { known } = parts.fromOf(request);
    return known !== undefined && (await parts.isKnown(known)) ? known : undefined;
  };
  api.post(
    doors.map(door => `/session${door}`),
    limitSignIns(parts.limits, knownBy),
  );
  for (const door of ['/session/passkey/options', '/session/directory/start'])
    api.post(door, limitChallenges(parts.limits, knownBy));
  // Made when somebody first asks: few do, and it is large.
  let document: object | undefined;
  api.get('/openapi.json', (_request, response) => {
    document ??= openApi(parts.routes, parts.version);
    response.json(document);
  });
  api.use(apiRouter({ ...parts, log }));
  app.use('/api/v1', api);
  app.use('/api', () => {
    throw new AppError({ status: 404, code: 'path.unknown', detail: 'The API lies under /api/v1.' });
  });
  app.use(webPages(parts.webFolder));
  app.use(problems(context));
  return app;
}

/** Express knows an error handler by its four parameters. */
function problems({ log }: Context): ErrorRequestHandler {
  return (error, _request, response, next) => {
    if (response.headersSent) return next(error);
    const problem = toProblem(error, log);
    response.locals.code = problem.code;
    if (problem.status === 401) response.set('WWW-Authenticate', 'Bearer');
    response.set('Cache-Control', 'no-store').status(problem.status).type('application/problem+json');
    response.send(JSON.stringify(problem));
  };
}

/** For whoever watches the console itself: whether it and its database answer, and nothing else. */
function health({ db, log }: Context) {
  return async (_request: Request, response: Response): Promise<void> => {
    response.set('Cache-Control', 'no-store');
    try {
      await sql`select 1`.execute(db);
      response.json({ status: 'ok' });
    } catch (error) {
      log.error({ err: error }, 'database does not answer');
      response.status(503).json({ status: 'database does not answer' });
    }
  };
}

function metrics({ config }: Context, parts: AppParts) {
  return async (request: Request, response: Response): Promise<void> => {
    if (!parts.metrics.isToken(config.metricsToken, request.headers.authorization)) {
      const caller = request.headers.authorization && (await parts.authenticate(request));
      if (!caller) throw new AppError({ status: 401, code: 'session.none', detail: 'Send a token.' });
    }
    response
      .set('Cache-Control', 'no-store')
      .type(parts.metrics.contentType)
      .send(await parts.metrics.text());
  };
}
