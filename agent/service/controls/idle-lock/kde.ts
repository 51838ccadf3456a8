/** KDE Plasma's lock settings for everybody: `/etc/xdg/kscreenlockerrc`, with Plasma's own defaults below it. */
import type { Desktop } from '../../../../shared/controls/idle-lock/observation.ts';
import { textOf } from '../../system/presence.ts';
import type { Machine } from '../control.ts';

export const kscreenlockerPath = '/etc/xdg/kscreenlockerrc';
/** What Plasma does when nothing is written: minutes and seconds. */
const defaults = { Autolock: 'true', Timeout: '5', LockGrace: '5' };
type Key = keyof typeof defaults;

interface Entry {
  value: string;
  /** Marked `[$i]`: a person's own file cannot change it. */
  immutable: boolean;
}

/** The group `[Daemon]`. `[$i]` may stand alone on the first line, after the group or after a key. */
export function parseKscreenlocker(text: string): Map<string, Entry> {
  const entries = new Map<string, Entry>();
  let inDaemon = false;
  let groupImmutable = false;
  let fileImmutable = false;
  for (const line of text.split('\n').map(raw => raw.trim())) {
    if (line === '[$i]') fileImmutable = true;
    else if (line.startsWith('[')) {
      inDaemon = /^\[Daemon\]/.test(line);
      groupImmutable = /\[\$i\]$/.test(line);
    } else if (inDaemon) {
      const [, key, mark, value] = /^([A-Za-z]+)(\[\$i\])?\s*=\s*(.*)$/.exec(line) ?? [];
      if (key && value !== undefined)
        entries.set(key, { value, immutable: fileImmutable || groupImmutable || mark !== undefined });
    }
  }
  return entries;
}

const wholeNumber = (text: string) => (/^\d{1,6}$/.test(text) ? Number(text) : null);

export async function observeKde(machine: Machine): Promise<Desktop> {
  const text = await textOf(machine, kscreenlockerPath, 65_536);
  if (text === null)
    return {
      name: 'KDE Plasma',
      understood: true,
      lockEnabled: null,
      idleSeconds: null,
      delaySeconds: null,
      fixed: null,
      detail: `${kscreenlockerPath} could not be read`,
    };
  const entries = parseKscreenlocker(text ?? '');
  const value = (key: Key) => entries.get(key)?.value ?? defaults[key];
  const minutes = wholeNumber(value('Timeout'));
  const autolock = value('Autolock');
  const wake = entries.get('LockOnResume') ?? { value: 'true', immutable: false };
  return {
    name: 'KDE Plasma',
    understood: true,
    lockEnabled: autolock === 'true' ? true : autolock === 'false' ? false : null,
    idleSeconds: minutes === null ? null : minutes * 60,
    delaySeconds: wholeNumber(value('LockGrace')),
    fixed: (Object.keys(defaults) as Key[]).every(key => entries.get(key)?.immutable === true),
    passwordOnWake: wake.value === 'false' ? false : wake.value === 'true' && wake.immutable ? true : null,
    detail: null,
  };
}
