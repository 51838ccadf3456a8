/** Everything that was ever to leave, thing by thing, as a spreadsheet: on its way out, gone, or kept after all. */
import * as z from 'zod';
import { itemWords, writeOffWords } from '../../../shared/disposals/steps.ts';
import { wayWords } from '../../../shared/disposals/ways.ts';
import { pageOf, readCursor, type Tx } from '../database/index.ts';
import type { SheetOf } from '../sheets/index.ts';

const atOnce = 200;
const place = z.tuple([z.string().max(60)]);

type Line = Awaited<ReturnType<typeof readLines>>[number];

const pounds = (pence: number | null) => (pence === null ? null : pence / 100);
const wordOf = (words: Record<string, string>, key: string | null) =>
  key === null ? null : (words[key] ?? key);

export const disposalSheet: SheetOf<Line> = {
  name: 'disposals',
  columns: {
    'Asset tag': one => one.tag,
    Make: one => one.make,
    Model: one => one.model,
    'Serial number': one => one.serial,
    State: one => wordOf(itemWords, one.status),
    Condition: one => one.condition,
    'Value in the books, pounds': one => pounds(one.value),
    'Write-off': one => one.write_off,
    'Write-off decided': one => wordOf(writeOffWords, one.decision),
    Why: one => one.reason,
    'Asked by': one => one.asked_by,
    Asked: (one, say) => say(one.asked_at),
    'Decided by': one => one.decided_by,
    Decided: (one, say) => say(one.decided_at),
    Collection: one => one.batch,
    'How it leaves': one => wordOf(wayWords, one.way),
    'Goes to': one => one.taker,
    'Planned for': one => one.collect_on,
    'Handed over': (one, say) => say(one.signed_at),
    Ended: (one, say) => say(one.ended_at),
    'Why it did not leave': one => one.out_reason,
  },
};

/** The oldest first. */
export async function disposalPage(db: Tx, schoolId: string, cursor: string | undefined) {
  const rows = await readLines(db, schoolId, readCursor(cursor, place)?.[0] ?? '');
  return pageOf(
    rows,
    atOnce,
    row => row,
    row => [row.id],
  );
}

const readLines = (db: Tx, schoolId: string, after: string) =>
  db
    .selectFrom('disposal_item as item')
    .innerJoin('asset', 'asset.id', 'item.asset_id')
    .innerJoin('write_off', 'write_off.id', 'item.write_off_id')
    .leftJoin('disposal_batch as batch', 'batch.id', 'item.batch_id')
    .leftJoin('disposal_contractor as taker', 'taker.id', 'batch.contractor_id')
    .select(['item.id', 'item.status', 'item.condition', 'item.value', 'item.ended_at', 'item.out_reason'])
    .select(['asset.tag', 'asset.make', 'asset.model', 'asset.serial'])
    .select(['write_off.number as write_off', 'write_off.status as decision', 'write_off.reason'])
    .select(['write_off.asked_by', 'write_off.asked_at', 'write_off.decided_by', 'write_off.decided_at'])
    .select(['batch.number as batch', 'batch.way', 'batch.collect_on', 'batch.signed_at'])
    .select('taker.name as taker')
    .where('item.school_id', '=', schoolId)
    .where('item.id', '>', after)
    .orderBy('item.id')
    .limit(atOnce + 1)
    .execute();
