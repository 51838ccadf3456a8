/** Reading what is kept as evidence. */
import { type Selectable, sql } from 'kysely';
import * as z from 'zod';
import type { QuarantineView, quarantineQuery } from '../../../shared/protocol/api/quarantine.ts';
import { type Database, pageOf, readCursor, type Tx } from '../database/index.ts';
import { type DeviceRecordRow, findDeviceRecord } from '../devices/index.ts';
import { notFound } from '../errors.ts';

interface Row extends Selectable<Database['quarantine']> {
  state: string;
  detail: string;
  heard_at: number | null;
  asset_id: string | null;
}

const place = z.tuple([z.int(), z.string().max(60)]);

const rows = (tx: Tx) =>
  tx
    .selectFrom('quarantine')
    .innerJoin('device_order', 'device_order.id', 'quarantine.order_id')
    .selectAll('quarantine')
    .select(['device_order.state', 'device_order.detail', 'device_order.ended_at as heard_at'])
    .select(eb =>
      eb
        .selectFrom('asset')
        .select('asset.id')
        .whereRef('asset.device_id', '=', 'quarantine.device_id')
        .limit(1)
        .as('asset_id'),
    );

/** Throws `device.not_found`. */
export async function ownDevice(tx: Tx, schoolId: string, id: string): Promise<DeviceRecordRow> {
  const device = await findDeviceRecord(tx, id);
  if (device === undefined || device.school_id !== schoolId) throw notFound('device');
  return device;
}

export const openOf = (tx: Tx, deviceId: string): Promise<{ id: string } | undefined> =>
  tx
    .selectFrom('quarantine')
    .select('id')
    .where('device_id', '=', deviceId)
    .where('ended_at', 'is', null)
    .executeTakeFirst();

/** The last time that it was; null for never. Throws `device.not_found`. */
export async function lastQuarantine(
  tx: Tx,
  schoolId: string,
  deviceId: string,
): Promise<QuarantineView | null> {
  await ownDevice(tx, schoolId, deviceId);
  const row = await rows(tx)
    .where('quarantine.device_id', '=', deviceId)
    .orderBy('quarantine.since', 'desc')
    .executeTakeFirst();
  return row === undefined ? null : present(row);
}

export async function listQuarantines(tx: Tx, schoolId: string, query: z.output<typeof quarantineQuery>) {
  const before = readCursor(query.cursor, place);
  const found = await rows(tx)
    .where('quarantine.school_id', '=', schoolId)
    .where('quarantine.ended_at', query.status === 'open' ? 'is' : 'is not', null)
    .$if(before !== undefined, some =>
      some.where(sql<boolean>`(quarantine.since, quarantine.id) < (${before?.[0]}, ${before?.[1]})`),
    )
    .orderBy('quarantine.since', 'desc')
    .orderBy('quarantine.id', 'desc')
    .limit(query.limit + 1)
    .execute();
  return pageOf(found, query.limit, present, row => [row.since, row.id]);
}

function present(row: Row): QuarantineView {
  const { id, message, reason, since, state, detail } = row;
  return {
    ...{ id, message, reason, since, by: row.by_name, cutUntil: row.cut_until, state, detail },
    device: { id: row.device_id, name: row.device_name },
    assetId: row.asset_id,
    heardAt: state === 'expired' ? null : row.heard_at,
    network:
      row.network_at === null
        ? null
        : { cut: row.network_cut === 1, detail: row.network_detail, at: row.network_at },
    ...{ endedAt: row.ended_at, endedBy: row.ended_by, endedBecause: row.ended_because },
  };
}
