/** Things come back, some or all, each with its checklist; or they are lost, and the loan says so. */
import type * as z from 'zod';
import {
  conditionWords,
  outcomeWords,
  type ReturnCheck,
  returnChecks,
  returnCheckWords,
} from '../../../shared/loans/words.ts';
import type { checklistInput, ReturnInput } from '../../../shared/protocol/api/loans.ts';
import { moveAsset } from '../assets/index.ts';
import type { Context } from '../context.ts';
import { lockSchool, type Tx } from '../database/index.ts';
import { conflict, invalid } from '../errors.ts';
import type { Caller } from '../route.ts';
import { factsOf, holdLoan, type ItemRecord, type LoanRecord, list, readItems } from './record.ts';
import { restandLent } from './silence.ts';

type Given = ReturnInput['items'][number];

/** Throws `loan.otherwise`, `loan.item_back`, 400 by field. */
export async function giveBack(context: Context, by: Caller, id: string, input: ReturnInput): Promise<void> {
  await context.db.transaction().execute(async tx => {
    await lockSchool(tx, by.schoolId);
    const loan = await holdLoan(tx, by.schoolId, id, ['out'], 'is not out, so nothing can come back.');
    const items = new Map((await readItems(tx, id)).map(item => [item.id, item]));
    for (const given of input.items) {
      const item = items.get(given.itemId);
      if (item === undefined) throw invalid('This is no part of the loan.', { items: 'Not part of it' });
      if (item.back_at !== null)
        throw conflict(
          'loan.item_back',
          `${item.tag} is back already. Load the page again to see how the loan stands.`,
        );
      refuseIncomplete(item, given);
      await takeBack(context, tx, by, loan, item, given);
    }
    const back = input.items.flatMap(one => items.get(one.itemId)?.asset_id ?? []);
    if (loan.off_site === 1) await restandLent(context, tx, back);
    await endIfOver(context, tx, by, loan);
  });
  context.events.nudge(by.schoolId, ['assets', 'people']);
}

function refuseIncomplete(item: ItemRecord, given: Given): void {
  if (given.outcome !== 'returned' && given.damage.length < 3)
    throw invalid(
      `Say when and where ${item.tag} was last seen, with the police reference if there is one.`,
      {
        [`${given.itemId}.damage`]: 'Say when and where it was last seen',
      },
    );
  if (given.outcome !== 'returned') return;
  if (given.condition === null)
    throw invalid(`Say in what condition ${item.tag} is.`, {
      [`${given.itemId}.condition`]: 'Say in what condition it is',
    });
  if (given.condition === 'damaged' && given.damage.length < 3)
    throw invalid(`Say what is damaged on ${item.tag}.`, {
      [`${given.itemId}.damage`]: 'Say what is damaged',
    });
  const unknown = given.missing.find(one => !list(item.accessories).includes(one));
  if (unknown !== undefined) throw invalid(`“${unknown}” did not go out with ${item.tag}.`);
  if (given.to === 'in_service' && given.location === '')
    throw invalid(`Say where ${item.tag} is used now.`, {
      [`${given.itemId}.location`]: 'Say where it is used',
    });
}

async function takeBack(
  context: Context,
  tx: Tx,
  by: Caller,
  loan: LoanRecord,
  item: ItemRecord,
  given: Given,
): Promise<void> {
  const back = given.outcome === 'returned';
  await tx
    .updateTable('loan_item')
    .set({
      outcome: given.outcome,
      condition_in: back ? given.condition : null,
      missing: JSON.stringify(back ? given.missing : list(item.accessories)),
      damage: given.damage || null,
      checklist: back && given.checklist !== null ? JSON.stringify(given.checklist) : null,
      back_at: context.now(),
      back_by: by.name,
    })
    .where('id', '=', item.id)
    .execute();
  const to = given.outcome === 'returned' ? given.to : given.outcome;
  // Who had a lost thing stays beside it: that is whom one asks.
  const holder = back
    ? { given: { holder: null, ...(given.location !== '' && { location: given.location }) }, holderId: null }
    : { given: {}, holderId: loan.holder_id };
  await moveAsset(context, tx, by, item.asset_id, { to, note: sayReturn(loan, item, given), ...holder });
}

function sayReturn(loan: LoanRecord, item: ItemRecord, given: Given): string {
  const from = `Loan ${loan.number} to ${loan.holder_name}`;
  if (given.outcome !== 'returned')
    return `${from}: ${outcomeWords[given.outcome].toLowerCase()}. ${given.damage}`;
  const parts = [
    `went out ${conditionWords[item.condition_out as keyof typeof conditionWords].toLowerCase()}, came back ${conditionWords[given.condition ?? 'good'].toLowerCase()}`,
    ...(given.missing.length > 0 ? [`without ${given.missing.join(', ')}`] : []),
    ...(given.damage === '' ? [] : [given.damage]),
    ...returnChecks
      .filter(check => given.checklist?.[check])
      .map(check => returnCheckWords[check].toLowerCase()),
  ];
  return `${from}: ${parts.join('; ')}`.slice(0, 1000);
}

async function endIfOver(context: Context, tx: Tx, by: Caller, loan: LoanRecord): Promise<void> {
  const items = await readItems(tx, loan.id);
  const out = items.filter(item => item.back_at === null).length;
  const lost = items.filter(item => item.outcome === 'lost' || item.outcome === 'stolen').length;
  if (out === 0)
    await tx
      .updateTable('loan')
      .set({ status: 'ended', ended_at: context.now() })
      .where('id', '=', loan.id)
      .execute();
  await context.audit.record(tx, by, 'loan.came_back', {
    subject: loan.id,
    facts: { ...factsOf(loan), back: items.length - out - lost, count: items.length, lost },
  });
}

/** What was looked at after a thing came back; what was ticked stays so. Throws `loan.not_back`. */
export async function finishChecklist(
  context: Context,
  by: Caller,
  id: string,
  given: z.output<typeof checklistInput>,
): Promise<void> {
  await context.db.transaction().execute(async tx => {
    await lockSchool(tx, by.schoolId);
    const loan = await holdLoan(tx, by.schoolId, id, ['out', 'ended'], 'was never handed over.');
    const item = (await readItems(tx, id)).find(one => one.id === given.itemId);
    if (item === undefined) throw invalid('This is no part of the loan.', { itemId: 'Not part of it' });
    if (item.back_at === null || item.outcome !== 'returned')
      throw conflict('loan.not_back', `${item.tag} is not back, so nothing of it can be looked at.`);
    const before = JSON.parse(item.checklist ?? '{}') as Partial<Record<ReturnCheck, boolean>>;
    const checklist = Object.fromEntries(
      returnChecks.map(check => [check, before[check] === true || given.checklist[check]]),
    );
    await tx
      .updateTable('loan_item')
      .set({ checklist: JSON.stringify(checklist) })
      .where('id', '=', item.id)
      .execute();
    const ticked = returnChecks.filter(check => checklist[check] && before[check] !== true);
    const words = ticked.map(check => returnCheckWords[check].toLowerCase()).join('; ') || 'nothing more';
    await context.audit.record(tx, by, 'loan.checked', {
      subject: id,
      facts: { ...factsOf(loan), tag: item.tag, checks: words },
    });
  });
  context.events.nudge(by.schoolId, ['assets']);
}
