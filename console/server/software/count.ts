/**
 * Which versions of which titles are on how many devices, kept by difference in the transaction that changes a device's
 * list. A device is counted under the release of its system, because advisories are about releases.
 */
import { sql } from 'kysely';
import { system } from '../../../shared/protocol/inventory.ts';
import { namedBy, releaseOf } from '../../../shared/vulnerabilities/ecosystems.ts';
import { columnList, rows, type Tx } from '../database/index.ts';
import { nameOrder } from '../devices/index.ts';

type Origin = { name: string; version: string } | undefined;

/** One title of a device's list, before and after; null where it was not there or is not there any more. */
export interface Moved {
  softwareId: string;
  before: string | null;
  after: string | null;
  /** What it was built from, as the device says now. */
  origin: Origin;
}

const batch = 500;

/** Rows of `catalogue_title` and `software_version` as `rows()` writes them. */
const titleColumns = {
  software_id: 'text',
  school_id: 'text',
  source: 'text',
  name: 'text',
  name_order: 'text',
  publisher: 'text',
  search_text: 'text',
  devices: 'bigint',
  first_seen_at: 'bigint',
} as const;
const versionColumns = {
  school_id: 'text',
  software_id: 'text',
  version: 'text',
  release: 'text',
  origin_name: 'text',
  origin_version: 'text',
  package: 'text',
  compared: 'text',
  devices: 'bigint',
  first_seen_at: 'bigint',
  due: 'bigint',
} as const;

interface Device {
  id: string;
  schoolId: string;
}

/** After the device's list was written. Everything it has is counted when nothing of it was before. */
export async function countMoved(
  tx: Tx,
  now: number,
  device: Device,
  moved: readonly Moved[],
): Promise<void> {
  const counted = await countedOf(tx, device.id);
  if (counted !== undefined) return apply(tx, now, device.schoolId, counted, moved);
  const origins = new Map(moved.map(one => [one.softwareId, one.origin]));
  if (await countDevice(tx, now, device, origins)) return;
  await apply(tx, now, device.schoolId, (await countedOf(tx, device.id)) ?? '', moved);
}

/** Everything on a device that is not counted yet. False when another console was faster. */
export async function countDevice(
  tx: Tx,
  now: number,
  device: Device,
  origins: ReadonlyMap<string, Origin> = new Map(),
): Promise<boolean> {
  const release = await releaseNow(tx, device.id);
  const begun = await tx
    .insertInto('software_counted')
    .values({ device_id: device.id, school_id: device.schoolId, release })
    .onConflict(clash => clash.doNothing())
    .returning('device_id')
    .execute();
  if (begun.length === 0) return false;
  const installed = await installedOn(tx, device.id);
  const come = installed.map(({ software_id, version }) => ({
    softwareId: software_id,
    before: null,
    after: version,
    origin: origins.get(software_id),
  }));
  await apply(tx, now, device.schoolId, release, come);
  return true;
}

/** A removed device's list counts no longer. */
export async function uncountDevice(tx: Tx, now: number, device: Device): Promise<void> {
  const release = await countedOf(tx, device.id);
  if (release === undefined) return;
  await tx.deleteFrom('software_counted').where('device_id', '=', device.id).execute();
  const gone = (await installedOn(tx, device.id)).map(({ software_id, version }) => ({
    softwareId: software_id,
    before: version,
    after: null,
    origin: undefined,
  }));
  await apply(tx, now, device.schoolId, release, gone);
}

/** After the device said what its system is: from Debian 11 to 12 everything counts anew. */
export async function recountRelease(tx: Tx, now: number, device: Device): Promise<void> {
  const before = await countedOf(tx, device.id);
  if (before === undefined) return;
  const release = await releaseNow(tx, device.id);
  if (release === before) return;
  const known = await tx
    .selectFrom('device_software')
    .innerJoin('software_version', join =>
      join
        .onRef('software_version.software_id', '=', 'device_software.software_id')
        .onRef('software_version.version', '=', 'device_software.version')
        .on('software_version.release', '=', before),
    )
    .select(['software_version.software_id', 'origin_name', 'origin_version'])
    .where('device_software.device_id', '=', device.id)
    .execute();
  const origins = new Map(
    known.map(({ software_id, origin_name: name, origin_version: version }) => [
      software_id,
      name === null || version === null ? undefined : { name, version },
    ]),
  );
  await uncountDevice(tx, now, device);
  await countDevice(tx, now, device, origins);
}

async function countedOf(tx: Tx, deviceId: string): Promise<string | undefined> {
  const row = await tx
    .selectFrom('software_counted')
    .select('release')
    .where('device_id', '=', deviceId)
    .executeTakeFirst();
  return row?.release;
}

async function releaseNow(tx: Tx, deviceId: string): Promise<string> {
  const row = await tx
    .selectFrom('device_section')
    .select('body')
    .where('device_id', '=', deviceId)
    .where('name', '=', 'system')
    .executeTakeFirst();
  const told = system.safeParse(JSON.parse(row?.body ?? 'null'));
  return told.success ? releaseOf(told.data) : '';
}

