/** Counting: begins with what should be there, takes what people scan and tick. */
import { randomUUIDv7 } from 'node:crypto';
import type * as z from 'zod';
import type { AssetState } from '../../../shared/assets/states.ts';
import type {
  scanInput,
  scanned,
  stockTakeInput,
  tickInput,
} from '../../../shared/protocol/api/stock-takes.ts';
import { actorsText } from '../approvals/index.ts';
import { tagKey } from '../assets/index.ts';
import type { Context } from '../context.ts';
import { lockSchool, type Tx } from '../database/index.ts';
import { conflict, invalid, notFound } from '../errors.ts';
import type { Caller } from '../route.ts';
import { sayState } from '../schools/index.ts';
import { expectedStates, holdTake, placesOf, type TakeItem, type TakeRecord } from './record.ts';

/** Throws `stock_take.nothing`. */
export async function beginTake(
  context: Context,
  by: Caller,
  { name, places }: z.output<typeof stockTakeInput>,
): Promise<string> {
  const id = randomUUIDv7();
  await context.db.transaction().execute(async tx => {
    await lockSchool(tx, by.schoolId);
    const expected = await tx
      .selectFrom('asset')
      .select(['id', 'tag', 'location'])
      .where('school_id', '=', by.schoolId)
      .where('state', 'in', expectedStates)
      .$if(places.length > 0, q => q.where('location', 'in', places))
      .execute();
    if (expected.length === 0)
      throw conflict(
        'stock_take.nothing',
        places.length === 0
          ? 'The register is empty, so there is nothing to count.'
          : 'Nothing in the register is in these places. Choose others, or write the places of things in the register first.',
        { places: 'Nothing is there' },
      );
    const none = { finished_at: null, finished_by: null, finished_by_id: null };
    await tx
      .insertInto('stock_take')
      .values({
        id,
        school_id: by.schoolId,
        name,
        places: JSON.stringify(places),
        status: 'open',
        started_at: context.now(),
        started_by: by.name,
        started_by_id: await actorsText(context, tx, by),
        note: null,
        ...none,
        signed_at: null,
        signed_by: null,
      })
      .execute();
    const rows = expected.map(row => ({
      ...anItem(by.schoolId, id, row),
      expected: 1,
      outcome: 'pending',
      place_found: null,
    }));
    for (let from = 0; from < rows.length; from += 500)
      await tx
        .insertInto('stock_take_item')
        .values(rows.slice(from, from + 500))
        .execute();
    await context.audit.record(tx, by, 'stock_take.begun', {
      subject: id,
      facts: { name, count: expected.length, places: places.join(', ') || 'everywhere' },
    });
  });
  told(context, by);
  return id;
}

const anItem = (
  schoolId: string,
  takeId: string,
  asset: { id: string; tag: string; location: string | null },
) => ({
  id: randomUUIDv7(),
  school_id: schoolId,
  stock_take_id: takeId,
  asset_id: asset.id,
  tag: asset.tag,
  place_before: asset.location,
  how: null,
  seen_at: null,
  seen_by: null,
  seen_by_id: null,
  note: null,
});

export const told = (context: Context, by: Caller) => context.events.nudge(by.schoolId, ['assets']);

/** Where the person stands: said by them, or the only place there is. */
function placeHere(take: TakeRecord, given: string | null): string | null {
  const places = placesOf(take);
  if (given !== null && places.length > 0 && !places.includes(given))
    throw invalid('This place is not part of the stock-take.', { place: 'Choose one of its places' });
  return given ?? (places.length === 1 ? (places[0] ?? null) : null);
}

type Scanned = z.output<typeof scanned>;

/** Takes whatever a label says. An unknown code is kept too: it may be a label that nothing has yet. */
export async function scanCode(
  context: Context,
  by: Caller,
  id: string,
  input: z.output<typeof scanInput>,
): Promise<Scanned> {
  const answer = await context.db.transaction().execute(async tx => {
    await lockSchool(tx, by.schoolId);
    const take = await holdTake(tx, by.schoolId, id, ['open']);
    const place = placeHere(take, input.place);
    const said = await recognise(context, tx, by, take, tagOf(input.code), place);
    await tx
      .insertInto('stock_take_scan')
      .values({
        id: randomUUIDv7(),
        school_id: by.schoolId,
        stock_take_id: id,
        code: input.code,
        place,
        outcome: said.outcome,
        scanned_at: context.now(),
        scanned_by: by.name,
      })
      .execute();
    return said;
  });
  told(context, by);
  return answer;
}

