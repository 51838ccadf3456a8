/** Which backend answers for which control on this system. The one place that asks what system this is. */
import type { SignedCalendar } from '../../../shared/calendar/signed.ts';
import { antivirus } from './antivirus/index.ts';
import { approvedSoftware } from './approved-software/index.ts';
import { autorun } from './autorun/index.ts';
import type { Backend } from './control.ts';
import { diskEncryption } from './disk-encryption/index.ts';
import { type Fake, type Random, randomFrom } from './fake.ts';
import { firewall } from './firewall/index.ts';
import { idleLock } from './idle-lock/index.ts';
import { localAccounts } from './local-accounts/index.ts';
import { osUpdates } from './os-updates/index.ts';
import { passwordPolicy } from './password-policy/index.ts';
import { power } from './power/index.ts';
import { removableMedia } from './removable-media/index.ts';
import { requiredSoftware } from './required-software/index.ts';
import { unsupported } from './unsupported.ts';
import { unwantedSoftware } from './unwanted-software/index.ts';

export type Platform = 'linux' | 'windows' | 'macos';

type Hands = Record<Platform, Backend<unknown>> & {
  fake(random: Random, calendar: () => SignedCalendar | null): Fake<unknown>;
};

const hands: Record<string, Hands> = {
  'disk-encryption': diskEncryption,
  antivirus,
  'os-updates': osUpdates,
  'idle-lock': idleLock,
  firewall,
  'local-accounts': localAccounts,
  'password-policy': passwordPolicy,
  'removable-media': removableMedia,
  autorun,
  'required-software': requiredSoftware,
  'unwanted-software': unwantedSoftware,
  'approved-software': approvedSoftware,
  power,
};

const platforms: Partial<Record<string, Platform>> = { linux: 'linux', win32: 'windows', darwin: 'macos' };

/** Null on a system that nobody has written a backend for: it never silently becomes Linux. */
export const thisPlatform: Platform | null = platforms[process.platform] ?? null;

/** One backend for each control, by the control's key. */
export function backendsFor(platform: Platform | null): ReadonlyMap<string, Backend<unknown>> {
  const other = unsupported('this system', 'Caretaker does not know this operating system');
  return new Map(Object.entries(hands).map(([key, by]) => [key, platform === null ? other : by[platform]]));
}

/** A whole machine that does not exist; the same seed gives the same machine. `calendar`: of the policy that it has now. */
export function fakeBackends(
  seed: number,
  calendar: () => SignedCalendar | null = () => null,
): ReadonlyMap<string, Fake<unknown>> {
  const random = randomFrom(seed);
  return new Map(Object.entries(hands).map(([key, { fake }]) => [key, fake(random, calendar)]));
}
