/** Forgets what was not seen for long: a visitor's telephone is no part of the school's records. */
import type { Context } from '../context.ts';

const dayMs = 24 * 3600_000;
/** A term; a year for what is the school's own. */
export const keptDays = { ours: 365, others: 90 };
const everyMs = 6 * 3600_000;

export async function forgetPass({ db, now }: Pick<Context, 'db' | 'now'>): Promise<void> {
  const before = (days: number) => now() - days * dayMs;
  await db
    .deleteFrom('neighbour')
    .where(eb =>
      eb.or([
        eb('last_seen_at', '<', before(keptDays.ours)),
        eb.and([eb('decision', '!=', 'ours'), eb('last_seen_at', '<', before(keptDays.others))]),
      ]),
    )
    .execute();
}

/** Returns the stop. */
export function startForgettingNeighbours(context: Context): () => void {
  const pass = () =>
    forgetPass(context).catch(error => context.log.error({ err: error }, 'neighbours were not forgotten'));
  void pass();
  const timer = setInterval(pass, everyMs);
  timer.unref();
  return () => clearInterval(timer);
}
