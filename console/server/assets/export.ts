/** The whole register as a spreadsheet, which the import reads back: our headings or Snipe-IT's, as CSV or a workbook. */
import type * as z from 'zod';
import { type FieldName, fieldNames, fieldOf } from '../../../shared/assets/fields.ts';
import { targetWords } from '../../../shared/assets/import-columns.ts';
import { kinds } from '../../../shared/assets/kinds.ts';
import { plainMoney } from '../../../shared/assets/money.ts';
import { snipeColumns, snipeState } from '../../../shared/assets/snipe-it.ts';
import type { StateWords } from '../../../shared/assets/state-words.ts';
import type { AssetState } from '../../../shared/assets/states.ts';
import type { assetExportQuery } from '../../../shared/protocol/api/asset-imports.ts';
import type { AssetValues } from '../../../shared/protocol/api/assets.ts';
import type { Context } from '../context.ts';
import type { Caller, FileAnswer } from '../route.ts';
import { readSchool } from '../schools/index.ts';
import { type Cell, writeSheet, writeWorkbook } from '../sheets/index.ts';
import { type AssetRecord, valuesOf } from './columns.ts';
import { readKnown } from './present.ts';

type Kind = z.output<typeof assetExportQuery>['as'];
type Typed = Cell | { day: string } | { money: number };

interface Column {
  heading: string;
  cell(row: AssetRecord): Typed;
}

const workbookType = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/** As written in the register; what only a device says stands in columns of its own, which no import reads. */
export async function exportAssets(context: Context, by: Caller, as: Kind): Promise<FileAnswer> {
  const { db } = context;
  const { stateWords } = await readSchool(db, by.schoolId);
  const rows = await db
    .selectFrom('asset')
    .selectAll()
    .where('school_id', '=', by.schoolId)
    .orderBy('tag_order')
    .orderBy('id')
    .execute();
  const columns =
    as === 'snipe-it' ? forSnipe(stateWords) : [...ours(stateWords), ...(await saidByDevices(context, rows))];
  await db
    .transaction()
    .execute(tx => context.audit.record(tx, by, 'asset.exported', { facts: { count: rows.length } }));
  const day = new Date(context.now()).toISOString().slice(0, 10);
  const headings = columns.map(column => column.heading);
  const cells = rows.map(row => columns.map(column => column.cell(row)));
  if (as === 'xlsx')
    return {
      name: `assets-${day}.xlsx`,
      type: workbookType,
      bytes: await writeWorkbook('Assets', headings, cells),
    };
  const text = writeSheet([headings, ...cells.map(row => row.map(plain))]);
  return {
    name: `${as === 'csv' ? 'assets' : 'assets-for-snipe-it'}-${day}.csv`,
    type: 'text/csv; charset=utf-8',
    bytes: Buffer.from(text),
  };
}

/** Days as ISO, money as a plain number. */
function plain(cell: Typed): Cell {
  if (cell === null || typeof cell !== 'object') return cell;
  return 'day' in cell ? cell.day : plainMoney(cell.money);
}

function fieldCell(values: AssetValues, name: FieldName): Typed {
  const value = values[name];
  const { shape } = fieldOf(name);
  if (value === null) return null;
  if (shape === 'money') return { money: Number(value) };
  if (shape === 'date') return { day: String(value) };
  if (shape === 'flag') return value ? 'yes' : 'no';
  if (shape === 'kind') return kinds[values.kind].words;
  return String(value);
}

const ours = (words: StateWords): Column[] => [
  ...fieldNames.map(name => ({
    heading: targetWords(name),
    cell: (row: AssetRecord) => fieldCell(valuesOf(row), name),
  })),
  { heading: targetWords('state'), cell: row => words[row.state as AssetState] },
];

const forSnipe = (words: StateWords): Column[] =>
  snipeColumns.map(([heading, holds]) => ({
    heading,
    cell: row =>
      holds === 'state' ? snipeState(row.state as AssetState, words) : fieldCell(valuesOf(row), holds),
  }));

async function saidByDevices({ db }: Context, rows: readonly AssetRecord[]): Promise<Column[]> {
  const known = await readKnown(db, rows);
  const of = (row: AssetRecord) => known.get(row.device_id ?? '');
  return [
    { heading: 'Device', cell: row => of(row)?.device.name ?? null },
    {
      heading: 'Device says',
      cell: row => [of(row)?.said?.make, of(row)?.said?.model].filter(part => part).join(' ') || null,
    },
    { heading: 'Device serial', cell: row => of(row)?.said?.serial ?? null },
  ];
}
