/** The console's settings: the only reader of the environment here. Read once, validated whole, frozen. */
import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import * as z from 'zod';
import { jsonTrouble } from '../../shared/json-trouble.ts';
import { checkTogether, isLoopback } from './config-checks.ts';
import { fields, type Name, names, type Settings } from './config-fields.ts';

export { isLoopback } from './config-checks.ts';

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
  /** The school's server for e-mail; undefined while none is set. The address may hold a password. */
  readonly mail: { url: URL; from: string } | undefined;
  readonly webhookHosts: readonly string[];
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

export const environmentName = (name: string) => `CARETAKER_${name.replace(/[A-Z]/g, '_$&').toUpperCase()}`;
/** Other programs' settings, which have their own readers. */
const notOurs = /^CARETAKER_((AGENT|SERVICE|TRAY|TEST|SIMULATE)_|TOKEN$)/;

const settingsObject = z.record(z.string(), z.unknown());

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
  const parsed = parseEach({ ...fromFile, ...fromEnvironment, ...given }, source, problems);
  if (problems.length > 0) throw new ConfigError(problems);
  return Object.freeze(settle(parsed as Settings, data));
}

/** Each setting by itself, so that one mistake does not hide another; then all together. */
function parseEach(
  found: Record<string, unknown>,
  source: (name: Name) => string,
  problems: string[],
): Partial<Settings> {
  const parsed: [Name, unknown][] = [];
  const wrong = new Set<Name>();
  for (const name of names) {
    const result = fields[name].safeParse(found[name]);
    if (result.success) parsed.push([name, result.data]);
    else {
      wrong.add(name);
      problems.push(`${source(name)}: ${result.error.issues[0]?.message}`);
    }
  }
  const settings: Partial<Settings> = Object.fromEntries(parsed);
  problems.push(...checkTogether(settings, wrong));
  return settings;
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
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOTDIR')
      problems.push(`CARETAKER_DATA: ${dirname(file)} is, or lies in, a file; name a folder`);
    else if (code !== 'ENOENT') problems.push(`${file}: cannot be read (${message})`);
    return {};
  }
  const value = parseFile(file, content, problems);
  for (const key of Object.keys(value)) {
    if (key === 'data')
      problems.push('data in caretaker.json: the file lies in that folder; set CARETAKER_DATA');
    else if (!names.includes(key as Name))
      problems.push(`${key} in caretaker.json: there is no such setting${suggestion(key, names)}`);
  }
  return value;
}

function parseFile(file: string, content: string, problems: string[]): Record<string, unknown> {
  const trouble = jsonTrouble(content);
  const value = trouble === undefined ? settingsObject.safeParse(JSON.parse(content)) : undefined;
  if (value?.success) return value.data;
  problems.push(`${file}: ${trouble ?? 'write the settings in braces, such as { "port": 8080 }'}`);
  return {};
}

function settle(from: Settings, data: string): Config {
  const url = from.url === undefined ? undefined : new URL(from.url);
  const publicHost = url?.hostname ?? 'localhost';
  const beyond = url !== undefined && !isLoopback(publicHost);
  const everywhere = '0.0.0.0';
  const host = from.host ?? (beyond && from.trustedProxy === undefined ? everywhere : '127.0.0.1');
  const secure = url?.protocol === 'https:';
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
    mail: mailOf(from, publicHost),
    webhookHosts: from.webhookHosts ?? [],
    logLevel: from.logLevel,
  };
}

function mailOf({ smtpUrl, mailFrom }: Settings, host: string): Config['mail'] {
  return smtpUrl === undefined ? undefined : { url: new URL(smtpUrl), from: mailFrom ?? `caretaker@${host}` };
}

function tlsOf(from: Settings, secure: boolean): Config['tls'] {
  if (!secure || from.trustedProxy !== undefined) return 'none';
  if (from.tlsCert === undefined || from.tlsKey === undefined) return 'own';
  return { certFile: resolve(from.tlsCert), keyFile: resolve(from.tlsKey) };
}

function suggestion(name: string, among: string[]): string {
  const ranked = among.map(other => ({ other, far: distance(name, other) })).sort((a, b) => a.far - b.far);
  const nearest = ranked[0];
  return nearest !== undefined && nearest.far <= 2 ? `; did you mean ${nearest.other}?` : '';
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
