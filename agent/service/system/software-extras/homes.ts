/** Where people keep what is theirs. Whose it is is never kept: a folder's name is only a way to what lies in it. */
import { type Machine, ProbeError } from '../../controls/control.ts';
import type { Platform } from '../../controls/registry.ts';

const roots: Record<Platform, string> = { linux: '/home', macos: '/Users', windows: 'C:/Users' };
const mostHomes = 60;
const nobodys = /^(\.|lost\+found|Public|Shared|Default|All Users|Default User)/;

/**
 * What root is refused lies on another computer or behind a protection of its own: it was never told before, so nothing
 * seems to be removed. Any other failure may be over next time. Throws ProbeError, which names no folder.
 */
const absent = new Set(['ENOENT', 'ENOTDIR']);
const refused = new Set(['EACCES', 'EPERM']);

async function orNone<T>(read: Promise<T>, none: T, mayBeRefused = true): Promise<T> {
  return read.catch((error: NodeJS.ErrnoException) => {
    const code = error.code ?? 'unknown error';
    if (absent.has(code) || (mayBeRefused && refused.has(code))) return none;
    throw new ProbeError(
      'probe_failed',
      `what people have for themselves could not be read: ${code}`,
      'homes',
    );
  });
}

/** Throws ProbeError where the folder of all homes could not be read. */
export async function homesOf(machine: Machine, platform: Platform): Promise<string[]> {
  const names = await orNone(machine.readDirectory(roots[platform]), [], false);
  const homes = names.filter(name => !nobodys.test(name)).slice(0, mostHomes);
  return homes.map(name => `${roots[platform]}/${name}`);
}

/** The names in a folder; none where there is no such folder or it is closed. Throws ProbeError for any other failure. */
export async function inFolder(machine: Machine, path: string): Promise<string[]> {
  return orNone(machine.readDirectory(path), []);
}

/** The text of a file; undefined where there is none or it is closed. Throws ProbeError for any other failure. */
export async function textIn(machine: Machine, path: string, maxBytes: number): Promise<string | undefined> {
  return orNone<string | undefined>(machine.readFile(path, maxBytes), undefined);
}
