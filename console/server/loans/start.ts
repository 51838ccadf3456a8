/** What the room does by itself: looks every ten minutes whether somebody is to be reminded. */
import type { Context } from '../context.ts';
import { remindersPass } from './reminders.ts';

const everyMs = 10 * 60_000;

/** Returns the stop. */
export function startLoans(context: Context): () => Promise<void> {
  let turn: Promise<unknown> = Promise.resolve();
  const pass = async () => {
    const schools = await context.db.selectFrom('school').select('id').execute();
    for (const { id } of schools) await remindersPass(context, id);
  };
  const timer = setInterval(() => {
    turn = turn.then(pass).catch(error => context.log.error({ err: error }, 'loans: nobody was reminded'));
  }, everyMs);
  timer.unref();
  return async () => {
    clearInterval(timer);
    await turn;
  };
}