/** A label of ours holds the tag alone; a link that ends in one is understood too. */
const tagOf = (code: string) => /\/a\/([^/?#]+)$/.exec(code)?.[1] ?? code;

async function recognise(
  context: Context,
  tx: Tx,
  by: Caller,
  take: TakeRecord,
  tag: string,
  place: string | null,
): Promise<Scanned> {
  const asset = await tx
    .selectFrom('asset')
    .select(['id', 'tag', 'location', 'state'])
    .where('school_id', '=', by.schoolId)
    .where('tag_key', '=', tagKey(tag))
    .executeTakeFirst();
  if (asset === undefined)
    return { outcome: 'unknown', tag: null, words: `${tag.slice(0, 60)} is not in the register` };
  const item = await tx
    .selectFrom('stock_take_item')
    .selectAll()
    .where('stock_take_id', '=', take.id)
    .where('asset_id', '=', asset.id)
    .executeTakeFirst();
  if (item === undefined) {
    const added = {
      ...anItem(by.schoolId, take.id, asset),
      expected: 0,
      outcome: 'unexpected',
      place_found: place,
    };
    await tx.insertInto('stock_take_item').values(added).execute();
    await markSeen(context, tx, by, added, 'scan', place);
    return { outcome: 'unexpected', tag: asset.tag, words: await sayUnexpected(tx, by.schoolId, asset) };
  }
  const again = item.seen_at !== null;
  const outcome = await markSeen(context, tx, by, item, 'scan', place);
  if (again) return { outcome: 'again', tag: asset.tag, words: `${asset.tag} was seen already` };
  return {
    outcome,
    tag: asset.tag,
    words: outcome === 'moved' ? `${asset.tag} belongs in ${item.place_before}` : `${asset.tag} found`,
  };
}

async function sayUnexpected(
  tx: Tx,
  schoolId: string,
  { tag, location, state }: { tag: string; location: string | null; state: string },
) {
  if (!expectedStates.includes(state as AssetState))
    return `${tag} is “${await sayState(tx, schoolId, state as AssetState)}” in the register`;
  return location === null ? `${tag} has no place in the register` : `${tag} belongs in ${location}`;
}

async function markSeen(
  context: Context,
  tx: Tx,
  by: Caller,
  item: Pick<TakeItem, 'id' | 'expected' | 'place_before'>,
  how: 'scan' | 'tick',
  place: string | null,
): Promise<'found' | 'moved' | 'unexpected'> {
  const elsewhere = place !== null && place !== item.place_before;
  const outcome = item.expected === 0 ? 'unexpected' : elsewhere ? 'moved' : 'found';
  await tx
    .updateTable('stock_take_item')
    .set({
      outcome,
      place_found: place ?? item.place_before,
      how,
      seen_at: context.now(),
      seen_by: by.name,
      seen_by_id: await actorsText(context, tx, by),
    })
    .where('id', '=', item.id)
    .execute();
  return outcome;
}

/** By eye, or taken back. What was never expected and is not there after all is taken out again. */
export async function tickItem(
  context: Context,
  by: Caller,
  id: string,
  { itemId, seen, place }: z.output<typeof tickInput>,
): Promise<void> {
  await context.db.transaction().execute(async tx => {
    await lockSchool(tx, by.schoolId);
    const take = await holdTake(tx, by.schoolId, id, ['open']);
    const item = await tx
      .selectFrom('stock_take_item')
      .selectAll()
      .where('stock_take_id', '=', id)
      .where('id', '=', itemId)
      .executeTakeFirst();
    if (item === undefined) throw notFound('stock_take_item');
    if (seen) await markSeen(context, tx, by, item, 'tick', placeHere(take, place ?? item.place_before));
    else if (item.expected === 0) await tx.deleteFrom('stock_take_item').where('id', '=', itemId).execute();
    else
      await tx
        .updateTable('stock_take_item')
        .set({
          outcome: 'pending',
          place_found: null,
          how: null,
          seen_at: null,
          seen_by: null,
          seen_by_id: null,
        })
        .where('id', '=', itemId)
        .execute();
  });
  told(context, by);
}
