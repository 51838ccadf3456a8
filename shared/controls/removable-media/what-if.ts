/** What of the things that are plugged in now enforcing would stop, or make read-only. */
import type { WouldHave } from '../control.ts';
import { mediumName } from './evaluate.ts';
import type { Medium, Observation } from './observation.ts';
import type { Policy } from './policy.ts';

type Fate = 'blocked' | 'read_only' | 'as_now';

function fateOf(medium: Medium, policy: Policy): Fate {
  if (medium.standing === 'lost') return 'blocked';
  if (medium.standing !== 'unlisted') return 'as_now';
  if (medium.kind === 'phone_or_camera') return policy.phones === 'block' ? 'blocked' : 'as_now';
  if (policy.rule === 'block' || policy.rule === 'allow_scanned') return 'blocked';
  const encrypted = medium.encrypted !== null && medium.encrypted !== 'no';
  return policy.rule === 'encrypted_only' && encrypted ? 'as_now' : 'read_only';
}

/** What is shut already, or can only be read already, would not change. */
const changes = (medium: Medium, fate: Fate) =>
  fate === 'blocked' ? medium.readable !== false : fate === 'read_only' && medium.writable !== false;

/** What found nothing to scan with, or something, stays shut: that is only known afterwards. */
const isScanned = (medium: Medium, policy: Policy) =>
  policy.scanBeforeUse &&
  medium.kind === 'storage' &&
  medium.readable !== false &&
  fateOf(medium, policy) !== 'blocked';

export function whatIf({ media }: Observation, policy: Policy): WouldHave[] {
  const names = (some: Medium[]) => some.map(mediumName).slice(0, 20);
  const meets = (fate: Fate) =>
    names(media.filter(medium => fateOf(medium, policy) === fate && changes(medium, fate)));
  const found: WouldHave[] = [
    {
      one: 'device plugged in now would be blocked',
      many: 'devices plugged in now would be blocked',
      names: meets('blocked'),
    },
    {
      one: 'stick plugged in now would become read-only',
      many: 'sticks plugged in now would become read-only',
      names: meets('read_only'),
    },
    {
      one: 'stick plugged in now would be scanned before it opens, and stay shut where that cannot be done',
      many: 'sticks plugged in now would be scanned before they open, and stay shut where that cannot be done',
      names: names(media.filter(medium => isScanned(medium, policy))),
    },
  ];
  return found.filter(one => one.names.length > 0);
}
