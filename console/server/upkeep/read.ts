/** Brings together what other rooms know, for one page. */
import { daysUntil } from '../../../shared/assets/checks.ts';
import { sayDay } from '../../../shared/assets/dates.ts';
import {
  completenessOf,
  type Holding,
  replacementOf,
  sayYear,
  sumByKind,
  sumByYear,
  warrantiesEnding,
  type YearStart,
  yearOf,
} from '../../../shared/assets/holdings.ts';
import type { Upkeep, UpkeepNeed } from '../../../shared/protocol/api/upkeep.ts';
import { approvalsWaiting } from '../approvals/index.ts';
import { readHoldings } from '../assets/index.ts';
import { backupMatters } from '../backups/index.ts';
import { checkMatters } from '../checks/index.ts';
import type { Context } from '../context.ts';
import { disposalMatters } from '../disposals/index.ts';
import { licenceMatters } from '../licences/index.ts';
import { loanMatters } from '../loans/index.ts';
import { reviewMatters } from '../reviews/index.ts';
import type { Caller } from '../route.ts';
import { readToday } from '../schools/index.ts';
import { takeMatters } from '../stock-takes/index.ts';
import { supplierMatters } from '../suppliers/index.ts';
import {
  backupNeeds,
  dueNeeds,
  failedNeeds,
  holdingNeeds,
  licenceNeeds,
  neverNeeds,
  reviewNeeds,
  supplierNeeds,
} from './needs.ts';

const warrantyDays = 180;
const mostRows = 20;

export async function readUpkeep(context: Context, by: Caller, start: YearStart): Promise<Upkeep> {
  const { db, now } = context;
  const today = await readToday(db, by.schoolId, now());
  const all = await readHoldings(db, by.schoolId);
  const checks = await checkMatters(context, by.schoolId);
  const suppliers = await supplierMatters(context, by.schoolId);
  const byKind = sumByKind(all, today);
  const total = (name: 'cost' | 'value' | 'unvalued') => byKind.reduce((sum, one) => sum + one[name], 0);
  const warranties = warrantiesEnding(all, today, warrantyDays);
  const needs = [
    ...failedNeeds(checks),
    ...supplierNeeds(suppliers),
    ...licenceNeeds(await licenceMatters(context, by.schoolId)),
    ...backupNeeds(await backupMatters(context, by.schoolId)),
    ...reviewNeeds(await reviewMatters(context, by.schoolId)),
    ...(await waitingNeeds(context, by)),
    ...(await takeNeeds(context, by.schoolId, all.length)),
    ...dueNeeds(checks),
    ...holdingNeeds(all, today),
    ...neverNeeds(checks),
  ];
  return {
    today,
    needs: [...needs.filter(one => one.serious), ...needs.filter(one => !one.serious)],
    things: all.length,
    cost: total('cost'),
    value: total('value'),
    unvalued: total('unvalued'),
    completeness: completenessOf(all),
    byKind,
    years: sumByYear(all, today, start).map(one => ({
      ...one,
      name: sayYear(one.year),
      now: one.year === yearOf(today, start),
    })),
    warranties: { total: warranties.length, items: warranties.slice(0, mostRows).map(warranty) },
    contracts: suppliers.contracts,
    replacements: replacements(all, today, start),
  };
}

const warranty = (one: Holding) => ({ ...named(one), day: one.warrantyEnd ?? '' });
const named = ({ id, tag, what, location }: Holding) => ({ id, tag, what, location });

/** What is over, or due before this financial year ends. */
function replacements(all: readonly Holding[], today: string, start: YearStart): Upkeep['replacements'] {
  const due = all
    .flatMap(one => {
      const when = replacementOf(one);
      return when === null || yearOf(when.day, start) > yearOf(today, start)
        ? []
        : [{ ...named(one), ...when }];
    })
    .sort((a, b) => (a.day < b.day ? -1 : 1));
  return { total: due.length, items: due.slice(0, mostRows) };
}

const many = (count: number, one: string, more: string) => `${count} ${count === 1 ? one : more}`;
const need = (serious: boolean, sentence: string, label: string, to: string): UpkeepNeed => ({
  serious,
  sentence,
  detail: null,
  action: { label, to },
});

/** Decisions, loans and disposals, as their own rooms count them. */
async function waitingNeeds(context: Context, by: Caller): Promise<UpkeepNeed[]> {
  const approvals = await approvalsWaiting(context.db, by, context.now());
  const loans = await loanMatters(context, by.schoolId);
  const disposals = await disposalMatters(context, by.schoolId);
  const needs = [
    ...disposals.reappeared.map(({ tag }) =>
      need(
        true,
        `${tag} was handed over for disposal and has spoken to the console again.`,
        'See what to do',
        '/disposals',
      ),
    ),
    ...approvals.map(({ id, title, askedBy, yours }) =>
      need(
        false,
        yours ? `${askedBy} asks you to agree: ${title}.` : `Waits for somebody’s yes: ${title}.`,
        'Look at it',
        `/approvals/${id}`,
      ),
    ),
  ];
  if (loans.overdue > 0)
    needs.push(
      need(
        false,
        `${many(loans.overdue, 'loan is', 'loans are')} overdue, the longest by ${many(loans.longest, 'day', 'days')}.`,
        'Ask for it back',
        '/loans?view=overdue',
      ),
    );
  if (loans.statements > 0)
    needs.push(
      need(
        false,
        `${many(loans.statements, 'holder has', 'holders have')} to state again how they use what they have at home.`,
        'See which',
        '/loans?view=now',
      ),
    );
  if (disposals.outstanding > 0)
    needs.push(
      need(
        false,
        `${many(disposals.outstanding, 'piece', 'pieces')} of evidence ${disposals.outstanding === 1 ? 'is' : 'are'} outstanding for what was collected, for up to ${many(disposals.oldestDays, 'day', 'days')}.`,
        'See which',
        '/disposals',
      ),
    );
  return needs;
}

const yearDays = 366;

async function takeNeeds(context: Context, schoolId: string, things: number): Promise<UpkeepNeed[]> {
  const { unsigned, lastSignedOn, unfound } = await takeMatters(context, schoolId);
  const needs: UpkeepNeed[] = unfound.map(({ id, name, things: lost, keepsData }) =>
    need(
      keepsData,
      `${many(lost, 'thing', 'things')} that the stock-take “${name}” did not find ${lost === 1 ? 'stands' : 'stand'} in the register as if ${lost === 1 ? 'it' : 'they'} were there.`,
      'Look for them, or say that they are lost',
      `/stock-takes/${id}`,
    ),
  );
  if (unsigned > 0)
    needs.push(
      need(
        false,
        `${many(unsigned, 'stock-take waits', 'stock-takes wait')} for the signature of somebody who did not count.`,
        'Look at it',
        '/stock-takes',
      ),
    );
  if (things === 0) return needs;
  const today = await readToday(context.db, schoolId, context.now());
  if (lastSignedOn === null)
    needs.push(need(false, 'No stock-take has been signed yet.', 'Begin one', '/stock-takes'));
  else if ((daysUntil(lastSignedOn, today) ?? 0) < -yearDays)
    needs.push(
      need(
        false,
        `The last stock-take was signed on ${sayDay(lastSignedOn)}, more than a year ago.`,
        'Begin one',
        '/stock-takes',
      ),
    );
  return needs;
}
