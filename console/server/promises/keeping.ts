/** Keeps each day's page in the afternoon, or as soon after as the console runs on that day. */
import { momentFormat } from '../../../shared/moment-format.ts';
import type { Context } from '../context.ts';
import { readSchool } from '../schools/index.ts';
import { keepDay } from './days.ts';
import { readPage } from './service.ts';

/** Not at once: what knows time zones is large, and a start is no time for it. */
const everyMs = 5 * 60_000;
/** When pupils have gone home almost everywhere, and laptops have reported. */
const fromHour = 14;

const hourIn = (at: number, timeZone: string) =>
  Number(momentFormat(timeZone, { hour: '2-digit', hourCycle: 'h23' }).format(at));

/** Every school whose day is to be kept now. Answers how many were. */
export async function keepPass(context: Context): Promise<number> {
  let kept = 0;
  for (const { id } of await context.db.selectFrom('school').select('id').execute()) {
    const { timeZone } = await readSchool(context.db, id);
    if (hourIn(context.now(), timeZone) < fromHour) continue;
    const page = await readPage(context, id);
    if (page.devices > 0 && (await keepDay(context, id, page))) kept++;
  }
  return kept;
}

/** Returns the stop. */
export function startKeeping(context: Context): () => Promise<void> {
  let turn: Promise<unknown> = Promise.resolve();
  const pass = () => {
    turn = turn
      .then(() => keepPass(context))
      .catch(error => context.log.error({ err: error }, 'the promises of today could not be kept'));
  };
  const timer = setInterval(pass, everyMs);
  timer.unref();
  return async () => {
    clearInterval(timer);
    await turn;
  };
}
