/** Collections: what goes with whom and when, until the van comes. */

import { randomUUIDv7 } from 'node:crypto';
import type * as z from 'zod';
import { sayDay } from '../../../shared/assets/dates.ts';
import { sayMoney } from '../../../shared/assets/money.ts';
import { type PaperKind, paperWords } from '../../../shared/disposals/keep-until.ts';
import type { BatchFacts } from '../../../shared/disposals/missing.ts';
import { type PaperFacts, whyPaperOdd } from '../../../shared/disposals/proof.ts';
import { type BatchState, batchMay, batchWords, isOpen } from '../../../shared/disposals/steps.ts';
import { type Ask, type Way, whyNotThisWay } from '../../../shared/disposals/ways.ts';
import type { batchInput } from '../../../shared/protocol/api/disposal-inputs.ts';
import { moveAsset } from '../assets/index.ts';
import type { Context } from '../context.ts';
import { type Database, lockSchool, type Tx } from '../database/index.ts';
import { conflict, invalid, notFound } from '../errors.ts';
import type { Caller } from '../route.ts';
import { readToday } from '../schools/index.ts';
import { addRecipient, type ContractorRow, findContractor, problemsOf } from './contractors.ts';
import { type ReadItem, readItems } from './facts.ts';
import { holdItem, itemRows } from './items.ts';
import { askNoLonger } from './left-out.ts';
import { nextNumber } from './numbers.ts';
import { readRules } from './rules.ts';

export type BatchRecord = Database['disposal_batch'];

export interface ReadBatch {
  row: BatchRecord;
  contractor: ContractorRow;
  items: ReadItem[];
  papers: Database['waste_paper'][];
  facts: BatchFacts;
}

/** Throws `batch.not_found`. */
export async function readBatch(db: Tx, schoolId: string, id: string, now: number): Promise<ReadBatch> {
  const row = await db
    .selectFrom('disposal_batch')
    .selectAll()
    .where('school_id', '=', schoolId)
    .where('id', '=', id)
    .executeTakeFirst();
  if (row === undefined) throw notFound('batch');
  const contractor = await findContractor(db, schoolId, row.contractor_id);
  const items = await readItems(db, schoolId, await itemRows(db, schoolId, { batchId: id }));
  const papers = await db
    .selectFrom('waste_paper')
    .selectAll()
    .where('batch_id', '=', id)
    .orderBy('dated')
    .orderBy('id')
    .execute();
  const { least } = await readRules(db, schoolId);
  const collectedOn = row.signed_at === null ? null : await readToday(db, schoolId, row.signed_at);
  const facts: BatchFacts = {
    way: row.way as Way,
    taker: contractor.name,
    guarantee: contractor.guarantee_on !== null,
    paid: row.way !== 'sold' || row.paid_at !== null,
    // Whoever has collected was in date on that day; later is no matter of this collection.
    contractorProblems:
      row.status === 'gathering' ? problemsOf(contractor, await readToday(db, schoolId, now)) : [],
    items: items.map(item => item.facts),
    least,
    signed: row.signed_at !== null,
    collectedOn,
    papers: papers.length,
    oddPapers: papers.flatMap(paper => (paper.accepted_why === null ? oddPaper(paper, collectedOn) : [])),
  };
  return { row, contractor, items, papers, facts };
}

export const paperFacts = (paper: Database['waste_paper']): PaperFacts => ({
  ...{ kind: paper.kind as PaperKind, dated: paper.dated, codes: paper.codes },
  hazardous: paper.hazardous === 1,
});

function oddPaper(paper: Database['waste_paper'], collectedOn: string | null): string[] {
  const why = whyPaperOdd(paperFacts(paper), collectedOn);
  if (why === undefined) return [];
  return [`${paperWords[paper.kind as PaperKind]} ${paper.number} ${why}`];
}

