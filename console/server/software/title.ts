/** One title: what is installed where, and what the school writes of it. */
import { sql } from 'kysely';
import * as z from 'zod';
import type { Title, TitleRecord, titlePatch } from '../../../shared/protocol/api/software.ts';
import type { Context } from '../context.ts';
import { pageOf, readCursor, type Tx } from '../database/index.ts';
import { conflict, notFound } from '../errors.ts';
import type { Caller } from '../route.ts';
import { ownDevicesWith, versionFacts } from './list.ts';
import { presentSupport } from './present.ts';

/** Throws `title.not_found`. */
async function findTitle(db: Tx, schoolId: string, id: string) {
  const row = await db
    .selectFrom('catalogue_title')
    .selectAll()
    .where('software_id', '=', id)
    .where('school_id', '=', schoolId)
    .executeTakeFirst();
  if (row === undefined) throw notFound('title');
  return row;
}

type Row = Awaited<ReturnType<typeof findTitle>>;

export async function readTitle(db: Tx, schoolId: string, id: string, today: string): Promise<Title> {
  const row = await findTitle(db, schoolId, id);
  const installed = await db
    .selectFrom('software_version')
    .selectAll()
    .where('software_id', '=', id)
    .where('devices', '>', 0)
    .orderBy('devices', 'desc')
    .orderBy('version')
    .limit(200)
    .execute();
  return {
    id: row.software_id,
    name: row.name,
    publisher: row.publisher,
    source: row.source,
    devices: row.devices,
    ...versionFacts(installed),
    firstSeenAt: row.first_seen_at,
    support: presentSupport(row, today),
    open: row.open,
    grave: row.grave,
    exploited: row.exploited,
    toCheck: row.to_check,
    owner: row.owner,
    seats: row.seats,
    revision: row.revision,
    onOwnDevices: row.school_only === 1 ? await countOwn(db, id) : 0,
    record: recordOf(row),
    installed: installed.map(one => ({
      version: one.version,
      release: one.release,
      devices: one.devices,
      firstSeenAt: one.first_seen_at,
      origin: one.origin_name,
    })),
  };
}

async function countOwn(db: Tx, id: string): Promise<number> {
  const found = await sql<{ own: number }>`select count(distinct device_software.device_id) as own
    ${ownDevicesWith} ${id}`.execute(db);
  return Number(found.rows[0]?.own ?? 0);
}

function recordOf(row: Row): TitleRecord {
  return {
    owner: row.owner,
    supplier: row.supplier,
    updateSource: row.update_source,
    reviewOn: row.review_on,
    assessedOn: row.assessed_on,
    assessedBy: row.assessed_by,
    assessment: row.assessment,
    personalData: row.personal_data === 'yes' || row.personal_data === 'no' ? row.personal_data : 'not_said',
    dpia: row.dpia,
    schoolOnly: row.school_only === 1,
    seats: row.seats,
    contractEndsOn: row.contract_ends_on,
    supportEndsOn: row.support_by_hand,
    notes: row.notes,
  };
}

const names: Record<keyof TitleRecord, string> = {
  owner: 'owner',
  supplier: 'supplier',
  updateSource: 'where updates come from',
  reviewOn: 'next review',
  assessedOn: 'day of the risk assessment',
  assessedBy: 'who assessed the risk',
  assessment: 'risk assessment',
  personalData: 'personal data',
  dpia: 'DPIA',
  schoolOnly: 'school devices only',
  seats: 'seats',
  contractEndsOn: 'end of the contract',
  supportEndsOn: 'end of support',
  notes: 'notes',
};

const emptyAsNull = <T>(value: T): T | null => (value === '' ? null : value);

/** Throws `title.not_found`, `title.changed`. Answers true when something changed. */
export async function changeTitle(
  context: Context,
  by: Caller,
  id: string,
  { revision, ...patch }: z.output<typeof titlePatch>,
): Promise<boolean> {
  const changed = await context.db.transaction().execute(async tx => {
    const row = await findTitle(tx, by.schoolId, id);
    if (row.revision !== revision)
      throw conflict('title.changed', `Somebody else changed “${row.name}” meanwhile. Look at it again.`);
    const before = recordOf(row);
    const given = Object.fromEntries(
      Object.entries(patch).map(([name, value]) => [name, emptyAsNull(value)]),
    );
    const record: TitleRecord = { ...before, ...given };
    const different = (Object.keys(names) as (keyof TitleRecord)[]).filter(
      name => record[name] !== before[name],
    );
    if (different.length === 0) return false;
    await tx
      .updateTable('catalogue_title')
      .set({ ...columnsOf(record), revision: revision + 1, kept: 1 })
      .where('software_id', '=', id)
      .execute();
    const changes = different.map(name => names[name]).join(', ');
    await context.audit.record(tx, by, 'software.changed', {
      subject: id,
      facts: { title: row.name, changes },
    });
    return true;
  });
  if (changed) context.events.nudge(by.schoolId, ['software', 'audit']);
  return changed;
}

function columnsOf(record: TitleRecord) {
  return {
    owner: record.owner,
    supplier: record.supplier,
    update_source: record.updateSource,
    review_on: record.reviewOn,
    assessed_on: record.assessedOn,
    assessed_by: record.assessedBy,
    assessment: record.assessment,
    personal_data: record.personalData,
    dpia: record.dpia,
    school_only: record.schoolOnly ? 1 : 0,
    seats: record.seats,
    contract_ends_on: record.contractEndsOn,
    support_by_hand: record.supportEndsOn,
    notes: record.notes,
  };
}

const place = z.tuple([z.string(), z.string()]);

/** The devices that have a title, by name. */
export async function listInstalledOn(
  db: Tx,
  schoolId: string,
  id: string,
  query: { cursor?: string | undefined; limit: number; version?: string | undefined },
) {
  await findTitle(db, schoolId, id);
  const after = readCursor(query.cursor, place);
  // Crossed, so that devices are walked in the order of their names until the page is full.
  const found = await db
    .selectFrom('device')
    .crossJoin('device_software')
    .innerJoin('software_counted', 'software_counted.device_id', 'device_software.device_id')
    .innerJoin('device_group', 'device_group.id', 'device.group_id')
    .select([
      'device.id',
      'device.name',
      'device.name_order',
      'device_group.name as group_name',
      'device_group.own_devices',
      'version',
      'first_seen_at',
    ])
    .where('device.school_id', '=', schoolId)
    .whereRef('device_software.device_id', '=', 'device.id')
    .where('software_id', '=', id)
    .$if(query.version !== undefined, q => q.where('version', '=', query.version ?? ''))
    .$if(after !== undefined, q =>
      q.where(sql<boolean>`(device.name_order, device.id) > (${after?.[0]}, ${after?.[1]})`),
    )
    .orderBy('device.name_order')
    .orderBy('device.id')
    .limit(query.limit + 1)
    .execute();
  return pageOf(
    found,
    query.limit,
    row => ({
      id: row.id,
      name: row.name,
      group: row.group_name,
      own: row.own_devices === 1,
      version: row.version,
      since: row.first_seen_at,
    }),
    row => [row.name_order, row.id],
  );
}
