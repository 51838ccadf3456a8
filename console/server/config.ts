/** The console's settings: the only reader of the environment here. Read once, validated whole, frozen. */
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import * as z from 'zod';

const port = z.coerce.number().int().min(0).max(65535);
const text = z.string().trim().min(1, 'is empty');

/** `caretaker.json` uses these names; the environment says `CARETAKER_` and the same in capitals. */
const settings = z.strictObject({
  data: text.default('data'),
  /** Where browsers connect. */
  host: text.optional(),
  port: port.default(8080),
  /** The address others use; https unless it names this computer only. */
  url: z.url({ protocol: /^https?$/, error: 'is not an http or https address' }).optional(),
  tlsCert: text.optional(),
  tlsKey: text.optional(),
  /** Address or network of a proxy that ends TLS in front of the console. */
  trustedProxy: text.optional(),
  deviceHost: text.optional(),
  devicePort: port.default(8443),
  /** `postgres://…` or an SQLite file. */
  databaseUrl: text.optional(),
  metricsToken: z.string().min(16, 'needs at least 16 characters').optional(),
  logLevel: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('warn'),
});

type Settings = z.output<typeof settings>;
type Name = keyof Settings;

export interface Config {
  /** The data folder, absolute. */
  readonly data: string;
  readonly host: string;
  readonly port: number;
  /** Origin that browsers use, without a trailing slash: `http://localhost:8080`. */
  readonly origin: string;
  /** Whether browsers reach the console over https. */
  readonly secure: boolean;
  /** How the browser port is served: files of a certificate, the console's own, or plain (behind a proxy, or loopback). */
  readonly tls: 'none' | 'own' | { certFile: string; keyFile: string };
  readonly trustedProxy: string | undefined;
  readonly deviceHost: string;
  readonly devicePort: number;
  /** Host name that devices and browsers are told: `localhost` or that of CARETAKER_URL. */
  readonly publicHost: string;
  readonly databaseUrl: string;
  readonly metricsToken: string | undefined;
  readonly logLevel: Settings['logLevel'];
}

/** Every problem found, one line each. */
export class ConfigError extends Error {
  readonly problems: string[];
  constructor(problems: string[]) {
    super(problems.join('\n'));
    this.name = 'ConfigError';
    this.problems = problems;
  }
}

const names = Object.keys(settings.shape) as Name[];
export const environmentName = (name: string) => `CARETAKER_${name.replace(/[A-Z]/g, '_$&').toUpperCase()}`;
/** Other programs' settings, which have their own readers. */
const notOurs = /^CARETAKER_(AGENT|SERVICE|TRAY|TEST|SIMULATE)_/;
const loopback = /^(localhost|127(\.\d+){3}|\[?::1\]?)$/;

export const isLoopback = (host: string) => loopback.test(host);

/** `given` wins over the environment, which wins over the file. Throws ConfigError. */
export function readConfig(
  environment: Record<string, string | undefined> = process.env,
  given: Record<string, unknown> = {},
): Config {
  const problems: string[] = [];
  const fromEnvironment = readEnvironment(environment, problems);
  const data = resolve(String(given.data ?? fromEnvironment.data ?? 'data'));
  const fromFile = readFile(join(data, 'caretaker.json'), problems);
  const source = (name: string) =>
    name in given ? name : name in fromEnvironment ? environmentName(name) : `${name} in caretaker.json`;
  const parsed = settings.safeParse({ ...fromFile, ...fromEnvironment, ...given });
  if (!parsed.success) {
    for (const issue of parsed.error.issues) {
      const name = String(issue.path[0] ?? '');
      if (issue.code !== 'unrecognized_keys') problems.push(`${source(name)}: ${issue.message}`);
    }
    throw new ConfigError(problems);
  }
  const config = settle(parsed.data, data, problems);
  if (problems.length > 0) throw new ConfigError(problems);
  return Object.freeze(config);
}

