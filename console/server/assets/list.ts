/** The register as a list: sorted, filtered, searched and paged by the database. */
import { sql } from 'kysely';
import * as z from 'zod';
import { type FieldName, fieldNames, fields } from '../../../shared/assets/fields.ts';
import { kinds } from '../../../shared/assets/kinds.ts';
import { type StateWords, standardWords } from '../../../shared/assets/state-words.ts';
import { assetStates } from '../../../shared/assets/states.ts';
import type { AssetHistoryEntry, AssetRow, assetQuery } from '../../../shared/protocol/api/assets.ts';
import {
  type Database,
  pageOf,
  readCursor,
  searchPatterns,
  type Tx,
  totalOf,
  writeCursor,
} from '../database/index.ts';
import { invalid } from '../errors.ts';
import { readSchool } from '../schools/index.ts';
import { presentRow, readKnown } from './present.ts';

type Query = z.output<typeof assetQuery>;

/** What each order compares; never null, or a page would end in the middle. */
const sorts = {
  tag: { by: sql`asset.tag_order`, usual: 'asc' },
  location: { by: sql`lower(coalesce(asset.location, ''))`, usual: 'asc' },
  state: { by: sql`asset.state`, usual: 'asc' },
  bought: { by: sql`coalesce(asset.purchase_date, '')`, usual: 'desc' },
  changed: { by: sql`asset.updated_at`, usual: 'desc' },
} as const;

const place = z.tuple([z.string(), z.string(), z.union([z.string(), z.number()]), z.string()]);

export async function listAssets(db: Tx, schoolId: string, query: Query) {
  const { by, usual } = sorts[query.sort];
  const direction = query.direction ?? usual;
  const after = readCursor(query.cursor, place);
  if (after !== undefined && (after[0] !== query.sort || after[1] !== direction))
    throw invalid(
      'The list is now in another order. Start again from its first page.',
      undefined,
      'cursor.invalid',
    );
  const narrowed = narrowing(schoolId, query);
  const beyond = sql.raw(direction === 'asc' ? '>' : '<');
  const found = await db
    .selectFrom('asset')
    .selectAll('asset')
    .select(sql<string | number>`${by}`.as('place'))
    .where(narrowed)
    .$if(after !== undefined, q =>
      q.where(sql<boolean>`(${by}, asset.id) ${beyond} (${after?.[2]}, ${after?.[3]})`),
    )
    .orderBy(by, direction)
    .orderBy('asset.id', direction)
    .limit(query.limit + 1)
    .execute();
  const shown = found.slice(0, query.limit);
  const known = await readKnown(db, shown);
  const last = shown.at(-1);
  const more = found.length > query.limit && last !== undefined;
  return {
    items: shown.map(row => presentRow(row, known.get(row.device_id ?? ''))),
    next: more ? writeCursor([query.sort, direction, last.place, last.id]) : null,
    total: await totalOf(found, query, () => count(db, narrowed)),
  };
}

/** These assets as pages show them, by id; those that are not there are absent. */
export async function readAssetRows(
  db: Tx,
  schoolId: string,
  ids: readonly string[],
): Promise<Map<string, AssetRow>> {
  if (ids.length === 0) return new Map();
  const found = await db
    .selectFrom('asset')
    .selectAll()
    .where('id', 'in', ids)
    .execute()
    // Not asked of the database: SQLite would rather read all that the school has than look up each.
    .then(rows => rows.filter(row => row.school_id === schoolId));
  const known = await readKnown(db, found);
  return new Map(found.map(row => [row.id, presentRow(row, known.get(row.device_id ?? ''))]));
}

/** "Trolley 3", "LENOVO ThinkPad L14" or "Laptop". */
export function sayWhat({ name, make, model, kind }: Pick<AssetRow, 'name' | 'make' | 'model' | 'kind'>) {
  return name ?? ([make, model].filter(part => part !== null).join(' ') || kinds[kind].words);
}

function narrowing(schoolId: string, query: Query) {
  const conditions = [sql`asset.school_id = ${schoolId}`];
  for (const name of ['state', 'kind', 'location', 'holder'] as const)
    if (query[name] !== undefined) conditions.push(sql`${sql.ref(`asset.${name}`)} = ${query[name]}`);
  if (query.device === 'none') conditions.push(sql`asset.device_id is null`);
  else if (query.device === 'linked') conditions.push(sql`asset.device_id is not null`);
  else if (query.device !== undefined) conditions.push(sql`asset.device_id = ${query.device}`);
  for (const like of searchPatterns(query.search))
    conditions.push(
      sql`(asset.search_text like ${like} escape '!' or exists (select 1 from device
        where device.id = asset.device_id and device.search_text like ${like} escape '!'))`,
    );
  return sql<boolean>`${sql.join(conditions, sql` and `)}`;
}

async function count(db: Tx, narrowed: ReturnType<typeof narrowing>): Promise<number> {
  const counted = await db
    .selectFrom('asset')
    .select(eb => eb.fn.countAll<number>().as('all'))
    .where(narrowed)
    .executeTakeFirstOrThrow();
  return Number(counted.all);
}

const mostChoices = 300;

/** What is in use, in its order. */
export async function readChoices(db: Tx, schoolId: string) {
  const inUse = async (column: 'location' | 'holder' | 'supplier' | 'funding') => {
    const found = await db
      .selectFrom('asset')
      .select(column)
      .distinct()
      .where('school_id', '=', schoolId)
      .where(column, 'is not', null)
      .orderBy(column)
      .limit(mostChoices)
      .execute();
    return found.map(row => String(row[column]));
  };
  return {
    locations: await inUse('location'),
    holders: await inUse('holder'),
    suppliers: await inUse('supplier'),
    funding: await inUse('funding'),
  };
}

const moment = z.tuple([z.number(), z.string()]);

/** Every change of one asset, newest first, its states in the words that the school has for them today. */
export async function readHistory(
  db: Tx,
  schoolId: string,
  assetId: string,
  query: { cursor?: string | undefined; limit: number },
) {
  const after = readCursor(query.cursor, moment);
  const { stateWords } = await readSchool(db, schoolId);
  const found = await db
    .selectFrom('asset_history')
    .selectAll()
    .where('asset_id', '=', assetId)
    .$if(after !== undefined, q => q.where(sql<boolean>`(at, id) < (${after?.[0]}, ${after?.[1]})`))
    .orderBy('at', 'desc')
    .orderBy('id', 'desc')
    .limit(query.limit + 1)
    .execute();
  return pageOf(
    found,
    query.limit,
    row => historyEntry(row, stateWords),
    row => [row.at, row.id],
  );
}

/** The history keeps the standard words of states, and says those that the school has today. */
export function historyEntry(row: Database['asset_history'], words: StateWords): AssetHistoryEntry {
  const ofState = row.field === 'state' || row.field === 'created';
  const say = (kept: string | null) => {
    const state = ofState ? assetStates.find(one => standardWords[one] === kept) : undefined;
    return state === undefined ? kept : words[state];
  };
  return {
    id: row.id,
    at: row.at,
    by: row.by_name,
    origin: row.origin === 'import' ? 'import' : 'hand',
    what: whatWords(row.field),
    before: say(row.before),
    after: say(row.after),
    note: row.note,
  };
}

function whatWords(field: string): string {
  if (field === 'created') return 'Entered in the register';
  if (field === 'state') return 'State';
  if (field === 'device') return 'Device';
  if (field === 'mistake') return 'Taken out, entered by mistake';
  if (field === 'put_back') return 'Put back in the register';
  return fieldNames.includes(field as FieldName) ? fields[field as FieldName].words : field;
}
