/** Between the fields of the register and the columns of its table. */

import { sayDay } from '../../../shared/assets/dates.ts';
import { type FieldName, type FieldValue, fieldNames, fieldOf } from '../../../shared/assets/fields.ts';
import { type AssetKind, kinds } from '../../../shared/assets/kinds.ts';
import { sayMoney } from '../../../shared/assets/money.ts';
import type { AssetValues } from '../../../shared/protocol/api/assets.ts';
import type { Database } from '../database/index.ts';
import { clean, cleanOrNull, nameOrder } from '../devices/index.ts';

export type AssetRecord = Database['asset'];

export const columnOf = {
  tag: 'tag',
  kind: 'kind',
  name: 'name',
  make: 'make',
  model: 'model',
  serial: 'serial',
  owner: 'owner',
  location: 'location',
  secureLocation: 'secure_location',
  secureCheckedOn: 'secure_checked_on',
  installedOn: 'installed_on',
  holder: 'holder',
  staffOnly: 'staff_only',
  purchaseDate: 'purchase_date',
  supplier: 'supplier',
  orderNumber: 'order_number',
  cost: 'cost',
  funding: 'funding',
  warrantyEnd: 'warranty_end',
  plannedReplacement: 'planned_replacement',
  lifeYears: 'life_years',
  floor: 'floor',
  notes: 'notes',
} as const satisfies Record<FieldName, keyof AssetRecord>;

const isFlag = (name: FieldName) => fieldOf(name).shape === 'flag';

/** Spaces and case do not tell two tags apart. */
export const tagKey = (tag: string) => tag.toLowerCase().replace(/\s+/g, '');

/** What makers print where no serial was given. */
const noSerial =
  /^(0+|NONE|N\/?A|UNKNOWN|DEFAULTSTRING|SYSTEMSERIALNUMBER|TOBEFILLEDBYO\.?E\.?M\.?|NOTSPECIFIED|INVALID|X+)$/;

/** What two serials are compared by; null for what is none. */
export function serialKey(serial: FieldValue): string | null {
  const key = String(serial ?? '')
    .toUpperCase()
    .replace(/\s+/g, '');
  return key === '' || noSerial.test(key) ? null : key;
}

export function valuesOf(row: AssetRecord): AssetValues {
  const all = fieldNames.map(name => [name, isFlag(name) ? row[columnOf[name]] === 1 : row[columnOf[name]]]);
  return Object.fromEntries(all) as AssetValues;
}

export const emptyValues: Omit<AssetValues, 'tag' | 'kind'> = Object.fromEntries(
  fieldNames
    .filter(name => name !== 'tag' && name !== 'kind')
    .map(name => [name, isFlag(name) ? false : null]),
) as Omit<AssetValues, 'tag' | 'kind'>;

/** Invisible characters go; line breaks of notes stay. */
export function tidy(values: Partial<AssetValues>): Partial<AssetValues> {
  const tidied = Object.entries(values).map(([name, value]) => {
    if (typeof value !== 'string') return [name, value];
    const { longest = 100, shape } = fieldOf(name as FieldName);
    if (shape !== 'long') return [name, name === 'tag' ? clean(value, longest) : cleanOrNull(value, longest)];
    return [
      name,
      value
        .split(/\r\n|\r|\n/)
        .map(line => clean(line, longest))
        .join('\n')
        .trim() || null,
    ];
  });
  return Object.fromEntries(tidied) as Partial<AssetValues>;
}

/** The columns of these values, with what is compared, sorted and searched by. */
export function columnsOf(values: AssetValues) {
  const written = Object.fromEntries(
    fieldNames.map(name => [columnOf[name], isFlag(name) ? Number(values[name]) : values[name]]),
  );
  const { tag, name, make, model, serial, location, holder, supplier, kind } = values;
  const found = [tag, name, kinds[kind as AssetKind].words, make, model, serial, location, holder, supplier];
  return {
    ...written,
    tag_key: tagKey(tag),
    tag_order: nameOrder(tag),
    serial_key: serialKey(serial),
    search_text: found
      .filter(part => part)
      .join(' · ')
      .toLowerCase(),
  } as Omit<
    AssetRecord,
    | 'id'
    | 'school_id'
    | 'revision'
    | 'holder_id'
    | 'state'
    | 'state_at'
    | 'device_id'
    | 'created_at'
    | 'created_by'
    | 'updated_at'
    | 'held_data_at'
    | 'label_printed_at'
  >;
}

/** A value as people read it; null for nothing. */
export function inWords(name: FieldName, value: FieldValue): string | null {
  if (value === null || value === '') return null;
  const { shape } = fieldOf(name);
  if (shape === 'money') return sayMoney(Number(value));
  if (shape === 'date') return sayDay(String(value));
  if (shape === 'kind') return kinds[value as AssetKind].words;
  if (shape === 'flag') return value ? 'yes' : 'no';
  return String(value);
}

export interface FieldChange {
  field: FieldName;
  before: string | null;
  after: string | null;
}

export function changesBetween(before: AssetValues, after: AssetValues): FieldChange[] {
  return fieldNames
    .filter(name => before[name] !== after[name])
    .map(field => ({ field, before: inWords(field, before[field]), after: inWords(field, after[field]) }));
}

/** "location from “Room 3” to “Hall”; cost to “£12.00”", at most 900 characters. */
export function sayChanges(changes: readonly FieldChange[]): string {
  const one = ({ field, before, after }: FieldChange) => {
    const words = fieldOf(field).words.toLowerCase();
    if (field === 'notes') return 'notes';
    if (after === null) return `${words} removed (was “${before}”)`;
    return before === null ? `${words} “${after}”` : `${words} from “${before}” to “${after}”`;
  };
  const said = changes.map(one).join('; ');
  return said.length > 900 ? `${said.slice(0, 899)}…` : said;
}
