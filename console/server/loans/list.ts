/** Loans as a list: what is out, what is overdue, what waits, what is over. */

import { sql } from 'kysely';
import * as z from 'zod';
import { dayNumber } from '../../../shared/assets/dates.ts';
import { type LoanStatus, loanStatuses } from '../../../shared/loans/words.ts';
import type { LoanRow, loanQuery } from '../../../shared/protocol/api/loans.ts';
import { personKinds } from '../../../shared/protocol/api/persons.ts';
import type { Context } from '../context.ts';
import { pageOf, readCursor, searchPatterns, type Tx } from '../database/index.ts';
import type { Caller } from '../route.ts';
import { readToday } from '../schools/index.ts';
import type { LoanRecord } from './record.ts';

type Query = z.output<typeof loanQuery>;
const place = z.tuple([z.number(), z.string()]);

const condition = (view: Query['view'], today: string) => {
  if (view === 'overdue') return sql<boolean>`loan.status = 'out' and loan.due_on < ${today}`;
  if (view === 'waiting') return sql<boolean>`loan.status in ('waiting', 'ready', 'refused')`;
  if (view === 'ended') return sql<boolean>`loan.status in ('ended', 'withdrawn')`;
  if (view === 'now') return sql<boolean>`loan.status = 'out'`;
  return sql<boolean>`1 = 1`;
};

/** Newest first; what is overdue begins with the longest. */
export async function listLoans(context: Context, by: Caller, query: Query) {
  const { db } = context;
  const { schoolId } = by;
  const today = await readToday(db, schoolId, context.now());
  const after = readCursor(query.cursor, place);
  const found = await loansOf(db, schoolId)
    .where(condition(query.view, today))
    .where(narrowing(query))
    .$if(after !== undefined, q => q.where('loan.number', '<', after?.[0] ?? 0))
    .orderBy('loan.number', 'desc')
    .limit(query.limit + 1)
    .execute();
  const items = await readParts(
    db,
    found.map(row => row.id),
  );
  return {
    ...pageOf(
      found,
      query.limit,
      row => presentRow(row, items.get(row.id) ?? [], today),
      row => [row.number, row.id],
    ),
    counts: await countLoans(db, schoolId, today),
    yours: await readYours(db, by),
  };
}

const loansOf = (db: Tx, schoolId: string) =>
  db
    .selectFrom('loan')
    .innerJoin('person', 'person.id', 'loan.holder_id')
    .selectAll('loan')
    .select('person.kind as holder_kind')
    .where('loan.school_id', '=', schoolId);

type Listed = LoanRecord & { holder_kind: string };

function narrowing({ search, holder, asset }: Query) {
  const conditions = [sql`1 = 1`];
  if (holder !== undefined) conditions.push(sql`loan.holder_id = ${holder}`);
  if (asset !== undefined)
    conditions.push(
      sql`exists (select 1 from loan_item where loan_item.loan_id = loan.id and loan_item.asset_id = ${asset})`,
    );
  for (const like of searchPatterns(search))
    conditions.push(
      sql`(lower(loan.holder_name) like ${like} escape '!' or lower(loan.purpose) like ${like} escape '!'
        or exists (select 1 from loan_item where loan_item.loan_id = loan.id
          and lower(loan_item.tag) like ${like} escape '!'))`,
    );
  return sql<boolean>`${sql.join(conditions, sql` and `)}`;
}

interface Part {
  loan_id: string;
  tag: string;
  back_at: number | null;
}

async function readParts(db: Tx, loanIds: readonly string[]): Promise<Map<string, Part[]>> {
  const parts = new Map<string, Part[]>();
  if (loanIds.length === 0) return parts;
  const found = await db
    .selectFrom('loan_item')
    .select(['loan_id', 'tag', 'back_at'])
    .where('loan_id', 'in', loanIds)
    .orderBy('id')
    .execute();
  for (const part of found) parts.set(part.loan_id, [...(parts.get(part.loan_id) ?? []), part]);
  return parts;
}

const statusOf = (row: LoanRecord): LoanStatus =>
  loanStatuses.find(status => status === row.status) ?? 'withdrawn';

export function overdueDays(row: Pick<LoanRecord, 'status' | 'due_on'>, today: string): number {
  if (row.status !== 'out' || row.due_on === null) return 0;
  return Math.max(0, (dayNumber(today) ?? 0) - (dayNumber(row.due_on) ?? 0));
}

function presentRow(row: Listed, parts: readonly Part[], today: string): LoanRow {
  const out = parts.filter(part => part.back_at === null);
  const shown = row.status === 'out' ? out : parts;
  return {
    id: row.id,
    number: row.number,
    status: statusOf(row),
    holder: {
      id: row.holder_id,
      name: row.holder_name,
      kind: personKinds.find(kind => kind === row.holder_kind) ?? 'staff',
    },
    purpose: row.purpose,
    offSite: row.off_site === 1,
    dueOn: row.due_on,
    overdueDays: overdueDays(row, today),
    tags: shown.map(part => part.tag),
    count: parts.length,
    out: row.status === 'out' ? out.length : 0,
    signedAt: row.signed_at,
    createdAt: row.created_at,
  };
}

/** Throws nothing: the caller has found the loan already. */
export async function readLoanRow(context: Context, loan: LoanRecord): Promise<LoanRow> {
  const row = await loansOf(context.db, loan.school_id)
    .where('loan.id', '=', loan.id)
    .executeTakeFirstOrThrow();
  const parts = await readParts(context.db, [loan.id]);
  const today = await readToday(context.db, loan.school_id, context.now());
  return presentRow(row, parts.get(loan.id) ?? [], today);
}

async function readYours(db: Tx, by: Caller) {
  const found = await db
    .selectFrom('loan')
    .select(['id', 'number', 'holder_name as holder'])
    .where('school_id', '=', by.schoolId)
    .where('status', '=', 'waiting')
    .where('approver_id', '=', by.id.replace(/^person:/, ''))
    .orderBy('number')
    .limit(20)
    .execute();
  return found;
}

/** Those that wait for whoever asks, as the line manager, by their numbers. */
export async function loansToDecide({ db, now }: Context, by: Caller): Promise<LoanRow[]> {
  const found = await loansOf(db, by.schoolId)
    .where('loan.status', '=', 'waiting')
    .where('loan.approver_id', '=', by.id.replace(/^person:/, ''))
    .orderBy('loan.number')
    .limit(20)
    .execute();
  const parts = await readParts(
    db,
    found.map(row => row.id),
  );
  const today = await readToday(db, by.schoolId, now());
  return found.map(row => presentRow(row, parts.get(row.id) ?? [], today));
}

async function countLoans(db: Tx, schoolId: string, today: string) {
  const count = (view: Query['view']) =>
    sql<number>`coalesce(sum(case when ${condition(view, today)} then 1 else 0 end), 0)`;
  const counted = await db
    .selectFrom('loan')
    .select([count('now').as('now'), count('overdue').as('overdue'), count('waiting').as('waiting')])
    .where('school_id', '=', schoolId)
    .executeTakeFirstOrThrow();
  return {
    now: Number(counted.now),
    overdue: Number(counted.overdue),
    waiting: Number(counted.waiting),
  };
}
