/** Firewalls of machines that do not exist. */
import type { Guard, Observation } from '../../../../shared/controls/firewall/observation.ts';
import { type Fake, fakeBackend, type Random } from '../fake.ts';

const guards = (names: readonly string[], incoming: Guard['incoming']) =>
  names.map(name => ({ name, incoming, detail: null }));

const profiles = ['Domain', 'Private', 'Public'];

const windows =
  (over: Partial<Observation> = {}) =>
  (): Observation => ({
    product: 'Windows Defender Firewall',
    running: true,
    claimsToBeOn: null,
    guards: guards(profiles, 'blocked'),
    others: [],
    ...over,
  });

const ufw = (incoming: Guard['incoming'], claimsToBeOn: boolean) =>
  windows({ product: 'ufw', running: null, claimsToBeOn, guards: guards(['IPv4', 'IPv6'], incoming) });

export function fake(random: Random): Fake<Observation> {
  return fakeBackend(
    'fake firewall',
    {
      windows_on: { weight: 70, observe: windows() },
      ufw_on: { weight: 14, observe: ufw('blocked', true) },
      off_in_public: {
        weight: 4,
        observe: windows({
          guards: [...guards(['Domain', 'Private'], 'blocked'), ...guards(['Public'], 'off')],
        }),
      },
      off: { weight: 2, observe: windows({ guards: guards(profiles, 'off') }) },
      lets_everything_in: { weight: 2, observe: windows({ guards: guards(profiles, 'open') }) },
      service_stopped: { weight: 2, observe: windows({ running: false }) },
      other_makers: {
        weight: 3,
        observe: windows({ guards: guards(profiles, 'off'), others: [{ name: 'Shield 12', on: true }] }),
      },
      ufw_not_in_force: { weight: 2, observe: ufw('off', true) },
      not_understood: { weight: 1, observe: ufw('not_understood', true) },
    },
    random,
  );
}
