/** Matches what is due: titles whose versions changed, or all of them after an import. In small transactions. */
import { randomUUIDv7 } from 'node:crypto';
import { sql } from 'kysely';
import type { Standing } from '../../../shared/protocol/api/vulnerabilities.ts';
import { products } from '../../../shared/vulnerabilities/products.ts';
import type { Severity } from '../../../shared/vulnerabilities/severity.ts';
import type { Context } from '../context.ts';
import { rows, type Tx } from '../database/index.ts';
import { settle, type TitleFigures, takeDue, type VersionRow, versionsOf } from '../software/index.ts';
import { type ExploitedRow, exploitedBy, productEntries } from './exploited.ts';
import { type Advised, type Affected, asAffected, olderThan, type Weakness, weaknesses } from './match.ts';
import { dueAt, isGrave, matterOf, openStandings, standingOf } from './standing.ts';

const titlesAtOnce = 100;

export const dayOf = (at: number) => new Date(at).toISOString().slice(0, 10);

/** True when anything was due. */
export async function matchPass(context: Pick<Context, 'db' | 'now'>, schoolId: string): Promise<boolean> {
  const { db, now } = context;
  let any = false;
  for (;;) {
    const more = await db.transaction().execute(async tx => {
      const due = await takeDue(tx, schoolId, titlesAtOnce);
      if (due.titles.length === 0) return false;
      const touched = new Set(due.titles);
      const versions = await versionsOf(tx, schoolId, due.packages);
      for (const { software_id } of versions) touched.add(software_id);
      await matchPackages(tx, now(), schoolId, due.packages, versions);
      const figures = await figuresOf(tx, schoolId, due.packages);
      await settle(tx, [...touched], figures, dayOf(now()));
      return due.titles.length === titlesAtOnce;
    });
    if (!more) return any;
    any = true;
  }
}

type VulnerabilityRow = Awaited<ReturnType<typeof knownOf>>[number];

const knownOf = (tx: Tx, schoolId: string, packages: readonly string[]) =>
  tx
    .selectFrom('vulnerability')
    .selectAll()
    .where('school_id', '=', schoolId)
    .where('package', 'in', packages)
    .execute();

async function matchPackages(
  tx: Tx,
  now: number,
  schoolId: string,
  packages: readonly string[],
  versions: readonly VersionRow[],
): Promise<void> {
  if (packages.length === 0) return;
  const known = Map.groupBy(await knownOf(tx, schoolId, packages), row => row.package);
  const installed = Map.groupBy(versions, row => row.package);
  const advised = await advisedOf(tx, schoolId, packages, versions);
  const devices = deviceCounter(tx, schoolId);
  for (const one of packages) {
    const here = installed.get(one) ?? [];
    const before = known.get(one) ?? [];
    const found = one.startsWith('product:')
      ? await questions(tx, schoolId, one, here, before, now)
      : {
          found: weaknesses(here, advised.get(one) ?? []).map(asFound),
          still: stillAdvised(advised.get(one) ?? []),
        };
    const exploited = await exploitedBy(
      tx,
      schoolId,
      found.found.flatMap(({ weakness }) => weakness.cves),
    );
    for (const weakness of found.found)
      await keep(
        tx,
        now,
        schoolId,
        one,
        weakness,
        exploited,
        before,
        await devices(weakness.weakness.affected),
      );
    await close(tx, now, before, found.found, found.still, here.length > 0);
  }
}

interface Found {
  weakness: Weakness;
  /** The catalogue names no version: a person has to say from which on it is safe. */
  asks: boolean;
}
const asFound = (weakness: Weakness): Found => ({ weakness, asks: false });

/** Whether an advisory that is no match now still exists, so that its weakness was mended rather than withdrawn. */
const stillAdvised = (advised: readonly Advised[]) => {
  const keys = new Set(advised.flatMap(one => [one.advisory_id, ...one.cves.split(' ')]));
  return (key: string) => keys.has(key);
};

