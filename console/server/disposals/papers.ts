/** What comes after the van: waste papers, licences and accounts, certificates, and at last the close. */

import { randomUUIDv7 } from 'node:crypto';
import type * as z from 'zod';
import { sayDay } from '../../../shared/assets/dates.ts';
import { keepUntil, paperWords } from '../../../shared/disposals/keep-until.ts';
import { storageKey } from '../../../shared/disposals/methods.ts';
import { missingToClose } from '../../../shared/disposals/missing.ts';
import { itemMay } from '../../../shared/disposals/steps.ts';
import { canonicalJson } from '../../../shared/json.ts';
import type { certificateInput, paperInput } from '../../../shared/protocol/api/disposal-inputs.ts';
import { moveAsset } from '../assets/index.ts';
import type { Context } from '../context.ts';
import type { Tx } from '../database/index.ts';
import { conflict, invalid } from '../errors.ts';
import { findFile } from '../files/index.ts';
import type { Caller } from '../route.ts';
import { readToday } from '../schools/index.ts';
import { holdBatch, type ReadBatch } from './batches.ts';
import { addEvidence, matchLine } from './evidence.ts';
import { freeLate } from './freed.ts';
import { sha256 } from './handover.ts';
import { refuseIncomplete } from './incomplete.ts';
import { manifestOf } from './manifest.ts';
import { readRules } from './rules.ts';

async function refuseFuture(context: Context, schoolId: string, dated: string): Promise<void> {
  if (dated > (await readToday(context.db, schoolId, context.now())))
    throw invalid('This day has not come yet.', { dated: 'This day has not come yet' });
}

/** What is used again is no waste, and nobody but the school wipes it. */
function refuseReuse({ row }: ReadBatch): void {
  if (row.way !== 'collected')
    throw conflict(
      'batch.no_waste',
      'It is sold or given away to be used again: no waste paper belongs to it.',
    );
}

export async function addPaper(
  context: Context,
  by: Caller,
  id: string,
  input: z.output<typeof paperInput>,
): Promise<void> {
  await refuseFuture(context, by.schoolId, input.dated);
  await context.db.transaction().execute(async tx => {
    const batch = await holdBatch(context, tx, by.schoolId, id, ['gathering', 'collected']);
    const { row } = batch;
    refuseReuse(batch);
    if (input.hazardous && input.kind !== 'consignment_note')
      throw invalid('Hazardous waste moves with a consignment note.', {
        kind: 'Hazardous waste needs a consignment note',
      });
    if (input.fileId !== null) await findFile(tx, by.schoolId, 'disposals', input.fileId);
    const { ownYears } = await readRules(tx, by.schoolId);
    const until = keepUntil(input.kind, input.dated, ownYears);
    await tx
      .insertInto('waste_paper')
      .values({
        id: randomUUIDv7(),
        school_id: by.schoolId,
        batch_id: id,
        kind: input.kind,
        number: input.number,
        dated: input.dated,
        codes: input.codes,
        hazardous: Number(input.hazardous),
        pops: Number(input.pops),
        quantity: input.quantity,
        destination: input.destination,
        tracking: input.tracking || null,
        file_id: input.fileId,
        keep_until: until,
        noted_at: context.now(),
        noted_by: by.name,
        ...{ accepted_at: null, accepted_by: null, accepted_why: null },
      })
      .execute();
    const facts = {
      number: row.number,
      paper: paperWords[input.kind].toLowerCase(),
      note: input.number,
      until: sayDay(until),
    };
    await context.audit.record(tx, by, 'disposal.paper_added', { subject: id, facts });
  });
  context.events.nudge(by.schoolId, ['disposals']);
}

const mostSerials = 500;

/** One a line or parted by commas or semicolons; spaces inside a line stay. */
export function readSerials(text: string): string[] {
  const found = text.split(/[\n\r,;\t]+/).map(part => part.trim());
  const unique = new Map(
    found.flatMap(one => {
      const key = storageKey(one);
      return key === null ? [] : [[key, one.slice(0, 64)] as const];
    }),
  );
  return [...unique.values()].slice(0, mostSerials);
}

/** Every serial that it names is matched with the storage of this collection; the others stay on its list. */
export async function addCertificate(
  context: Context,
  by: Caller,
  batchId: string,
  input: z.output<typeof certificateInput>,
): Promise<void> {
  await refuseFuture(context, by.schoolId, input.dated);
  await context.db.transaction().execute(async tx => {
    const batch = await holdBatch(context, tx, by.schoolId, batchId, ['collected']);
    const { row } = batch;
    refuseReuse(batch);
    const file = await findFile(tx, by.schoolId, 'disposals', input.fileId);
    const id = randomUUIDv7();
    const { issuer, number, dated, method, standard } = input;
    const noted = { noted_at: context.now(), noted_by: by.name };
    await tx
      .insertInto('disposal_certificate')
      .values({
        id,
        school_id: by.schoolId,
        batch_id: batchId,
        issuer,
        number,
        dated,
        method,
        standard,
        file_id: file.id,
        ...noted,
        ...{ withdrawn_at: null, withdrawn_by: null, withdrawn_why: null },
      })
      .execute();
    const serials = readSerials(input.serials);
    let matched = 0;
    for (const serial of serials) {
      const facts = { method };
      const line = await addEvidence(tx, by.schoolId, context.now(), {
        fileId: file.id,
        certificateId: id,
        serial,
        facts,
      });
      if ((await matchLine(tx, line, by.name)) !== undefined) matched += 1;
    }
    const facts = { number: row.number, certificate: number, issuer, serials: serials.length, matched };
    await context.audit.record(tx, by, 'disposal.certificate_added', { subject: batchId, facts });
  });
  context.events.nudge(by.schoolId, ['disposals']);
}

/** For good. Throws `disposal.incomplete` with everything that is missing. */
export async function closeBatch(context: Context, by: Caller, id: string): Promise<void> {
  await context.db.transaction().execute(async tx => {
    const batch = await holdBatch(context, tx, by.schoolId, id, ['collected']);
    refuseIncomplete(batch, missingToClose(batch.facts), 'cannot be closed yet');
    const at = context.now();
    for (const item of batch.items) await dispose(context, tx, by, batch, item.row.id, item.row.asset_id);
    const closed = { closed_at: at, closed_by: by.name };
    await tx
      .updateTable('disposal_batch')
      .set({ status: 'closed', ...closed })
      .where('id', '=', id)
      .execute();
    const manifest = canonicalJson(await manifestOf(tx, by.schoolId, id, at));
    const hash = sha256(manifest);
    await tx
      .updateTable('disposal_batch')
      .set({ manifest, manifest_hash: hash })
      .where('id', '=', id)
      .execute();
    const facts = { number: batch.row.number, items: batch.items.length, hash: hash.slice(0, 16) };
    await context.audit.record(tx, by, 'disposal.closed', { subject: id, facts });
  });
  context.events.nudge(by.schoolId, ['disposals', 'assets']);
}

async function dispose(
  context: Context,
  tx: Tx,
  by: Caller,
  { row, items }: ReadBatch,
  itemId: string,
  assetId: string,
) {
  const item = items.find(one => one.row.id === itemId);
  if (item === undefined || !itemMay(item.facts.state, 'closed')) return;
  const set = { status: 'closed', ended_at: context.now() };
  await tx.updateTable('disposal_item').set(set).where('id', '=', itemId).execute();
  await freeLate(context, tx, by, item.row, row.number);
  await moveAsset(context, tx, by, assetId, {
    to: 'disposed',
    note: `Collection ${row.number}, closed`,
    given: {},
  });
}
