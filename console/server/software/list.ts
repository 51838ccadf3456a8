/** Titles as a list: ordered, filtered, searched and paged by the database, from rows that are kept current. */
import { sql } from 'kysely';
import * as z from 'zod';
import type { TitleRow, titleQuery } from '../../../shared/protocol/api/software.ts';
import { pageOf, readCursor, saysAll, type Tx } from '../database/index.ts';
import { invalid } from '../errors.ts';
import { presentSupport } from './present.ts';

type Query = z.output<typeof titleQuery>;

/** Each ends in the id and goes one way, so that an index gives a page. */
const sorts = {
  matter: { by: ['matter', 'devices', 'software_id'], direction: 'desc' },
  name: { by: ['name_order', 'software_id'], direction: 'asc' },
  devices: { by: ['devices', 'software_id'], direction: 'desc' },
  firstSeen: { by: ['first_seen_at', 'software_id'], direction: 'desc' },
} as const;

const place = z.tuple([z.string()], z.union([z.string(), z.number()]));

export async function listTitles(db: Tx, schoolId: string, query: Query, today: string) {
  const { by, direction } = sorts[query.sort];
  const after = readCursor(query.cursor, place);
  if (after !== undefined && (after[0] !== query.sort || after.length !== by.length + 1))
    throw invalid(
      'The list is now in another order. Start again from its first page.',
      undefined,
      'cursor.invalid',
    );
  const narrowed = narrowing(schoolId, query, today);
  const beyond = sql.raw(direction === 'asc' ? '>' : '<');
  const columns = sql.join(by.map(name => sql.ref(`catalogue_title.${name}`)));
  let asked = db.selectFrom('catalogue_title').selectAll('catalogue_title').where(narrowed);
  if (after !== undefined)
    asked = asked.where(sql<boolean>`(${columns}) ${beyond} (${sql.join(after.slice(1))})`);
  for (const name of by) asked = asked.orderBy(`catalogue_title.${name}`, direction);
  const found = await asked.limit(query.limit + 1).execute();
  const versions = await versionsOf(
    db,
    found.map(row => row.software_id),
  );
  const counted = await db
    .selectFrom('catalogue_title')
    .select(eb => eb.fn.countAll<number>().as('all'))
    .where(narrowed)
    .executeTakeFirstOrThrow();
  const page = pageOf(
    found,
    query.limit,
    (row): TitleRow => ({
      id: row.software_id,
      name: row.name,
      publisher: row.publisher,
      source: row.source,
      devices: row.devices,
      ...versionFacts(versions.get(row.software_id) ?? []),
      firstSeenAt: row.first_seen_at,
      support: presentSupport(row, today),
      open: row.open,
      grave: row.grave,
      exploited: row.exploited,
      toCheck: row.to_check,
      owner: row.owner,
      seats: row.seats,
    }),
    row => [query.sort, ...by.map(name => row[name])],
  );
  return { ...page, total: Number(counted.all) };
}

type Installed = { version: string; package: string | null };

/** How many versions there are, the only one, and whether advisories could name any of them. */
export function versionFacts(installed: readonly Installed[]) {
  const versions = [...new Set(installed.map(({ version }) => version))];
  return {
    versions: versions.length,
    version: versions.length === 1 ? (versions[0] ?? null) : null,
    covered: installed.some(one => one.package !== null),
  };
}

/** The versions of the titles on one page. */
async function versionsOf(db: Tx, ids: readonly string[]): Promise<Map<string, Installed[]>> {
  if (ids.length === 0) return new Map();
  const found = await db
    .selectFrom('software_version')
    .select(['software_id', 'version', 'package'])
    .distinct()
    .where('software_id', 'in', ids)
    .where('devices', '>', 0)
    .execute();
  return Map.groupBy(found, row => row.software_id);
}

function narrowing(schoolId: string, query: Query, today: string) {
  // The plus keeps the planner from this column’s index, so that the list’s own order gives the page.
  const conditions = [sql`catalogue_title.school_id = ${schoolId}`, sql`+catalogue_title.devices > 0`];
  const show = shows[query.show](today);
  if (show !== undefined) conditions.push(show);
  if (query.source !== undefined) conditions.push(sql`catalogue_title.source = ${query.source}`);
  conditions.push(saysAll(query.search, sql`catalogue_title.search_text`));
  return sql<boolean>`${sql.join(conditions, sql` and `)}`;
}

/** People's own computers that have a title; its id follows. */
export const ownDevicesWith = sql`from device_software
  join software_counted on software_counted.device_id = device_software.device_id
  join device on device.id = device_software.device_id
  join device_group on device_group.id = device.group_id and device_group.own_devices = 1
  where device_software.software_id = `;

const shows: Record<Query['show'], (today: string) => ReturnType<typeof sql> | undefined> = {
  all: () => undefined,
  vulnerable: () => sql`catalogue_title.open > 0`,
  to_check: () => sql`catalogue_title.to_check > 0`,
  unsupported: today => sql`catalogue_title.support_ends_on < ${today}`,
  /** Of those that hold personal data: everything else would be every title. */
  no_assessment: () => sql`catalogue_title.personal_data = 'yes' and catalogue_title.assessed_on is null`,
  no_dpia: () => sql`catalogue_title.personal_data = 'yes' and catalogue_title.dpia is null`,
  review_due: today => sql`catalogue_title.review_on < ${today}`,
  over_seats: () => sql`catalogue_title.seats < catalogue_title.devices`,
  on_own_devices: () =>
    sql`catalogue_title.school_only = 1 and exists (select 1 ${ownDevicesWith} catalogue_title.software_id)`,
};
