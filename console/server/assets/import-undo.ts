/** Takes a finished import back, for every row to which nothing was done since; the others stay, and are named. */
import { randomUUIDv7 } from 'node:crypto';
import { sql } from 'kysely';
import * as z from 'zod';
import type { AssetImport, ImportUndone } from '../../../shared/protocol/api/asset-imports.ts';
import type { AssetValues } from '../../../shared/protocol/api/assets.ts';
import type { pageQuery } from '../../../shared/protocol/api/common.ts';
import type { Context } from '../context.ts';
import { lockSchool, pageOf, readCursor, type Tx } from '../database/index.ts';
import { conflict, notFound } from '../errors.ts';
import type { Caller } from '../route.ts';
import { told } from './change.ts';
import { type AssetRecord, changesBetween, columnsOf, tagKey, valuesOf } from './columns.ts';
import { type LetGo, moveOut, standsAgainst } from './mistakes.ts';
import { chunks, linesOf, saveAsset, writeHistory } from './record.ts';

const dayMs = 24 * 3600_000;
/** What rows were before is kept for as long as an import can be undone. */
const undoMs = 30 * dayMs;
const mostNamed = 200;

/** What an import did to one asset; `before` is null for what it entered. */
export interface ImportedRow {
  assetId: string;
  revision: number;
  before: AssetRecord | null;
}

interface Imported {
  file: string;
  at: number;
  rows: readonly ImportedRow[];
}

/** In the import's transaction. What is too old to be undone is forgotten. */
export async function rememberImport(tx: Tx, by: Caller, { file, at, rows }: Imported): Promise<void> {
  const old = tx
    .selectFrom('asset_import')
    .select('id')
    .where('imported_at', '<', at - undoMs);
  await tx.deleteFrom('asset_import_row').where('import_id', 'in', old).execute();
  if (rows.length === 0) return;
  const id = randomUUIDv7();
  const entered = rows.filter(row => row.before === null).length;
  await tx
    .insertInto('asset_import')
    .values({
      ...{ id, school_id: by.schoolId, file, imported_at: at, imported_by: by.name },
      ...{ entered, changed: rows.length - entered, undone_at: null, undone_by: null },
    })
    .execute();
  for (const some of chunks(rows))
    await tx
      .insertInto('asset_import_row')
      .values(
        some.map(({ assetId, revision, before }) => ({
          ...{ import_id: id, school_id: by.schoolId, asset_id: assetId, revision },
          before: before === null ? null : JSON.stringify(beforeOf(before)),
        })),
      )
      .execute();
}

interface Before {
  values: AssetValues;
  holderId: string | null;
  labelPrintedAt: number | null;
}

const beforeOf = (row: AssetRecord): Before => ({
  ...{ values: valuesOf(row), holderId: row.holder_id, labelPrintedAt: row.label_printed_at },
});

const moment = z.tuple([z.number(), z.string()]);

/** Newest first. */
export async function listImports({ db, now }: Context, schoolId: string, query: z.output<typeof pageQuery>) {
  const after = readCursor(query.cursor, moment);
  const found = await db
    .selectFrom('asset_import')
    .selectAll()
    .where('school_id', '=', schoolId)
    .$if(after !== undefined, q => q.where(sql<boolean>`(imported_at, id) < (${after?.[0]}, ${after?.[1]})`))
    .orderBy('imported_at', 'desc')
    .orderBy('id', 'desc')
    .limit(query.limit + 1)
    .execute();
  const oldest = now() - undoMs;
  return pageOf(
    found,
    query.limit,
    (row): AssetImport => ({
      ...{ id: row.id, file: row.file, at: row.imported_at, by: row.imported_by },
      ...{ entered: row.entered, changed: row.changed },
      undone: row.undone_at === null ? null : { at: row.undone_at, by: row.undone_by ?? '' },
      undoableUntil: row.undone_at === null && row.imported_at >= oldest ? row.imported_at + undoMs : null,
    }),
    row => [row.imported_at, row.id],
  );
}

