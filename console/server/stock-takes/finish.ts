/** How a stock-take ends: finished by who counted, signed by somebody who did not, or withdrawn. */

import type { AssetState } from '../../../shared/assets/states.ts';
import { actorsText, stopTelling, tellSecond, whyNot } from '../approvals/index.ts';
import { moveAsset } from '../assets/index.ts';
import type { Context } from '../context.ts';
import { lockSchool, type Tx } from '../database/index.ts';
import { conflict } from '../errors.ts';
import type { Caller } from '../route.ts';
import { told } from './count.ts';
import { expectedStates, holdTake, type TakeRecord } from './record.ts';

async function within(context: Context, by: Caller, run: (tx: Tx) => Promise<void>): Promise<void> {
  await context.db.transaction().execute(async tx => {
    await lockSchool(tx, by.schoolId);
    await run(tx);
  });
  told(context, by);
}

async function count(tx: Tx, takeId: string): Promise<Record<string, number>> {
  const rows = await tx
    .selectFrom('stock_take_item')
    .select('outcome')
    .select(eb => eb.fn.countAll<number>().as('all'))
    .where('stock_take_id', '=', takeId)
    .groupBy('outcome')
    .execute();
  return Object.fromEntries(rows.map(row => [row.outcome, Number(row.all)]));
}

/** Whatever nobody has seen is missing from now on. */
export const finishTake = (context: Context, by: Caller, id: string, note: string) =>
  within(context, by, async tx => {
    const take = await holdTake(tx, by.schoolId, id, ['open']);
    await setOutcome(tx, id, 'pending', 'missing');
    await tx
      .updateTable('stock_take')
      .set({
        status: 'finished',
        note: note || null,
        finished_at: context.now(),
        finished_by: by.name,
        finished_by_id: await actorsText(context, tx, by),
      })
      .where('id', '=', id)
      .execute();
    const writers = [await actorsText(context, tx, by), take.started_by_id, ...(await counters(tx, id))];
    await tellSecond(context, tx, {
      // Whoever counted on after it was finished once, asks anew.
      ...{ schoolId: by.schoolId, id: `${id} ${context.now()}`, permission: 'stock_takes.sign' },
      ...{ path: `/stock-takes/${id}`, title: `The stock-take “${take.name}” waits to be signed` },
      ...{ writers: writers.filter(one => one !== null), askedBy: by.name, expiresAt: null },
    });
    const found = await count(tx, id);
    await context.audit.record(tx, by, 'stock_take.finished', {
      subject: id,
      facts: {
        name: take.name,
        found: (found.found ?? 0) + (found.moved ?? 0),
        missing: found.missing ?? 0,
        unexpected: found.unexpected ?? 0,
      },
    });
  });

async function setOutcome(tx: Tx, takeId: string, from: string, to: string): Promise<void> {
  await tx
    .updateTable('stock_take_item')
    .set({ outcome: to })
    .where('stock_take_id', '=', takeId)
    .where('outcome', '=', from)
    .execute();
}

/** While nobody has signed, counting can go on. */
export const reopenTake = (context: Context, by: Caller, id: string) =>
  within(context, by, async tx => {
    const take = await holdTake(tx, by.schoolId, id, ['finished']);
    await setOutcome(tx, id, 'missing', 'pending');
    await tx
      .updateTable('stock_take')
      .set({ status: 'open', finished_at: null, finished_by: null, finished_by_id: null })
      .where('id', '=', id)
      .execute();
    await stopTelling(tx, by.schoolId, id);
    await context.audit.record(tx, by, 'stock_take.reopened', { subject: id, facts: { name: take.name } });
  });

export const withdrawTake = (context: Context, by: Caller, id: string) =>
  within(context, by, async tx => {
    const take = await holdTake(tx, by.schoolId, id, ['open', 'finished']);
    await tx.updateTable('stock_take').set({ status: 'withdrawn' }).where('id', '=', id).execute();
    await stopTelling(tx, by.schoolId, id);
    await context.audit.record(tx, by, 'stock_take.withdrawn', { subject: id, facts: { name: take.name } });
  });

async function counters(db: Tx, takeId: string): Promise<(string | null)[]> {
  const rows = await db
    .selectFrom('stock_take_item')
    .select('seen_by_id')
    .distinct()
    .where('stock_take_id', '=', takeId)
    .execute();
  return rows.map(row => row.seen_by_id);
}

/** Undefined when this person has no part in the counting. */
export async function whyNotSign(
  at: Pick<Context, 'now'>,
  db: Tx,
  take: TakeRecord,
  by: Caller,
): Promise<string | undefined> {
  if (take.status !== 'finished') return 'It is signed once it is finished.';
  const own = [take.finished_by_id, take.started_by_id].map(text => text?.split(' ')[0]);
  if (own.includes(by.id)) return 'You began or finished it, so somebody else signs.';
  const counted = await counters(db, take.id);
  if (counted.some(text => text?.split(' ')[0] === by.id))
    return 'You counted some of it yourself, so somebody else signs.';
  const writers = [take.started_by_id, take.finished_by_id, ...counted].filter(one => one !== null);
  return (await whyNot(at, db, by, 'stock_takes.sign', writers)) ?? undefined;
}

/** Finished ones that wait for this person's name, oldest first. */
export async function takesToSign(
  context: Pick<Context, 'db' | 'now'>,
  by: Caller,
): Promise<Pick<TakeRecord, 'id' | 'name' | 'finished_by'>[]> {
  const finished = await context.db
    .selectFrom('stock_take')
    .selectAll()
    .where('school_id', '=', by.schoolId)
    .where('status', '=', 'finished')
    .orderBy('finished_at')
    .limit(20)
    .execute();
  const theirs: TakeRecord[] = [];
  for (const take of finished)
    if ((await whyNotSign(context, context.db, take, by)) === undefined) theirs.push(take);
  return theirs;
}

/** The register takes over where things were found. Throws `stock_take.own`. */
export const signTake = (context: Context, by: Caller, id: string) =>
  within(context, by, async tx => {
    const take = await holdTake(tx, by.schoolId, id, ['finished']);
    const not = await whyNotSign(context, tx, take, by);
    if (not !== undefined) throw conflict('stock_take.own', not);
    const moved = await movePlaces(context, tx, by, take);
    await tx
      .updateTable('stock_take')
      .set({ status: 'signed', signed_at: context.now(), signed_by: by.name })
      .where('id', '=', id)
      .execute();
    await stopTelling(tx, by.schoolId, id);
    await context.audit.record(tx, by, 'stock_take.signed', {
      subject: id,
      facts: { name: take.name, moved },
    });
  });

async function movePlaces(context: Context, tx: Tx, by: Caller, take: TakeRecord): Promise<number> {
  const items = await tx
    .selectFrom('stock_take_item')
    .innerJoin('asset', 'asset.id', 'stock_take_item.asset_id')
    .select(['asset.id', 'asset.state', 'asset.location', 'place_before', 'place_found'])
    .where('stock_take_id', '=', take.id)
    .where('outcome', 'in', ['moved', 'unexpected'])
    .execute();
  let moved = 0;
  for (const item of items) {
    const { place_found: place, state } = item;
    // What somebody has moved since, or what is not ours to move, stays as the register has it.
    const since = item.location !== item.place_before;
    if (place === null || place === item.location || since || !expectedStates.includes(state as AssetState))
      continue;
    await moveAsset(context, tx, by, item.id, {
      to: state as AssetState,
      note: `Found there in the stock-take “${take.name}”`,
      given: { location: place },
    });
    moved += 1;
  }
  return moved;
}