async function advisedOf(
  tx: Tx,
  schoolId: string,
  packages: readonly string[],
  versions: readonly VersionRow[],
): Promise<Map<string, Advised[]>> {
  const releases = [...new Set(versions.map(row => row.release))];
  const names = packages.map(one => one.slice(one.indexOf(':') + 1));
  if (releases.length === 0) return new Map();
  const found = await tx
    .selectFrom('advisory_package')
    .innerJoin('advisory', join =>
      join.onRef('advisory.id', '=', 'advisory_package.advisory_id').on('advisory.school_id', '=', schoolId),
    )
    .select([
      'advisory_id',
      'cves',
      'summary',
      'severity',
      'score',
      'published_at',
      'release',
      'name',
      'spans',
    ])
    .where('advisory_package.school_id', '=', schoolId)
    .where('release', 'in', releases)
    .where('name', 'in', names)
    .execute();
  return Map.groupBy(
    found,
    ({ release, name }) => `${/^(Debian|Ubuntu):/.test(release) ? 'deb' : 'rpm'}:${name}`,
  );
}

/** Of a product in the catalogue: those answered by a person, and those worth asking about. */
async function questions(
  tx: Tx,
  schoolId: string,
  name: string,
  versions: readonly VersionRow[],
  before: readonly VulnerabilityRow[],
  now: number,
): Promise<{ found: Found[]; still(key: string): boolean }> {
  const { asked, all } = await productEntries(tx, schoolId, name.slice('product:'.length), now);
  const known = new Map(before.map(row => [row.key, row]));
  const found = all.flatMap((entry): Found[] => {
    const safe = known.get(entry.cve)?.safe_version ?? null;
    if (safe === null && !asked.some(({ cve }) => cve === entry.cve)) return [];
    const affected = safe === null ? versions.map(row => asAffected(row, null)) : olderThan(versions, safe);
    return affected.length === 0
      ? []
      : [{ weakness: questionAbout(entry, affected, safe), asks: safe === null }];
  });
  return { found, still: key => all.some(({ cve }) => cve === key) };
}

function questionAbout(entry: ExploitedRow, affected: Affected[], safe: string | null): Weakness {
  const publishedAt = Date.parse(entry.added_on);
  return {
    key: entry.cve,
    advisories: [entry.cve],
    cves: [entry.cve],
    summary: entry.name,
    severity: 'unrated',
    score: null,
    publishedAt,
    fixPublishedAt: safe === null ? null : publishedAt,
    affected,
  };
}

/** Distinct devices with any of the affected versions; asked once for the same versions. */
function deviceCounter(tx: Tx, schoolId: string) {
  const counted = new Map<string, number>();
  const columns = { software_id: 'text', version: 'text', release: 'text' } as const;
  return async (affected: readonly Affected[]): Promise<number> => {
    const values = affected.map(one => ({
      software_id: one.softwareId,
      version: one.version,
      release: one.release,
    }));
    const key = JSON.stringify(values);
    const before = counted.get(key);
    if (before !== undefined) return before;
    const found = await sql<{ devices: number }>`select count(distinct device_software.device_id) as devices
      from ${rows(tx, columns, values)} join device_software on device_software.software_id = v.software_id
      and device_software.version = v.version and device_software.school_id = ${schoolId}
      join software_counted on software_counted.device_id = device_software.device_id
      and software_counted.release = v.release`.execute(tx);
    const devices = Number(found.rows[0]?.devices ?? 0);
    counted.set(key, devices);
    return devices;
  };
}

function titleOf(name: string, affected: readonly Affected[]): string {
  const [kind, plain = ''] = [name.slice(0, name.indexOf(':')), name.slice(name.indexOf(':') + 1)];
  return kind === 'product' ? (products[plain]?.words ?? affected[0]?.name ?? plain) : plain;
}

