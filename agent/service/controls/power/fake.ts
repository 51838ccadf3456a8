/** Evenings of machines that do not exist. */
import type { Evening, Observation } from '../../../../shared/controls/power/observation.ts';
import { type Fake, fakeBackend, type Random } from '../fake.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** Yesterday's, ended so many minutes after lessons; null: off. */
const evening = (now: number, stayed: number | null): Evening => {
  const closing = now - 16 * hourMs;
  const lessons = closing - 135 * minuteMs;
  return { lessons, closing, onUntil: stayed === null ? null : lessons + stayed * minuteMs, over: true };
};

const seen =
  (stayed: number | null, more: (now: number) => Partial<Observation> = () => ({})) =>
  (now: number): Observation => ({
    startedAt: now - 3 * hourMs,
    powerOffs: [],
    calendar: 'in_force',
    evenings: [evening(now, stayed)],
    today: null,
    ...more(now),
  });

export function fake(random: Random): Fake<Observation> {
  return fakeBackend<Observation>(
    'fake power',
    {
      off: { weight: 60, observe: seen(null) },
      off_an_hour_later: { weight: 18, observe: seen(60) },
      left_on: { weight: 7, observe: seen(14 * 60) },
      on_until_late: { weight: 4, observe: seen(7 * 60) },
      loses_power: {
        weight: 3,
        observe: seen(null, now => ({
          powerOffs: [20, 50, 96, 140].map(hours => ({ at: now - hours * hourMs, inSchool: true })),
        })),
      },
      no_evening_yet: { weight: 3, observe: seen(null, () => ({ evenings: [] })) },
      no_calendar: { weight: 4, observe: seen(null, () => ({ calendar: 'none', evenings: [] })) },
      calendar_ended: { weight: 1, observe: seen(null, () => ({ calendar: 'ended', evenings: [] })) },
    },
    random,
  );
}
