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

export function whatIf(observation: Observation, policy: Policy): WouldHave[] {
  const names = (fate: Fate) =>
    observation.media
      .filter(medium => fateOf(medium, policy) === fate && changes(medium, fate))
      .map(mediumName)
      .slice(0, 20);
  const [blocked, readOnly] = [names('blocked'), names('read_only')];
  return [
    ...(blocked.length === 0
      ? []
      : [
          {
            one: 'device plugged in now would be blocked',
            many: 'devices plugged in now would be blocked',
            names: blocked,
          },
        ]),
    ...(readOnly.length === 0
      ? []
      : [
          {
            one: 'stick plugged in now would become read-only',
            many: 'sticks plugged in now would become read-only',
            names: readOnly,
          },
        ]),
  ];
}
