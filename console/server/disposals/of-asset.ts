/** Where the disposal of an asset is told: the thing, its collection with the pack, and until when the papers are kept. */
import { addMonths } from '../../../shared/assets/dates.ts';
import type { BatchState, ItemState } from '../../../shared/disposals/steps.ts';
import type { AssetDisposal } from '../../../shared/protocol/api/disposals.ts';
import type { Tx } from '../database/index.ts';
import { dayIn, readSchool } from '../schools/index.ts';
import { readRules } from './rules.ts';

/** The last one that it was in and not kept after all. */
export async function disposalOf(db: Tx, schoolId: string, assetId: string): Promise<AssetDisposal> {
  const item = await db
    .selectFrom('disposal_item')
    .innerJoin('write_off', 'write_off.id', 'disposal_item.write_off_id')
    .leftJoin('disposal_batch', 'disposal_batch.id', 'disposal_item.batch_id')
    .select(['disposal_item.id', 'disposal_item.status', 'write_off_id', 'write_off.number', 'batch_id'])
    .select(['disposal_batch.number as batch_number', 'disposal_batch.status as batch_status', 'closed_at'])
    .where('disposal_item.school_id', '=', schoolId)
    .where('disposal_item.asset_id', '=', assetId)
    .where('disposal_item.status', '!=', 'out')
    .orderBy('disposal_item.id', 'desc')
    .executeTakeFirst();
  if (item === undefined) return { disposal: null };
  const { batch_id: batchId, batch_number: number, batch_status: state } = item;
  const batch =
    batchId === null || number === null || state === null
      ? null
      : { id: batchId, number, state: state as BatchState };
  return {
    disposal: {
      ...{ itemId: item.id, state: item.status as ItemState, batch },
      writeOff: { id: item.write_off_id, number: item.number },
      keepUntil: batch === null ? null : await keptUntil(db, schoolId, batch.id, item.closed_at),
    },
  };
}

/** The last of its papers; where there are none, the school's own years from the close. Null while neither is known. */
async function keptUntil(
  db: Tx,
  schoolId: string,
  batchId: string,
  closedAt: number | null,
): Promise<string | null> {
  const { until } = await db
    .selectFrom('waste_paper')
    .select(eb => eb.fn.max('keep_until').as('until'))
    .where('batch_id', '=', batchId)
    .executeTakeFirstOrThrow();
  if (closedAt === null) return until;
  const { ownYears } = await readRules(db, schoolId);
  const { timeZone } = await readSchool(db, schoolId);
  const own = addMonths(dayIn(timeZone, closedAt), ownYears * 12);
  return until !== null && until > own ? until : own;
}
