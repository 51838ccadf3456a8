/** What happens to a loan between its making and its end: approval, more time, a new statement, withdrawal. */

import { randomUUIDv7 } from 'node:crypto';
import type * as z from 'zod';
import { sayDay } from '../../../shared/assets/dates.ts';
import type {
  approvalDecision,
  extendInput,
  ownStatementInput,
  statementInput,
} from '../../../shared/protocol/api/loans.ts';
import { stopTelling, whyNotTheirOwn } from '../approvals/index.ts';
import type { Context } from '../context.ts';
import type { Tx } from '../database/index.ts';
import { AppError, conflict, invalid, notFound } from '../errors.ts';
import { findPerson } from '../people/index.ts';
import type { Caller } from '../route.ts';
import { readToday } from '../schools/index.ts';
import { findHolder, refuseProblems } from './checks.ts';
import { asksStatement, refuseSilentUse, writeStatement } from './hand-over.ts';
import { factsOf, holdLoan, type LoanRecord, readItems } from './record.ts';

async function inLoan(context: Context, by: Caller, run: (tx: Tx) => Promise<void>): Promise<void> {
  await context.db.transaction().execute(run);
  context.events.nudge(by.schoolId, ['assets', 'people']);
}

/** Only the person who was asked decides, by their own sign-in. Throws `loan.not_yours`, `loan.own_work`. */
export const decideLoan = (
  context: Context,
  by: Caller,
  id: string,
  given: z.output<typeof approvalDecision>,
) =>
  inLoan(context, by, async tx => {
    const loan = await holdLoan(tx, by.schoolId, id, ['waiting'], 'does not wait for an approval any more.');
    if (by.id !== `person:${loan.approver_id}`)
      throw new AppError({
        status: 403,
        code: 'loan.not_yours',
        detail: `Only ${loan.approver_name} was asked, and decides after signing in as themselves.`,
      });
    const why = await whyNotTheirOwn(context, tx, by, [loan.created_by_id, `person:${loan.holder_id}`]);
    if (why !== null) throw new AppError({ status: 403, code: 'loan.own_work', detail: why });
    if (!given.approve && given.words.length < 3)
      throw invalid('Say why not, so that the others know what to do.', { words: 'Say why not' });
    await tx
      .updateTable('loan')
      .set({
        status: given.approve ? 'ready' : 'refused',
        approval_how: 'signed_in',
        approval_words: given.words || null,
        approved_at: context.now(),
      })
      .where('id', '=', id)
      .execute();
    await stopTelling(tx, by.schoolId, id);
    const because = given.words === '' ? '' : `: ${given.words}`;
    await context.audit.record(tx, by, given.approve ? 'loan.approved' : 'loan.refused', {
      subject: id,
      facts: { ...factsOf(loan), because },
    });
  });

export const withdrawLoan = (context: Context, by: Caller, id: string, note: string) =>
  inLoan(context, by, async tx => {
    const words = 'is out or over. What is out ends when it comes back.';
    const loan = await holdLoan(tx, by.schoolId, id, ['waiting', 'ready', 'refused'], words);
    await tx
      .updateTable('loan')
      .set({ status: 'withdrawn', ended_at: context.now(), end_note: note || null })
      .where('id', '=', id)
      .execute();
    await stopTelling(tx, by.schoolId, id);
    await context.audit.record(tx, by, 'loan.withdrawn', { subject: id, facts: factsOf(loan) });
  });

/**
 * More time, or less. What was signed stays as it was, and each other day is a record beside it. For longer, what is off
 * site needs the line manager again and is looked at again: nothing stays away from school that is no longer encrypted.
 */
export const extendLoan = (context: Context, by: Caller, id: string, given: z.output<typeof extendInput>) =>
  inLoan(context, by, async tx => {
    const loan = await holdLoan(tx, by.schoolId, id, ['out', 'ready', 'waiting'], 'is over.');
    if (given.dueOn !== null && given.dueOn < (await readToday(tx, by.schoolId, context.now())))
      throw invalid('The day it is due back has passed.', { dueOn: 'Choose today or a later day' });
    if (given.dueOn === loan.due_on) throw invalid('That is the day already.', { dueOn: 'The same day' });
    if (isLonger(loan, given.dueOn) && loan.off_site === 1 && given.words.length < 5)
      throw invalid('What is off site for longer needs the line manager’s approval in writing again.', {
        words: 'Say who agreed, and where that is written',
      });
    if (isLonger(loan, given.dueOn)) await refuseLonger(tx, loan);
    await tx.updateTable('loan').set({ due_on: given.dueOn }).where('id', '=', id).execute();
    if (loan.signed_at !== null)
      await tx
        .insertInto('loan_extension')
        .values({
          ...{ id: randomUUIDv7(), school_id: by.schoolId, loan_id: id },
          ...{ due_before: loan.due_on, due_on: given.dueOn, words: given.words || null },
          ...{ agreed_at: context.now(), agreed_by: by.name },
        })
        .execute();
    await context.audit.record(tx, by, 'loan.extended', {
      subject: id,
      facts: {
        ...factsOf(loan),
        before: loan.due_on === null ? 'no end' : sayDay(loan.due_on),
        until: given.dueOn === null ? 'no end' : sayDay(given.dueOn),
        because: given.words === '' ? '' : `: ${given.words}`,
      },
    });
  });

async function refuseLonger(tx: Tx, loan: LoanRecord): Promise<void> {
  const items = (await readItems(tx, loan.id)).filter(item => item.back_at === null);
  await refuseProblems(tx, loan.school_id, {
    assetIds: items.map(item => item.asset_id),
    holder: await findHolder(tx, loan.school_id, loan.holder_id),
    ...{ offSite: loan.off_site === 1, loanId: loan.id },
  });
}

const isLonger = (loan: LoanRecord, dueOn: string | null) =>
  loan.due_on !== null && (dueOn === null || dueOn > loan.due_on);

export const stateUse = (context: Context, by: Caller, id: string, given: z.output<typeof statementInput>) =>
  inLoan(context, by, async tx => writeUse(context, tx, by, await holdOut(tx, by, id), given, by.name));

/** As the holder, at any time: each year, and as soon as something changes. Throws `loan.not_found` for what is not theirs. */
export const stateOwnUse = (
  context: Context,
  by: Caller,
  id: string,
  given: z.output<typeof ownStatementInput>,
) =>
  inLoan(context, by, async tx => {
    const loan = await holdOut(tx, by, id);
    if (by.id !== `person:${loan.holder_id}`) throw notFound('loan');
    const said = { ...given, saidBy: loan.holder_name };
    await writeUse(context, tx, by, loan, said, 'nobody: stated with their own sign-in');
  });

const holdOut = (tx: Tx, by: Caller, id: string) => holdLoan(tx, by.schoolId, id, ['out'], 'is not out.');

async function writeUse(
  context: Context,
  tx: Tx,
  by: Caller,
  loan: LoanRecord,
  given: z.output<typeof statementInput>,
  writtenBy: string,
): Promise<void> {
  const holder = await findPerson(tx, by.schoolId, loan.holder_id);
  if (!asksStatement(loan, holder))
    throw conflict('loan.no_statement', 'Only staff state this, of what they take off site.');
  refuseSilentUse(given);
  await writeStatement(tx, loan, { ...given, at: context.now(), by: writtenBy });
  const use = given.use === 'none' ? 'none worth declaring' : given.words;
  await context.audit.record(tx, by, 'loan.use_stated', {
    subject: loan.id,
    facts: { ...factsOf(loan), use },
  });
}
