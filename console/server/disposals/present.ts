/** A request and a collection as their pages read them. */

import { keepWords, type PaperKind } from '../../../shared/disposals/keep-until.ts';
import { type MethodName, storageKey } from '../../../shared/disposals/methods.ts';
import { whyNoProof, whyPaperOdd } from '../../../shared/disposals/proof.ts';
import { type RecipientKind, reuseAcceptance } from '../../../shared/disposals/ways.ts';
import type { Batch, Receipt, WriteOff } from '../../../shared/protocol/api/disposals.ts';
import type { Context } from '../context.ts';
import type { Tx } from '../database/index.ts';
import { readToday } from '../schools/index.ts';
import { paperFacts, type ReadBatch, readBatch } from './batches.ts';
import { presentContractor } from './contractors.ts';
import { presentItem, readItems } from './facts.ts';
import { findWriteOff } from './governors.ts';
import { itemRows } from './items.ts';
import type { SignedReceipt } from './manifest.ts';
import { piecesOf } from './outstanding.ts';
import { photosOf } from './photos.ts';
import { readRules } from './rules.ts';
import { certificateFacts, placedOf } from './storage.ts';

export async function presentWriteOff(db: Tx, schoolId: string, id: string): Promise<WriteOff> {
  const row = await findWriteOff(db, schoolId, id);
  const { least } = await readRules(db, schoolId);
  const items = await readItems(db, schoolId, await itemRows(db, schoolId, { writeOffId: id }));
  return {
    id: row.id,
    number: row.number,
    state: row.status as WriteOff['state'],
    reason: row.reason,
    personalData: row.personal_data as WriteOff['personalData'],
    way: row.way as WriteOff['way'],
    value: row.value,
    unvalued: row.unvalued,
    governors: row.governors === 1,
    governorsWhy: row.governors_why,
    governorsMinute: row.governors_minute,
    governorsOn: row.governors_on,
    approvalId: row.approval_id,
    askedAt: row.asked_at,
    askedBy: row.asked_by,
    decidedAt: row.decided_at,
    decidedBy: row.decided_by,
    items: items.map(item => presentItem(item, least)),
  };
}

export async function presentBatch(context: Context, schoolId: string, id: string): Promise<Batch> {
  const { db } = context;
  const now = context.now();
  const batch = await readBatch(db, schoolId, id, now);
  const { row, items, papers } = batch;
  const { least, ownYears, acceptance } = await readRules(db, schoolId);
  const gathering = row.status === 'gathering';
  const spare = gathering ? await itemRows(db, schoolId, { states: ['approved'], loose: true }) : [];
  return {
    id: row.id,
    number: row.number,
    state: row.status as Batch['state'],
    way: batch.facts.way,
    taker: batch.contractor.name,
    ...(await takerView(context, batch)),
    price: row.price,
    paid: row.paid_at === null ? null : { at: row.paid_at, by: row.paid_by ?? '', note: row.paid_note ?? '' },
    collectOn: row.collect_on,
    createdAt: row.created_at,
    createdBy: row.created_by,
    items: items.map(item => presentItem(item, least)),
    ...piecesOf(batch, now),
    receipt: receiptView(batch),
    photos: (await photosOf(db, id)).map(photo => ({
      ...{ id: photo.id, fileId: photo.file_id, name: photo.name, caption: photo.caption },
      ...{ addedAt: photo.added_at, addedBy: photo.added_by },
    })),
    papers: papers.map(paper => ({
      id: paper.id,
      kind: paper.kind as PaperKind,
      number: paper.number,
      dated: paper.dated,
      codes: paper.codes,
      hazardous: paper.hazardous === 1,
      pops: paper.pops === 1,
      quantity: paper.quantity,
      destination: paper.destination,
      tracking: paper.tracking ?? '',
      fileId: paper.file_id,
      keepUntil: paper.keep_until,
      keepWords: keepWords(paper.kind as PaperKind, ownYears),
      odd: whyPaperOdd(paperFacts(paper), batch.facts.collectedOn) ?? null,
      accepted:
        paper.accepted_at === null
          ? null
          : { at: paper.accepted_at, by: paper.accepted_by ?? '', why: paper.accepted_why ?? '' },
    })),
    certificates: await presentCertificates(db, batch),
    closedAt: row.closed_at,
    closedBy: row.closed_by,
    manifestHash: row.manifest_hash,
    acceptance: batch.facts.way === 'collected' ? acceptance : reuseAcceptance,
    spare: (await readItems(db, schoolId, spare)).map(item => presentItem(item, least)),
  };
}

