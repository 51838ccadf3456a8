/** Builds the console once and starts it; stopping undoes it in the opposite order. */
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import { version } from '../../shared/version.ts';
import { authenticate, fromOf, isKnownBrowser, requireProof, setCookie, setKnown } from './accounts/index.ts';
import { createApp } from './app.ts';
import { type RateLimits, usualLimits } from './app-guards.ts';
import type { Config } from './config.ts';
import type { Context } from './context.ts';
import { holdFile } from './database/index.ts';
import { AppError } from './errors.ts';
import { attachFeed } from './feed.ts';
import { makeData } from './folder.ts';
import { once } from './idempotency/index.ts';
import { startDevicePort } from './main-devices.ts';
import { closeServer, createBrowserServer, freePort, listen } from './main-listen.ts';
import { type OpenOverrides, openConsole } from './main-open.ts';
import { allRoutes, startRooms } from './main-rooms.ts';
import { createMetrics, type Metrics } from './metrics.ts';
import { leaveNote, lockOf } from './running-note.ts';

export interface RunningConsole {
  /** `browser` as people open it, `device` as agents enrol with it. */
  urls: { browser: string; device: string };
  context: Context;
  schoolId: string;
  stop(): Promise<void>;
}

export interface ConsoleOverrides extends OpenOverrides {
  limits?: RateLimits;
  /** Answers that do not fit their schema become errors: for tests. */
  strictAnswers?: boolean;
  webFolder?: string;
}

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Throws AppError with words for people when it cannot start; nothing is left open then. */
export async function startConsole(given: Config, overrides: ConsoleOverrides = {}): Promise<RunningConsole> {
  const undo: (() => Promise<void> | void)[] = [];
  const unwind = async () => {
    for (let step = undo.pop(); step !== undefined; step = undo.pop()) await step();
  };
  let stopped: Promise<void> | undefined;
  const stop = () => {
    stopped ??= unwind();
    return stopped;
  };
  try {
    const config = await withPorts(given);
    undo.push(holdData(config.data));
    const { context, schoolId, close } = await openConsole(config, overrides);
    undo.push(close);
    undo.push(await startRooms(context));
    undo.push(await startDevicePort(context).catch(error => withBrowserPort(error, config)));
    const metrics = createMetrics(() => context.presence.connectedCount(schoolId));
    await startBrowserSide(context, overrides, metrics, undo);
    undo.push(leaveNote(config));
    const device = `https://${config.publicHost}:${config.devicePort}`;
    return { urls: { browser: config.origin, device }, context, schoolId, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function startBrowserSide(
  context: Context,
  overrides: ConsoleOverrides,
  metrics: Metrics,
  undo: (() => Promise<void> | void)[],
): Promise<void> {
  const { config } = context;
  const app = createApp(context, {
    routes: allRoutes(context, version),
    authenticate: request => authenticate(context, request.headers),
    setSession: (response, token) => setCookie(config, response, token),
    setKnown: (response, token) => setKnown(config, response, token),
    fromOf: request => fromOf(config, request),
    prove: (caller, what) => requireProof(context, caller, what),
    once: async ({ method, path, shownOnce = false }, { caller, params, body }, key, act) =>
      (await once(context, caller, { key, request: { method, path, params, body }, shownOnce }, act)).answer,
    isKnown: token => isKnownBrowser(context, token),
    strictAnswers: overrides.strictAnswers ?? false,
    metrics,
    limits: overrides.limits ?? usualLimits,
    webFolder: overrides.webFolder ?? here('../web/dist'),
    version,
  });
  const server = createBrowserServer(context, app);
  undo.push(() => closeServer(server), attachFeed(server, context));
  await listen(server, config.host, config.port, 'CARETAKER_PORT');
}

/** A port of 0 becomes a free one now, so that every room reads the same number. */
async function withPorts(config: Config): Promise<Config> {
  if (config.port !== 0 && config.devicePort !== 0) return config;
  const port = config.port || (await freePort(config.host));
  const devicePort = config.devicePort || (await freePort(config.deviceHost));
  const origin = config.origin === 'http://localhost:0' ? `http://localhost:${port}` : config.origin;
  return Object.freeze({ ...config, port, devicePort, origin });
}

/** Whoever must free one port is told of the other in the same breath. Always throws. */
async function withBrowserPort(error: unknown, { host, port }: Config): Promise<never> {
  if (!(error instanceof AppError) || error.code !== 'port.not_free') throw error;
  const other = createServer();
  const trouble = await listen(other, host, port, 'CARETAKER_PORT').catch((also: AppError) => also);
  other.close();
  if (trouble === undefined) throw error;
  throw new AppError({
    status: 500,
    code: error.code,
    detail: `${error.message}\n${trouble.message}`,
    cause: error,
  });
}

/** Returns the release. Throws `data.in_use`. */
function holdData(folder: string): () => void {
  makeData(folder);
  const release = holdFile(lockOf(folder));
  if (release !== undefined) return release;
  throw new AppError({
    status: 500,
    code: 'data.in_use',
    detail: `A console is already running with the data folder ${folder}. Stop it first, or set CARETAKER_DATA.`,
  });
}
