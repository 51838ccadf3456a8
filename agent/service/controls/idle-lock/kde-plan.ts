/** KDE Plasma's lock settings for everybody, marked so that nobody's own file can change them; all else in the file stays. */
import { textOf } from '../../system/presence.ts';
import { type Machine, ProbeError } from '../control.ts';
import type { Wanted } from '../plan.ts';
import { kscreenlockerPath } from './kde.ts';

const mark = '# The group [Daemon] is set by Caretaker.';
const ours = (minutes: number) => [
  'Autolock=true',
  `Timeout=${minutes}`,
  'LockGrace=0',
  // Waking up asks for the password as well.
  'LockOnResume=true',
];
const ourKeys = /^(Autolock|Timeout|LockGrace|LockOnResume)(\[\$\w+\])?\s*=/;
const isDaemon = (line: string) => /^\[Daemon\](\[\$i\])?$/.test(line.trim());

/** Null where another manager has made the group, or the whole file, unchangeable. */
export function kscreenlockerWith(text: string, minutes: number): string | null {
  const lines = text.split('\n');
  const marked = lines.includes(mark);
  const locked = lines.some(line => /^\[\$i\]\s*$/.test(line) || /^\[Daemon\]\[\$i\]/.test(line.trim()));
  if (locked && !marked) return null;
  const daemon: string[] = [];
  const rest: string[] = [];
  let inDaemon = false;
  for (const line of lines.filter(one => one !== mark)) {
    if (line.startsWith('[')) inDaemon = isDaemon(line);
    if (!inDaemon) rest.push(line);
    else if (!isDaemon(line) && line.trim() !== '' && !ourKeys.test(line)) daemon.push(line);
  }
  const others = rest.join('\n').trim();
  const own = [mark, '[Daemon][$i]', ...ours(minutes), ...daemon].join('\n');
  // Last: lines before any group would otherwise fall into ours.
  return others === '' ? `${own}\n` : `${others}\n\n${own}\n`;
}

/** Undefined where another manager holds it. Throws ProbeError when it could not be seen what is there. */
export async function planKde(machine: Machine, minutes: number): Promise<Wanted | undefined> {
  const text = await textOf(machine, kscreenlockerPath, 65_536);
  if (text === null) throw new ProbeError('probe_failed', `${kscreenlockerPath} could not be read`, 'KDE');
  const wanted = kscreenlockerWith(text ?? '', minutes);
  if (wanted === null) return undefined;
  return {
    setting: { kind: 'file', path: kscreenlockerPath },
    value: { kind: 'file', text: wanted, mode: 0o644 },
  };
}
