/** Entering what was looked at, and withdrawing what was entered wrongly. Nothing is ever changed or deleted. */
import { randomUUIDv7 } from 'node:crypto';
import type * as z from 'zod';
import { checkWords, sayResult } from '../../../shared/assets/checks.ts';
import { sayDay } from '../../../shared/assets/dates.ts';
import { closedStates } from '../../../shared/assets/states.ts';
import type { AssetCheck, assetCheckInput } from '../../../shared/protocol/api/asset-checks.ts';
import { refuseClosed, tagKey } from '../assets/index.ts';
import type { Context } from '../context.ts';
import { type Database, lockSchool, type Tx } from '../database/index.ts';
import { conflict, invalid, notFound } from '../errors.ts';
import type { Caller } from '../route.ts';
import { readToday } from '../schools/index.ts';

type Row = Database['asset_check'];

/** Throws 400 with the tags that nothing has, so that none of a batch is entered without the others. */
export async function enterChecks(
  context: Context,
  by: Caller,
  given: z.output<typeof assetCheckInput>,
): Promise<number> {
  const { kind, doneOn, result, nextOn, doneBy } = given;
  const today = await readToday(context.db, by.schoolId, context.now());
  if (doneOn > today) throw invalid('It cannot have been done yet.', { doneOn: 'This day has not come yet' });
  if (nextOn !== null && nextOn <= doneOn)
    throw invalid('It would be due before it was done.', { nextOn: 'Choose a later day' });
  return context.db.transaction().execute(async tx => {
    await lockSchool(tx, by.schoolId);
    const assets = await findTagged(tx, by.schoolId, given.tags);
    const rows = assets.map(({ id }) => ({
      ...{ id: randomUUIDv7(), school_id: by.schoolId, asset_id: id, kind, result, is_last: 0 },
      ...{ done_on: doneOn, done_by: doneBy, note: given.note || null, next_on: nextOn },
      ...{ noted_at: context.now(), noted_by: by.name },
      ...{ withdrawn_at: null, withdrawn_by: null, withdrawn_why: null },
    }));
    for (const row of rows) await tx.insertInto('asset_check').values(row).execute();
    for (const { id } of assets) await settleLast(tx, id, kind);
    const [first] = assets;
    await context.audit.record(tx, by, 'check.entered', {
      subject: assets.length === 1 && first !== undefined ? first.id : by.schoolId,
      facts: {
        what: checkWords[kind].words.toLowerCase(),
        tags: sayTags(assets.map(one => one.tag)),
        result: sayResult(kind, result).toLowerCase(),
        on: sayDay(doneOn),
      },
    });
    return assets.length;
  });
}

/** "GP-001, GP-002 and 30 more" */
function sayTags(tags: readonly string[]): string {
  const shown = tags.slice(0, 20).join(', ');
  return tags.length > 20 ? `${shown} and ${tags.length - 20} more` : shown;
}

async function findTagged(tx: Tx, schoolId: string, tags: readonly string[]) {
  const keys = new Map(tags.map(tag => [tagKey(tag), tag]));
  const found = await tx
    .selectFrom('asset')
    .select(['id', 'tag', 'tag_key', 'state'])
    .where('school_id', '=', schoolId)
    .where('tag_key', 'in', [...keys.keys()])
    .orderBy('tag_order')
    .execute();
  const known = new Set(found.map(row => row.tag_key));
  const strange = [...keys].filter(([key]) => !known.has(key)).map(([, tag]) => tag);
  const refuse = (problem: string, some: readonly string[]) => {
    throw invalid(
      `${problem}: ${sayTags(some)}. Nothing was entered. Mend or leave out these, then send it again.`,
      { tags: `${problem}: ${sayTags(some)}` },
      'check.tags',
    );
  };
  if (strange.length > 0) refuse('Nothing in the register has this tag', strange);
  const over = found.filter(row => (closedStates as readonly string[]).includes(row.state));
  if (over.length > 0)
    refuse(
      'No longer the school’s',
      over.map(row => row.tag),
    );
  return found;
}

/** The newest that holds counts; of one day, the one that was entered last. */
async function settleLast(tx: Tx, assetId: string, kind: string): Promise<void> {
  const of = tx.updateTable('asset_check').where('asset_id', '=', assetId).where('kind', '=', kind);
  await of.set({ is_last: 0 }).where('is_last', '=', 1).execute();
  const last = await tx
    .selectFrom('asset_check')
    .select('id')
    .where('asset_id', '=', assetId)
    .where('kind', '=', kind)
    .where('withdrawn_at', 'is', null)
    .orderBy('done_on', 'desc')
    .orderBy('noted_at', 'desc')
    .orderBy('id', 'desc')
    .executeTakeFirst();
  if (last !== undefined) await of.set({ is_last: 1 }).where('id', '=', last.id).execute();
}

/** The entry stays readable with its reason; the one before counts again. Throws `check.not_found`, `check.withdrawn`, `asset.closed`. */
export async function withdrawCheck(context: Context, by: Caller, id: string, why: string): Promise<void> {
  await context.db.transaction().execute(async tx => {
    await lockSchool(tx, by.schoolId);
    const row = await tx
      .selectFrom('asset_check')
      .innerJoin('asset', 'asset.id', 'asset_check.asset_id')
      .selectAll('asset_check')
      .select(['asset.tag', 'asset.state'])
      .where('asset_check.school_id', '=', by.schoolId)
      .where('asset_check.id', '=', id)
      .executeTakeFirst();
    if (row === undefined) throw notFound('check');
    if (row.withdrawn_at !== null) throw conflict('check.withdrawn', 'This entry is withdrawn already.');
    await refuseClosed(tx, row);
    await tx
      .updateTable('asset_check')
      .set({ withdrawn_at: context.now(), withdrawn_by: by.name, withdrawn_why: why })
      .where('id', '=', id)
      .execute();
    await settleLast(tx, row.asset_id, row.kind);
    const what = checkWords[row.kind as AssetCheck['kind']].words.toLowerCase();
    const facts = { what, tag: row.tag, on: sayDay(row.done_on), because: why };
    await context.audit.record(tx, by, 'check.withdrawn', { subject: row.asset_id, facts });
  });
}

const mostShown = 200;

/** Newest first. */
export async function listChecks(db: Tx, assetId: string): Promise<{ items: AssetCheck[]; next: null }> {
  const rows = await db
    .selectFrom('asset_check')
    .selectAll()
    .where('asset_id', '=', assetId)
    .orderBy('done_on', 'desc')
    .orderBy('noted_at', 'desc')
    .orderBy('id', 'desc')
    .limit(mostShown)
    .execute();
  return { items: rows.map(present), next: null };
}

function present(row: Row): AssetCheck {
  const { withdrawn_at: at, withdrawn_by: by, withdrawn_why: why } = row;
  return {
    id: row.id,
    kind: row.kind as AssetCheck['kind'],
    doneOn: row.done_on,
    result: row.result as AssetCheck['result'],
    doneBy: row.done_by,
    note: row.note,
    nextOn: row.next_on,
    isLast: row.is_last === 1,
    notedAt: row.noted_at,
    notedBy: row.noted_by,
    withdrawn: at === null ? null : { at, by: by ?? '', why: why ?? '' },
  };
}
