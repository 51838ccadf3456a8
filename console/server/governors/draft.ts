/** The report of one kept day as it would be if it were kept now. */
import type { GovernorsReport } from '../../../shared/protocol/api/governors.ts';
import { calendarForDevices } from '../calendar/index.ts';
import type { Tx } from '../database/index.ts';
import { departed } from '../departures/index.ts';
import { AppError } from '../errors.ts';
import {
  controlsOf,
  dayIn,
  goneSince,
  listDays,
  readDay,
  sayGone,
  verdictsBetween,
} from '../promises/index.ts';
import { countsIn, outstandingAt, wereRemoved } from './counts.ts';
import { type Counted, figuresOf } from './figures.ts';
import { periodsOf } from './periods.ts';
import { type Happened, reportOf } from './report.ts';
import { reportBefore, reportsOf } from './store.ts';

interface Words {
  comment: string;
  recommendation: string;
}
const noWords: Words = { comment: '', recommendation: '' };

/**
 * Of the newest kept day when none is given. What an earlier report told of the same day is told again to the letter:
 * a second look at one stretch of time could give a number away.
 * Throws `governors.no_day`, `promises.day_not_kept`.
 */
export async function draftReport(
  tx: Tx,
  schoolId: string,
  wanted: string | undefined,
  words: Words = noWords,
): Promise<GovernorsReport> {
  const day = wanted ?? (await newestDay(tx, schoolId));
  const { hash: seal, keptAt, promises: page } = await readDay(tx, schoolId, day);
  const told = (await reportsOf(tx, schoolId, day)).find(one => one.figures !== null);
  if (told !== undefined) return { ...told, ...words };
  const before = await reportBefore(tx, schoolId, day);
  const { kept, altered } = await verdictsBetween(tx, schoolId, { after: before?.day ?? '', upTo: day });
  const after = before === null ? 0 : (await readDay(tx, schoolId, before.day)).keptAt;
  const began = [await firstDay(tx, schoolId, page.timeZone), kept[0]?.day, day];
  const from = before?.day ?? began.filter(one => one !== undefined).sort()[0] ?? day;
  const since = { after, upTo: keptAt, from, to: day };
  const happened = await happenedSince(tx, schoolId, since, before, page.timeZone);
  const stillCounted = await departed(tx, schoolId);
  const gone =
    before === null ? null : await goneSince(tx, schoolId, { then: after, now: keptAt, stillCounted });
  const unmended = new Map(
    page.promises.map(one => [one.key, sayGone(controlsOf(one).map(key => gone?.get(key)))]),
  );
  return reportOf({ day, seal, page, before, kept, altered, unmended, ...happened, ...words });
}

async function happenedSince(
  tx: Tx,
  schoolId: string,
  since: Parameters<typeof periodsOf>[0],
  before: GovernorsReport | null,
  timeZone: string,
): Promise<Happened> {
  const calendar = await calendarForDevices(tx, schoolId, timeZone);
  const fresh: Counted[] = [];
  for (const { period, stretch } of periodsOf(since, calendar))
    fresh.push({ period, counts: await countsIn(tx, schoolId, stretch) });
  return {
    figures: figuresOf(before?.figures ?? null, fresh),
    outstanding: await outstandingAt(tx, schoolId, since),
    removed: await wereRemoved(tx, schoolId, since),
  };
}

/** On which the school began here: the log has it. */
async function firstDay(tx: Tx, schoolId: string, timeZone: string): Promise<string | undefined> {
  const first = await tx
    .selectFrom('audit')
    .select(of => of.fn.min('at').as('at'))
    .where('school_id', '=', schoolId)
    .executeTakeFirst();
  return first?.at == null ? undefined : dayIn(Number(first.at), timeZone);
}

async function newestDay(tx: Tx, schoolId: string): Promise<string> {
  const [newest] = await listDays(tx, schoolId);
  if (newest !== undefined) return newest.day;
  throw new AppError({
    status: 404,
    code: 'governors.no_day',
    detail:
      'No day was kept yet. The promises are kept once a day, in the afternoon, as soon as one computer reports here; then a report can be made.',
  });
}
