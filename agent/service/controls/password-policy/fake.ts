/** Rules for passwords of machines that do not exist. */
import type { Observation } from '../../../../shared/controls/password-policy/observation.ts';
import { type Fake, fakeBackend, type Random } from '../fake.ts';

const rules =
  (over: Partial<Observation> = {}) =>
  (): Observation => ({
    minLength: 12,
    complexity: true,
    denyList: false,
    lockoutAfter: 10,
    maxAgeDays: 0,
    people: [],
    directory: null,
    ...over,
  });

export function fake(random: Random): Fake<Observation> {
  return fakeBackend(
    'fake password rules',
    {
      in_force: { weight: 76, observe: rules() },
      directory: { weight: 8, observe: rules({ directory: 'Active Directory' }) },
      too_short: { weight: 6, observe: rules({ minLength: 7 }) },
      never_locks_out: { weight: 5, observe: rules({ lockoutAfter: 0 }) },
      runs_out: { weight: 3, observe: rules({ maxAgeDays: 42 }) },
      not_read: { weight: 2, observe: rules({ minLength: null }) },
    },
    random,
  );
}
