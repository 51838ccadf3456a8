/** Weaknesses as a list, one of them whole, the devices it is on, and the figures over all. */
import { sql } from 'kysely';
import * as z from 'zod';
import type {
  VulnerabilitySummary,
  vulnerabilityQuery,
} from '../../../shared/protocol/api/vulnerabilities.ts';
import { releaseOfEcosystem } from '../../../shared/vulnerabilities/ecosystems.ts';
import type { Context } from '../context.ts';
import { pageOf, readCursor, rows, saysAll, type Tx } from '../database/index.ts';
import { notFound } from '../errors.ts';
import { packagesOfTitle, releasesInFleet } from '../software/index.ts';
import { feeds, readDaily } from './feeds.ts';
import { lastReadAt, listImports } from './imports.ts';
import { lastFetched } from './look-after.ts';
import type { Affected } from './match.ts';
import { presentRow, type Row } from './present.ts';
import { openStandings } from './standing.ts';

type Query = z.output<typeof vulnerabilityQuery>;
interface Page {
  cursor?: string | undefined;
  limit: number;
}

const place = z.tuple([z.number(), z.number(), z.string()]);

/** What matters most first. */
export async function listVulnerabilities(db: Tx, schoolId: string, query: Query, now: number) {
  const after = readCursor(query.cursor, place);
  const narrowed = await narrowing(db, schoolId, query, now);
  const found = await db
    .selectFrom('vulnerability')
    .selectAll()
    .where(narrowed)
    .$if(after !== undefined, q =>
      q.where(sql<boolean>`(matter, devices, id) < (${after?.[0]}, ${after?.[1]}, ${after?.[2]})`),
    )
    .orderBy('matter', 'desc')
    .orderBy('devices', 'desc')
    .orderBy('id', 'desc')
    .limit(query.limit + 1)
    .execute();
  const counted = await db
    .selectFrom('vulnerability')
    .select(eb => eb.fn.countAll<number>().as('all'))
    .where(narrowed)
    .executeTakeFirstOrThrow();
  const page = pageOf(found, query.limit, presentRow, row => [row.matter, row.devices, row.id]);
  return { ...page, total: Number(counted.all) };
}

const standingsOf: Record<Exclude<Query['show'], 'all' | 'open' | 'overdue'>, string[]> = {
  to_check: ['to_check'],
  accepted: ['accepted'],
  not_affected: ['not_affected'],
  fixed: ['fixed', 'withdrawn'],
};

/** Word for word as the index of open ones says it, so that both databases know that it is about the same rows. */
const isOpen = sql`standing in ('undecided', 'planned')`;

async function narrowing(db: Tx, schoolId: string, query: Query, now: number) {
  const conditions = [sql`school_id = ${schoolId}`];
  if (query.show === 'open' || query.show === 'overdue') conditions.push(isOpen);
  else if (query.show !== 'all') conditions.push(sql`standing in (${sql.join(standingsOf[query.show])})`);
  if (query.show === 'overdue') conditions.push(overdue(now));
  if (query.severity !== undefined) conditions.push(sql`severity = ${query.severity}`);
  if (query.title !== undefined) {
    const packages = await packagesOfTitle(db, schoolId, query.title);
    conditions.push(packages.length === 0 ? sql`1 = 0` : sql`package in (${sql.join(packages)})`);
    conditions.push(sql`affected like ${`%"${query.title.replace(/[^\w-]/g, '')}"%`}`);
  }
  conditions.push(saysAll(query.search, sql`search_text`));
  return sql<boolean>`${sql.join(conditions, sql` and `)}`;
}

/** Beyond the 14 days, beyond the day that CISA set, or beyond the day by which it was to be mended. */
function overdue(now: number) {
  const today = new Date(now).toISOString().slice(0, 10);
  return sql`(due_at < ${now} or exploited_due_on < ${today} or (standing = 'planned' and decision_until < ${today}))`;
}

/** Throws `vulnerability.not_found`. */
export async function findVulnerability(db: Tx, schoolId: string, id: string): Promise<Row> {
  const row = await db
    .selectFrom('vulnerability')
    .selectAll()
    .where('id', '=', id)
    .where('school_id', '=', schoolId)
    .executeTakeFirst();
  if (row === undefined) throw notFound('vulnerability');
  return row;
}

const byName = z.tuple([z.string(), z.string(), z.string()]);
const columns = { software_id: 'text', version: 'text', release: 'text' } as const;

