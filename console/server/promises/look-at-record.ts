/** Writing down that somebody looked whether a promise holds, and taking it back; never changing it. */
import { randomUUIDv7 } from 'node:crypto';
import { addMonths, sayDay } from '../../../shared/assets/dates.ts';
import type { RecordLook, RecordLookInput } from '../../../shared/protocol/api/record-looks.ts';
import type { Context } from '../context.ts';
import { lockSchool } from '../database/index.ts';
import { conflict, invalid, notFound } from '../errors.ts';
import type { Caller } from '../route.ts';
import { readToday } from '../schools/index.ts';
import { linesOfClauses, noSuchPromise } from './detail.ts';
import { restOf } from './own-words.ts';
import { looksNewestFirst, presentLook, type Row, recordedOf } from './record-looks.ts';
import { recordLines } from './records.ts';
import { readPage } from './service.ts';

/** Throws `promises.unknown`, `promises.figured`, `promises.proved`, 400 for days that cannot be. */
export async function writeLook(
  context: Context,
  by: Caller,
  promise: string,
  given: RecordLookInput,
): Promise<RecordLook> {
  const sentence = await lookedAt(context, by.schoolId, promise);
  const written = await context.db.transaction().execute(async tx => {
    await lockSchool(tx, by.schoolId);
    refuseDays(given, await readToday(tx, by.schoolId, context.now()));
    const row: Row = {
      ...{ id: randomUUIDv7(), school_id: by.schoolId, promise, sentence },
      ...{ looked_on: given.on, looked_by: given.by, so: given.so ? 1 : 0 },
      ...{ saw: given.saw, next_on: given.next, written_at: context.now(), written_by: by.name },
      ...{ taken_back_at: null, taken_back_by: null },
    };
    await tx.insertInto('promise_record_look').values(row).execute();
    const found = given.so ? 'it is so' : 'it is not so';
    const facts = { promise: sentence, who: given.by, on: sayDay(given.on), found, saw: given.saw };
    await context.audit.record(tx, by, 'promises.record_looked_at', { subject: row.id, facts });
    return presentLook(row);
  });
  context.events.nudge(by.schoolId, ['school']);
  return written;
}

/** The one before it counts again. Throws `record_look.not_found`, `record_look.taken_back`. */
export async function takeLookBack(context: Context, by: Caller, id: string): Promise<RecordLook> {
  const taken = await context.db.transaction().execute(async tx => {
    await lockSchool(tx, by.schoolId);
    const row = await looksNewestFirst(tx, by.schoolId).where('id', '=', id).executeTakeFirst();
    if (row === undefined) throw notFound('record_look');
    if (row.taken_back_at !== null)
      throw conflict('record_look.taken_back', `${row.taken_back_by} has taken this back already.`);
    const now = { taken_back_at: context.now(), taken_back_by: by.name };
    await tx.updateTable('promise_record_look').set(now).where('id', '=', id).execute();
    const facts = { promise: row.sentence, who: row.looked_by, on: sayDay(row.looked_on) };
    await context.audit.record(tx, by, 'promises.record_look_taken_back', { subject: id, facts });
    return presentLook({ ...row, ...now });
  });
  context.events.nudge(by.schoolId, ['school']);
  return taken;
}

/** Its sentence. Where records make a figure, or checks show the whole of it, nobody's word stands in its place. */
async function lookedAt(context: Context, schoolId: string, key: string): Promise<string> {
  const page = await readPage(context, schoolId);
  const one = recordedOf(page, key) ?? page.promises.find(promise => promise.key === key);
  if (one === undefined) throw noSuchPromise();
  const byChecks =
    'control' in one && restOf((await linesOfClauses(context.db, schoolId)).get(key)) === undefined;
  if (byChecks) throw conflict('promises.proved', 'Computers show by themselves how this promise stands.');
  if (recordLines[key] !== undefined)
    throw conflict('promises.figured', 'Our records say by themselves how this promise stands.');
  return one.sentence;
}

function refuseDays({ on, next }: RecordLookInput, today: string): void {
  if (on > today) throw invalid('This day has not come yet.', { on: 'This day has not come yet' });
  const oldest = addMonths(today, -12);
  if (on < oldest) {
    const wrong = `At most a year ago: ${sayDay(oldest)}`;
    throw invalid(`${wrong}.`, { on: wrong });
  }
  const latest = addMonths(on, 12);
  if (next > on && next <= latest) return;
  const wrong = `After the look, and at most a year later: by ${sayDay(latest)}`;
  throw invalid(`${wrong}.`, { next: wrong });
}
