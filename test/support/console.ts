/** A whole console for integration tests: real sockets on free ports, a real database, and a client for its API. */
import { rmSync } from 'node:fs';
import { commandLine, createToken, makeFirstLink } from '../../console/server/accounts/index.ts';
import { readConfig } from '../../console/server/config.ts';
import { type ConsoleOverrides, type RunningConsole, startConsole } from '../../console/server/main.ts';
import type { Role } from '../../shared/protocol/api/common.ts';
import { withCertificate } from './certificate.ts';
import { engines } from './databases.ts';
import { scratchFolder } from './scratch.ts';

export interface Answer {
  status: number;
  headers: Headers;
  /** Parsed JSON, or the text. */
  // biome-ignore lint/suspicious/noExplicitAny: each test knows what it asked for.
  body: any;
}

export type Ask = (
  method: string,
  path: string,
  body?: unknown,
  headers?: Record<string, string>,
) => Promise<Answer>;

export interface TestConsole extends RunningConsole {
  data: string;
  /** Asks without any credentials; paths are below /api/v1 unless they start with `//`, which is the root. */
  ask: Ask;
  /** Makes a token of this role and asks with it. */
  as(role: Role): Promise<Ask>;
  /** Signs in as the first technician and asks with the cookie, as a browser would. */
  browser(): Promise<{ ask: Ask; cookie: string }>;
  /** Stops, and removes the data. */
  remove(): Promise<void>;
}

export interface TestConsoleOptions extends ConsoleOverrides {
  engine?: 'SQLite' | 'PostgreSQL';
  /** A data folder to use and keep. */
  data?: string;
  databaseUrl?: string;
  settings?: Record<string, unknown>;
}

export async function aConsole(options: TestConsoleOptions = {}): Promise<TestConsole> {
  const { engine = 'SQLite', data = scratchFolder('caretaker-console-'), settings, ...overrides } = options;
  const made =
    engine === 'SQLite' || options.databaseUrl
      ? undefined
      : await engines.find(e => e.name === engine)?.make();
  const databaseUrl = options.databaseUrl ?? made?.location;
  const given = {
    data,
    port: 0,
    devicePort: 0,
    logLevel: 'silent',
    ...(databaseUrl && { databaseUrl }),
    ...settings,
  };
  const open = () => startConsole(readConfig({}, given), { strictAnswers: true, ...overrides });
  // A certificate names the addresses that the settings give.
  const running = settings === undefined ? await withCertificate(data, open) : await open();
  const { port } = running.context.config;
  const ask = asker(`http://localhost:${port}`, {});
  return {
    ...running,
    data,
    ask,
    async as(role) {
      const by = commandLine(running.schoolId);
      const { token } = await createToken(running.context, by, { label: `test ${role}`, role, days: 1 });
      return asker(`http://localhost:${port}`, { authorization: `Bearer ${token}` });
    },
    async browser() {
      const origin = `http://localhost:${port}`;
      const { url } = await makeFirstLink(running.context, running.schoolId);
      const token = new URLSearchParams(new URL(url).hash.slice(1)).get('token');
      const { headers } = await ask('POST', '/session/link', { token }, { origin });
      const cookie = headers.getSetCookie()[0]?.split(';')[0] ?? '';
      return { cookie, ask: asker(origin, { cookie, origin }) };
    },
    async remove() {
      await running.stop();
      await made?.remove();
      if (options.data === undefined) rmSync(data, { recursive: true, force: true });
    },
  };
}

export function asker(base: string, own: Record<string, string>): Ask {
  return async (method, path, body, headers = {}) => {
    const url = path.startsWith('//') ? `${base}${path.slice(1)}` : `${base}/api/v1${path}`;
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    const response = await fetch(url, {
      method,
      headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...own, ...headers },
      ...(body !== undefined && { body: text }),
      redirect: 'manual',
    });
    const answer = await response.text();
    const json = response.headers.get('content-type')?.includes('json');
    return {
      status: response.status,
      headers: response.headers,
      body: json && answer ? JSON.parse(answer) : answer,
    };
  };
}
