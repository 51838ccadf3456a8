/** Assets and devices with one serial number that nobody has linked: for a person to decide. */
import { sql } from 'kysely';
import { isPostgres, type Tx } from '../database/index.ts';

const most = 100;

export async function readSuggestions(db: Tx, schoolId: string) {
  const serial = isPostgres(db)
    ? sql<string>`device_section.body::jsonb ->> 'serial'`
    : sql<string>`device_section.body ->> '$.serial'`;
  // Serials are ASCII, so `upper` means the same in both engines.
  const key = sql<string>`upper(replace(${serial}, ' ', ''))`;
  const found = await db
    .selectFrom('device_section')
    .innerJoin('device', 'device.id', 'device_section.device_id')
    .innerJoin('asset', join =>
      join.on(sql<boolean>`asset.school_id = device_section.school_id and asset.serial_key = ${key}`),
    )
    .select([
      'asset.id',
      'asset.tag',
      'asset.revision',
      'asset.serial',
      'device.id as device_id',
      'device.name',
    ])
    .where('device_section.school_id', '=', schoolId)
    .where('device_section.name', '=', 'hardware')
    .where('device.status', 'not in', ['removed', 'waiting'])
    .where('asset.device_id', 'is', null)
    .where('asset.state', 'not in', ['disposed', 'returned_to_owner'])
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(selectFrom('asset as other').select('other.id').whereRef('other.device_id', '=', 'device.id')),
      ),
    )
    .orderBy('asset.tag_order')
    .orderBy('asset.id')
    .limit(most)
    .execute();
  return {
    items: found.map(row => ({
      asset: { id: row.id, tag: row.tag, revision: row.revision },
      device: { id: row.device_id, name: row.name },
      serial: row.serial ?? '',
    })),
    next: null,
    unlisted: await readUnlisted(db, schoolId, new Set(found.map(row => row.device_id))),
  };
}

const mostNamed = 5;

/** Devices that are the school's and that no asset is, without those that may be one. */
async function readUnlisted(db: Tx, schoolId: string, paired: ReadonlySet<string>) {
  const without = db
    .selectFrom('device')
    .innerJoin('device_group', 'device_group.id', 'device.group_id')
    .where('device.school_id', '=', schoolId)
    .where('device.status', '=', 'approved')
    .where('device_group.own_devices', '=', 0)
    .where(({ not, exists, selectFrom }) =>
      not(exists(selectFrom('asset').select('asset.id').whereRef('asset.device_id', '=', 'device.id'))),
    )
    .$if(paired.size > 0, some => some.where('device.id', 'not in', [...paired]));
  const first = await without
    .select(['device.id', 'device.name', 'device.model'])
    .orderBy('device.name_order')
    .orderBy('device.id')
    .limit(mostNamed)
    .execute();
  const { all } = await without.select(eb => eb.fn.countAll<number>().as('all')).executeTakeFirstOrThrow();
  return { count: Number(all), first };
}