/** Throws `asset_import.not_found`, `asset_import.undone`, `asset_import.old`. */
export async function undoImport(
  context: Context,
  by: Caller,
  id: string,
  letGo: LetGo,
): Promise<ImportUndone> {
  const at = context.now();
  const answer = await context.db.transaction().execute(async tx => {
    await lockSchool(tx, by.schoolId);
    const done = await tx
      .selectFrom('asset_import')
      .selectAll()
      .where('school_id', '=', by.schoolId)
      .where('id', '=', id)
      .executeTakeFirst();
    if (done === undefined) throw notFound('asset_import');
    if (done.undone_at !== null)
      throw conflict('asset_import.undone', `${done.undone_by} has undone this import already.`);
    if (done.imported_at < at - undoMs)
      throw conflict(
        'asset_import.old',
        'An import can be undone for 30 days. Take out what was entered by mistake on its own page.',
      );
    const { entered, changed, stay } = await sortRows(tx, id);
    const because = `The import of “${done.file}” was undone`;
    await moveOut(tx, by, entered, { because, at, letGo });
    const back = await putValuesBack(tx, by, changed, because, at);
    const stayed = [...stay, ...back.stay];
    await tx
      .updateTable('asset_import')
      .set({ undone_at: at, undone_by: by.name })
      .where('id', '=', id)
      .execute();
    await tx.deleteFrom('asset_import_row').where('import_id', '=', id).execute();
    const facts = { file: done.file, out: entered.length, back: back.count, stayed: stayed.length };
    await context.audit.record(tx, by, 'asset.import_undone', { subject: id, facts });
    return {
      ...{ takenOut: entered.length, changedBack: back.count, stayed: stayed.length },
      named: stayed.slice(0, mostNamed),
    };
  });
  told(context, by);
  return answer;
}

interface Changed {
  row: AssetRecord;
  before: Before;
}

type Stays = ImportUndone['named'][number];
const changedSince = 'It was changed since';

/** Which can be undone, and why the others stay. What was taken out since is no longer there to undo. */
async function sortRows(tx: Tx, importId: string) {
  const rows = await tx
    .selectFrom('asset_import_row')
    .innerJoin('asset', 'asset.id', 'asset_import_row.asset_id')
    .selectAll('asset')
    .select(['asset_import_row.revision as then', 'asset_import_row.before'])
    .where('import_id', '=', importId)
    .orderBy('asset.tag_order')
    .execute();
  const stay: Stays[] = [];
  const same = rows.filter(row => {
    if (row.revision !== row.then) stay.push({ id: row.id, tag: row.tag, why: changedSince });
    return row.revision === row.then;
  });
  const against = await standsAgainst(
    tx,
    same.flatMap(({ before, ...row }) => (before === null ? [row] : [])),
  );
  const entered: AssetRecord[] = [];
  const changed: Changed[] = [];
  for (const { before, then: _, ...row } of same) {
    const why = against.get(row.id) ?? [];
    if (before !== null) changed.push({ row, before: JSON.parse(before) as Before });
    else if (why.length === 0) entered.push(row);
    else stay.push({ id: row.id, tag: row.tag, why: why.join('. ') });
  }
  return { entered, changed, stay };
}

async function putValuesBack(tx: Tx, by: Caller, all: readonly Changed[], note: string, at: number) {
  const stay: Stays[] = [];
  const people = new Set((await tx.selectFrom('person').select('id').execute()).map(one => one.id));
  const lines: ReturnType<typeof linesOf> = [];
  for (const { row, before } of all) {
    const { values, holderId, labelPrintedAt } = before;
    if (tagKey(values.tag) !== row.tag_key && (await isTaken(tx, row, values.tag))) {
      stay.push({ id: row.id, tag: row.tag, why: `Another thing has the tag “${values.tag}” now` });
      continue;
    }
    const holder_id = holderId !== null && people.has(holderId) ? holderId : null;
    await saveAsset(tx, row, { ...columnsOf(values), holder_id, label_printed_at: labelPrintedAt }, at);
    lines.push(...linesOf(row.id, changesBetween(valuesOf(row), values)).map(line => ({ ...line, note })));
  }
  for (const some of chunks(lines))
    await writeHistory(tx, { schoolId: by.schoolId, name: by.name, at, origin: 'hand' }, some);
  return { count: all.length - stay.length, stay };
}

const isTaken = async (tx: Tx, row: AssetRecord, tag: string) =>
  (await tx
    .selectFrom('asset')
    .select('id')
    .where('school_id', '=', row.school_id)
    .where('tag_key', '=', tagKey(tag))
    .where('id', '!=', row.id)
    .executeTakeFirst()) !== undefined;
