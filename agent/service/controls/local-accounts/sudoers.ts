/** Who may run everything as root, by sudo's own rules (sudoers(5)). */
import { dirname, join } from 'node:path/posix';
import { namesIn, textOf } from '../../system/presence.ts';
import type { Machine } from '../control.ts';

export interface Grants {
  users: string[];
  groups: string[];
  /** False when some rule could not be read or understood, so that there may be more. */
  whole: boolean;
}

/** With a shell, `su`, or any program of a folder at root's hands, everything may be run. */
const opensAll = /^\/\S*\/(?:(?:ba|da|z|k|fi|tc|c)?sh|su|sudo|visudo|env|\*|)(?: (?:-[il]?|root|\*))*$/;
const aliasName = /^[A-Z][A-Z0-9_]*$/;

/** Names of commands (`Cmnd_Alias`) and what they stand for, as one file has them. */
type Aliases = ReadonlyMap<string, string>;

/** Undefined where a name stands in a rule that this file does not explain. */
function opensEverything(command: string, aliases: Aliases, depth = 0): boolean | undefined {
  if (command === 'ALL') return true;
  if (!aliasName.test(command)) return opensAll.test(command);
  const stands = depth < 8 ? aliases.get(command) : undefined;
  if (stands === undefined) return undefined;
  const each = stands.split(',').map(one => opensEverything(one.trim(), aliases, depth + 1));
  return each.includes(true) || (each.includes(undefined) ? undefined : false);
}

/**
 * `ALL=(ALL:ALL) NOPASSWD: ALL`, the part of a rule after its person. A single allowed program is no administrator, unless
 * it is one that runs all others. What is forbidden beside it (`!`) keeps nobody from anything.
 */
function grantsAll(rule: string, aliases: Aliases): boolean | undefined {
  const commands = rule
    .slice(rule.indexOf('=') + 1)
    .replace(/\([^)]*\)/g, '')
    .replace(/\b[A-Z_]+:/g, '');
  const each = commands
    .split(/[,:=]/)
    .map(one => one.trim().replaceAll(/\s+/g, ' '))
    .filter(one => one !== '' && !one.startsWith('!'))
    .map(one => opensEverything(one, aliases));
  return each.includes(true) || (each.includes(undefined) ? undefined : false);
}

function readLine(line: string, grants: Grants, aliases: Aliases): void {
  if (/^(Defaults|Cmnd_Alias|Host_Alias)\b/.test(line)) return;
  const [, who = '', rule = ''] = /^("[^"]+"|\S+)\s+(.*)$/.exec(line.replace(/\s*,\s*/g, ',')) ?? [];
  if (/^(User|Runas)_Alias$/.test(who)) {
    grants.whole &&= who === 'Runas_Alias';
    return;
  }
  const all = rule.includes('=') ? grantsAll(rule, aliases) : undefined;
  if (all === undefined) grants.whole = false;
  if (all !== true) return;
  for (const one of who.split(',')) {
    if (/^%[\w.@$-]+$/.test(one)) grants.groups.push(one.slice(1));
    else if (/^[a-z_][\w.@$-]*$/i.test(one) && one !== one.toUpperCase()) grants.users.push(one);
    else grants.whole = false;
  }
}

function aliasesIn(lines: readonly string[]): Aliases {
  const found = new Map<string, string>();
  for (const line of lines) {
    const [, all] = /^Cmnd_Alias\s+(.*)$/.exec(line) ?? [];
    for (const one of all?.split(/:(?=\s*[A-Z][A-Z0-9_]*\s*=)/) ?? []) {
      const [, name, stands] = /^\s*([A-Z][A-Z0-9_]*)\s*=\s*(.*)$/.exec(one) ?? [];
      if (name && stands) found.set(name, stands);
    }
  }
  return found;
}

/** One file's rules, and the files and folders that it includes. */
export function parseSudoers(text: string): Grants & { files: string[]; folders: string[] } {
  const found = { users: [], groups: [], whole: true, files: [] as string[], folders: [] as string[] };
  const lines = text
    .replace(/\\\n/g, ' ')
    .split('\n')
    .map(raw => raw.trim());
  const rules: string[] = [];
  for (const line of lines) {
    const [, how, path = ''] = /^[@#](includedir|include)\s+"?([^"\s]+)/.exec(line) ?? [];
    if (how) found[how === 'include' ? 'files' : 'folders'].push(path);
    else if (line !== '' && !/^#(?!\d)/.test(line)) rules.push(line.replace(/\s#.*$/, ''));
  }
  const aliases = aliasesIn(rules);
  for (const line of rules) readLine(line, found, aliases);
  return found;
}

/** Names with a dot or ending in `~` are passed over, as sudo does. */
async function filesIn(machine: Machine, folder: string): Promise<string[] | null> {
  const names = await namesIn(machine, folder);
  return names?.filter(name => !/\.|~$/.test(name)).map(name => `${folder}/${name}`) ?? null;
}

/** Nobody, and whole, where sudo is not set up. */
export async function sudoGrants(machine: Machine): Promise<Grants> {
  const grants: Grants = { users: [], groups: [], whole: true };
  const waiting = ['/etc/sudoers'];
  for (let read = 0; waiting.length > 0 && read < 200; read += 1) {
    const path = waiting.shift() ?? '';
    const text = await textOf(machine, path, 256 * 1024);
    if (text === undefined) continue;
    const found = parseSudoers(text ?? '');
    grants.users.push(...found.users);
    grants.groups.push(...found.groups);
    // `%h` stands for the name of the computer, which is not asked for.
    const named = [...found.files, ...found.folders];
    grants.whole &&= found.whole && text !== null && !named.some(one => one.includes('%'));
    const beside = (one: string) => (one.startsWith('/') ? one : join(dirname(path), one));
    waiting.push(...found.files.map(beside));
    for (const folder of found.folders.map(beside)) {
      const files = await filesIn(machine, folder);
      grants.whole &&= files !== null;
      waiting.push(...(files ?? []));
    }
  }
  grants.whole &&= waiting.length === 0;
  return grants;
}
