/** What time does: no answer is a no, a long session ends, an old line is forgotten. */
import type { Context } from '../context.ts';
import { onItsWayMs } from './hear.ts';
import { readRules } from './rules.ts';

const everyMs = 20_000;
const forgetEveryMs = 6 * 3600_000;
const yearMs = 365.25 * 24 * 3600_000;
const atOnce = 500;

export async function supportPass({ db, now, events }: Context): Promise<void> {
  const at = now();
  const change = (values: { state: string; ended_at: number; ended_by?: string }) =>
    db.updateTable('support_session').set(values).returning(['school_id', 'device_id']);
  const late = (state: string) =>
    change({ state, ended_at: at })
      .where('state', '=', 'asked')
      .where('answer_by', '<', at - onItsWayMs);
  const changed = [
    ...(await late('not_reached').where('told_at', 'is', null).execute()),
    ...(await late('unanswered').execute()),
    ...(await change({ state: 'lapsed', ended_at: at })
      .where('state', '=', 'ready')
      .where('until', '<', at)
      .execute()),
    ...(await change({ state: 'ended', ended_at: at, ended_by: 'Caretaker itself, after four hours' })
      .where('state', '=', 'running')
      .where('until', '<', at)
      .execute()),
  ];
  for (const [schoolId, ofSchool] of Map.groupBy(changed, one => one.school_id))
    events.nudge(
      schoolId,
      ['support', 'device'],
      ofSchool.map(one => one.device_id),
    );
}

export async function forgetPass({ db, now }: Pick<Context, 'db' | 'now'>): Promise<void> {
  const schools = await db.selectFrom('school').select('id').execute();
  for (const { id } of schools) {
    const { keptYears } = await readRules(db, id);
    const old = db
      .selectFrom('support_session')
      .select('id')
      .where('school_id', '=', id)
      .where('created_at', '<', now() - keptYears * yearMs)
      .limit(atOnce);
    await db.deleteFrom('support_session').where('id', 'in', old).execute();
  }
}

/** Returns the stop. */
export function startSupport(context: Context): () => void {
  const run = (pass: (context: Context) => Promise<void>, what: string) => () =>
    pass(context).catch(error => context.log.error({ err: error }, what));
  const timers = [
    setInterval(run(supportPass, 'support sessions were not ended'), everyMs),
    setInterval(run(forgetPass, 'old support sessions were not forgotten'), forgetEveryMs),
  ];
  for (const timer of timers) timer.unref();
  return () => {
    for (const timer of timers) clearInterval(timer);
  };
}
