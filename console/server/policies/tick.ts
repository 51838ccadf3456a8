/** What happens to policies with nobody watching: rings go on or are taken back, exceptions end, and so does what nobody decided. */
import type { Context } from '../context.ts';
import { lockSchool } from '../database/index.ts';
import { expireExceptions } from './exceptions.ts';
import { expireVersions, overdue } from './expire.ts';
import type { RolloutRow } from './places.ts';
import type { IssuedPolicy } from './policies.ts';
import { itself, step } from './rollout.ts';
import { sendFresh } from './service.ts';

const everyMs = 20_000;
const underWay = ['running', 'halted'] as const;

/** One look at everything that is due. One school's or roll-out's trouble does not stop the others. */
export async function policyPass(context: Context): Promise<void> {
  const { db, now } = context;
  const due = await db
    .selectFrom('policy_exception')
    .select('school_id')
    .distinct()
    .where('status', 'in', ['active', 'waiting'])
    .where('ends_at', '<=', now())
    .execute();
  for (const { school_id } of due)
    await once(context, school_id, tx => expireExceptions(context, tx, itself(school_id)));
  const late = await overdue(db, now()).select('school_id').distinct().execute();
  for (const { school_id } of late) {
    await once(context, school_id, async tx => {
      await expireVersions(context, tx, itself(school_id));
      return [];
    });
    context.events.nudge(school_id, ['policies', 'approvals']);
  }
  // One that somebody halted goes no further, but the devices that have it are watched all the same.
  const under = await db.selectFrom('policy_rollout').selectAll().where('status', 'in', underWay).execute();
  for (const rollout of under) {
    await once(context, rollout.school_id, tx => again(context, tx, rollout));
    // The last ring ends with nothing to send, which is news all the same.
    if (rollout.status === 'running' && rollout.next_at <= now())
      context.events.nudge(rollout.school_id, ['policies']);
  }
}

/** As it is now that the school is held: another console may have moved it on. */
async function again(context: Context, tx: Parameters<typeof step>[1], { id }: RolloutRow) {
  const rollout = await tx
    .selectFrom('policy_rollout')
    .selectAll()
    .where('id', '=', id)
    .where('status', 'in', underWay)
    .executeTakeFirst();
  return rollout === undefined ? [] : step(context, tx, rollout);
}

async function once(
  context: Context,
  schoolId: string,
  work: (tx: Parameters<typeof step>[1]) => Promise<IssuedPolicy[]>,
): Promise<void> {
  try {
    const issued = await context.db.transaction().execute(async tx => {
      await lockSchool(tx, schoolId);
      return work(tx);
    });
    await sendFresh(context, issued);
    if (issued.some(policy => policy.fresh))
      context.events.nudge(schoolId, ['policies', 'devices', 'device']);
  } catch (error) {
    context.log.error({ err: error, school: schoolId }, 'policies were not looked after');
  }
}

/** Until the answer is called. */
export function startTicking(context: Context): () => Promise<void> {
  let running = Promise.resolve();
  const timer = setInterval(() => {
    running = running
      .then(() => policyPass(context))
      .catch(error => context.log.error({ err: error }, 'policies were not looked after'));
  }, everyMs);
  timer.unref();
  return async () => {
    clearInterval(timer);
    await running;
  };
}
