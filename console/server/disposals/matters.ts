/** What the technician's first page says about disposals. */
import { missingToClose } from '../../../shared/disposals/missing.ts';
import type { Context } from '../context.ts';
import { type ReadBatch, readBatch } from './batches.ts';
import { daysBetween } from './days.ts';
import { openSightings } from './sightings.ts';

export interface DisposalMatters {
  /** Devices that were handed over and spoke to the console again. */
  reappeared: { tag: string; itemId: string }[];
  /** Pieces of evidence for what was collected, and for how many days the oldest has been missing. */
  outstanding: number;
  oldestDays: number;
}

export async function disposalMatters(context: Context, schoolId: string): Promise<DisposalMatters> {
  const { db } = context;
  const now = context.now();
  const open = await db
    .selectFrom('disposal_batch')
    .select('id')
    .where('school_id', '=', schoolId)
    .where('status', '=', 'collected')
    .execute();
  const batches: ReadBatch[] = [];
  for (const { id } of open) batches.push(await readBatch(db, schoolId, id, now));
  const waiting = batches.filter(batch => missingToClose(batch.facts).length > 0);
  const sightings = await openSightings(db, schoolId);
  return {
    reappeared: sightings.map(one => ({ tag: one.tag, itemId: one.item_id })),
    outstanding: waiting.flatMap(batch => missingToClose(batch.facts)).length,
    oldestDays: Math.max(0, ...waiting.map(({ row }) => daysBetween(row.signed_at ?? now, now))),
  };
}