const installedOn = (tx: Tx, deviceId: string) =>
  tx
    .selectFrom('device_software')
    .select(['software_id', 'version'])
    .where('device_id', '=', deviceId)
    .orderBy('software_id')
    .execute();

async function apply(
  tx: Tx,
  now: number,
  schoolId: string,
  release: string,
  moved: readonly Moved[],
): Promise<void> {
  // In one order everywhere, so that two consoles counting the same titles cannot deadlock.
  const sorted = [...moved].sort((a, b) => (a.softwareId < b.softwareId ? -1 : 1));
  for (let from = 0; from < sorted.length; from += batch)
    await applySome(tx, now, schoolId, release, sorted.slice(from, from + batch));
}

async function applySome(
  tx: Tx,
  now: number,
  schoolId: string,
  release: string,
  moved: readonly Moved[],
): Promise<void> {
  await countTitles(tx, now, schoolId, moved);
  const left = moved.filter(({ before, after }) => before !== null && before !== after);
  if (left.length > 0) await leaveVersions(tx, schoolId, release, left);
  const here = moved.filter(({ after }) => after !== null);
  if (here.length > 0) await reachVersions(tx, now, schoolId, release, here);
}

async function countTitles(tx: Tx, now: number, schoolId: string, moved: readonly Moved[]): Promise<void> {
  const come = moved.filter(one => one.before === null && one.after !== null).map(one => one.softwareId);
  const gone = moved.filter(one => one.before !== null && one.after === null).map(one => one.softwareId);
  if (gone.length > 0)
    await tx
      .updateTable('catalogue_title')
      .set(eb => ({ devices: eb('devices', '-', 1) }))
      .where('software_id', 'in', gone)
      .execute();
  if (come.length === 0) return;
  const titles = await tx.selectFrom('software').selectAll().where('id', 'in', come).execute();
  const values = titles.map(({ id, source, name, publisher }) => ({
    software_id: id,
    school_id: schoolId,
    source,
    name,
    name_order: nameOrder(name),
    publisher,
    search_text: `${name} ${publisher ?? ''}`.toLowerCase(),
    devices: 1,
    first_seen_at: now,
  }));
  const list = columnList(titleColumns);
  await sql`insert into catalogue_title (${list.into}) select ${list.from} from ${rows(tx, titleColumns, values)}
    where true on conflict (software_id) do update set devices = catalogue_title.devices + 1`.execute(tx);
}

const leftColumns = { software_id: 'text', version: 'text' } as const;

async function leaveVersions(
  tx: Tx,
  schoolId: string,
  release: string,
  left: readonly Moved[],
): Promise<void> {
  const values = left.map(({ softwareId, before }) => ({ software_id: softwareId, version: before }));
  await sql`update software_version set devices = software_version.devices - 1, due = 1
    from ${rows(tx, leftColumns, values)}
    where software_version.software_id = v.software_id and software_version.version = v.version
    and software_version.release = ${release} and software_version.school_id = ${schoolId}`.execute(tx);
}

/** One more device where the version is new to it; what it was built from is learnt either way. */
async function reachVersions(
  tx: Tx,
  now: number,
  schoolId: string,
  release: string,
  here: readonly Moved[],
): Promise<void> {
  const named = await tx
    .selectFrom('software')
    .select(['id', 'source', 'name'])
    .where(
      'id',
      'in',
      here.map(one => one.softwareId),
    )
    .execute();
  const titles = new Map(named.map(row => [row.id, row]));
  const values = here.flatMap(({ softwareId, before, after, origin }) => {
    const title = titles.get(softwareId);
    if (title === undefined || after === null) return [];
    const advised = namedBy({ ...title, version: after, ...(origin && { origin }) }, release);
    return {
      school_id: schoolId,
      software_id: softwareId,
      version: after,
      release,
      origin_name: origin?.name ?? null,
      origin_version: origin?.version ?? null,
      package: advised?.package ?? null,
      compared: advised?.version ?? null,
      devices: before === after ? 0 : 1,
      first_seen_at: now,
      due: 1,
    };
  });
  const list = columnList(versionColumns);
  await sql`insert into software_version (${list.into}) select ${list.from} from ${rows(tx, versionColumns, values)}
    where true on conflict (software_id, version, release) do update set
    devices = software_version.devices + excluded.devices, due = 1,
    origin_name = coalesce(excluded.origin_name, software_version.origin_name),
    origin_version = coalesce(excluded.origin_version, software_version.origin_version),
    package = case when excluded.origin_name is null and software_version.origin_name is not null
      then software_version.package else excluded.package end,
    compared = case when excluded.origin_name is null and software_version.origin_name is not null
      then software_version.compared else excluded.compared end`.execute(tx);
}
