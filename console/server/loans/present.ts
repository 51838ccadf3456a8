/** One loan, whole: what was handed over, what was signed, what is back. */
import { state as findingState } from '../../../shared/finding.ts';
import { conditions, outcomes, statementDays } from '../../../shared/loans/words.ts';
import type { Loan, LoanItem } from '../../../shared/protocol/api/loans.ts';
import { readAssetRows, sayWhat } from '../assets/index.ts';
import type { Context } from '../context.ts';
import type { Database, Tx } from '../database/index.ts';
import { nameOrder } from '../devices/index.ts';
import type { Caller } from '../route.ts';
import { presentAgreement } from './agreements.ts';
import { needsEncryption, readEncryption } from './checks.ts';
import { asksStatement } from './hand-over.ts';
import { readLoanRow } from './list.ts';
import { findLoan, type LoanRecord, list, readItems } from './record.ts';

const dayMs = 86_400_000;

export async function readLoan(context: Context, by: Caller, id: string): Promise<Loan> {
  const { db } = context;
  const row = await findLoan(db, by.schoolId, id);
  const shown = await readLoanRow(context, row);
  const statements = await db
    .selectFrom('loan_statement')
    .selectAll()
    .where('loan_id', '=', id)
    .orderBy('said_at', 'desc')
    .orderBy('id', 'desc')
    .execute();
  const extensions = await db
    .selectFrom('loan_extension')
    .selectAll()
    .where('loan_id', '=', id)
    .orderBy('id')
    .execute();
  const asked = asksStatement(row, shown.holder) && row.status === 'out';
  const holds = (statements[0]?.said_at ?? 0) > context.now() - statementDays * dayMs;
  return {
    ...shown,
    approval: presentApproval(row, by),
    agreement: await readAgreement(db, row.agreement_id),
    signature: presentSignature(row),
    signedDueOn: extensions[0] === undefined ? row.due_on : extensions[0].due_before,
    extensions: extensions.map(({ id: own, agreed_at, agreed_by, words, due_before, due_on }) => ({
      ...{ id: own, at: agreed_at, by: agreed_by, words, before: due_before, dueOn: due_on },
    })),
    statements: statements.map(presentStatement),
    statement: asked ? (holds ? 'holds' : 'due') : 'not_asked',
    items: await presentItems(db, row),
    signAskedAt: row.status === 'ready' ? row.sign_asked_at : null,
    createdBy: row.created_by,
    endedAt: row.ended_at,
    endNote: row.end_note,
  };
}

function presentApproval(row: LoanRecord, by: Caller): Loan['approval'] {
  if (row.approver_id === null) return null;
  return {
    approver: { id: row.approver_id, name: row.approver_name ?? '' },
    how: row.approval_how === 'in_writing' || row.approval_how === 'signed_in' ? row.approval_how : 'asked',
    words: row.approval_words,
    at: row.approved_at,
    yours: row.status === 'waiting' && by.id === `person:${row.approver_id}`,
  };
}

async function readAgreement(db: Tx, id: string | null): Promise<Loan['agreement']> {
  if (id === null) return null;
  const row = await db.selectFrom('loan_agreement').selectAll().where('id', '=', id).executeTakeFirst();
  return row === undefined ? null : presentAgreement(row);
}

function presentSignature(row: LoanRecord): Loan['signature'] {
  if (row.signed_at === null) return null;
  return {
    name: row.signed_name ?? '',
    strokes: row.strokes === null ? null : (JSON.parse(row.strokes) as number[][]),
    at: row.signed_at,
    witness: row.witness ?? '',
    hash: row.signed_hash ?? '',
  };
}

function presentStatement(row: Database['loan_statement']): Loan['statements'][number] {
  return {
    id: row.id,
    at: row.said_at,
    use: row.personal_use === 'significant' ? 'significant' : 'none',
    words: row.words,
    saidBy: row.said_by,
    writtenBy: row.written_by,
  };
}

const byName = (a: string, b: string) => (nameOrder(a) < nameOrder(b) ? -1 : 1);

async function presentItems(db: Tx, loan: LoanRecord): Promise<LoanItem[]> {
  const items = (await readItems(db, loan.id)).toSorted((a, b) => byName(a.tag, b.tag));
  const assets = await readAssetRows(
    db,
    loan.school_id,
    items.map(item => item.asset_id),
  );
  const devices = [...assets.values()].flatMap(one => (one.device === null ? [] : [one.device.id]));
  const encryption = await readEncryption(db, devices);
  return items.flatMap(item => {
    const asset = assets.get(item.asset_id);
    if (asset === undefined) return [];
    const standing = encryption.get(asset.device?.id ?? '');
    return {
      id: item.id,
      assetId: item.asset_id,
      tag: item.tag,
      kind: asset.kind,
      what: sayWhat(asset),
      serial: asset.serial,
      state: asset.state,
      condition: conditionOf(item.condition_out) ?? 'good',
      accessories: list(item.accessories),
      encryption: item.encryption,
      encryptedNow: needsEncryption(asset)
        ? (findingState.safeParse(standing?.state).data ?? 'unknown')
        : null,
      returned: presentReturn(item),
    };
  });
}

const conditionOf = (text: string | null) => conditions.find(one => one === text) ?? null;

function presentReturn(item: Database['loan_item']): LoanItem['returned'] {
  if (item.back_at === null) return null;
  return {
    outcome: outcomes.find(one => one === item.outcome) ?? 'returned',
    condition: conditionOf(item.condition_in),
    missing: list(item.missing),
    damage: item.damage,
    checklist: item.checklist === null ? null : JSON.parse(item.checklist),
    at: item.back_at,
    by: item.back_by ?? '',
  };
}

/** Whom a device is with. */
export async function readDeviceLoan(db: Tx, schoolId: string, deviceId: string) {
  const row = await db
    .selectFrom('loan_item')
    .innerJoin('loan', 'loan.id', 'loan_item.loan_id')
    .innerJoin('asset', 'asset.id', 'loan_item.asset_id')
    .select(['loan.id', 'loan.number', 'loan.holder_id', 'loan.holder_name', 'loan.due_on', 'loan.off_site'])
    .where('asset.device_id', '=', deviceId)
    .where('loan.school_id', '=', schoolId)
    .where('loan.status', '=', 'out')
    .where('loan_item.back_at', 'is', null)
    .executeTakeFirst();
  if (row === undefined) return { loan: null };
  return {
    loan: {
      id: row.id,
      number: row.number,
      holder: { id: row.holder_id, name: row.holder_name },
      dueOn: row.due_on,
      offSite: row.off_site === 1,
    },
  };
}
