/** Every control that Caretaker knows, one line each. Pages, protocol and storage walk this list. */
import { antivirus } from './antivirus/index.ts';
import { approvedSoftware } from './approved-software/index.ts';
import { autorun } from './autorun/index.ts';
import type { ControlMeaning } from './control.ts';
import { diskEncryption } from './disk-encryption/index.ts';
import { firewall } from './firewall/index.ts';
import { idleLock } from './idle-lock/index.ts';
import { localAccounts } from './local-accounts/index.ts';
import { osUpdates } from './os-updates/index.ts';
import { passwordPolicy } from './password-policy/index.ts';
import { power } from './power/index.ts';
import { removableMedia } from './removable-media/index.ts';
import { requiredSoftware } from './required-software/index.ts';
import { unwantedSoftware } from './unwanted-software/index.ts';

export const controls: readonly ControlMeaning[] = [
  diskEncryption,
  antivirus,
  osUpdates,
  idleLock,
  removableMedia,
  autorun,
  firewall,
  localAccounts,
  passwordPolicy,
  approvedSoftware,
  requiredSoftware,
  unwantedSoftware,
  power,
];

/** Undefined for a control of a newer or older Caretaker. */
export function controlByKey(key: string): ControlMeaning | undefined {
  return controls.find(control => control.key === key);
}

/** What a new school starts with: every control at its default, all of them only watching. */
export function defaultPolicy(): Record<string, unknown> {
  return Object.fromEntries(
    controls.map(control => [control.key, { ...control.policy.parse({}), mode: 'watch' }]),
  );
}
