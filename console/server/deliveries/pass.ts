/** The one sender: takes what is due, one at a time, and writes down what became of it. */
import type { Context } from '../context.ts';
import { claim, type DeliveryRow, forgetEnded, type Outcome, recoverAbandoned, settle } from './store.ts';

export type Send = (row: DeliveryRow) => Promise<Outcome>;

/** A pass ends somewhere, whatever is added meanwhile. */
const mostAtOnce = 200;

/**
 * Answers how many attempts were made. A target that failed is left alone until the next pass, and letters while there is
 * no server for them. One that cannot even be tried is given up, so that it stands in nobody's way.
 */
export async function sendDue(
  { db, now, log, config }: Pick<Context, 'db' | 'now' | 'log' | 'config'>,
  send: Send,
): Promise<number> {
  const ways = config.mail === undefined ? ['webhook'] : ['webhook', 'mail'];
  const outcomeOf = async (row: DeliveryRow): Promise<Outcome> => {
    try {
      return await send(row);
    } catch (error) {
      log.error({ err: error, delivery: row.id }, 'a delivery could not be tried');
      return { kind: 'failed', error: 'The console could not send it. Its log says why.' };
    }
  };
  await recoverAbandoned(db, now());
  const failing: string[] = [];
  for (let made = 0; made < mostAtOnce; made++) {
    const row = await claim(db, now(), ways, failing);
    if (row === undefined) {
      await forgetEnded(db, now());
      return made;
    }
    const outcome = await outcomeOf(row);
    await settle(db, row, outcome, now());
    if (outcome.kind !== 'sent') failing.push(row.target);
  }
  return mostAtOnce;
}