async function keep(
  tx: Tx,
  now: number,
  schoolId: string,
  name: string,
  { weakness, asks }: Found,
  exploited: ReadonlyMap<string, ExploitedRow>,
  before: readonly VulnerabilityRow[],
  devices: number,
): Promise<void> {
  const known = before.find(row => row.key === weakness.key);
  const listed = weakness.cves.flatMap(cve => exploited.get(cve) ?? []);
  const returned = known?.fixed_at !== undefined && known.fixed_at !== null;
  const decided = returned ? null : (known?.decision ?? null);
  const decision = { decision: decided, decision_until: returned ? null : (known?.decision_until ?? null) };
  const title = titleOf(name, weakness.affected);
  const set = {
    title,
    search_text: `${title} ${weakness.advisories.join(' ')} ${weakness.cves.join(' ')} ${weakness.affected
      .map(one => one.name)
      .slice(0, 20)
      .join(' ')}`.toLowerCase(),
    advisories: JSON.stringify(weakness.advisories),
    summary: weakness.summary,
    severity: weakness.severity,
    score: weakness.score,
    matter: matterOf(weakness.severity, listed.length > 0, weakness.fixPublishedAt !== null),
    standing: standingOf({ ...decision, asks }, dayOf(now)),
    affected: JSON.stringify(weakness.affected),
    devices,
    published_at: weakness.publishedAt,
    fix_published_at: weakness.fixPublishedAt,
    due_at: dueAt(weakness.severity, weakness.fixPublishedAt),
    exploited_due_on: listed.map(one => one.due_on).sort()[0] ?? null,
    ransomware: listed.some(one => one.ransomware === 1) ? 1 : 0,
    ...(returned && { fixed_at: null, first_seen_at: now, ...decision }),
  };
  if (known !== undefined)
    await tx.updateTable('vulnerability').set(set).where('id', '=', known.id).execute();
  else
    await tx
      .insertInto('vulnerability')
      .values({
        id: randomUUIDv7(),
        school_id: schoolId,
        package: name,
        key: weakness.key,
        safe_version: null,
        first_seen_at: now,
        fixed_at: null,
        decision: null,
        decision_until: null,
        decision_reason: null,
        decided_at: null,
        decided_by: null,
        revision: 1,
        ...set,
      })
      .execute();
}

/** What was a weakness and is none any longer: mended, or the advisory was taken back. */
async function close(
  tx: Tx,
  now: number,
  before: readonly VulnerabilityRow[],
  found: readonly Found[],
  still: (key: string) => boolean,
  installed: boolean,
): Promise<void> {
  const now_ = new Set(found.map(({ weakness }) => weakness.key));
  const gone = before.filter(row => row.fixed_at === null && !now_.has(row.key));
  for (const row of gone) {
    const asked = row.standing === 'to_check';
    if (asked && row.safe_version === null)
      await tx.deleteFrom('vulnerability').where('id', '=', row.id).execute();
    else
      await tx
        .updateTable('vulnerability')
        .set({ standing: endOf(asked, installed && !still(row.key)), fixed_at: now, devices: 0 })
        .where('id', '=', row.id)
        .execute();
  }
}

/** A question that was answered was never a weakness here: every version was safe already. */
function endOf(asked: boolean, withdrawn: boolean): Standing {
  if (asked) return 'not_affected';
  return withdrawn ? 'withdrawn' : 'fixed';
}

/** For the list of titles: what is open of each. */
export async function figuresOf(
  tx: Tx,
  schoolId: string,
  packages: readonly string[],
): Promise<Map<string, TitleFigures>> {
  const figures = new Map<string, TitleFigures>();
  if (packages.length === 0) return figures;
  for (const row of await knownOf(tx, schoolId, packages)) {
    const standing = row.standing as Standing;
    if (!openStandings.includes(standing) && standing !== 'to_check') continue;
    const exploited = row.exploited_due_on !== null && standing !== 'to_check';
    const affected: Affected[] = JSON.parse(row.affected);
    for (const id of new Set(affected.map(one => one.softwareId))) {
      const own = figures.get(id) ?? { open: 0, grave: 0, exploited: 0, toCheck: 0 };
      if (standing === 'to_check') own.toCheck += 1;
      else {
        own.open += 1;
        if (isGrave(row.severity as Severity, exploited)) own.grave += 1;
        if (exploited) own.exploited += 1;
      }
      figures.set(id, own);
    }
  }
  return figures;
}
