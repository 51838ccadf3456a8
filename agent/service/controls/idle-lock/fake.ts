/** Screen locking of machines that do not exist. */
import type { Desktop, Observation, Session } from '../../../../shared/controls/idle-lock/observation.ts';
import { policy } from '../../../../shared/controls/idle-lock/policy.ts';
import { type Fake, fakeBackend, type Random } from '../fake.ts';

const desktop = (over: Partial<Desktop>): Desktop => ({
  name: 'Windows',
  understood: true,
  lockEnabled: true,
  idleSeconds: 900,
  delaySeconds: 0,
  fixed: true,
  passwordOnWake: true,
  detail: null,
  ...over,
});

const inUse: Session = { id: '1', graphical: true, locked: false, idleSeconds: null };

const one =
  (over: Partial<Desktop>, session: Partial<Session> = {}) =>
  (): Observation => ({
    desktops: [desktop(over)],
    noDesktop: false,
    sessions: [{ ...inUse, ...session }],
  });

export function fake(random: Random): Fake<Observation> {
  return fakeBackend(
    'fake screen lock',
    {
      locks_after_15: { weight: 52, observe: one({}) },
      locks_after_20: { weight: 22, observe: one({ idleSeconds: 1200 }) },
      locked_now: { weight: 8, observe: one({}, { locked: true, idleSeconds: 4000 }) },
      too_late: { weight: 6, observe: one({ idleSeconds: 3600 }) },
      never: { weight: 3, observe: one({ idleSeconds: 0 }) },
      off: { weight: 2, observe: one({ lockEnabled: false }) },
      people_can_change: { weight: 5, observe: one({ name: 'GNOME', idleSeconds: 300, fixed: false }) },
      /** Only where a policy that is carried out brings it there. */
      locks_as_asked: {
        weight: 0,
        observe: (_now, asked) => one({ idleSeconds: policy.parse(asked ?? {}).afterMinutes * 60 })(),
      },
      left_open: { weight: 2, observe: one({}, { idleSeconds: 5000 }) },
    },
    random,
  );
}
