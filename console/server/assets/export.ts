/** The whole register as CSV, which the import reads back. */
import { fieldNames, fieldOf } from '../../../shared/assets/fields.ts';
import { targetWords } from '../../../shared/assets/import-columns.ts';
import { type AssetKind, kinds } from '../../../shared/assets/kinds.ts';
import { plainMoney } from '../../../shared/assets/money.ts';
import { type AssetState, stateWords } from '../../../shared/assets/states.ts';
import type { Context } from '../context.ts';
import type { Caller } from '../route.ts';
import { writeSheet } from '../sheets/index.ts';
import { type AssetRecord, valuesOf } from './columns.ts';
import { readKnown } from './present.ts';

/** As written in the register; what only a device says stands in columns of its own, which no import reads. */
export async function exportAssets(context: Context, by: Caller): Promise<{ name: string; text: string }> {
  const { db } = context;
  const rows = await db
    .selectFrom('asset')
    .selectAll()
    .where('school_id', '=', by.schoolId)
    .orderBy('tag_order')
    .orderBy('id')
    .execute();
  const known = await readKnown(db, rows);
  const head = [
    ...fieldNames.map(targetWords),
    targetWords('state'),
    'Device',
    'Device says',
    'Device serial',
  ];
  const body = rows.map(row => {
    const { device, said } = known.get(row.device_id ?? '') ?? {};
    const model = [said?.make, said?.model].filter(part => part).join(' ');
    return [
      ...cells(row),
      stateWords[row.state as AssetState],
      device?.name ?? '',
      model,
      said?.serial ?? '',
    ];
  });
  await db
    .transaction()
    .execute(tx => context.audit.record(tx, by, 'asset.exported', { facts: { count: rows.length } }));
  const day = new Date(context.now()).toISOString().slice(0, 10);
  return { name: `assets-${day}.csv`, text: writeSheet([head, ...body]) };
}

/** Days as ISO, money as a plain number. */
function cells(row: AssetRecord): string[] {
  const values = valuesOf(row);
  return fieldNames.map(name => {
    const value = values[name];
    const { shape } = fieldOf(name);
    if (value === null) return '';
    if (shape === 'money') return plainMoney(Number(value));
    if (shape === 'flag') return value ? 'yes' : 'no';
    if (shape === 'kind') return kinds[value as AssetKind].words;
    return String(value);
  });
}
