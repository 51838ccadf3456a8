/** Everything that was ever to leave, thing by thing, as a spreadsheet: on its way out, gone, or kept after all. */
import * as z from 'zod';
import { itemWords, writeOffWords } from '../../../shared/disposals/steps.ts';
import { wayWords } from '../../../shared/disposals/ways.ts';
import type { Contractor } from '../../../shared/protocol/api/disposals.ts';
import { pageOf, readCursor, type Tx } from '../database/index.ts';
import type { SheetOf } from '../sheets/index.ts';
import { type NamedThing, named, thingRows } from './list.ts';

const atOnce = 200;
const place = z.tuple([z.string().max(60)]);

const pounds = (pence: number | null) => (pence === null ? null : pence / 100);
const wordOf = (words: Record<string, string>, key: string | null) =>
  key === null ? null : (words[key] ?? key);

export const disposalSheet: SheetOf<NamedThing> = {
  name: 'disposals',
  columns: {
    'Asset tag': one => one.asset.tag,
    Make: one => one.asset.make,
    Model: one => one.asset.model,
    'Serial number': one => one.asset.serial,
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
  const rows = await thingRows(db, schoolId)
    .where('item.id', '>', readCursor(cursor, place)?.[0] ?? '')
    .orderBy('item.id')
    .limit(atOnce + 1)
    .execute();
  return pageOf(
    await named(db, schoolId, rows),
    atOnce,
    row => row,
    row => [row.id],
  );
}

export const contractorSheet: SheetOf<Contractor> = {
  name: 'contractors',
  columns: {
    Company: one => one.name,
    Contact: one => one.contact,
    'Carrier registration': one => one.carrierNumber,
    'Carrier until': one => one.carrierUntil,
    Permit: one => one.permit,
    'Permit until': one => one.permitUntil,
    'Agreement from': one => one.agreementOn,
    'Agreement until': one => one.agreementUntil,
    Certification: one => one.certification,
    'Guarantee of': one => one.guaranteeOn,
    'Checked on': one => one.checkedOn,
    'Checked by': one => one.checkedBy,
    'Nothing may be given because': one => one.problems.join('; '),
    'Soon runs out': one => one.soon.join('; '),
    Collections: one => one.batches,
    Ended: one => (one.ended ? 'yes' : 'no'),
  },
};
