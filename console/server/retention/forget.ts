/** Four times a day every room forgets what is older than its records are kept, one school after another. */
import type { PeriodKey } from '../../../shared/protocol/api/retention.ts';
import type { Context } from '../context.ts';
import type { Tx } from '../database/index.ts';
import { inWords, periods } from './periods.ts';
import { keptDays, readPeriods } from './store.ts';

const dayMs = 24 * 3600_000;
const everyMs = 6 * 3600_000;

/** What one room forgets of one school. */
export interface Forgetting {
  key: PeriodKey;
  /**
   * `written`: what people decided goes in one transaction with a line of the audit log that says how many; what
   * trickles in and out daily goes without.
   */
  written: boolean;
  /** What ended or came before that moment (UTC milliseconds). Answers how many went; may leave some to the next time. */
  forget(asked: { context: ForgetContext; tx: Tx; schoolId: string; before: number }): Promise<number>;
}
export type ForgetContext = Pick<Context, 'db' | 'now' | 'audit' | 'log'>;

/** Answers how many records went. One room that fails stops no other: it throws in the end. */
export async function forgetPass(
  context: ForgetContext,
  forgettings: readonly Forgetting[],
): Promise<number> {
  const { db, now } = context;
  const schools = await db.selectFrom('school').select('id').execute();
  let gone = 0;
  const failed: unknown[] = [];
  for (const { id: schoolId } of schools)
    for (const one of forgettings)
      try {
        const before = now() - (await keptDays(db, schoolId, one.key, now())) * dayMs;
        gone += one.written
          ? await forgetWritten(context, one, schoolId, before)
          : await one.forget({ context, tx: db, schoolId, before });
      } catch (error) {
        failed.push(error);
      }
  if (failed.length > 0) throw new AggregateError(failed, 'some records were not forgotten');
  return gone;
}

function forgetWritten(
  context: ForgetContext,
  { key, forget }: Forgetting,
  schoolId: string,
  before: number,
) {
  return context.db.transaction().execute(async tx => {
    const count = await forget({ context, tx, schoolId, before });
    if (count === 0) return 0;
    const kept = (await readPeriods(tx, schoolId, context.now())).get(key);
    const by = { schoolId, id: 'console', name: 'Caretaker itself' };
    const { what, unit } = periods[key];
    const facts = { what, count, kept: inWords(unit, kept?.amount ?? 0) };
    await context.audit.record(tx, by, 'retention.forgotten', { subject: key, facts });
    return count;
  });
}

/** Returns the stop. */
export function startForgetting(context: Context, forgettings: readonly Forgetting[]): () => Promise<void> {
  let turn: Promise<unknown> = Promise.resolve();
  const pass = () => {
    turn = turn
      .then(() => forgetPass(context, forgettings))
      .catch(error => context.log.error({ err: error }, 'what is past its time was not forgotten'));
  };
  pass();
  const timer = setInterval(pass, everyMs);
  timer.unref();
  return async () => {
    clearInterval(timer);
    await turn;
  };
}
