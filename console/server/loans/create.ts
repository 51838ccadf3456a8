/** Makes a loan: who gets what, for how long, and who agreed to it where it leaves the school. */

import { randomUUIDv7 } from 'node:crypto';
import type { LoanInput } from '../../../shared/protocol/api/loans.ts';
import { may } from '../access.ts';
import { actorsText, tellSecond } from '../approvals/index.ts';
import type { Context } from '../context.ts';
import { lockSchool, type Tx } from '../database/index.ts';
import { conflict, invalid } from '../errors.ts';
import { findPerson } from '../people/index.ts';
import type { Caller } from '../route.ts';
import { readToday } from '../schools/index.ts';
import { currentAgreement } from './agreements.ts';
import { findHolder, refuseProblems } from './checks.ts';
import { handOver } from './hand-over.ts';
import { askHolder } from './own-signature.ts';
import { factsOf, type LoanRecord } from './record.ts';

/** Throws 400 by field, `loan.not_possible`, `loan.no_approval`. */
export async function createLoan(context: Context, by: Caller, input: LoanInput): Promise<string> {
  const id = randomUUIDv7();
  await currentAgreement(context, by.schoolId);
  await context.db.transaction().execute(async tx => {
    await lockSchool(tx, by.schoolId);
    const holder = await findHolder(tx, by.schoolId, input.holderId);
    await refusePast(tx, by.schoolId, context.now(), input.dueOn);
    const assetIds = input.items.map(item => item.assetId);
    if (new Set(assetIds).size < assetIds.length)
      throw invalid('One thing is in the list twice.', { items: 'Something is in the list twice' });
    await refuseProblems(tx, by.schoolId, { assetIds, holder, offSite: input.offSite });
    const approval = await approvalOf(context, tx, by, input);
    const loan: LoanRecord = {
      id,
      school_id: by.schoolId,
      number: await nextNumber(tx, by.schoolId),
      holder_id: holder.id,
      holder_name: holder.name,
      purpose: input.purpose,
      off_site: Number(input.offSite),
      due_on: input.dueOn,
      ...approval,
      agreement_id: null,
      signed_name: null,
      strokes: null,
      signed_at: null,
      signed_hash: null,
      witness: null,
      sign_asked_at: null,
      created_at: context.now(),
      created_by: by.name,
      created_by_id: await actorsText(context, tx, by),
      ended_at: null,
      end_note: null,
    };
    await tx.insertInto('loan').values(loan).execute();
    await insertItems(tx, loan, input.items);
    await context.audit.record(tx, by, 'loan.made', {
      subject: id,
      facts: { ...factsOf(loan), count: assetIds.length, where: input.offSite ? 'off site' : 'in school' },
    });
    if (loan.status === 'waiting') await tellApprover(context, tx, by, loan);
    if (input.signature !== null) await handOver(context, tx, by, loan, input.signature);
    else if (input.askToSign && loan.status === 'ready') await askHolder(context, tx, by, loan);
  });
  context.events.nudge(by.schoolId, ['assets', 'people']);
  return id;
}

/** The line manager who was asked, and nobody else. Whoever sees no loans but their own finds it on their own page. */
async function tellApprover(context: Context, tx: Tx, by: Caller, loan: LoanRecord): Promise<void> {
  const account = await accountOf(tx, loan.approver_id ?? '');
  const path = may(account?.role ?? '', 'loans.read') ? `/loans/${loan.id}` : '/yours';
  await tellSecond(context, tx, {
    ...{ schoolId: by.schoolId, id: loan.id, permission: 'loans.approve', path },
    ...{ writers: [by.id], only: loan.approver_id ?? '', askedBy: by.name, expiresAt: null },
    title: `${loan.holder_name} would take something of the school’s home: loan ${loan.number}`,
  });
}

