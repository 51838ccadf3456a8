/**
 * That storage on the list is not in the thing. It leaves without a wipe and without a certificate, so one person's word
 * is too little, also where other drives of the same thing are wiped.
 */
import * as z from 'zod';
import { type ApprovalKind, askApproval, withdrawAbout } from '../approvals/index.ts';
import { sayWhat } from '../assets/index.ts';
import type { Context } from '../context.ts';
import { lockSchool, type Tx } from '../database/index.ts';
import { conflict } from '../errors.ts';
import type { Caller } from '../route.ts';
import type { ReadItem } from './facts.ts';
import { holdStorage } from './items.ts';
import { withdrawNone } from './no-storage.ts';
import type { StorageRecord } from './storage.ts';

export const leftOutKind: ApprovalKind<{ storageId: string; itemId: string }> = {
  kind: 'storage-left-out',
  permission: 'disposals.approve',
  stepUp: false,
  waitsMs: 28 * 24 * 3600_000,
  alone: 'refuse',
  read: payload => z.object({ storageId: z.string(), itemId: z.string() }).parse(payload),
  async approved(context, tx, asked, by) {
    const { storage, item } = await holdListed(tx, asked.schoolId, asked.payload.storageId);
    const set = { left_out: asked.reason, left_out_by: asked.askedBy.name, left_out_agreed_by: by.name };
    await tx.updateTable('disposal_storage').set(set).where('id', '=', storage.id).execute();
    const { tag } = item.facts;
    const what = `${sayStorage(storage)} is not in it, says ${asked.askedBy.name}, and ${by.name} agrees: ${asked.reason}`;
    await context.audit.record(tx, by, 'disposal.storage_changed', {
      subject: item.row.id,
      facts: { tag, what },
    });
    return {
      sentence: `${sayStorage(storage)} is left out of “${tag}”. Its page and the pack go on naming it, with both of you.`,
      after: () => context.events.nudge(asked.schoolId, ['disposals']),
    };
  },
  about: asked => ({ label: 'The thing', to: `/disposals/items/${asked.payload.itemId}` }),
};

/** Throws `storage.left_out`, `approval.nobody`, `approval.waits_already`. */
export async function leaveOut(context: Context, by: Caller, id: string, reason: string): Promise<string> {
  const itemId = await context.db.transaction().execute(async tx => {
    await lockSchool(tx, by.schoolId);
    const { storage, item } = await holdListed(tx, by.schoolId, id);
    await askApproval(context, tx, by, leftOutKind, {
      subject: id,
      title: `${storage.name} is not in ${item.facts.tag}`,
      lines: linesOf(storage, item),
      reason,
      payload: { storageId: id, itemId: item.row.id },
    });
    return item.row.id;
  });
  context.events.nudge(by.schoolId, ['disposals']);
  return itemId;
}

async function holdListed(tx: Tx, schoolId: string, id: string) {
  const found = await holdStorage(tx, schoolId, id);
  if (found.storage.left_out !== null) throw conflict('storage.left_out', 'It is left out already.');
  return found;
}

export const sayStorage = ({ name, serial }: StorageRecord) =>
  `${name}, ${serial === null ? 'serial not known' : `serial ${serial}`}`;

function linesOf(storage: StorageRecord, { asset, facts, storage: all }: ReadItem): string[] {
  const read =
    storage.origin === 'agent' ? `read by ${storage.noted_by} itself` : `written down by ${storage.noted_by}`;
  const others = all.filter(({ row }) => row.id !== storage.id && row.left_out === null);
  return [
    `“${facts.tag}” (${sayWhat(asset)}) would leave without anything being said of this storage: it is neither wiped nor destroyed, and no certificate is asked for.`,
    `${sayStorage(storage)}, ${read}.`,
    others.length === 0
      ? 'Nothing else is on its list.'
      : `On its list besides: ${others.map(({ row }) => sayStorage(row)).join('; ')}.`,
    'Look into it yourself before you agree. The pack names both of you. Until it is collected, storage can be put back on the list.',
  ];
}

type Asker = Pick<Caller, 'schoolId' | 'id' | 'name'>;

/** Nobody is asked any longer what is in a thing that stays. */
export async function askNoLonger(
  context: Context,
  tx: Tx,
  by: Asker,
  itemId: string,
  because: string,
): Promise<void> {
  await withdrawNone(context, tx, by, itemId, because);
  const rows = await tx.selectFrom('disposal_storage').select('id').where('item_id', '=', itemId).execute();
  for (const { id } of rows) await withdrawAbout(context, tx, by, leftOutKind, { subject: id, because });
}
