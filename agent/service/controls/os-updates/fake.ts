/** Updates of machines that do not exist. */
import type { Observation, PendingUpdate } from '../../../../shared/controls/os-updates/observation.ts';
import { type Fake, fakeBackend, type Random } from '../fake.ts';

const dayMs = 24 * 3600_000;

const state = (now: number, over: Partial<Observation> = {}): Observation => ({
  manager: 'fake',
  security: [],
  others: 3,
  listsAt: now - dayMs / 2,
  securitySource: true,
  restart: { needed: false, since: null },
  blocked: null,
  supportEndsAt: null,
  ...over,
});

/** Never exactly so many days: a policy of that many would turn within a millisecond. */
const halfPast = (now: number, days: number) => now - (days + 0.5) * dayMs;

const fix = (now: number, name: string, days: number): PendingUpdate => ({
  name,
  version: '2.1',
  notBefore: halfPast(now, days + 1),
  firstSeenAt: halfPast(now, days),
});

export function fake(random: Random): Fake<Observation> {
  return fakeBackend<Observation>(
    'fake updates',
    {
      up_to_date: { weight: 62, observe: now => state(now) },
      within_time: { weight: 18, observe: now => state(now, { security: [fix(now, 'browser', 4)] }) },
      overdue: {
        weight: 9,
        observe: now => state(now, { security: [fix(now, 'kernel', 31), fix(now, 'browser', 19)] }),
      },
      restart_due: {
        weight: 4,
        observe: now => state(now, { restart: { needed: true, since: halfPast(now, 20) } }),
      },
      list_old: { weight: 5, observe: now => state(now, { listsAt: halfPast(now, 40) }) },
      unsupported: { weight: 2, observe: now => state(now, { supportEndsAt: halfPast(now, 100) }) },
    },
    random,
  );
}
