/** Asking for things to be written off, and the second person's answer. */

import { randomUUIDv7 } from 'node:crypto';
import * as z from 'zod';
import { type AssetState, goneStates, isStep } from '../../../shared/assets/states.ts';
import { type Ask, askWords } from '../../../shared/disposals/ways.ts';
import type { AssetRow } from '../../../shared/protocol/api/assets.ts';
import type { writeOffInput } from '../../../shared/protocol/api/disposal-inputs.ts';
import { type ApprovalKind, askApproval } from '../approvals/index.ts';
import { moveAsset, readAssetRows } from '../assets/index.ts';
import type { Context } from '../context.ts';
import { lockSchool, type Tx } from '../database/index.ts';
import { conflict, invalid } from '../errors.ts';
import type { Caller } from '../route.ts';
import { readStateSayer, readToday, sayState } from '../schools/index.ts';
import type { ItemRecord } from './facts.ts';
import { takeOffBooks, waitsForMinute } from './gone.ts';
import { findWriteOff, type WriteOffRecord, whyTheyAgree } from './governors.ts';
import { listInside } from './inside.ts';
import { itemRows } from './items.ts';
import { askNoLonger } from './left-out.ts';
import { nextNumber } from './numbers.ts';
import { bookValues } from './values.ts';
import { linesOf, readBeside, things } from './write-off-lines.ts';

type Input = z.output<typeof writeOffInput>;

const waitsMs = 28 * 24 * 3600_000;

export const writeOffKind: ApprovalKind<{ writeOffId: string }> = {
  kind: 'write-off',
  permission: 'disposals.approve',
  stepUp: false,
  waitsMs,
  alone: 'refuse',
  read: payload => z.object({ writeOffId: z.string() }).parse(payload),
  async approved(context, tx, asked, by) {
    const row = await findWriteOff(tx, asked.schoolId, asked.payload.writeOffId);
    const items = await itemRows(tx, asked.schoolId, { writeOffId: row.id });
    await decide(context, tx, row, 'approved', by.name);
    await refuseUnfit(
      tx,
      asked.schoolId,
      items.map(item => item.asset_id),
      row.way as Ask,
      row.id,
    );
    if (row.way === 'gone') return agreedGone(context, tx, by, row, items.length);
    for (const item of items) await makeReady(context, tx, by, row, item);
    await listInside(
      context,
      tx,
      by,
      items.map(item => item.id),
    );
    return {
      sentence: `${things(items.length)} may go. They are “${await sayState(tx, asked.schoolId, 'awaiting_disposal')}” now, and nothing leaves before its storage is dealt with.`,
      after: () => context.events.nudge(asked.schoolId, ['disposals', 'assets']),
    };
  },
  async ended(context, tx, asked, how) {
    const row = await findWriteOff(tx, asked.schoolId, asked.payload.writeOffId);
    await decide(context, tx, row, how, null);
    const set = { status: 'out', ended_at: context.now(), out_reason: 'The write-off was not approved' };
    await tx.updateTable('disposal_item').set(set).where('write_off_id', '=', row.id).execute();
    for (const item of await itemRows(tx, asked.schoolId, { writeOffId: row.id }))
      await askNoLonger(context, tx, asked.askedBy, item.id, 'It does not leave');
    context.events.nudge(asked.schoolId, ['disposals']);
  },
  about: asked => ({ label: 'The write-off', to: `/disposals/write-offs/${asked.subject}` }),
};

/** The governors’ minute may have come before the second person’s yes, or comes after it. */
async function agreedGone(context: Context, tx: Tx, by: Caller, row: WriteOffRecord, count: number) {
  const waits = waitsForMinute({ ...row, status: 'approved' });
  if (!waits) await takeOffBooks(context, tx, by, row);
  return {
    sentence: waits
      ? 'Agreed. They come off the books when the governors’ minute is entered.'
      : `${things(count)} ${count === 1 ? 'is' : 'are'} off the books. What turns up again goes back in stock in the register.`,
    after: () => context.events.nudge(row.school_id, ['disposals', 'assets']),
  };
}

async function decide(context: Context, tx: Tx, row: WriteOffRecord, status: string, by: string | null) {
  const set = { status, decided_at: context.now(), decided_by: by };
  await tx.updateTable('write_off').set(set).where('id', '=', row.id).execute();
}

async function makeReady(
  context: Context,
  tx: Tx,
  by: Caller,
  row: WriteOffRecord,
  item: ItemRecord,
): Promise<void> {
  const note = `Write-off ${row.number}: ${row.reason}`.slice(0, 1000);
  await moveAsset(context, tx, by, item.asset_id, { to: 'awaiting_disposal', note, given: {} });
  const set = { status: 'approved', ready_from: context.now() };
  await tx.updateTable('disposal_item').set(set).where('id', '=', item.id).execute();
}

