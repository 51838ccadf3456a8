/**
 * The moment at the van: the list is complete, both have looked at every thing, the contractor accepts in writing what it
 * takes over. What was signed is frozen as text with its hash; the devices leave the console in the same transaction.
 */
import { createHash } from 'node:crypto';
import type * as z from 'zod';
import { missingToLeave } from '../../../shared/disposals/missing.ts';
import { itemMay } from '../../../shared/disposals/steps.ts';
import { reuseAcceptance } from '../../../shared/disposals/ways.ts';
import { canonicalJson } from '../../../shared/json.ts';
import type { handoverInput } from '../../../shared/protocol/api/disposal-inputs.ts';
import { moveAsset } from '../assets/index.ts';
import type { Context } from '../context.ts';
import type { Tx } from '../database/index.ts';
import { restand } from '../devices/index.ts';
import { conflict } from '../errors.ts';
import type { Caller } from '../route.ts';
import { holdBatch, type ReadBatch } from './batches.ts';
import { refuseIncomplete } from './incomplete.ts';
import { receiptOf } from './manifest.ts';
import { readRules } from './rules.ts';

type Input = z.output<typeof handoverInput>;

export const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

/** Throws `disposal.incomplete` with everything that is missing, `handover.unseen`. */
export async function signHandover(context: Context, by: Caller, id: string, input: Input): Promise<void> {
  const gone = await context.db.transaction().execute(async tx => {
    const batch = await holdBatch(context, tx, by.schoolId, id, ['gathering']);
    refuseIncomplete(batch, missingToLeave(batch.facts), 'cannot leave yet');
    refuseUnseen(batch, input.seen);
    const rules = await readRules(tx, by.schoolId);
    const acceptance = batch.facts.way === 'collected' ? rules.acceptance : reuseAcceptance;
    const receipt = canonicalJson(await receiptOf(tx, batch, { ...input, acceptance, at: context.now() }));
    const hash = sha256(receipt);
    const set = { status: 'collected', receipt, receipt_hash: hash, signed_at: context.now() };
    await tx.updateTable('disposal_batch').set(set).where('id', '=', id).execute();
    await collect(context, tx, by, batch);
    const facts = {
      number: batch.row.number,
      items: batch.items.length,
      received: `${input.receivedBy} (${input.receivedRole}) of ${batch.contractor.name}`,
      handed: input.handedBy,
      hash: hash.slice(0, 16),
    };
    await context.audit.record(tx, by, 'disposal.handed_over', { subject: id, facts });
    return removeDevices(context, tx, by, batch);
  });
  context.events.nudge(by.schoolId, ['disposals', 'assets', 'devices', 'device', 'queue'], gone);
  // Whoever is connected is told at once; all others when they next ask, and then they delete their keys.
  for (const deviceId of gone)
    context.presence.refuse(deviceId, {
      code: 'removed',
      message: 'This device was handed over for disposal.',
      retryAfterMs: null,
    });
}

function refuseUnseen({ items }: ReadBatch, seen: readonly string[]): void {
  const unseen = items.filter(item => !seen.includes(item.row.id)).map(item => `“${item.facts.tag}”`);
  if (unseen.length === 0 && seen.length === items.length) return;
  if (unseen.length === 0)
    throw conflict(
      'handover.other_list',
      'The list has changed since it was opened. Load the page again and tick what is there now.',
    );
  throw conflict(
    'handover.unseen',
    `Not ticked on the list yet: ${unseen.join(', ')}. Look at each thing and tick it.`,
    {
      seen: 'Tick everything',
    },
  );
}

async function collect(context: Context, tx: Tx, by: Caller, { row, items }: ReadBatch): Promise<void> {
  for (const item of items) {
    if (!itemMay(item.facts.state, 'collected')) continue;
    await tx
      .updateTable('disposal_item')
      .set({ status: 'collected' })
      .where('id', '=', item.row.id)
      .execute();
    await moveAsset(context, tx, by, item.row.asset_id, {
      to: 'collected',
      note: `Collection ${row.number}`,
      given: {},
    });
  }
}

/** No secret of the school's leaves with a machine (P-10): a removed device deletes its keys at its next contact. */
async function removeDevices(context: Context, tx: Tx, by: Caller, { items }: ReadBatch): Promise<string[]> {
  const devices = items.flatMap(({ asset }) =>
    asset.device === null || asset.device.removed ? [] : [asset.device],
  );
  await restand(
    tx,
    context.now(),
    devices.map(({ id }) => ({ id, set: { status: 'removed' } })),
  );
  for (const { id, name } of devices)
    await context.audit.record(tx, by, 'device.removed', {
      subject: id,
      facts: { name, notMet: 0, unknown: 0 },
    });
  return devices.map(({ id }) => id);
}
