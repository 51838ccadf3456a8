/** The service's settings: the only reader of the environment here. Read once, validated whole, frozen. */
import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import * as z from 'zod';
import { issueWords } from '../../shared/issue-words.ts';
import { jsonTrouble } from '../../shared/json-trouble.ts';
import { type Face, profiles, textSizes } from '../../shared/protocol/tray/face.ts';
import { version } from '../../shared/version.ts';
import type { ProxySetting } from './console-link/line.ts';

export const agentName = `caretaker ${version}`;

/** `settings.json` in the data folder; `caretaker agent set` writes it. */
export const settingsSchema = z.strictObject({
  /** What this device asks to be called; its host name otherwise. */
  name: z.string().trim().min(1).max(64).optional(),
  /** For networks that reach the console only through a proxy: `http://proxy.school.example:3128`. */
  proxy: z
    .url({ protocol: /^https?$/, error: 'Write an http address, such as http://proxy.school.example:3128' })
    .optional(),
  /** How the tray speaks to whoever sits here. */
  profile: z.enum(profiles, { error: `Write one of ${profiles.join(', ')}` }).optional(),
  text: z.enum(textSizes, { error: `Write one of ${textSizes.join(', ')}` }).optional(),
  /** Whether its windows offer to be read aloud. */
  aloud: z.enum(['on', 'off'], { error: 'Write on or off' }).optional(),
});
export type Settings = z.infer<typeof settingsSchema>;
export const settingsFile = (data: string) => join(data, 'settings.json');

export interface AgentConfig {
  /** Everything the agent keeps is below this folder, absolute. */
  readonly data: string;
  readonly name: string | undefined;
  readonly proxy: ProxySetting | undefined;
  readonly platform: NodeJS.Platform;
  /** How the tray speaks here. */
  readonly face: Face;
  readonly aloud: boolean;
  /** Where the trays' sockets lie, which nobody else may write to. */
  readonly doors: string;
}

/** Every problem found, one line each. */
export class AgentConfigError extends Error {}

type Environment = Record<string, string | undefined>;

export function readAgentConfig(
  given: { data?: string | undefined } = {},
  environment: Environment = process.env,
): AgentConfig {
  const data = dataFolder(given, environment);
  const settings = readSettings(data);
  return Object.freeze({
    data,
    name: settings.name,
    proxy: proxyOf(settings, environment),
    platform: process.platform,
    face: { profile: settings.profile ?? 'adult', text: settings.text ?? 'normal' },
    aloud: settings.aloud === 'on',
    doors: doorsFolder(data, environment),
  });
}

/**
 * Where `caretaker status` looks: in the folder of every other command. Only where no agent has anything there and no
 * `--data` named it, in that of the agent that `npm start` runs with the same settings.
 */
export function statusFolder(
  given: { data?: string | undefined },
  environment: Environment = process.env,
): { folder: string; enrolled: boolean } {
  const folder = dataFolder(given, environment);
  const started = resolve(environment.CARETAKER_DATA || 'data', 'agent');
  const elsewhere = !given.data && !isAgents(folder) && isAgents(started);
  const chosen = elsewhere ? started : folder;
  return { folder: chosen, enrolled: existsSync(join(chosen, 'identity.json')) };
}

const isAgents = (folder: string) =>
  ['identity.json', 'status.json'].some(name => existsSync(join(folder, name)));

function dataFolder(given: { data?: string | undefined }, environment: Environment): string {
  return resolve(given.data ?? (environment.CARETAKER_DATA || usualFolder(environment)));
}

/** Where an installed agent keeps its things, for processes that nobody tells: commands get no environment of ours. */
export function usualFolder(environment: Environment = process.env): string {
  if (process.platform === 'win32') return join(environment.ProgramData ?? 'C:\\ProgramData', 'Caretaker');
  const root = process.getuid?.() === 0;
  if (process.platform === 'darwin' && root) return '/Library/Application Support/Caretaker';
  if (root) return '/var/lib/caretaker';
  return join(environment.XDG_DATA_HOME || join(homedir(), '.local', 'share'), 'caretaker');
}

/** Where every person finds an installed service's: systemd makes it on Linux. */
function doorsFolder(data: string, environment: Environment): string {
  if (process.platform === 'darwin' && data === usualFolder(environment) && process.getuid?.() === 0)
    return '/var/run/caretaker-tray';
  const made = (environment.RUNTIME_DIRECTORY ?? '').split(':');
  return made.find(folder => folder.endsWith('/caretaker-tray')) ?? join(data, 'tray');
}

function readSettings(data: string): Settings {
  const file = settingsFile(data);
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return {};
    throw new AgentConfigError(`${file} cannot be read: ${(error as Error).message}`);
  }
  try {
    return settingsSchema.parse(JSON.parse(text));
  } catch (error) {
    const problems = error instanceof z.ZodError ? settingsTrouble(error) : [jsonTrouble(text)];
    throw new AgentConfigError(`${file} is not right:\n${problems.join('\n')}`);
  }
}

/** One line for each: `name: Use at most 64 characters`. */
export const settingsTrouble = ({ issues }: z.ZodError): string[] =>
  issues.map(issue => [...issue.path, issueWords(issue)].join(': '));

function proxyOf(settings: Settings, environment: Environment): ProxySetting | undefined {
  const address = settings.proxy ?? environment.HTTPS_PROXY ?? environment.https_proxy;
  if (!address) return undefined;
  const except = environment.NO_PROXY ?? environment.no_proxy;
  return { HTTPS_PROXY: address, ...(except ? { NO_PROXY: except } : {}) };
}
