/** Accounts of machines that do not exist, under names that nobody has. */
import type { Account, Observation } from '../../../../shared/controls/local-accounts/observation.ts';
import { type Fake, fakeBackend, type Random } from '../fake.ts';

const account = (over: Partial<Account>): Account => ({
  name: 'a.example',
  kind: 'person',
  administrator: true,
  password: 'set',
  autoLogon: false,
  ...over,
});

const like =
  (accounts: Account[], over: Partial<Observation> = {}) =>
  (): Observation => ({
    accounts: [account({}), ...accounts],
    others: 2,
    autoLogonElsewhere: false,
    unseen: [],
    directory: null,
    directoryAdministrators: null,
    ...over,
  });

const ordinary = { administrator: false } as const;

export function fake(random: Random): Fake<Observation> {
  return fakeBackend(
    'fake accounts',
    {
      in_order: { weight: 74, observe: like([]) },
      directory: {
        weight: 8,
        observe: like([], { directory: 'Active Directory', directoryAdministrators: 2 }),
      },
      shared_name: { weight: 5, observe: like([account({ ...ordinary, name: 'Year5' })]) },
      no_password: { weight: 3, observe: like([account({ ...ordinary, name: 'spare', password: 'none' })]) },
      not_required: {
        weight: 3,
        observe: like([account({ ...ordinary, name: 'supply', password: 'not_required' })]),
      },
      guest_on: { weight: 2, observe: like([account({ ...ordinary, name: 'Guest', kind: 'guest' })]) },
      auto_logon: { weight: 2, observe: like([account({ ...ordinary, name: 'library', autoLogon: true })]) },
      further_administrator: { weight: 2, observe: like([account({ name: 'x.example' })]) },
      not_seen: { weight: 1, observe: like([], { unseen: ['administrators'] }) },
    },
    random,
  );
}
