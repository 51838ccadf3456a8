/** Writing down who sees to a promise that is at risk, and taking it back; never changing it. */
import { randomUUIDv7 } from 'node:crypto';
import { addMonths, sayDay } from '../../../shared/assets/dates.ts';
import type { Promises } from '../../../shared/protocol/api/overview.ts';
import type { Undertaking, UndertakingInput } from '../../../shared/protocol/api/undertakings.ts';
import type { Context } from '../context.ts';
import { lockSchool } from '../database/index.ts';
import { conflict, invalid, notFound } from '../errors.ts';
import type { Caller } from '../route.ts';
import { readToday } from '../schools/index.ts';
import { noSuchPromise } from './detail.ts';
import { readPage } from './service.ts';
import { newestFirst, present, type Row } from './undertakings.ts';

const latest = (today: string) => addMonths(today, 12);

/** Throws `promises.unknown`, `promises.holds`, 400 for a day that is over or too far off. */
export async function writeUndertaking(
  context: Context,
  by: Caller,
  promise: string,
  given: UndertakingInput,
): Promise<Undertaking> {
  const sentence = atRisk(await readPage(context, by.schoolId), promise);
  const written = await context.db.transaction().execute(async tx => {
    await lockSchool(tx, by.schoolId);
    refuseDay(given.by, await readToday(tx, by.schoolId, context.now()));
    const row: Row = {
      ...{ id: randomUUIDv7(), school_id: by.schoolId, promise, sentence },
      ...{ who: given.who, by_day: given.by, what: given.what },
      ...{ written_at: context.now(), written_by: by.name },
      ...{ taken_back_at: null, taken_back_by: null, held_on: null },
    };
    await tx.insertInto('promise_undertaking').values(row).execute();
    const facts = { promise: sentence, who: given.who, by: sayDay(given.by), what: given.what };
    await context.audit.record(tx, by, 'promises.undertaking_written', { subject: row.id, facts });
    return present(row);
  });
  context.events.nudge(by.schoolId, ['school']);
  return written;
}

/** The one before it counts again. Throws `undertaking.not_found`, `undertaking.taken_back`. */
export async function takeUndertakingBack(context: Context, by: Caller, id: string): Promise<Undertaking> {
  const taken = await context.db.transaction().execute(async tx => {
    await lockSchool(tx, by.schoolId);
    const row = await newestFirst(tx, by.schoolId).where('id', '=', id).executeTakeFirst();
    if (row === undefined) throw notFound('undertaking');
    if (row.taken_back_at !== null)
      throw conflict('undertaking.taken_back', `${row.taken_back_by} has taken this back already.`);
    const now = { taken_back_at: context.now(), taken_back_by: by.name };
    await tx.updateTable('promise_undertaking').set(now).where('id', '=', id).execute();
    const facts = { promise: row.sentence, who: row.who, by: sayDay(row.by_day) };
    await context.audit.record(tx, by, 'promises.undertaking_taken_back', { subject: id, facts });
    return present({ ...row, ...now });
  });
  context.events.nudge(by.schoolId, ['school']);
  return taken;
}

/** Its sentence. */
function atRisk({ promises, recorded = [] }: Promises, key: string): string {
  const one = promises.find(own => own.key === key) ?? recorded.find(own => own.line === key);
  if (one === undefined) throw noSuchPromise();
  if (one.verdict === 'holds' || one.verdict === 'nothing_to_check')
    throw conflict('promises.holds', 'This promise holds: nobody has to see to it. Look at the page anew.');
  return one.sentence;
}

function refuseDay(day: string, today: string): void {
  const wrong =
    day < today
      ? 'This day is over: choose today or a later one'
      : day > latest(today)
        ? `At most a year ahead: by ${sayDay(latest(today))}`
        : undefined;
  if (wrong !== undefined) throw invalid(`${wrong}.`, { by: wrong });
}