async function takerView(
  { db, now }: Context,
  { row, contractor }: ReadBatch,
): Promise<Pick<Batch, 'contractor' | 'recipient'>> {
  const { name, kind, contact } = contractor;
  if (kind !== 'company')
    return { contractor: null, recipient: { name, kind: kind as RecipientKind, contact } };
  const day = await readToday(db, row.school_id, now());
  return { contractor: presentContractor(contractor, day, 0), recipient: null };
}

function receiptView({ row }: ReadBatch): Receipt | null {
  if (row.receipt === null) return null;
  const signed = JSON.parse(row.receipt) as SignedReceipt;
  return {
    signedAt: row.signed_at ?? 0,
    handedBy: signed.handedOver.by,
    handedRole: signed.handedOver.role,
    receivedBy: signed.received.by,
    receivedRole: signed.received.role,
    vehicle: signed.received.vehicle,
    quantity: signed.quantity,
    acceptance: signed.acceptance,
    strokes: signed.received.drawnName,
    hash: row.receipt_hash ?? '',
  };
}

/** Whether its method fits is a matter of each drive. */
const weighed = (row: { number: string; dated: string; method: string }) =>
  certificateFacts({ ...row, method: row.method as MethodName }, 'magnetic');

const withdrawal = ['c.withdrawn_at', 'c.withdrawn_by', 'c.withdrawn_why'] as const;

async function presentCertificates(
  db: Tx,
  { row: { id: batchId }, facts: asked }: ReadBatch,
): Promise<Batch['certificates']> {
  const rows = await db
    .selectFrom('disposal_certificate as c')
    .innerJoin('stored_file as f', 'f.id', 'c.file_id')
    .select([
      'c.id',
      'issuer',
      'number',
      'dated',
      'method',
      'standard',
      'file_id',
      'f.name',
      'f.size',
      'f.sha256',
      ...withdrawal,
    ])
    .where('c.batch_id', '=', batchId)
    .orderBy('c.id')
    .execute();
  const lines = await db
    .selectFrom('disposal_evidence')
    .leftJoin('disposal_storage', 'disposal_storage.id', 'disposal_evidence.storage_id')
    .selectAll('disposal_evidence')
    .select('disposal_storage.serial_key as storage_key')
    .where('certificate_id', 'in', rows.length === 0 ? [''] : rows.map(row => row.id))
    .orderBy('disposal_evidence.id')
    .execute();
  return rows.map(row => {
    const own = lines.filter(line => line.certificate_id === row.id);
    return {
      id: row.id,
      issuer: row.issuer,
      number: row.number,
      dated: row.dated,
      method: row.method as MethodName,
      standard: row.standard,
      file: { id: row.file_id, name: row.name, size: row.size, sha256: row.sha256 },
      whyNot: whyNoProof(weighed(row), asked) ?? null,
      withdrawn:
        row.withdrawn_at === null
          ? null
          : { at: row.withdrawn_at, by: row.withdrawn_by ?? '', why: row.withdrawn_why ?? '' },
      weak: own.every(line => storageKey(line.serial) === null),
      matched: own
        .filter(line => line.storage_id !== null)
        .map(line => ({ serial: line.serial ?? '', placed: placedOf(line, line.storage_key) })),
      unmatched: own
        .filter(line => line.storage_id === null)
        .map(line => ({ id: line.id, serial: line.serial ?? '', setAside: line.set_aside })),
    };
  });
}
