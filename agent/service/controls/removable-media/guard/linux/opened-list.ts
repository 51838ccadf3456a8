/**
 * What people may mount just now. The guard alone writes it; the polkit rule of this control (plan) reads it with
 * `polkit.spawn(['/bin/cat', path])` whenever somebody asks udisks for a mount, and denies what is not in it.
 * One permission a line, three words: `mount /dev/sdb1 maria` or `unlock /dev/sdb1 maria`; `*` is whoever sits there. A
 * fourth, `sdb:17`, holds it to what lies in that disk now, by the kernel's `diskseq`: not to a card put in since.
 * The device is what udisks gives polkit as `action.lookup("device")`, the name is `subject.user`.
 * It lies below /run, so a restart of the machine or of the service closes everything: no file, nothing opened.
 */
import { chmodSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

export const openedListPath = '/run/caretaker-media/opened';

export interface Opened {
  /** `unlock` lets an encrypted container be opened, not the files in it. */
  may: 'mount' | 'unlock';
  device: string;
  /** Null: whoever sits there. */
  user: string | null;
  /** The disk and the kernel's count of what lies in it: `sdb:17`. Left out where it has none. */
  medium?: string;
}

/** What the list must not be broken with: a name with a blank would be read as two words. */
const plain = /^[^\s]{1,64}$/;

export function opensAs(list: readonly Opened[]): string {
  const lines = list
    .filter(({ device, user }) => plain.test(device) && (user === null || (user !== '*' && plain.test(user))))
    .map(({ may, device, user, medium }) =>
      [may, device, user ?? '*', ...(medium === undefined ? [] : [medium])].join(' ').concat('\n'),
    );
  return lines.join('');
}

/** Replaces the whole list at once. Its readers are polkit's own user, so it is open to read; throws as `node:fs`. */
export function writeOpened(list: readonly Opened[], path: string = openedListPath): void {
  replace(opensAs(list), path);
}

/** For whoever has not written the list: what it says of these devices goes, of others it stays. Throws as `node:fs`. */
export function dropOpened(devices: ReadonlySet<string>, path: string): void {
  const lines = linesIn(path);
  const left = lines.filter(line => !devices.has(line.split(' ')[1] ?? ''));
  if (left.length < lines.length) replace(left.map(line => `${line}\n`).join(''), path);
}

function linesIn(path: string): string[] {
  try {
    return readFileSync(path, 'utf8').split('\n').filter(Boolean);
  } catch {
    return [];
  }
}

function replace(text: string, path: string): void {
  if (text === '') {
    rmSync(path, { force: true });
    return;
  }
  mkdirSync(dirname(path), { recursive: true, mode: 0o755 });
  chmodSync(dirname(path), 0o755);
  writeFileSync(`${path}.new`, text, { mode: 0o644 });
  // Whatever the service's own mask is.
  chmodSync(`${path}.new`, 0o644);
  renameSync(`${path}.new`, path);
}
