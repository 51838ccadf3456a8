/** The handover itself: what was signed is kept word for word, and the register says who has what. */
import { createHash, randomUUIDv7 } from 'node:crypto';
import type * as z from 'zod';
import { sayDay } from '../../../shared/assets/dates.ts';
import { dataKinds } from '../../../shared/assets/kinds.ts';
import { agreementKindOf } from '../../../shared/loans/agreement.ts';
import type { signature } from '../../../shared/protocol/api/loans.ts';
import { personKinds } from '../../../shared/protocol/api/persons.ts';
import { moveAsset, readAssetRows } from '../assets/index.ts';
import type { Context } from '../context.ts';
import { lockSchool, type Tx } from '../database/index.ts';
import { conflict, invalid } from '../errors.ts';
import type { PersonRecord } from '../people/index.ts';
import type { Caller } from '../route.ts';
import { agreementOf } from './agreements.ts';
import { findHolder, readEncryption, refuseProblems, sayEncryption } from './checks.ts';
import { factsOf, holdLoan, type ItemRecord, type LoanRecord, list, readItems } from './record.ts';
import { restandLent } from './silence.ts';

type Signature = z.output<typeof signature>;

/** Staff say so of what they take home (HMRC); a trolley for a lesson asks nobody. */
export const asksStatement = (loan: Pick<LoanRecord, 'off_site'>, holder: Pick<PersonRecord, 'kind'>) =>
  loan.off_site === 1 && holder.kind === 'staff';

export async function signLoan(context: Context, by: Caller, id: string, given: Signature): Promise<void> {
  await context.db.transaction().execute(async tx => {
    await lockSchool(tx, by.schoolId);
    const words = 'is not ready to be handed over. Load the page again to see how it stands.';
    const loan = await holdLoan(tx, by.schoolId, id, ['ready'], words);
    await handOver(context, tx, by, loan, given);
  });
  context.events.nudge(by.schoolId, ['assets', 'people']);
}

/** Throws `loan.agreement_changed`, `loan.waiting`, `loan.not_possible`, 400 for what is missing. */
export async function handOver(
  context: Context,
  tx: Tx,
  by: Caller,
  loan: LoanRecord,
  given: Signature,
  witness = by.name,
): Promise<void> {
  const holder = await findHolder(tx, by.schoolId, loan.holder_id);
  const items = await readItems(tx, loan.id);
  const agreement = await agreementOfLoan(tx, loan, holder, items);
  if (agreement.id !== given.agreementId)
    throw conflict(
      'loan.agreement_changed',
      'The agreement has a new wording since this page was opened. Load the page again, and read the new one before signing.',
    );
  if (asksStatement(loan, holder) && given.personalUse === null)
    throw invalid('The holder states whether they use it for themselves.', {
      personalUse: 'Choose one of the two',
    });
  refuseSilentUse(given.personalUse);
  const assetIds = items.map(item => item.asset_id);
  await refuseProblems(tx, by.schoolId, {
    assetIds,
    holder,
    offSite: loan.off_site === 1,
    loanId: loan.id,
  });
  const at = context.now();
  const signed = { name: given.signedName, strokes: given.strokes, at, agreement: agreement.hash };
  await tx
    .updateTable('loan')
    .set({
      status: 'out',
      agreement_id: agreement.id,
      signed_name: given.signedName,
      strokes: given.strokes === null ? null : JSON.stringify(given.strokes),
      signed_at: at,
      signed_hash: hashOf(loan, items, signed),
      witness,
      sign_asked_at: null,
    })
    .where('id', '=', loan.id)
    .execute();
  await moveOut(context, tx, by, loan, holder, items);
  if (loan.off_site === 1) await restandLent(context, tx, assetIds);
  if (given.personalUse !== null)
    await writeStatement(tx, loan, { ...given.personalUse, saidBy: given.signedName, at, by: by.name });
  await context.audit.record(tx, by, 'loan.handed_over', {
    subject: loan.id,
    facts: { ...factsOf(loan), count: items.length, signed: given.signedName },
  });
}

/** Which wording is signed for these things by this holder. */
export async function agreementOfLoan(
  tx: Tx,
  loan: LoanRecord,
  holder: Pick<PersonRecord, 'kind'>,
  items: readonly ItemRecord[],
) {
  const rows = await readAssetRows(
    tx,
    loan.school_id,
    items.map(item => item.asset_id),
  );
  const things = [...rows.values()].map(row => row.kind);
  return agreementOf(
    tx,
    loan.school_id,
    agreementKindOf(personKinds.find(kind => kind === holder.kind) ?? 'staff', things),
  );
}

/** Over everything that was on screen, so that a later change of any of it shows. */
function hashOf(loan: LoanRecord, items: readonly ItemRecord[], signed: object): string {
  const { number, holder_id, holder_name, purpose, off_site, due_on, approver_name, approval_words } = loan;
  const things = items.map(item => [item.asset_id, item.tag, item.condition_out, list(item.accessories)]);
  const terms = { number, holder_id, holder_name, purpose, off_site, due_on, approver_name, approval_words };
  return createHash('sha256').update(JSON.stringify({ terms, things, signed })).digest('hex');
}

async function moveOut(
  context: Context,
  tx: Tx,
  by: Caller,
  loan: LoanRecord,
  holder: PersonRecord,
  items: readonly ItemRecord[],
): Promise<void> {
  const assets = await readAssetRows(
    tx,
    by.schoolId,
    items.map(item => item.asset_id),
  );
  const devices = [...assets.values()].flatMap(one => (one.device === null ? [] : [one.device.id]));
  const encryption = await readEncryption(tx, devices);
  const until = loan.due_on === null ? 'without an end' : `until ${sayDay(loan.due_on)}`;
  const note = `Loan ${loan.number} to ${holder.name}, ${loan.off_site === 1 ? 'off site' : 'in school'}, ${until}`;
  for (const item of items) {
    const asset = assets.get(item.asset_id);
    if (asset === undefined) continue;
    await moveAsset(context, tx, by, item.asset_id, {
      to: 'on_loan',
      note,
      given: { holder: holder.name },
      holderId: holder.id,
      holdsData: dataKinds.includes(asset.kind),
    });
    await tx
      .updateTable('loan_item')
      .set({
        out_at: context.now(),
        tag: asset.tag,
        encryption: sayEncryption(asset, encryption.get(asset.device?.id ?? '')),
      })
      .where('id', '=', item.id)
      .execute();
  }
}

interface Said {
  use: string;
  words: string;
  saidBy: string;
  at: number;
  by: string;
}

export function refuseSilentUse(use: { use: string; words: string } | null): void {
  if (use?.use === 'significant' && use.words.length < 3)
    throw invalid('Say what it is used for, so that the business office can decide about it.', {
      personalUse: 'Say what it is used for',
      words: 'Say what it is used for',
    });
}

export async function writeStatement(tx: Tx, loan: LoanRecord, said: Said): Promise<void> {
  await tx
    .insertInto('loan_statement')
    .values({
      id: randomUUIDv7(),
      school_id: loan.school_id,
      loan_id: loan.id,
      said_at: said.at,
      personal_use: said.use,
      words: said.words || null,
      said_by: said.saidBy,
      written_by: said.by,
    })
    .execute();
}
