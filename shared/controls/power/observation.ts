/** What was seen of a computer at the end of school days, the same for every system. */
import * as z from 'zod';

const time = z.int().nonnegative().max(8_640_000_000_000_000);

/** The end of one school day, by the calendar that the device had then. */
export const evening = z.object({
  /** When lessons ended; null on a day without. */
  lessons: time.nullable(),
  closing: time,
  /** When the computer was last seen awake after that; null when it was off or asleep. */
  onUntil: time.nullable(),
  /** The night is over, so nothing can be added to it. */
  over: z.boolean(),
});
export type Evening = z.infer<typeof evening>;

export const powerOff = z.object({
  at: time,
  /** Whether the school was open; null where no calendar says. */
  inSchool: z.boolean().nullable(),
});

/** How today's switching off stands. */
export const standings = [
  /** Nothing is due today, or its time has not come. */
  'waits',
  'would_switch_off',
  'warned',
  /** Updates or a scan are running. */
  'postponed',
  'switching_off',
  /** Switched on or woken after its time: somebody wants it on. */
  'switched_on_later',
  /** Somebody on this computer took it back, or had planned their own. */
  'left_to_others',
  'gave_up',
  'failed',
] as const;

export const today = z.object({
  state: z.enum(standings),
  /** When it is due, with what was asked for. */
  at: time.nullable(),
  deferred: z.int().nonnegative().max(100),
  why: z.string().max(120).nullable(),
});
export type Today = z.infer<typeof today>;

export const observation = z.object({
  startedAt: time,
  /** Of the last two weeks, newest first; null where the system’s record of them was not seen. */
  powerOffs: z.array(powerOff).max(50).nullable(),
  /** `none`: no calendar is entered. `ended`: it knows nothing of today. `not_told`: nothing keeps watch here. */
  calendar: z.enum(['in_force', 'ended', 'none', 'not_told']),
  /** Newest first. */
  evenings: z.array(evening).max(10),
  today: today.nullable(),
});
export type Observation = z.infer<typeof observation>;
