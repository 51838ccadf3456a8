/** Counts of the console's records that promises stand on; only those that the school's sentences need. */
import { sql } from 'kysely';
import { standsLocked } from '../../../shared/assets/holdings.ts';
import { closedStates } from '../../../shared/assets/states.ts';
import type { ReviewKind } from '../../../shared/reviews/standing.ts';
import { backupMatters } from '../backups/index.ts';
import { readCalendar } from '../calendar/index.ts';
import { checkMatters } from '../checks/index.ts';
import type { Context } from '../context.ts';
import type { Tx } from '../database/index.ts';
import { disposalMatters } from '../disposals/index.ts';
import { readableBy } from '../incidents/index.ts';
import { loanMatters } from '../loans/index.ts';
import { countUndecided } from '../neighbours/index.ts';
import type { Signed } from '../notices/index.ts';
import { ownBackup } from '../own-backup/index.ts';
import { listReviews } from '../reviews/index.ts';
import { readSchool, readToday } from '../schools/index.ts';
import { takeMatters } from '../stock-takes/index.ts';
import { supplierMatters } from '../suppliers/index.ts';
import { dayIn } from './days.ts';
import type { RecordFacts } from './records.ts';

type Of<P extends keyof RecordFacts> = Promise<RecordFacts[P]>;
const yearMs = 366 * 24 * 3600_000;
const total = sql<number>`count(*)`;
const whereSo = (condition: ReturnType<typeof sql<boolean>>) =>
  sql<number>`coalesce(sum(case when ${condition} then 1 else 0 end), 0)`;

/** `known`: what the page has read already. */
export async function readRecordFacts(
  context: Context,
  schoolId: string,
  parts: ReadonlySet<string>,
  known: Pick<RecordFacts, 'today' | 'look'> & { signed: readonly Signed[] },
): Promise<RecordFacts> {
  const read = async <T>(part: keyof RecordFacts, of: () => Promise<T>, none: T) =>
    parts.has(part) ? of() : none;
  const untested = { looked: 0, over: 0, failed: 0, never: 0 };
  const asked = { asked: 0, agreed: 0 };
  for (const one of known.signed) {
    asked.asked += one.asked;
    asked.agreed += one.agreed;
  }
  return {
    ...{ today: known.today, look: known.look, signing: asked },
    loans: await read('loans', () => loans(context, schoolId), {
      ...{ out: 0, unsigned: 0, away: 0, unagreed: 0, statements: 0 },
    }),
    disposals: await read('disposals', () => disposals(context, schoolId), {
      ...{ collected: 0, outstanding: 0, oldestDays: 0 },
    }),
    backups: await read('backups', () => backups(context, schoolId), {
      ...{ all: 0, wrong: 0, untried: 0, near: 0 },
    }),
    counting: await read('counting', () => takeMatters(context, schoolId), {
      ...{ lastSignedOn: null, unsigned: 0, unfound: [] },
    }),
    tests: await read('tests', () => tests(context, schoolId, 'pat'), untested),
    codes: await read('codes', () => tests(context, schoolId, 'passcode'), untested),
    contracts: await read('contracts', () => contracts(context, schoolId), { all: 0, over: 0, unagreed: 0 }),
    passwords: await read('passwords', () => passwords(context, schoolId), { all: 0, late: 0 }),
    calendar: await read('calendar', () => calendar(context, schoolId), { lastDay: null }),
    report: await read('report', () => report(context, schoolId), { day: null }),
    systems: await read('systems', () => onSetDays(context, schoolId, 'systems'), { all: 0, wrong: 0 }),
    documents: await read('documents', () => onSetDays(context, schoolId, 'document'), { all: 0, wrong: 0 }),
    own: await read('own', () => own(context, schoolId), { madeOn: null, triedOn: null }),
    personal: await read('personal', () => personal(context, schoolId), { all: 0, open: 0 }),
    strange: await read('strange', () => strange(context, schoolId), { all: 0, open: 0 }),
    servers: await read('servers', () => servers(context, schoolId), { all: 0, open: 0 }),
  };
}

async function loans(context: Context, schoolId: string): Of<'loans'> {
  const found = await context.db
    .selectFrom('loan')
    .select([
      total.as('out'),
      whereSo(sql<boolean>`signed_at is null`).as('unsigned'),
      whereSo(sql<boolean>`off_site = 1`).as('away'),
      whereSo(sql<boolean>`off_site = 1 and approved_at is null`).as('unagreed'),
    ])
    .where('school_id', '=', schoolId)
    .where('status', '=', 'out')
    .executeTakeFirstOrThrow();
  const { statements } = await loanMatters(context, schoolId);
  const { out, unsigned, away, unagreed } = found;
  return {
    ...{ out: Number(out), unsigned: Number(unsigned), away: Number(away), unagreed: Number(unagreed) },
    statements,
  };
}

async function disposals(context: Context, schoolId: string): Of<'disposals'> {
  const { collected } = await context.db
    .selectFrom('disposal_batch')
    .select(total.as('collected'))
    .where('school_id', '=', schoolId)
    .where('status', 'in', ['collected', 'closed'])
    .executeTakeFirstOrThrow();
  const { outstanding, oldestDays } = await disposalMatters(context, schoolId);
  return { collected: Number(collected), outstanding, oldestDays };
}

