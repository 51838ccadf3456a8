/** That the school's policy was looked at: written down and taken back, never changed. */
import { randomUUIDv7 } from 'node:crypto';
import { sql } from 'kysely';
import type * as z from 'zod';
import { sayDay } from '../../../shared/assets/dates.ts';
import {
  latestNext,
  type PolicyLook,
  ruleChanges,
  type SinceLook,
  sayLook,
  saySooner,
  standingOfLook,
} from '../../../shared/clauses/policy-review.ts';
import type { Promises } from '../../../shared/protocol/api/overview.ts';
import type { PolicyReview, policyReviewInput } from '../../../shared/protocol/api/policy-reviews.ts';
import type { Context } from '../context.ts';
import { type Database, lockSchool, type Tx } from '../database/index.ts';
import { conflict, invalid, notFound } from '../errors.ts';
import { readableBy } from '../incidents/index.ts';
import type { Caller } from '../route.ts';
import { readToday } from '../schools/index.ts';

type Row = Database['policy_review'];

const mostShown = 50;

/** By the day of the look; of one day what was written last. */
const newestFirst = (tx: Tx, schoolId: string) =>
  tx
    .selectFrom('policy_review')
    .selectAll()
    .where('school_id', '=', schoolId)
    .orderBy('looked_on', 'desc')
    .orderBy('written_at', 'desc')
    .orderBy('id', 'desc');

export async function listPolicyReviews(tx: Tx, schoolId: string): Promise<PolicyReview[]> {
  return (await newestFirst(tx, schoolId).limit(mostShown).execute()).map(present);
}

/** The one that counts, as the headteacher's page says it on this day. */
export async function policyLook(
  tx: Tx,
  schoolId: string,
  today: string,
): Promise<NonNullable<Promises['policyLook']>> {
  const row = await newestFirst(tx, schoolId).where('taken_back_at', 'is', null).limit(1).executeTakeFirst();
  const look = row === undefined ? null : present(row);
  const state = standingOfLook(look, today);
  const sooner =
    look === null || state === 'overdue' ? '' : saySooner(await sinceLook(tx, schoolId, look, today));
  return {
    ...{ state, sentence: `${sayLook(look, today)}${sooner}` },
    ...{ lookedOn: look?.lookedOn ?? null, nextOn: look?.nextOn ?? null },
  };
}

/** From the day after it. Everybody reads the page alike, so an incident that is about somebody is left out. */
async function sinceLook(
  tx: Tx,
  schoolId: string,
  { lookedOn }: PolicyLook,
  today: string,
): Promise<SinceLook> {
  const from = Date.parse(lookedOn) + 24 * 3600_000;
  const { settings } = await tx
    .selectFrom('policy_version')
    .select(eb => eb.fn.countAll<number>().as('settings'))
    .where('school_id', '=', schoolId)
    .where('scope', '=', 'school')
    .where('in_force_at', '>=', from)
    .executeTakeFirstOrThrow();
  const { incidents } = await tx
    .selectFrom('incident')
    .select(eb => eb.fn.countAll<number>().as('incidents'))
    .where('school_id', '=', schoolId)
    .where(readableBy({ id: 'anybody' }))
    .where('reported_at', '>=', from)
    .executeTakeFirstOrThrow();
  const { groups } = await tx
    .selectFrom('device_group')
    .select(eb => eb.fn.countAll<number>().as('groups'))
    .where('school_id', '=', schoolId)
    .where('created_at', '>=', from)
    .executeTakeFirstOrThrow();
  // A system that was here before and came back is not new; one that is gone again asks nobody to look.
  const systems = await tx
    .selectFrom('device')
    .select('platform')
    .where('school_id', '=', schoolId)
    .where('platform', 'is not', null)
    .groupBy('platform')
    .having(eb => eb.fn.min('approved_at'), '>=', from)
    .having(sql<number>`sum(case when status = 'removed' then 0 else 1 end)`, '>', 0)
    .execute();
  const rules = ruleChanges.filter(one => one.on > lookedOn && one.on <= today);
  return {
    ...{ settings: Number(settings), incidents: Number(incidents), rules },
    ...{ groups: Number(groups), systems: systems.length },
  };
}

/** Throws 400 for a day that has not come or is too far off, and what `takeBack` throws. */
export async function writePolicyReview(
  context: Context,
  by: Caller,
  { insteadOf, ...given }: z.output<typeof policyReviewInput>,
): Promise<PolicyReview> {
  const id = randomUUIDv7();
  const written = await context.db.transaction().execute(async tx => {
    await lockSchool(tx, by.schoolId);
    refuseDays(given, await readToday(tx, by.schoolId, context.now()));
    if (insteadOf !== undefined) await takeBack(context, tx, by, insteadOf);
    const row: Row = {
      ...{ id, school_id: by.schoolId, looked_on: given.lookedOn, looked_by: given.lookedBy },
      ...{ owner: given.owner, next_on: given.nextOn, written_at: context.now(), written_by: by.name },
      ...{ taken_back_at: null, taken_back_by: null },
    };
    await tx.insertInto('policy_review').values(row).execute();
    const facts = { on: sayDay(given.lookedOn), who: given.lookedBy, next: sayDay(given.nextOn) };
    await context.audit.record(tx, by, 'clauses.policy_looked_at', { subject: id, facts });
    return present(row);
  });
  context.events.nudge(by.schoolId, ['school']);
  return written;
}

/** Throws `policy_review.not_found`, `policy_review.taken_back`. */
export async function takePolicyReviewBack(context: Context, by: Caller, id: string): Promise<PolicyReview> {
  const taken = await context.db.transaction().execute(async tx => {
    await lockSchool(tx, by.schoolId);
    return takeBack(context, tx, by, id);
  });
  context.events.nudge(by.schoolId, ['school']);
  return taken;
}

async function takeBack(context: Context, tx: Tx, by: Caller, id: string): Promise<PolicyReview> {
  const row = await newestFirst(tx, by.schoolId).where('id', '=', id).executeTakeFirst();
  if (row === undefined) throw notFound('policy_review');
  if (row.taken_back_at !== null)
    throw conflict('policy_review.taken_back', `${row.taken_back_by} has taken this back already.`);
  const taken = { taken_back_at: context.now(), taken_back_by: by.name };
  await tx.updateTable('policy_review').set(taken).where('id', '=', id).execute();
  const facts = { on: sayDay(row.looked_on), who: row.looked_by };
  await context.audit.record(tx, by, 'clauses.policy_look_taken_back', { subject: id, facts });
  return present({ ...row, ...taken });
}

function refuseDays({ lookedOn, nextOn }: Pick<PolicyLook, 'lookedOn' | 'nextOn'>, today: string): void {
  const refuse = (field: string, words: string) => {
    throw invalid(`${words}.`, { [field]: words });
  };
  if (lookedOn > today) refuse('lookedOn', 'This day has not come yet');
  if (nextOn <= lookedOn) refuse('nextOn', 'The next look comes after this one');
  if (nextOn > latestNext(lookedOn))
    refuse('nextOn', `At most two years later: by ${sayDay(latestNext(lookedOn))}`);
}

const present = (row: Row): PolicyReview => ({
  ...{ id: row.id, lookedOn: row.looked_on, lookedBy: row.looked_by, owner: row.owner, nextOn: row.next_on },
  ...{ writtenAt: Number(row.written_at), writtenBy: row.written_by },
  takenBackAt: row.taken_back_at === null ? null : Number(row.taken_back_at),
  takenBackBy: row.taken_back_by,
});
