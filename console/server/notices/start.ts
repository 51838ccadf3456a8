/** What the room does by itself: letters once in half a minute, and when something changed. */
import type { Context } from '../context.ts';
import { stopSendingSoon } from './hear.ts';
import { lettersPass } from './letters.ts';

const lettersMs = 30_000;

/** Returns the stop. */
export function startNotices(context: Context): () => Promise<void> {
  let turn: Promise<unknown> = Promise.resolve();
  const pass = async () => {
    const schools = await context.db.selectFrom('school').select('id').execute();
    for (const { id } of schools) await lettersPass(context, id);
  };
  const letters = () => {
    turn = turn
      .then(pass)
      .catch(error =>
        context.log.error({ err: error }, 'letters to those who have not signed were not written'),
      );
  };
  const timer = setInterval(letters, lettersMs);
  timer.unref();
  const stopListening = context.events.onNudge((_school, { topics }) => {
    if (topics.includes('notices') && !topics.includes('alerts')) letters();
  });
  return async () => {
    stopListening();
    stopSendingSoon(context);
    clearInterval(timer);
    await turn;
  };
}
