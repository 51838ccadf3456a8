/** Forgets what is older than the school may keep it, also of devices that are gone. */
import type { Context } from '../context.ts';
import { forgetSittings } from '../reports/index.ts';

/** Long enough to follow up what happened in a half-term, short enough to be no record of anybody's habits. */
export const keptDays = 30;
const dayMs = 24 * 3600_000;
const everyMs = 3600_000;

export async function forgetPass({ db, now }: Pick<Context, 'db' | 'now'>): Promise<void> {
  const before = now() - keptDays * dayMs;
  await db.deleteFrom('sitting_moment').where('at', '<', before).execute();
  await forgetSittings(db, before);
}

/** Returns the stop. */
export function startForgetting(context: Context): () => void {
  const pass = () =>
    forgetPass(context).catch(error =>
      context.log.error({ err: error }, 'times of sign-ins were not forgotten'),
    );
  void pass();
  const timer = setInterval(pass, everyMs);
  timer.unref();
  return () => clearInterval(timer);
}