async function backups(context: Context, schoolId: string): Of<'backups'> {
  const { wrong, untried, near } = await backupMatters(context, schoolId);
  const { all } = await context.db
    .selectFrom('backup')
    .select(total.as('all'))
    .where('school_id', '=', schoolId)
    .where('ended_on', 'is', null)
    .executeTakeFirstOrThrow();
  return { all: Number(all), wrong: wrong.length, untried: untried.length, near: near.length };
}

async function tests(context: Context, schoolId: string, kind: 'pat' | 'passcode'): Of<'tests'> {
  const found = (await checkMatters(context, schoolId)).find(one => one.kind === kind);
  const { looked } = await context.db
    .selectFrom('asset_check')
    .select(total.as('looked'))
    .where('school_id', '=', schoolId)
    .where('kind', '=', kind)
    .where('is_last', '=', 1)
    .executeTakeFirstOrThrow();
  const { over = 0, failed = 0, never = 0 } = found ?? {};
  return { looked: Number(looked), over, failed, never };
}

async function contracts(context: Context, schoolId: string): Of<'contracts'> {
  const { contracts: due, unagreed } = await supplierMatters(context, schoolId);
  const { all } = await context.db
    .selectFrom('supplier')
    .select(total.as('all'))
    .where('school_id', '=', schoolId)
    .where('ended_on', 'is', null)
    .executeTakeFirstOrThrow();
  return { all: Number(all), over: due.filter(one => one.over).length, unagreed: unagreed.length };
}

/** The page is for all readers alike: what is about a person is left out. */
async function passwords({ db, now }: Context, schoolId: string): Of<'passwords'> {
  const at = now();
  const found = await db
    .selectFrom('incident')
    .select([total.as('all'), whereSo(sql<boolean>`coalesce(done_at, ${at}) > due_at`).as('late')])
    .where('school_id', '=', schoolId)
    .where(readableBy({ id: 'anybody' }))
    .where('due_at', 'is not', null)
    .where('reported_at', '>', at - yearMs)
    .executeTakeFirstOrThrow();
  return { all: Number(found.all), late: Number(found.late) };
}

async function calendar({ db }: Context, schoolId: string): Of<'calendar'> {
  const terms = (await readCalendar(db, schoolId)).calendar?.terms ?? [];
  return {
    lastDay:
      terms
        .map(one => one.to)
        .sort()
        .at(-1) ?? null,
  };
}

async function report({ db }: Context, schoolId: string): Of<'report'> {
  const { day } = await db
    .selectFrom('governor_report')
    .select(eb => eb.fn.max('day').as('day'))
    .where('school_id', '=', schoolId)
    .executeTakeFirstOrThrow();
  return { day };
}

async function onSetDays(context: Context, schoolId: string, kind: ReviewKind): Of<'systems'> {
  const all = (await listReviews(context, schoolId, 1)).filter(
    one => one.kind === kind && one.endedOn === null,
  );
  return { all: all.length, wrong: all.filter(one => one.standing.state !== 'met').length };
}

async function own({ db }: Context, schoolId: string): Of<'own'> {
  const { madeAt, triedAt } = await ownBackup(db);
  const { timeZone } = await readSchool(db, schoolId);
  const dayOf = (at: number | null) => (at === null ? null : dayIn(at, timeZone));
  return { madeOn: dayOf(madeAt), triedOn: dayOf(triedAt) };
}

/** Only of programs that are somewhere now. */
async function personal({ db }: Context, schoolId: string): Of<'personal'> {
  const found = await db
    .selectFrom('catalogue_title')
    .select([total.as('all'), whereSo(sql<boolean>`dpia is null`).as('open')])
    .where('school_id', '=', schoolId)
    .where('personal_data', '=', 'yes')
    .where('devices', '>', 0)
    .executeTakeFirstOrThrow();
  return { all: Number(found.all), open: Number(found.open) };
}

async function strange({ db }: Context, schoolId: string): Of<'strange'> {
  const { all } = await db
    .selectFrom('neighbour')
    .select(total.as('all'))
    .where('school_id', '=', schoolId)
    .executeTakeFirstOrThrow();
  return { all: Number(all), open: await countUndecided(db, schoolId) };
}

async function servers(context: Context, schoolId: string): Of<'servers'> {
  const all = await serversOf(context.db, schoolId);
  const today = await readToday(context.db, schoolId, context.now());
  return { all: all.length, open: all.filter(one => !standsLocked(one, today)).length };
}

/** Of the register, without what has left. */
export async function serversOf(db: Tx, schoolId: string) {
  const rows = await db
    .selectFrom('asset')
    .select(['id', 'tag', 'name', 'secure_location', 'secure_checked_on as secureCheckedOn'])
    .where('school_id', '=', schoolId)
    .where('kind', '=', 'server')
    .where('state', 'not in', [...closedStates])
    .orderBy('tag_order')
    .execute();
  return rows.map(row => ({ ...row, secureLocation: Number(row.secure_location) === 1 }));
}