async function nextNumber(tx: Tx, schoolId: string): Promise<number> {
  const last = await tx
    .selectFrom('loan')
    .select('number')
    .where('school_id', '=', schoolId)
    .orderBy('number', 'desc')
    .limit(1)
    .executeTakeFirst();
  return (last?.number ?? 0) + 1;
}

async function insertItems(tx: Tx, loan: LoanRecord, items: LoanInput['items']): Promise<void> {
  const assets = await tx
    .selectFrom('asset')
    .select(['id', 'tag'])
    .where(
      'id',
      'in',
      items.map(item => item.assetId),
    )
    .execute();
  const tags = new Map(assets.map(row => [row.id, row.tag]));
  const none = { outcome: null, condition_in: null, missing: null, damage: null, checklist: null };
  const rows = items.map(({ assetId, condition, accessories }) => ({
    id: randomUUIDv7(),
    school_id: loan.school_id,
    loan_id: loan.id,
    asset_id: assetId,
    tag: tags.get(assetId) ?? '',
    condition_out: condition,
    accessories: JSON.stringify(accessories),
    encryption: null,
    out_at: null,
    ...none,
    back_at: null,
    back_by: null,
  }));
  await tx.insertInto('loan_item').values(rows).execute();
}

type Approval = Pick<
  LoanRecord,
  'status' | 'approver_id' | 'approver_name' | 'approval_how' | 'approval_words' | 'approved_at'
>;

async function approvalOf(context: Context, tx: Tx, by: Caller, input: LoanInput): Promise<Approval> {
  const none = { approver_id: null, approver_name: null, approval_how: null };
  const { approval } = input;
  if (approval === null && input.offSite)
    throw conflict(
      'loan.no_approval',
      'What leaves the school needs the line manager’s approval in writing. Say who approves it, and how.',
      { approval: 'Say who approves it, and how' },
    );
  if (approval === null) return { status: 'ready', ...none, approval_words: null, approved_at: null };
  const approver = await findPerson(tx, by.schoolId, approval.approverId);
  if (approver.id === input.holderId)
    throw invalid('Nobody approves what they take themselves.', { approval: 'Choose somebody else' });
  if (approver.kind === 'pupil' || approver.left_at !== null)
    throw invalid('A line manager is somebody who works here.', { approval: 'Choose somebody else' });
  const named = { approver_id: approver.id, approver_name: approver.name };
  if (approval.how === 'in_writing')
    return {
      status: 'ready',
      ...named,
      approval_how: 'in_writing',
      approval_words: approval.words,
      approved_at: context.now(),
    };
  if (input.signature !== null)
    throw invalid('It can be signed once it is approved.', { approval: 'It is not approved yet' });
  await refuseWithoutAccount(tx, approver);
  return { status: 'waiting', ...named, approval_how: null, approval_words: null, approved_at: null };
}

async function refuseWithoutAccount(tx: Tx, approver: { id: string; name: string }): Promise<void> {
  const account = await accountOf(tx, approver.id);
  if (account !== undefined && may(account.role, 'loans.approve')) return;
  if (account !== undefined)
    throw invalid(
      `${approver.name} signs in as somebody who does not work here, and so cannot approve this. Choose somebody else, or take the approval in writing.`,
      { approval: 'Choose somebody who works here' },
    );
  throw invalid(
    `${approver.name} cannot sign in here. Take the approval on paper or by e-mail and say which, or give them an account under People.`,
    { approval: `${approver.name} cannot sign in` },
  );
}

const accountOf = (tx: Tx, personId: string) =>
  tx
    .selectFrom('account')
    .select('role')
    .where('person_id', '=', personId)
    .where('disabled', '=', 0)
    .executeTakeFirst();

async function refusePast(tx: Tx, schoolId: string, now: number, dueOn: string | null): Promise<void> {
  if (dueOn !== null && dueOn < (await readToday(tx, schoolId, now)))
    throw invalid('The day it is due back has passed.', { dueOn: 'Choose today or a later day' });
}
