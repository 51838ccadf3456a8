/** The machine behind an asset, as its agent last described it. Nothing is copied: the report stays the record. */
import type { AssetMachine } from '../../../shared/protocol/api/asset-machine.ts';
import { hardware, system } from '../../../shared/protocol/inventory.ts';
import type { Tx } from '../database/index.ts';
import { clean, cleanOrNull } from '../devices/index.ts';
import { findAsset } from './record.ts';

const part = hardware.pick({
  processor: true,
  memoryBytes: true,
  disks: true,
  battery: true,
  networkAdapters: true,
});
const running = system.pick({ name: true, version: true });

/** Throws `asset.not_found`. */
export async function readMachine(db: Tx, schoolId: string, assetId: string): Promise<AssetMachine | null> {
  const { device_id: deviceId } = await findAsset(db, schoolId, assetId);
  if (deviceId === null) return null;
  const device = await db.selectFrom('device').select('name').where('id', '=', deviceId).executeTakeFirst();
  if (device === undefined) return null;
  const sections = await db
    .selectFrom('device_section')
    .select(['name', 'body', 'received_at'])
    .where('device_id', '=', deviceId)
    .where('name', 'in', ['hardware', 'system'])
    .execute();
  const of = (name: string) => sections.find(one => one.name === name);
  const body = (name: string): unknown => JSON.parse(of(name)?.body ?? 'null');
  const machine = part.nullable().catch(null).parse(body('hardware'));
  const runs = running.nullable().catch(null).parse(body('system'));
  return {
    device: device.name,
    at: of('hardware')?.received_at ?? null,
    processor: cleanOrNull(machine?.processor.model, 200),
    cores: machine?.processor.cores ?? null,
    memoryBytes: machine?.memoryBytes ?? null,
    disks: (machine?.disks ?? []).map(({ name, model, serial, sizeBytes, kind }) => ({
      name: clean(name, 100),
      model: cleanOrNull(model, 200),
      serial: cleanOrNull(serial, 200),
      sizeBytes,
      kind,
    })),
    adapters: (machine?.networkAdapters ?? []).map(({ name, kind, model, address }) => ({
      name: clean(name, 100),
      kind,
      model: cleanOrNull(model, 200),
      address: address ?? null,
    })),
    batteryPercent: machine?.battery?.healthPercent ?? null,
    system: cleanOrNull([runs?.name, runs?.version].filter(Boolean).join(' '), 200),
  };
}
