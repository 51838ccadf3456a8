/** What the guard has seen of the last evenings, left where the next look at this control finds it. */
import * as z from 'zod';
import { evening, observation, today } from '../../../../shared/controls/power/observation.ts';
import type { Machine } from '../control.ts';

const name = 'power-standing';

const standing = z.object({
  calendar: observation.shape.calendar,
  evenings: z.array(evening).max(10),
  today: today.nullable(),
  /** Since when evenings are seen here at all. */
  since: z.number(),
  /** When the school was open in the last two weeks, from and to. */
  open: z.array(z.tuple([z.number(), z.number()])).max(30),
});
export type Standing = z.infer<typeof standing>;

/** Null when no guard has worked here, or what it left cannot be read. */
export async function readStanding(machine: Machine): Promise<Standing | null> {
  try {
    return standing.parse(JSON.parse((await machine.memory.get(name)) ?? 'null'));
  } catch {
    return null;
  }
}

export async function leaveStanding(machine: Machine, left: Standing): Promise<void> {
  await machine.memory.set(name, JSON.stringify(left)).catch(() => {});
}

/** What a look adds to what the system itself tells. */
export async function withStanding(
  machine: Machine,
  seen: { startedAt: number; powerOffs: readonly number[] | null },
): Promise<z.infer<typeof observation>> {
  const left = await readStanding(machine);
  const inSchool = (at: number) =>
    left === null || left.calendar === 'none' ? null : left.open.some(([from, to]) => from <= at && at < to);
  // It has run ever since: none, whatever became of the record.
  const powerOffs = seen.startedAt < machine.now() - powerOffsMs ? [] : seen.powerOffs;
  return {
    startedAt: seen.startedAt,
    powerOffs: powerOffs?.map(at => ({ at, inSchool: inSchool(at) })) ?? null,
    calendar: left?.calendar ?? 'not_told',
    evenings: left?.evenings ?? [],
    today: left?.today ?? null,
  };
}

/** How long ago a sudden power-off may be to be told of. */
export const powerOffsMs = 14 * 24 * 3600_000;
