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

const fix = (now: number, name: string, days: number): PendingUpdate => ({
  name,
  version: '2.1',
  notBefore: now - (days + 1) * dayMs,
  firstSeenAt: now - days * dayMs,
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
        observe: now => state(now, { restart: { needed: true, since: now - 20 * dayMs } }),
      },
      list_old: { weight: 5, observe: now => state(now, { listsAt: now - 40 * dayMs }) },
      unsupported: { weight: 2, observe: now => state(now, { supportEndsAt: now - 100 * dayMs }) },
    },
    random,
  );
}
