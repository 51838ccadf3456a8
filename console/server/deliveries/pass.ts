/** The one sender: takes what is due, one at a time, and writes down what became of it. */
import type { Context } from '../context.ts';
import { claim, type DeliveryRow, forgetEnded, type Outcome, recoverAbandoned, settle } from './store.ts';

export type Send = (row: DeliveryRow) => Promise<Outcome>;

/** A pass ends somewhere, whatever is added meanwhile. */
const mostAtOnce = 200;

/** Answers how many attempts were made. A target that failed is left alone until the next pass. */
export async function sendDue({ db, now }: Pick<Context, 'db' | 'now'>, send: Send): Promise<number> {
  await recoverAbandoned(db, now());
  const failing: string[] = [];
  for (let made = 0; made < mostAtOnce; made++) {
    const row = await claim(db, now(), failing);
    if (row === undefined) {
      await forgetEnded(db, now());
      return made;
    }
    const outcome = await send(row);
    await settle(db, row, outcome, now());
    if (outcome.kind !== 'sent') failing.push(row.target);
  }
  return mostAtOnce;
}
