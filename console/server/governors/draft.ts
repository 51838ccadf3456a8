/** The report of one kept day as it would be if it were kept now. */
import type { GovernorsReport } from '../../../shared/protocol/api/governors.ts';
import type { Context } from '../context.ts';
import type { Tx } from '../database/index.ts';
import { AppError } from '../errors.ts';
import { listDays, readDay, verdictsBetween } from '../promises/index.ts';
import { reportOf } from './report.ts';
import { reportBefore } from './store.ts';

/** Of the newest kept day when none is given. Throws `governors.no_day`, `promises.day_not_kept`. */
export async function draftReport(
  { db }: Context,
  schoolId: string,
  wanted: string | undefined,
  comment = '',
): Promise<GovernorsReport> {
  const day = wanted ?? (await newestDay(db, schoolId));
  const { hash: seal, keptAt, promises: page } = await readDay(db, schoolId, day);
  const before = await reportBefore(db, schoolId, day);
  const kept = await verdictsBetween(db, schoolId, { after: before?.day ?? '', upTo: day });
  const from =
    before === null ? (kept[0]?.keptAt ?? keptAt) : (await readDay(db, schoolId, before.day)).keptAt;
  const actions = await actionsBetween(db, schoolId, from, keptAt);
  return reportOf({ day, seal, page, before, kept, actions, comment });
}

async function newestDay(db: Tx, schoolId: string): Promise<string> {
  const [newest] = await listDays(db, schoolId);
  if (newest !== undefined) return newest.day;
  throw new AppError({
    status: 404,
    code: 'governors.no_day',
    detail:
      'No day was kept yet. The promises are kept once a day, in the afternoon, as soon as one computer reports here; then a report can be made.',
  });
}

async function actionsBetween(
  db: Tx,
  schoolId: string,
  from: number,
  upTo: number,
): Promise<Map<string, number>> {
  const rows = await db
    .selectFrom('audit')
    .select(['action', of => of.fn.countAll<number>().as('times')])
    .where('school_id', '=', schoolId)
    .where('at', '>', from)
    .where('at', '<=', upTo)
    .groupBy('action')
    .execute();
  return new Map(rows.map(({ action, times }) => [action, Number(times)]));
}
