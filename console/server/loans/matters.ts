/** What of the loans needs somebody today: the overview says so. */

import { sql } from 'kysely';
import { statementDays } from '../../../shared/loans/words.ts';
import { readAssetRows } from '../assets/index.ts';
import type { Context } from '../context.ts';
import { readToday } from '../schools/index.ts';
import { needsEncryption, readEncryption } from './checks.ts';
import { overdueDays } from './list.ts';

const dayMs = 86_400_000;

export interface LoanMatters {
  overdue: number;
  /** Days that the longest is overdue. */
  longest: number;
  /** Approved or needing no approval, and not handed over yet. */
  ready: number;
  refused: number;
  /** Tags of computers that are off site and not encrypted. */
  open: string[];
  /** Tags of those off site of which nobody knows any more whether they are. */
  unsure: string[];
  /** Off site with staff whose statement about personal use is older than a year. */
  statements: number;
  /** Ids of loans whose holder said within a month that they use it for themselves: the office decides about tax. */
  declared: string[];
}

export async function loanMatters(context: Context, schoolId: string): Promise<LoanMatters> {
  const { db } = context;
  const today = await readToday(db, schoolId, context.now());
  const loans = await db
    .selectFrom('loan')
    .select(['id', 'status', 'due_on'])
    .where('school_id', '=', schoolId)
    .where('status', 'in', ['out', 'ready', 'refused'])
    .execute();
  const late = loans.map(loan => overdueDays(loan, today)).filter(days => days > 0);
  return {
    overdue: late.length,
    longest: Math.max(0, ...late),
    ready: loans.filter(loan => loan.status === 'ready').length,
    refused: loans.filter(loan => loan.status === 'refused').length,
    ...(await openOffSite(context, schoolId)),
    statements: await statementsDue(context, schoolId),
    declared: await declaredLately(context, schoolId),
  };
}

async function openOffSite({ db }: Context, schoolId: string): Promise<Pick<LoanMatters, 'open' | 'unsure'>> {
  const out = await db
    .selectFrom('loan_item')
    .innerJoin('loan', 'loan.id', 'loan_item.loan_id')
    .select('loan_item.asset_id')
    .where('loan.school_id', '=', schoolId)
    .where('loan.status', '=', 'out')
    .where('loan.off_site', '=', 1)
    .where('loan_item.back_at', 'is', null)
    .execute();
  const assets = [
    ...(
      await readAssetRows(
        db,
        schoolId,
        out.map(row => row.asset_id),
      )
    ).values(),
  ].filter(needsEncryption);
  const encryption = await readEncryption(
    db,
    assets.flatMap(one => (one.device === null ? [] : [one.device.id])),
  );
  const state = (one: (typeof assets)[number]) => encryption.get(one.device?.id ?? '')?.state;
  const tags = (of: typeof assets) => of.map(one => one.tag).sort();
  return {
    open: tags(assets.filter(one => state(one) === 'not_met')),
    unsure: tags(assets.filter(one => !['met', 'not_met'].includes(state(one) ?? ''))),
  };
}

const newsDays = 30;

/** What was said last of each loan counts. */
async function declaredLately({ db, now }: Context, schoolId: string): Promise<string[]> {
  const said = await db
    .selectFrom('loan_statement')
    .innerJoin('loan', 'loan.id', 'loan_statement.loan_id')
    .select(['loan_id', 'personal_use'])
    .where('loan_statement.school_id', '=', schoolId)
    .where('loan.status', '=', 'out')
    .where('said_at', '>', now() - newsDays * dayMs)
    .orderBy('said_at')
    .orderBy('loan_statement.id')
    .execute();
  const last = new Map(said.map(one => [one.loan_id, one.personal_use]));
  return [...last].flatMap(([id, use]) => (use === 'significant' ? [id] : []));
}

async function statementsDue({ db, now }: Context, schoolId: string): Promise<number> {
  const counted = await db
    .selectFrom('loan')
    .innerJoin('person', 'person.id', 'loan.holder_id')
    .select(eb => eb.fn.countAll<number>().as('all'))
    .where('loan.school_id', '=', schoolId)
    .where('loan.status', '=', 'out')
    .where('loan.off_site', '=', 1)
    .where('person.kind', '=', 'staff')
    .where(
      sql<boolean>`not exists (select 1 from loan_statement
        where loan_statement.loan_id = loan.id and loan_statement.said_at > ${now() - statementDays * dayMs})`,
    )
    .executeTakeFirstOrThrow();
  return Number(counted.all);
}