/** Held for a change, in one of these states. Throws `batch.not_found`, `batch.state`. */
export async function holdBatch(
  context: Context,
  tx: Tx,
  schoolId: string,
  id: string,
  states: readonly BatchState[],
): Promise<ReadBatch> {
  await lockSchool(tx, schoolId);
  const batch = await readBatch(tx, schoolId, id, context.now());
  const state = batch.row.status as BatchState;
  if (states.includes(state)) return batch;
  const words = batchWords[state].toLowerCase();
  const why = state === 'closed' || state === 'cancelled' ? ' Its record can only be read.' : '';
  throw conflict(
    'batch.state',
    `Collection ${batch.row.number} is “${words}”, so this is not possible.${why}`,
  );
}

type Wanted = z.output<typeof batchInput>;

/** The company, in date; or whoever gets it. Throws 400 by field, `contractor.out_of_date`. */
async function takerOf(context: Context, tx: Tx, by: Caller, wanted: Wanted): Promise<ContractorRow> {
  if (wanted.way === 'collected') {
    if (!wanted.contractorId) throw invalid('Say who collects it.', { contractorId: 'Choose who collects' });
    return inDate(tx, by.schoolId, wanted.contractorId, wanted.collectOn);
  }
  if (wanted.recipient === null) throw invalid('Say who gets it.', { 'recipient.name': 'Say who gets it' });
  if (wanted.way === 'sold' && wanted.price === null)
    throw invalid('Say what it is sold for.', { price: 'Write what it costs' });
  return addRecipient(context, tx, by, wanted.recipient);
}

/** Throws `contractor.out_of_date` with each paper that ran out. */
async function inDate(tx: Tx, schoolId: string, id: string, collectOn: string): Promise<ContractorRow> {
  const contractor = await findContractor(tx, schoolId, id);
  const problems = problemsOf(contractor, collectOn);
  if (problems.length === 0) return contractor;
  const detail = `${contractor.name} may not collect on ${sayDay(collectOn)}. ${problems.join('. ')}.`;
  throw conflict('contractor.out_of_date', detail, { contractorId: problems.join('. ') });
}

export async function createBatch(context: Context, by: Caller, wanted: Wanted): Promise<string> {
  const id = randomUUIDv7();
  await context.db.transaction().execute(async tx => {
    await lockSchool(tx, by.schoolId);
    const contractor = await takerOf(context, tx, by, wanted);
    const row = {
      id,
      school_id: by.schoolId,
      number: await nextNumber(tx, by.schoolId, 'disposal_batch'),
      status: 'gathering',
      contractor_id: contractor.id,
      collect_on: wanted.collectOn,
      created_at: context.now(),
      created_by: by.name,
      way: wanted.way,
      price: wanted.way === 'sold' ? wanted.price : null,
    };
    await tx
      .insertInto('disposal_batch')
      .values({ ...row, ...nothingYet })
      .execute();
    await setItems(tx, row, wanted.itemIds);
    const facts = {
      number: row.number,
      contractor: contractor.name,
      on: sayDay(wanted.collectOn),
      items: wanted.itemIds.length,
    };
    await context.audit.record(tx, by, 'disposal.batch_made', { subject: id, facts });
  });
  context.events.nudge(by.schoolId, ['disposals']);
  return id;
}

const nothingYet = {
  receipt: null,
  receipt_hash: null,
  signed_at: null,
  freed_at: null,
  freed_by: null,
  freed_note: null,
  paid_at: null,
  paid_by: null,
  paid_note: null,
  closed_at: null,
  closed_by: null,
  manifest: null,
  manifest_hash: null,
};

type Going = Pick<BatchRecord, 'id' | 'school_id' | 'way' | 'price'>;

/**
 * Exactly these are in it afterwards. Throws `disposal.not_ready`, `disposal.elsewhere`, `disposal.not_agreed` where it
 * is to leave otherwise or for less than the second person agreed to.
 */
