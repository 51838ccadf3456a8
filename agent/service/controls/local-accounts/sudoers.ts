/** Who may run everything as root, by sudo's own rules (sudoers(5)). */
import { namesIn, textOf } from '../../system/presence.ts';
import type { Machine } from '../control.ts';

export interface Grants {
  users: string[];
  groups: string[];
  /** False when some rule could not be read or understood, so that there may be more. */
  whole: boolean;
}

/** `ALL=(ALL:ALL) NOPASSWD: ALL`, the part of a rule after its person. A single allowed program is no administrator. */
function grantsAll(rule: string): boolean {
  const commands = rule
    .slice(rule.indexOf('=') + 1)
    .replace(/\([^)]*\)/g, '')
    .replace(/\b[A-Z_]+:/g, '');
  return commands.split(',').some(command => command.trim() === 'ALL');
}

function readLine(line: string, grants: Grants): void {
  if (/^(Defaults|Cmnd_Alias|Host_Alias)\b/.test(line)) return;
  const [, who = '', rule = ''] = /^("[^"]+"|\S+)\s+(.*)$/.exec(line) ?? [];
  if (/^(User|Runas)_Alias$/.test(who)) grants.whole &&= who === 'Runas_Alias';
  else if (!rule.includes('=')) grants.whole = false;
  else if (!grantsAll(rule)) return;
  else if (who.startsWith('%') && !/^%[:#]/.test(who)) grants.groups.push(who.slice(1));
  else if (/^[a-z_][\w.@$-]*$/i.test(who) && who !== who.toUpperCase()) grants.users.push(who);
  else grants.whole = false;
}

/** One file's rules, and the files and folders that it includes. */
export function parseSudoers(text: string): Grants & { files: string[]; folders: string[] } {
  const found = { users: [], groups: [], whole: true, files: [] as string[], folders: [] as string[] };
  for (const raw of text.replace(/\\\n/g, ' ').split('\n')) {
    const line = raw.trim();
    const [, how, path = ''] = /^[@#](includedir|include)\s+(\S+)/.exec(line) ?? [];
    if (how) found[how === 'include' ? 'files' : 'folders'].push(path);
    else if (line !== '' && !/^#(?!\d)/.test(line)) readLine(line.replace(/\s#.*$/, ''), found);
  }
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
    const text = await textOf(machine, waiting.shift() ?? '', 256 * 1024);
    if (text === undefined) continue;
    const found = parseSudoers(text ?? '');
    grants.users.push(...found.users);
    grants.groups.push(...found.groups);
    grants.whole &&= found.whole && text !== null;
    waiting.push(...found.files);
    for (const folder of found.folders) {
      const files = await filesIn(machine, folder);
      grants.whole &&= files !== null;
      waiting.push(...(files ?? []));
    }
  }
  grants.whole &&= waiting.length === 0;
  return grants;
}