/** Throws 409 with each asset that cannot be written off now and why, `approval.nobody`. */
export async function askWriteOff(
  context: Context,
  by: Caller,
  input: Input,
): Promise<{ id: string; sentence: string }> {
  const ids = [...new Set(input.items.map(item => item.assetId))];
  if (ids.length < input.items.length)
    throw invalid('An asset is on the list twice.', { items: 'Each asset once' });
  const today = await readToday(context.db, by.schoolId, context.now());
  const asked = await context.db.transaction().execute(async tx => {
    await lockSchool(tx, by.schoolId);
    refuseUnpriced(input);
    const assets = await refuseUnfit(tx, by.schoolId, ids, input.way);
    const values = await bookValues(tx, by.schoolId, ids, today);
    const row = await newWriteOff(context, tx, by, input, values, assets.length);
    await tx.insertInto('write_off').values(row).execute();
    const items = input.items.map(item => newItem(row, item, values.get(item.assetId) ?? null));
    await tx.insertInto('disposal_item').values(items).execute();
    await listInside(
      context,
      tx,
      by,
      items.map(item => item.id),
    );
    const opened = await askApproval(context, tx, by, writeOffKind, {
      subject: row.id,
      title: `Write off ${assets.length === 1 ? `“${assets[0]?.tag}”` : `${assets.length} things`}`,
      lines: linesOf(row, assets, input, await readBeside(tx, by.schoolId, ids)),
      reason: input.reason,
      payload: { writeOffId: row.id },
    });
    await tx.updateTable('write_off').set({ approval_id: opened.id }).where('id', '=', row.id).execute();
    const facts = {
      number: row.number,
      tags: assets
        .map(one => one.tag)
        .join(', ')
        .slice(0, 800),
      reason: input.reason,
    };
    await context.audit.record(tx, by, 'disposal.asked', { subject: row.id, facts });
    return { id: row.id, sentence: opened.sentence };
  });
  context.events.nudge(by.schoolId, ['disposals', 'approvals']);
  return asked;
}

/** What is sold has a price before somebody agrees to it. */
function refuseUnpriced({ way, items }: Input): void {
  const unpriced = items.flatMap((item, at) =>
    way === 'sold' && item.price === null ? [[`items.${at}.price`, 'Write what it is to cost']] : [],
  );
  if (unpriced.length > 0)
    throw invalid(
      'Say what each thing is sold for: the second person agrees to that too.',
      Object.fromEntries(unpriced),
    );
}

async function newWriteOff(
  context: Context,
  tx: Tx,
  by: Caller,
  input: Input,
  values: ReadonlyMap<string, number>,
  count: number,
): Promise<WriteOffRecord> {
  const value = [...values.values()].reduce((sum, one) => sum + one, 0);
  const unvalued = count - values.size;
  const why = await whyTheyAgree(tx, by.schoolId, { value, unvalued, now: context.now() });
  return {
    id: randomUUIDv7(),
    school_id: by.schoolId,
    number: await nextNumber(tx, by.schoolId, 'write_off'),
    status: 'waiting',
    reason: input.reason,
    personal_data: input.personalData,
    way: input.way,
    value,
    unvalued,
    governors: Number(why !== null),
    governors_why: why,
    governors_minute: null,
    governors_on: null,
    governors_by: null,
    approval_id: null,
    asked_at: context.now(),
    asked_by: by.name,
    decided_at: null,
    decided_by: null,
  };
}

const newItem = (row: WriteOffRecord, item: Input['items'][number], value: number | null): ItemRecord => ({
  id: randomUUIDv7(),
  school_id: row.school_id,
  write_off_id: row.id,
  asset_id: item.assetId,
  batch_id: null,
  status: 'requested',
  condition: item.condition,
  value,
  price: row.way === 'sold' ? item.price : null,
  no_storage: null,
  no_storage_by: null,
  no_storage_agreed_by: null,
  out_reason: null,
  ready_from: null,
  ended_at: null,
  ...{ freed_at: null, freed_by: null, freed_note: null, freed_seats: null },
});

/** Throws one error that names every asset that cannot go now, with what to do. `own`: the request that they are in. */
async function refuseUnfit(
  tx: Tx,
  schoolId: string,
  ids: readonly string[],
  way: Ask,
  own = '',
): Promise<AssetRow[]> {
  const assets = await readAssetRows(tx, schoolId, ids);
  const say = await readStateSayer(tx, schoolId);
  const busy = await tx
    .selectFrom('disposal_item')
    .innerJoin('write_off', 'write_off.id', 'disposal_item.write_off_id')
    .select(['asset_id', 'number', 'disposal_item.status'])
    .where('asset_id', 'in', ids)
    .where('write_off_id', '!=', own)
    .where('disposal_item.status', '!=', 'out')
    .execute();
  const wrong = ids.flatMap(id => {
    const asset = assets.get(id);
    if (asset === undefined) return ['One of them is not in the register'];
    // What was written off as lost and turned up may be written off again.
    const back = (one: (typeof busy)[number]) => one.status === 'gone' && !goneStates.includes(asset.state);
    const other = busy.find(one => one.asset_id === id && !back(one));
    const why =
      other === undefined ? whyUnfit(asset.state, way, say) : `is in write-off ${other.number} already`;
    return why === undefined ? [] : [`“${asset.tag}” ${why}`];
  });
  if (wrong.length > 0) throw conflict('disposal.unfit', `${wrong.join('. ')}.`, { items: wrong.join('. ') });
  return ids.flatMap(id => assets.get(id) ?? []);
}

function whyUnfit(state: AssetState, way: Ask, say: (state: AssetState) => string): string | undefined {
  if (way === 'gone')
    return goneStates.includes(state)
      ? undefined
      : `is “${say(state)}”. Say first in the register that it is lost or stolen`;
  if (goneStates.includes(state))
    return `is “${say(state)}”. Choose “${askWords.gone.toLowerCase()}”, in a request of its own`;
  if (state === 'quarantined')
    return 'is quarantined as evidence: nobody writes it off before it is let go in the register';
  if (state === 'awaiting_disposal' || isStep(state, 'awaiting_disposal')) return undefined;
  const first = state === 'on_loan' ? '. Take it back first' : '. Put it in stock first';
  return `is “${say(state)}”${first}`;
}