async function setItems(tx: Tx, batch: Going, itemIds: readonly string[]): Promise<void> {
  await tx.updateTable('disposal_item').set({ batch_id: null }).where('batch_id', '=', batch.id).execute();
  let least = 0;
  for (const id of new Set(itemIds)) {
    const item = await holdItem(tx, batch.school_id, id);
    if (item.facts.state !== 'approved')
      throw conflict('disposal.not_ready', `“${item.facts.tag}” waits for its write-off to be approved.`);
    if (item.row.batch_id !== null)
      throw conflict('disposal.elsewhere', `“${item.facts.tag}” is in another collection already.`);
    const otherwise = whyNotThisWay(item.writeOff.way as Ask | null, batch.way as Way);
    if (otherwise !== undefined) throw conflict('disposal.not_agreed', `“${item.facts.tag}” ${otherwise}.`);
    least += item.row.price ?? 0;
    await tx.updateTable('disposal_item').set({ batch_id: batch.id }).where('id', '=', id).execute();
  }
  if (batch.way === 'sold' && (batch.price ?? 0) < least)
    throw conflict(
      'disposal.not_agreed',
      `These were agreed to be sold for ${sayMoney(least)} together at least. Ask for another write-off to sell them for less.`,
      { price: `At least ${sayMoney(least)}` },
    );
}

export async function changeBatch(
  context: Context,
  by: Caller,
  id: string,
  patch: {
    contractorId?: string | undefined;
    collectOn?: string | undefined;
    itemIds?: readonly string[] | undefined;
  },
): Promise<void> {
  await context.db.transaction().execute(async tx => {
    const { row, contractor, items } = await holdBatch(context, tx, by.schoolId, id, ['gathering']);
    if (row.way !== 'collected' && patch.contractorId !== undefined)
      throw invalid('It goes to somebody, and to no company. Cancel it and plan another.');
    const next = {
      contractor_id: patch.contractorId ?? row.contractor_id,
      collect_on: patch.collectOn ?? row.collect_on,
    };
    const given = patch.contractorId !== undefined || patch.collectOn !== undefined;
    const now = given ? await inDate(tx, by.schoolId, next.contractor_id, next.collect_on) : contractor;
    await tx.updateTable('disposal_batch').set(next).where('id', '=', id).execute();
    if (patch.itemIds !== undefined) await setItems(tx, row, patch.itemIds);
    const count = patch.itemIds?.length ?? items.length;
    const facts = { number: row.number, contractor: now.name, on: sayDay(next.collect_on), items: count };
    await context.audit.record(tx, by, 'disposal.batch_changed', { subject: id, facts });
  });
  context.events.nudge(by.schoolId, ['disposals']);
}

/** Its things stay approved and can go with another. */
export async function cancelBatch(context: Context, by: Caller, id: string, reason: string): Promise<void> {
  await context.db.transaction().execute(async tx => {
    const { row } = await holdBatch(context, tx, by.schoolId, id, ['gathering']);
    if (!batchMay('gathering', 'cancelled')) return;
    await setItems(tx, row, []);
    await tx.updateTable('disposal_batch').set({ status: 'cancelled' }).where('id', '=', id).execute();
    await context.audit.record(tx, by, 'disposal.batch_cancelled', {
      subject: id,
      facts: { number: row.number, reason },
    });
  });
  context.events.nudge(by.schoolId, ['disposals']);
}

/** Out of the disposal and back in stock; another write-off would begin anew. */
export async function keepItem(context: Context, by: Caller, id: string, reason: string): Promise<void> {
  await context.db.transaction().execute(async tx => {
    await lockSchool(tx, by.schoolId);
    const item = await holdItem(tx, by.schoolId, id);
    if (item.facts.state === 'requested')
      throw conflict('disposal.requested', 'Its write-off still waits. Take the whole request back instead.');
    if (!isOpen(item.facts.state)) return;
    if (item.asset.state === 'awaiting_disposal')
      await moveAsset(context, tx, by, item.row.asset_id, {
        to: 'in_stock',
        note: `Kept after all: ${reason}`,
        given: {},
      });
    const set = { status: 'out', batch_id: null, out_reason: reason, ended_at: context.now() };
    await tx.updateTable('disposal_item').set(set).where('id', '=', id).execute();
    await askNoLonger(context, tx, by, id, 'It is kept after all');
    await context.audit.record(tx, by, 'disposal.kept', {
      subject: id,
      facts: { tag: item.facts.tag, reason },
    });
  });
  context.events.nudge(by.schoolId, ['disposals', 'assets']);
}
