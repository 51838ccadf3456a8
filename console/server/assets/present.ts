/** Assets as the pages read them: what a linked device knows fills what nobody wrote. */

import { completeness } from '../../../shared/assets/completeness.ts';
import { type FactName, factNames } from '../../../shared/assets/fields.ts';
import type { AssetKind } from '../../../shared/assets/kinds.ts';
import { type AssetState, nextStates } from '../../../shared/assets/states.ts';
import { bookValue } from '../../../shared/assets/value.ts';
import { dayAt } from '../../../shared/moment-format.ts';
import type { Asset, AssetFact, AssetRow } from '../../../shared/protocol/api/assets.ts';
import { hardware } from '../../../shared/protocol/inventory.ts';
import type { Tx } from '../database/index.ts';
import { cleanOrNull } from '../devices/index.ts';
import { readSchool } from '../schools/index.ts';
import { type AssetRecord, valuesOf } from './columns.ts';

export interface Known {
  device: { id: string; name: string; lastSeenAt: number | null; removed: boolean };
  said: Record<FactName, string | null>;
  saidAt: number | null;
}

const part = hardware.pick({ manufacturer: true, model: true, serial: true });

/** What the devices of these assets say themselves, by device. Removed devices keep what they said last. */
export async function readKnown(
  db: Tx,
  rows: readonly { device_id: string | null }[],
): Promise<Map<string, Known>> {
  const ids = rows.flatMap(row => (row.device_id === null ? [] : [row.device_id]));
  if (ids.length === 0) return new Map();
  const devices = await db
    .selectFrom('device')
    .leftJoin('device_section', join =>
      join.onRef('device_section.device_id', '=', 'device.id').on('device_section.name', '=', 'hardware'),
    )
    .select(['device.id', 'device.name', 'last_seen_at', 'status', 'body', 'received_at'])
    .where('device.id', 'in', ids)
    .execute();
  return new Map(
    devices.map(row => {
      const facts = part
        .nullable()
        .catch(null)
        .parse(JSON.parse(row.body ?? 'null'));
      const device = {
        id: row.id,
        name: row.name,
        lastSeenAt: row.last_seen_at,
        removed: row.status === 'removed',
      };
      const said = {
        make: cleanOrNull(facts?.manufacturer, 100),
        model: cleanOrNull(facts?.model, 200),
        serial: cleanOrNull(facts?.serial, 100),
      };
      return [row.id, { device, said, saidAt: row.received_at }];
    }),
  );
}

/** By hand first: what a person wrote is never overwritten. */
export function presentRow(row: AssetRecord, known: Known | undefined): AssetRow {
  const fact = (name: FactName) => row[name] ?? known?.said[name] ?? null;
  const shown = { make: fact('make'), model: fact('model'), serial: fact('serial') };
  const kind = row.kind as AssetKind;
  return {
    id: row.id,
    tag: row.tag,
    kind,
    name: row.name,
    ...shown,
    state: row.state as AssetState,
    location: row.location,
    holder: row.holder,
    device: known?.device ?? null,
    completeness: completeness({ ...valuesOf(row), ...shown, kind }),
    updatedAt: row.updated_at,
  };
}

export async function presentAsset(db: Tx, row: AssetRecord, now: number): Promise<Asset> {
  const known = (await readKnown(db, [row])).get(row.device_id ?? '');
  const values = valuesOf(row);
  const { timeZone } = await readSchool(db, row.school_id);
  const today = dayAt(now, timeZone);
  return {
    ...presentRow(row, known),
    revision: row.revision,
    values,
    holderId: row.holder_id,
    heldDataAt: row.held_data_at,
    labelPrintedAt: row.label_printed_at,
    stateAt: row.state_at,
    facts: await factsOf(db, row, known),
    nextStates: nextStates(row.state as AssetState),
    bookValue: bookValue(values, today),
    createdAt: row.created_at,
    createdBy: row.created_by,
  };
}

/** Each fact with its origin and date: the last change of the field, else the entry in the register. */
async function factsOf(db: Tx, row: AssetRecord, known: Known | undefined): Promise<AssetFact[]> {
  const written = await db
    .selectFrom('asset_history')
    .select(['field', 'origin', 'at', 'by_name'])
    .where('asset_id', '=', row.id)
    .where('field', 'in', [...factNames, 'created'])
    .orderBy('at', 'desc')
    .orderBy('id', 'desc')
    .execute();
  return factNames.map(field => {
    const said = known?.said[field] ?? null;
    const value = row[field];
    if (value === null) {
      const at = said === null ? null : (known?.saidAt ?? null);
      return { field, value: said, origin: said === null ? null : 'device', at, by: null, said: null };
    }
    const last = written.find(one => one.field === field) ?? written.find(one => one.field === 'created');
    const origin = last?.origin === 'import' ? 'import' : 'hand';
    const differs = said !== null && said.toLowerCase() !== value.toLowerCase();
    return {
      field,
      value,
      origin,
      at: last?.at ?? null,
      by: last?.by_name ?? null,
      said: differs ? said : null,
    };
  });
}
