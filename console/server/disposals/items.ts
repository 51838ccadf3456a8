/** Finds things on their way out, and holds one for a change. */
import { type ItemState, isOpen, itemWords } from '../../../shared/disposals/steps.ts';
import type { DisposalItem } from '../../../shared/protocol/api/disposals.ts';
import type { Tx } from '../database/index.ts';
import { conflict, notFound } from '../errors.ts';
import { describeLine, unmatchedLines } from './evidence.ts';
import { type ItemRecord, needsSecond, presentItem, type ReadItem, readItems } from './facts.ts';
import { readRules } from './rules.ts';
import type { StorageRecord } from './storage.ts';

/** Throws `disposal_item.not_found`. */
export async function findItem(db: Tx, schoolId: string, id: string): Promise<ReadItem> {
  const row = await db
    .selectFrom('disposal_item')
    .selectAll()
    .where('school_id', '=', schoolId)
    .where('id', '=', id)
    .executeTakeFirst();
  const [item] = row === undefined ? [] : await readItems(db, schoolId, [row]);
  if (item === undefined) throw notFound('disposal_item');
  return item;
}

/** A thing that is still here. Throws `disposal.frozen`, `disposal.quarantined`. */
export async function holdItem(tx: Tx, schoolId: string, id: string): Promise<ReadItem> {
  const item = await findItem(tx, schoolId, id);
  const { state, assetState, tag } = item.facts;
  if (!isOpen(state))
    throw conflict(
      'disposal.frozen',
      `“${tag}” is “${itemWords[state].toLowerCase()}”: what is recorded of it can only be read.`,
    );
  if (assetState === 'quarantined')
    throw conflict(
      'disposal.quarantined',
      `“${tag}” is quarantined as evidence. Nobody wipes, opens or moves it until whoever ordered that lets it go in the register.`,
    );
  return item;
}

/** Throws `storage.not_found` and what `holdItem` throws. */
export async function holdStorage(
  tx: Tx,
  schoolId: string,
  id: string,
): Promise<{ storage: StorageRecord; item: ReadItem }> {
  const storage = await tx
    .selectFrom('disposal_storage')
    .selectAll()
    .where('school_id', '=', schoolId)
    .where('id', '=', id)
    .executeTakeFirst();
  if (storage === undefined) throw notFound('storage');
  return { storage, item: await holdItem(tx, schoolId, storage.item_id) };
}

export async function itemRows(
  db: Tx,
  schoolId: string,
  where: { batchId?: string; writeOffId?: string; states?: readonly ItemState[]; loose?: boolean },
): Promise<ItemRecord[]> {
  let query = db.selectFrom('disposal_item').selectAll().where('school_id', '=', schoolId);
  if (where.batchId !== undefined) query = query.where('batch_id', '=', where.batchId);
  if (where.writeOffId !== undefined) query = query.where('write_off_id', '=', where.writeOffId);
  if (where.states !== undefined) query = query.where('status', 'in', where.states);
  if (where.loose) query = query.where('batch_id', 'is', null);
  return query.orderBy('id').execute();
}

/** The page of one thing. */
export async function readItem(db: Tx, schoolId: string, id: string): Promise<DisposalItem> {
  const item = await findItem(db, schoolId, id);
  const { least } = await readRules(db, schoolId);
  const { writeOff, row, asset } = item;
  const batch =
    row.batch_id === null
      ? undefined
      : await db
          .selectFrom('disposal_batch')
          .select(['id', 'number', 'status'])
          .where('id', '=', row.batch_id)
          .executeTakeFirst();
  const section =
    asset.device === null
      ? undefined
      : await db
          .selectFrom('device_section')
          .select('received_at')
          .where('device_id', '=', asset.device.id)
          .where('name', '=', 'hardware')
          .executeTakeFirst();
  const lines = isOpen(item.facts.state) ? await unmatchedLines(db, schoolId, 'log') : [];
  return {
    ...presentItem(item, least),
    writeOff: {
      id: writeOff.id,
      number: writeOff.number,
      reason: writeOff.reason,
      state: writeOff.status as DisposalItem['writeOff']['state'],
    },
    batch: batch === undefined ? null : { id: batch.id, number: batch.number, state: batch.status as never },
    deviceId: asset.device?.id ?? null,
    seenInsideAt: section?.received_at ?? null,
    outReason: row.out_reason,
    noneNeedsSecond: needsSecond(item),
    unmatched: lines.map(line => ({ id: line.id, words: describeLine(line) })),
  };
}
