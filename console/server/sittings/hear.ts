/** Takes the events `sitting.*`. The record of the event itself keeps nothing of what it said (reports/store.ts). */
import * as z from 'zod';
import { sittingActs, sittingMoment } from '../../../shared/protocol/api/sittings.ts';
import type { Context } from '../context.ts';
import { lookForAtOnce } from './at-once.ts';
import { tellOfStaff } from './staff-here.ts';

const facts = sittingMoment.pick({ kind: true, account: true, exact: true }).extend({
  sitting: z.string().regex(/^[\w-]{1,20}$/),
  person: z
    .string()
    .regex(/^[\w-]{1,20}$/)
    .nullable(),
  /** An account of staff, where only pupils sign in. Not kept with the moment. */
  staff: z.literal(true).optional(),
});
const event = z.object({
  type: z.literal('event'),
  id: z.uuid(),
  at: z.int().nonnegative(),
  name: z.enum(sittingActs.map(what => `sitting.${what}` as const)),
  facts,
});

/** May be heard more than once. What is of another shape is left out. */
export async function heardSitting(
  context: Context,
  { deviceId, schoolId }: { deviceId: string; schoolId: string },
  record: unknown,
): Promise<void> {
  const read = event.safeParse(record);
  if (!read.success) return;
  const { id, at, name } = read.data;
  const { sitting, kind, account, exact, person } = read.data.facts;
  const what = name.slice('sitting.'.length);
  const happenedAt = Math.min(at, context.now());
  const kept = await context.db
    .insertInto('sitting_moment')
    .values({
      ...{ id, school_id: schoolId, device_id: deviceId, sitting, kind, account, person },
      what,
      at: happenedAt,
      exact: exact ? 1 : 0,
    })
    .onConflict(conflict => conflict.column('id').doNothing())
    .executeTakeFirst();
  if (Number(kept.numInsertedOrUpdatedRows ?? 0) > 0 && (what === 'began' || what === 'unlocked'))
    await lookForAtOnce(context, { id, schoolId, deviceId, kind, account, person, exact, at: happenedAt });
  if (what === 'began' && read.data.facts.staff)
    await tellOfStaff(context, { id, schoolId, deviceId, at: happenedAt });
  context.events.nudge(schoolId, ['device'], [deviceId]);
}
