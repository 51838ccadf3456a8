/**
 * That there is no storage in a thing. Of what never had any, one person's word is enough. Of what keeps data, was lent
 * or had storage on its list, it would let a disk go unseen: a second person agrees to it.
 */
import * as z from 'zod';
import { type ApprovalKind, askApproval, withdrawAbout } from '../approvals/index.ts';
import { sayWhat } from '../assets/index.ts';
import type { Context } from '../context.ts';
import { lockSchool, type Tx } from '../database/index.ts';
import { conflict } from '../errors.ts';
import type { Caller } from '../route.ts';
import { needsSecond, type ReadItem } from './facts.ts';
import { holdItem } from './items.ts';

export const noStorageKind: ApprovalKind<{ itemId: string }> = {
  kind: 'no-storage',
  permission: 'disposals.approve',
  stepUp: false,
  waitsMs: 28 * 24 * 3600_000,
  alone: 'refuse',
  read: payload => z.object({ itemId: z.string() }).parse(payload),
  async approved(context, tx, asked, by) {
    const item = await holdItem(tx, asked.schoolId, asked.payload.itemId);
    const words = { reason: asked.reason, by: asked.askedBy.name, agreedBy: by.name };
    await keepWord(context, tx, by, item, words);
    return {
      sentence: `“${item.facts.tag}” is listed as a thing without storage. That ends as soon as storage is added.`,
      after: () => context.events.nudge(asked.schoolId, ['disposals']),
    };
  },
  about: asked => ({ label: 'The thing', to: `/disposals/items/${asked.subject}` }),
};

/** Throws `storage.listed`, `approval.nobody`, `approval.waits_already`. */
export async function sayNone(context: Context, by: Caller, itemId: string, reason: string): Promise<void> {
  await context.db.transaction().execute(async tx => {
    await lockSchool(tx, by.schoolId);
    const item = await holdItem(tx, by.schoolId, itemId);
    refuseListed(item);
    if (!needsSecond(item)) return keepWord(context, tx, by, item, { reason, by: by.name, agreedBy: null });
    await askApproval(context, tx, by, noStorageKind, {
      subject: itemId,
      title: `${item.facts.tag} has no storage in it`,
      lines: linesOf(item),
      reason,
      payload: { itemId },
    });
  });
  context.events.nudge(by.schoolId, ['disposals']);
}

function linesOf({ asset, storage, facts, heldData }: ReadItem): string[] {
  const serial = asset.serial === null ? 'no serial number known' : `serial ${asset.serial}`;
  return [
    `“${facts.tag}” (${sayWhat(asset)}, ${serial}) would leave as a thing without storage: nothing of it is wiped or destroyed, and no certificate is asked for.`,
    ...(heldData ? ['It was lent, so protected data may have been on it.'] : []),
    ...storage.map(({ row }) => {
      const read =
        row.origin === 'agent' ? `read by ${row.noted_by} itself` : `written down by ${row.noted_by}`;
      return `On its list, and said not to be in it: ${row.name}, ${row.serial === null ? 'serial not known' : `serial ${row.serial}`}, ${read}. ${row.left_out_by}: ${row.left_out}.`;
    }),
    'Look into it yourself before you agree. The pack names both of you.',
  ];
}

function refuseListed({ storage, facts }: ReadItem): void {
  if (storage.some(one => one.row.left_out === null))
    throw conflict(
      'storage.listed',
      `There is storage on the list of “${facts.tag}”. Leave that out first, with its reason.`,
    );
}

interface Word {
  reason: string;
  by: string;
  agreedBy: string | null;
}

async function keepWord(context: Context, tx: Tx, by: Caller, item: ReadItem, word: Word): Promise<void> {
  refuseListed(item);
  const set = { no_storage: word.reason, no_storage_by: word.by, no_storage_agreed_by: word.agreedBy };
  await tx.updateTable('disposal_item').set(set).where('id', '=', item.row.id).execute();
  const says = word.agreedBy === null ? '' : `, says ${word.by}, and ${word.agreedBy} agrees`;
  const facts = { tag: item.facts.tag, what: `has no storage${says}: ${word.reason}` };
  await context.audit.record(tx, by, 'disposal.storage_changed', { subject: item.row.id, facts });
}

/** There is storage in it, so nobody's word that there is none holds any longer. */
export async function endNone(context: Context, tx: Tx, by: Asker, itemId: string): Promise<void> {
  const set = { no_storage: null, no_storage_by: null, no_storage_agreed_by: null };
  await tx.updateTable('disposal_item').set(set).where('id', '=', itemId).execute();
  await withdrawNone(context, tx, by, itemId, 'Storage was found in it');
}

type Asker = Pick<Caller, 'schoolId' | 'id' | 'name'>;

export const withdrawNone = (context: Context, tx: Tx, by: Asker, itemId: string, because: string) =>
  withdrawAbout(context, tx, by, noStorageKind, { subject: itemId, because });
