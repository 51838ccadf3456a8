/** Forgets what devices sent longer ago than thirteen months: a year can be laid beside the year before, and no more. */
import type { Context } from '../context.ts';

const dayMs = 24 * 3600_000;
export const keptDays = 396;
const atOnce = 2000;
const everyMs = 6 * 3600_000;

/**
 * Records as they came, but for a report that still says how a device stands: what-ifs are made of those, however old
 * (a control that never changes is never reported again). A device resumes by its number, not by these.
 */
export async function forgetPass({ db, now }: Pick<Context, 'db' | 'now'>): Promise<number> {
  const before = now() - keptDays * dayMs;
  for (let forgotten = 0; ; ) {
    const old = await db
      .selectFrom('device_record as old')
      .select(['old.device_id', 'old.id'])
      .where('old.received_at', '<', before)
      .where(eb =>
        eb.not(
          eb.exists(
            eb
              .selectFrom('device_finding as last')
              .select('last.seq')
              .whereRef('last.device_id', '=', 'old.device_id')
              .whereRef('last.seq', '=', 'old.seq'),
          ),
        ),
      )
      .limit(atOnce)
      .execute();
    for (const [device, records] of Map.groupBy(old, one => one.device_id))
      await db
        .deleteFrom('device_record')
        .where('device_id', '=', device)
        .where(
          'id',
          'in',
          records.map(({ id }) => id),
        )
        .execute();
    forgotten += old.length;
    if (old.length < atOnce) return forgotten;
  }
}

/** Returns the stop. */
export function startForgettingRecords(context: Context): () => Promise<void> {
  let turn: Promise<unknown> = Promise.resolve();
  const pass = () => {
    turn = turn
      .then(() => forgetPass(context))
      .catch(error => context.log.error({ err: error }, 'what devices sent was not forgotten'));
  };
  pass();
  const timer = setInterval(pass, everyMs);
  timer.unref();
  return async () => {
    clearInterval(timer);
    await turn;
  };
}
