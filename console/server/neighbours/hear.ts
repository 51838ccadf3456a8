/** Takes the event `neighbours.seen`. May be heard more than once. */
import { randomUUIDv7 } from 'node:crypto';
import * as z from 'zod';
import type { Context } from '../context.ts';
import type { Tx } from '../database/index.ts';
import { byOurClock, type Sender } from '../reports/index.ts';

const hash = /^[\w-]{16}$/;
const sighting = /^([\w-]{16})\.(-|[0-9a-f]{6})$/;
const event = z.object({ at: z.int().nonnegative(), facts: z.record(z.string(), z.unknown()) });

export async function heardNeighbours(
  context: Context,
  { deviceId, schoolId, clockOffsetMs }: Sender,
  record: unknown,
): Promise<void> {
  const read = event.safeParse(record);
  if (!read.success) return;
  const { mine, ...seen } = read.data.facts;
  const words = (text: unknown) => (typeof text === 'string' ? text.split(' ') : []);
  const at = byOurClock(read.data.at, clockOffsetMs, context.now());
  const own = words(mine).filter(text => hash.test(text));
  const others = Object.values(seen)
    .flatMap(words)
    .flatMap(text => {
      const [, of, maker] = sighting.exec(text) ?? [];
      return of === undefined || maker === undefined
        ? []
        : [{ hash: of, maker: maker === '-' ? null : maker, isOwn: false }];
    });
  const all = inOneOrder([...own.map(of => ({ hash: of, maker: null, isOwn: true })), ...others]);
  await context.db.transaction().execute(async tx => {
    for (const { isOwn, ...one } of all) {
      const { id } = await upsert(tx, schoolId, { ...one, at });
      if (isOwn)
        await tx.updateTable('neighbour').set({ device_id: deviceId }).where('id', '=', id).execute();
      else
        await tx
          .insertInto('neighbour_sighting')
          .values({ neighbour_id: id, device_id: deviceId, first_at: at, last_at: at })
          .onConflict(clash => clash.columns(['neighbour_id', 'device_id']).doUpdateSet({ last_at: at }))
          .execute();
    }
  });
  context.events.nudge(schoolId, ['devices']);
}

/** Computers of one network tell of the same devices at the same time: rows are held in one order everywhere. */
export const inOneOrder = <T extends { hash: string }>(found: readonly T[]): T[] =>
  found.toSorted((a, b) => (a.hash < b.hash ? -1 : Number(a.hash > b.hash)));

export interface Found {
  hash: string;
  maker: string | null;
  at: number;
  name?: string | undefined;
  address?: string | undefined;
}

/** Enters it, or moves when it was last seen. A list adds what it is called. Of several, `inOneOrder`. */
export async function upsert(
  tx: Tx,
  schoolId: string,
  found: Found,
): Promise<{ id: string; fresh: boolean }> {
  const { hash: of, maker, at, name, address } = found;
  const known = await tx
    .selectFrom('neighbour')
    .select(['id', 'name', 'note', 'address', 'last_seen_at', 'first_seen_at'])
    .where('school_id', '=', schoolId)
    .where('hash', '=', of)
    .executeTakeFirst();
  const called = {
    ...(name !== undefined && { name }),
    ...(address !== undefined && { address }),
    search_text: searchText(name ?? known?.name, address ?? known?.address, maker, known?.note),
  };
  if (known === undefined) {
    const id = randomUUIDv7();
    const entered = await tx
      .insertInto('neighbour')
      .values({
        ...{ id, school_id: schoolId, hash: of, maker, name: null, address: null },
        ...{ first_seen_at: at, last_seen_at: at, device_id: null, asset_id: null },
        ...{ decision: 'open', note: '', decided_by: null, decided_at: null },
        ...called,
      })
      .onConflict(clash => clash.columns(['school_id', 'hash']).doNothing())
      .returning('id')
      .executeTakeFirst();
    // Another computer entered it meanwhile.
    return entered === undefined ? upsert(tx, schoolId, found) : { id, fresh: true };
  }
  await tx
    .updateTable('neighbour')
    .set({
      ...called,
      ...(maker !== null && { maker }),
      first_seen_at: Math.min(known.first_seen_at, at),
      last_seen_at: Math.max(known.last_seen_at, at),
    })
    .where('id', '=', known.id)
    .execute();
  return { id: known.id, fresh: false };
}

export const searchText = (...texts: (string | null | undefined)[]) =>
  texts
    .filter(text => text !== null && text !== undefined && text !== '')
    .join(' ')
    .toLowerCase()
    .slice(0, 600);
