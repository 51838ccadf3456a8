/** Installed software: titles once for the school, and which device has which version. By difference, in batches. */
import { createHash, randomUUIDv7 } from 'node:crypto';
import { sql } from 'kysely';
import type { DeviceRecord } from '../../../shared/protocol/device.ts';
import { type SoftwareItem, softwareKey } from '../../../shared/protocol/inventory.ts';
import { maxSoftwareItems } from '../../../shared/protocol/limits.ts';
import { softwareText } from '../../../shared/protocol/transcript.ts';
import { columnList, rows, type Tx } from '../database/index.ts';
import { clean, cleanOrNull } from '../devices/index.ts';
import { countMoved } from '../software/index.ts';
import { writeSection } from './store.ts';

type SoftwareRecord = Extract<DeviceRecord, { type: 'software' }>;

/** Rows a statement (peers.md: long deletes are what locks a school's inventory). */
const batch = 500;
/** A list grown by differences may become longer than one message, but not without end. */
const mostTitles = 4 * maxSoftwareItems;

const titleColumns = {
  id: 'text',
  school_id: 'text',
  source: 'text',
  name: 'text',
  publisher: 'text',
} as const;
const installedColumns = {
  device_id: 'text',
  school_id: 'text',
  software_id: 'text',
  version: 'text',
  first_seen_at: 'bigint',
} as const;

/** False when the record builds on a list that is not held, or would grow it beyond all measure: ask for it whole. */
export async function storeSoftware(
  tx: Tx,
  now: number,
  deviceId: string,
  schoolId: string,
  record: SoftwareRecord,
): Promise<boolean> {
  const section = await tx
    .selectFrom('device_section')
    .select('hash')
    .where('device_id', '=', deviceId)
    .where('name', '=', 'software')
    .executeTakeFirst();
  if (record.base !== null && record.base !== section?.hash) return false;
  const installed = await installedOn(tx, deviceId);
  const put = byKey(record.put);
  const gone =
    record.base === null ? [...installed.keys()].filter(key => !put.has(key)) : record.removed.map(cleanKey);
  const leaving = gone.filter(key => !put.has(key)).flatMap(key => installed.get(key)?.softwareId ?? []);
  if (installed.size + put.size - leaving.length > mostTitles) return false;
  await remove(tx, deviceId, leaving);
  const changed = [...put].filter(([key, item]) => installed.get(key)?.version !== item.version);
  const ids = await install(
    tx,
    now,
    deviceId,
    schoolId,
    changed.map(([, item]) => item),
  );
  const versions = new Map([...installed.values()].map(one => [one.softwareId, one.version]));
  await countMoved(tx, now, { id: deviceId, schoolId }, [
    ...leaving.map(id => ({
      softwareId: id,
      before: versions.get(id) ?? null,
      after: null,
      origin: undefined,
    })),
    ...arrivals(put, installed, ids),
  ]);
  const hash = record.base === null ? hashOf(record.put) : record.hash;
  await writeSection(tx, {
    device_id: deviceId,
    school_id: schoolId,
    name: 'software',
    hash,
    body: null,
    received_at: now,
  });
  return true;
}

type Installed = Awaited<ReturnType<typeof installedOn>>;

/** What came: new titles, new versions, and what is the same but now says what it was built from. */
function arrivals(put: Map<string, SoftwareItem>, installed: Installed, ids: Map<string, string>) {
  return [...put].flatMap(([key, item]) => {
    const before = installed.get(key);
    const softwareId = before?.softwareId ?? ids.get(key);
    if (softwareId === undefined || (before?.version === item.version && item.origin === undefined))
      return [];
    return { softwareId, before: before?.version ?? null, after: item.version, origin: item.origin };
  });
}

/** Of what came, not of what was claimed: a wrong claim shows at the next `hello`. */
const hashOf = (items: readonly SoftwareItem[]) =>
  createHash('sha256').update(softwareText(items)).digest('base64url');

function byKey(items: readonly SoftwareItem[]): Map<string, SoftwareItem> {
  const cleaned = items.map(item => ({
    source: item.source,
    name: clean(item.name, 200) || 'Unnamed',
    version: clean(item.version, 120),
    publisher: cleanOrNull(item.publisher, 200),
    ...originOf(item),
  }));
  return new Map(cleaned.map(item => [softwareKey(item), item]));
}

function originOf({ origin }: SoftwareItem): Pick<SoftwareItem, 'origin'> {
  const [name, version] = [clean(origin?.name ?? '', 200), clean(origin?.version ?? '', 120)];
  return name === '' || version === '' ? {} : { origin: { name, version } };
}

function cleanKey(key: string): string {
  const slash = key.indexOf('/');
  return softwareKey({ source: key.slice(0, slash), name: clean(key.slice(slash + 1), 200) || 'Unnamed' });
}

async function installedOn(
  tx: Tx,
  deviceId: string,
): Promise<Map<string, { softwareId: string; version: string }>> {
  const found = await tx
    .selectFrom('device_software')
    .innerJoin('software', 'software.id', 'device_software.software_id')
    .select(['software_id', 'source', 'name', 'version'])
    .where('device_id', '=', deviceId)
    .execute();
  return new Map(found.map(row => [softwareKey(row), { softwareId: row.software_id, version: row.version }]));
}

async function remove(tx: Tx, deviceId: string, softwareIds: readonly string[]): Promise<void> {
  for (const some of batches(softwareIds)) {
    await tx
      .deleteFrom('device_software')
      .where('device_id', '=', deviceId)
      .where('software_id', 'in', some)
      .execute();
  }
}

async function install(
  tx: Tx,
  now: number,
  deviceId: string,
  schoolId: string,
  items: SoftwareItem[],
): Promise<Map<string, string>> {
  const all = new Map<string, string>();
  // In one order everywhere, so that two consoles adding the same titles cannot deadlock.
  const sorted = items.sort((a, b) => (softwareKey(a) < softwareKey(b) ? -1 : 1));
  const list = columnList(installedColumns);
  for (const some of batches(sorted)) {
    const ids = await titleIds(tx, schoolId, some);
    for (const [key, id] of ids) all.set(key, id);
    const values = some.flatMap(item => {
      const software_id = ids.get(softwareKey(item));
      if (software_id === undefined) return [];
      return {
        device_id: deviceId,
        school_id: schoolId,
        software_id,
        version: item.version,
        first_seen_at: now,
      };
    });
    await sql`insert into device_software (${list.into}) select ${list.from} from ${rows(tx, installedColumns, values)}
      where true on conflict (device_id, software_id) do update set version = excluded.version`.execute(tx);
  }
  return all;
}

async function titleIds(
  tx: Tx,
  schoolId: string,
  items: readonly SoftwareItem[],
): Promise<Map<string, string>> {
  const titles = items.map(({ source, name, publisher }) => ({
    id: randomUUIDv7(),
    school_id: schoolId,
    source,
    name,
    publisher,
  }));
  const list = columnList(titleColumns);
  const values = rows(tx, titleColumns, titles);
  await sql`insert into software (${list.into}) select ${list.from} from ${values} where true
    on conflict (school_id, source, name) do nothing`.execute(tx);
  const found = await sql<{
    id: string;
    source: string;
    name: string;
  }>`select software.id, software.source, software.name
    from ${values} join software on software.school_id = v.school_id and software.source = v.source
    and software.name = v.name`.execute(tx);
  return new Map(found.rows.map(row => [softwareKey(row), row.id]));
}

function* batches<T>(items: readonly T[]): Generator<T[]> {
  for (let from = 0; from < items.length; from += batch) yield items.slice(from, from + batch);
}