function readEnvironment(environment: Record<string, string | undefined>, problems: string[]) {
  const found: Partial<Record<string, string>> = {};
  const known = new Map(names.map(name => [environmentName(name), name]));
  for (const [key, value] of Object.entries(environment)) {
    if (!key.startsWith('CARETAKER_') || notOurs.test(key) || value === undefined) continue;
    const name = known.get(key);
    if (name !== undefined) found[name] = value;
    else problems.push(`${key}: there is no such setting${suggestion(key, [...known.keys()])}`);
  }
  return found;
}

function readFile(file: string, problems: string[]): Record<string, unknown> {
  let content: string;
  try {
    content = readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    problems.push(`${file}: cannot be read (${(error as Error).message})`);
    return {};
  }
  try {
    const value = z.record(z.string(), z.unknown()).parse(JSON.parse(content));
    for (const key of Object.keys(value)) {
      if (key === 'data')
        problems.push('data in caretaker.json: the file lies in that folder; set CARETAKER_DATA');
      else if (!names.includes(key as Name))
        problems.push(`${key} in caretaker.json: there is no such setting${suggestion(key, names)}`);
    }
    return value;
  } catch {
    problems.push(`${file}: is not a JSON object`);
    return {};
  }
}

function settle(from: Settings, data: string, problems: string[]): Config {
  const url = from.url === undefined ? undefined : new URL(from.url);
  const publicHost = url?.hostname ?? 'localhost';
  const beyond = url !== undefined && !isLoopback(publicHost);
  if (beyond && url.protocol !== 'https:')
    problems.push('CARETAKER_URL: use https; plain http only works for this computer itself (localhost)');
  if (url !== undefined && (url.pathname !== '/' || url.search || url.hash))
    problems.push('CARETAKER_URL: give only the address, without a path');
  if ((from.tlsCert === undefined) !== (from.tlsKey === undefined))
    problems.push('CARETAKER_TLS_CERT and CARETAKER_TLS_KEY: give both files or neither');
  if (from.trustedProxy !== undefined && from.tlsCert !== undefined)
    problems.push(
      'CARETAKER_TRUSTED_PROXY: the proxy ends TLS, so leave out CARETAKER_TLS_CERT and CARETAKER_TLS_KEY',
    );
  if (from.trustedProxy !== undefined && url?.protocol !== 'https:')
    problems.push('CARETAKER_TRUSTED_PROXY: name the https address that the proxy serves in CARETAKER_URL');
  if (from.tlsCert !== undefined && url?.protocol !== 'https:')
    problems.push('CARETAKER_TLS_CERT: name the https address in CARETAKER_URL');
  const everywhere = '0.0.0.0';
  const host = from.host ?? (beyond && from.trustedProxy === undefined ? everywhere : '127.0.0.1');
  const secure = url?.protocol === 'https:';
  if (!isLoopback(host) && !secure)
    problems.push(
      'CARETAKER_HOST: others can only be let in over https; name the address they use in CARETAKER_URL',
    );
  return {
    data,
    host,
    port: from.port,
    origin: url?.origin ?? `http://localhost:${from.port}`,
    secure,
    tls: tlsOf(from, secure),
    trustedProxy: from.trustedProxy,
    deviceHost: from.deviceHost ?? (beyond ? everywhere : '127.0.0.1'),
    devicePort: from.devicePort,
    publicHost,
    databaseUrl: from.databaseUrl ?? join(data, 'console.sqlite'),
    metricsToken: from.metricsToken,
    logLevel: from.logLevel,
  };
}

function tlsOf(from: Settings, secure: boolean): Config['tls'] {
  if (!secure || from.trustedProxy !== undefined) return 'none';
  if (from.tlsCert === undefined || from.tlsKey === undefined) return 'own';
  return { certFile: resolve(from.tlsCert), keyFile: resolve(from.tlsKey) };
}

function suggestion(name: string, among: string[]): string {
  const ranked = among.map(other => ({ other, far: distance(name, other) })).sort((a, b) => a.far - b.far);
  const nearest = ranked[0];
  return nearest !== undefined && nearest.far <= 4 ? `; did you mean ${nearest.other}?` : '';
}

/** Levenshtein's distance. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
