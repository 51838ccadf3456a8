/** What the room does by itself: letters once in half a minute, forgetting four times a day. */
import type { Context } from '../context.ts';
import { forgetPass } from './forget.ts';
import { lettersPass } from './letters.ts';

const lettersMs = 30_000;
const forgetMs = 6 * 3600_000;

/** Returns the stop. */
export function startNotices(context: Context): () => Promise<void> {
  let turn: Promise<unknown> = Promise.resolve();
  const next = (what: string, pass: () => Promise<unknown>) => {
    turn = turn.then(pass).catch(error => context.log.error({ err: error }, what));
  };
  const letters = () =>
    next('letters to those who have not signed were not written', async () => {
      const schools = await context.db.selectFrom('school').select('id').execute();
      for (const { id } of schools) await lettersPass(context, id);
    });
  const forget = () => next('answers to notices were not forgotten', () => forgetPass(context));
  forget();
  const timers = [setInterval(letters, lettersMs), setInterval(forget, forgetMs)];
  for (const timer of timers) timer.unref();
  const stopListening = context.events.onNudge((_school, { topics }) => {
    if (topics.includes('notices') && !topics.includes('alerts')) letters();
  });
  return async () => {
    stopListening();
    for (const timer of timers) clearInterval(timer);
    await turn;
  };
}
