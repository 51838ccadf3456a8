/** Signing with one's own sign-in: the technician asks, the holder gets a letter and signs on their own page. */
import type * as z from 'zod';
import { sayDay } from '../../../shared/assets/dates.ts';
import type { signature } from '../../../shared/protocol/api/loans.ts';
import type { OwnLoan } from '../../../shared/protocol/api/own.ts';
import type { Context } from '../context.ts';
import { lockSchool, type Tx } from '../database/index.ts';
import { enqueue } from '../deliveries/index.ts';
import { conflict, notFound } from '../errors.ts';
import type { Caller } from '../route.ts';
import { readSchool } from '../schools/index.ts';
import { findHolder } from './checks.ts';
import { agreementOfLoan, asksStatement, handOver } from './hand-over.ts';
import { factsOf, findLoan, holdLoan, type LoanRecord, readItems } from './record.ts';

/** Throws `loan.no_account` where the holder cannot sign in. */
export async function askHolder(context: Context, tx: Tx, by: Caller, loan: LoanRecord): Promise<void> {
  const holder = await findHolder(tx, by.schoolId, loan.holder_id);
  const account = await tx
    .selectFrom('account')
    .select('id')
    .where('person_id', '=', holder.id)
    .where('disabled', '=', 0)
    .executeTakeFirst();
  if (account === undefined)
    throw conflict(
      'loan.no_account',
      `${holder.name} has no sign-in here. Invite them on the page of people, or have them sign at your screen.`,
    );
  const at = context.now();
  await tx.updateTable('loan').set({ sign_asked_at: at }).where('id', '=', loan.id).execute();
  await context.audit.record(tx, by, 'loan.sign_asked', { subject: loan.id, facts: factsOf(loan) });
  if (holder.email === null || !holder.email.includes('@')) return;
  const { name: school } = await readSchool(tx, by.schoolId);
  const items = await readItems(tx, loan.id);
  const subject = `Please sign for what you borrow: ${items.map(item => item.tag).join(', ')}`.slice(0, 150);
  const text = `${[
    `Dear ${holder.name},`,
    `${by.name} of ${school} has put this ready for you: ${items.map(item => item.tag).join(', ')}, for “${loan.purpose}”${loan.due_on === null ? '' : `, until ${sayDay(loan.due_on)}`}.`,
    `Open ${context.config.origin}/yours and sign in as you always do: there you read the agreement and sign it. If you did not ask for this, do not sign, and tell the technician.`,
    school,
  ].join('\n\n')}\n`;
  await enqueue(context, tx, by.schoolId, [
    {
      ...{ way: 'mail', target: holder.email, what: subject },
      ...{ key: `loan ${loan.id} sign ${at}`, body: JSON.stringify({ subject, text }) },
    },
  ]);
}

/** Throws `loan.otherwise`, `loan.no_account`. Asking again writes again. */
export async function askToSign(context: Context, by: Caller, id: string): Promise<void> {
  await context.db.transaction().execute(async tx => {
    await lockSchool(tx, by.schoolId);
    const words = 'is not ready to be handed over. Load the page again to see how it stands.';
    await askHolder(context, tx, by, await holdLoan(tx, by.schoolId, id, ['ready'], words));
  });
  context.events.nudge(by.schoolId, ['assets', 'alerts']);
}

/** As the holder. Throws `loan.not_found` for what is not theirs, `loan.not_asked`, and what `handOver` throws. */
export async function signOwn(
  context: Context,
  by: Caller,
  id: string,
  given: z.output<typeof signature>,
): Promise<void> {
  await context.db.transaction().execute(async tx => {
    await lockSchool(tx, by.schoolId);
    const found = await findLoan(tx, by.schoolId, id);
    if (by.id !== `person:${found.holder_id}`) throw notFound('loan');
    const words = 'is signed or was taken back meanwhile. Load the page again.';
    const loan = await holdLoan(tx, by.schoolId, id, ['ready'], words);
    if (loan.sign_asked_at === null)
      throw conflict('loan.not_asked', 'The technician has not put it ready to be signed here yet.');
    await handOver(context, tx, by, loan, given, 'nobody: signed with their own sign-in');
  });
  context.events.nudge(by.schoolId, ['assets', 'people']);
}

/** What the holder reads before they sign; null where nobody asked. */
export async function readToSign(db: Tx, schoolId: string, id: string): Promise<OwnLoan['toSign']> {
  const loan = await findLoan(db, schoolId, id);
  if (loan.status !== 'ready' || loan.sign_asked_at === null) return null;
  const holder = await findHolder(db, schoolId, loan.holder_id);
  const agreement = await agreementOfLoan(db, loan, holder, await readItems(db, id));
  const { id: agreementId, number, body, statement } = agreement;
  return { agreementId, number, body, statement, asksUse: asksStatement(loan, holder) };
}