/** Devices with any of the affected versions, by name. */
export async function listAffected(db: Tx, row: Row, query: Page) {
  const after = readCursor(query.cursor, byName);
  const values = (JSON.parse(row.affected) as Affected[]).map(one => ({
    software_id: one.softwareId,
    version: one.version,
    release: one.release,
  }));
  const beyond =
    after === undefined ? sql`true` : sql`(device.name_order, device.id, software.id) > (${sql.join(after)})`;
  const found = await sql<{
    id: string;
    name: string;
    name_order: string;
    group_name: string;
    title: string;
    software_id: string;
    version: string;
  }>`select device.id, device.name, device.name_order, device_group.name as group_name, software.name as title,
      software.id as software_id, v.version
    from ${rows(db, columns, values)} join device_software on device_software.software_id = v.software_id
    and device_software.version = v.version and device_software.school_id = ${row.school_id}
    join software_counted on software_counted.device_id = device_software.device_id
    and software_counted.release = v.release
    join software on software.id = v.software_id join device on device.id = device_software.device_id
    join device_group on device_group.id = device.group_id
    where ${beyond} order by device.name_order, device.id, software.id limit ${query.limit + 1}`.execute(db);
  return pageOf(
    found.rows,
    query.limit,
    one => ({ id: one.id, name: one.name, group: one.group_name, title: one.title, version: one.version }),
    one => [one.name_order, one.id, one.software_id],
  );
}

const dayMs = 24 * 3600_000;

export async function readSummary(context: Context, schoolId: string): Promise<VulnerabilitySummary> {
  const { db, now } = context;
  const at = now();
  const counted = await sql<{
    standing: string;
    all: number;
    oldest: number;
    late: number;
    exploited: number;
  }>`select standing, count(*) as "all", min(first_seen_at) as oldest,
    sum(case when ${overdue(at)} then 1 else 0 end) as late,
    sum(case when exploited_due_on is null then 0 else 1 end) as exploited
    from vulnerability where school_id = ${schoolId} group by standing`.execute(db);
  const open = counted.rows.filter(row => (openStandings as readonly string[]).includes(row.standing));
  const sum = (rows: typeof counted.rows, name: 'all' | 'late' | 'exploited') =>
    rows.reduce((total, row) => total + Number(row[name]), 0);
  const standing = (name: string) =>
    sum(
      counted.rows.filter(row => row.standing === name),
      'all',
    );
  return {
    open: sum(open, 'all'),
    overdue: sum(open, 'late'),
    exploited: sum(open, 'exploited'),
    toCheck: standing('to_check'),
    accepted: standing('accepted'),
    ...(await timeToFix(db, schoolId, at)),
    oldestSeenAt: open.length === 0 ? null : Math.min(...open.map(row => Number(row.oldest))),
    coverage: await coverageOf(db, schoolId),
    feeds: await feedsOf(context, schoolId),
    lastImport: (await listImports(db, schoolId, { limit: 1 })).items[0] ?? null,
    lastReadAt: await lastReadAt(db, schoolId),
  };
}

/** From when it was first seen here until no device had it any more; taken-back advisories do not count. */
async function timeToFix(db: Tx, schoolId: string, now: number) {
  const fixed = sql`from vulnerability where school_id = ${schoolId} and standing = 'fixed'
    and fixed_at >= ${now - 365 * dayMs}`;
  const counted = await sql<{ all: number }>`select count(*) as "all" ${fixed}`.execute(db);
  const fixedInYear = Number(counted.rows[0]?.all ?? 0);
  if (fixedInYear === 0) return { fixedInYear, medianDaysToFix: null };
  const middle = await sql<{ took: number }>`select fixed_at - first_seen_at as took ${fixed}
    order by took limit 1 offset ${Math.floor((fixedInYear - 1) / 2)}`.execute(db);
  return { fixedInYear, medianDaysToFix: Math.round((Number(middle.rows[0]?.took ?? 0) / dayMs) * 10) / 10 };
}

async function coverageOf(db: Tx, schoolId: string): Promise<VulnerabilitySummary['coverage']> {
  const fleet = await releasesInFleet(db, schoolId);
  const products = await db
    .selectFrom('exploited')
    .select('cve')
    .where('school_id', '=', schoolId)
    .limit(1)
    .execute();
  const covered = [];
  for (const { release, devices } of fleet) {
    if (release === 'windows' || release === 'macos')
      covered.push({
        release,
        devices,
        how: products.length > 0 ? ('products' as const) : ('not_read' as const),
      });
    else if (releaseOfEcosystem(release) === undefined)
      covered.push({ release, devices, how: 'none' as const });
    else {
      const read = await db
        .selectFrom('advisory_package')
        .select('name')
        .where('school_id', '=', schoolId)
        .where('release', '=', release)
        .limit(1)
        .execute();
      covered.push({
        release,
        devices,
        how: read.length > 0 ? ('versions' as const) : ('not_read' as const),
      });
    }
  }
  return covered;
}

async function feedsOf(context: Context, schoolId: string): Promise<VulnerabilitySummary['feeds']> {
  const daily = await readDaily(context.db);
  const times = await lastFetched(context, schoolId);
  return (['debian', 'ubuntu', 'exploited'] as const).map(feed => ({
    feed,
    ...feeds[feed],
    daily: daily.includes(feed),
    lastAt: times.get(feed) ?? null,
  }));
}
