/**
 * Programs that cover the screen and ask for the password, on desktops that do not tell logind. Seen running for a
 * person, it is a better sign of a lock than the hint that anybody can set. Daemons that also run unlocked do not count.
 */
import type { Machine } from '../control.ts';

/** As the kernel shows them: fifteen letters at most. */
const lockers = new Set([
  ...['swaylock', 'gtklock', 'hyprlock', 'waylock', 'i3lock', 'xlock', 'xsecurelock', 'slock'],
  ...['physlock', 'vlock', 'vlock-main', 'kscreenlocker_g'],
]);

async function isOf(machine: Machine, process: string, uid: number): Promise<boolean> {
  const status = await machine.readFile(`/proc/${process}/status`, 2_048).catch(() => '');
  return /^Uid:\t(\d+)\t/m.exec(status)?.[1] === String(uid) && !/^State:\tZ/m.test(status);
}

/** Where people cannot put a program of their own under such a name. */
const installed = /^\/(usr|bin|sbin|opt|snap|nix\/store|gnu\/store)\//;

/** Anybody can name a process so; where its program is can be told by the kernel alone. Believed where that is not read. */
async function isLocker(machine: Machine, process: string, name: string): Promise<boolean> {
  const { exit, stdout } = await machine.run('readlink', [`/proc/${process}/exe`], { timeoutMs: 5_000 });
  const path = stdout.trim().replace(/ \(deleted\)$/, '');
  if (exit !== 0 || path === '') return true;
  return installed.test(path) && (path.split('/').at(-1) ?? '').startsWith(name);
}

/** True when one of them runs for this person now. */
export async function lockProgramRuns(machine: Machine, uid: number | null): Promise<boolean> {
  if (uid === null) return false;
  const names = await machine.readDirectory('/proc').catch(() => []);
  for (const process of names.filter(name => /^\d+$/.test(name))) {
    const name = (await machine.readFile(`/proc/${process}/comm`, 32).catch(() => '')).trim();
    if (!lockers.has(name) || !(await isOf(machine, process, uid))) continue;
    if (await isLocker(machine, process, name)) return true;
  }
  return false;
}
