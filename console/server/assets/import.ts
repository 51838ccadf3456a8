/** Checks a spreadsheet and, once a person has seen what would happen, takes it in: all in one transaction. */
import { randomUUIDv7 } from 'node:crypto';
import type * as z from 'zod';
import { stateWords } from '../../../shared/assets/states.ts';
import type { ImportCheck, importCheckInput, importInput } from '../../../shared/protocol/api/assets.ts';
import type { Context } from '../context.ts';
import { lockSchool, type Tx } from '../database/index.ts';
import { conflict } from '../errors.ts';
import type { Caller } from '../route.ts';
import { readSheet, type Sheet, writeSheet } from '../sheets/index.ts';
import { newRow, told } from './change.ts';
import { columnsOf } from './columns.ts';
import { mappingOf, type PlannedRow, planImport } from './import-plan.ts';
import { type HistoryLine, linesOf, writeHistory } from './record.ts';

const mostShown = 300;
/** Rows in one statement: PostgreSQL takes 65,535 parameters, SQLite 32,766. */
const atOnce = 500;

export async function checkImport(
  context: Context,
  by: Caller,
  input: z.output<typeof importCheckInput>,
): Promise<ImportCheck> {
  const sheet = readSheet(input.text);
  const targets = mappingOf(sheet, input.mapping);
  const plan = await planImport(context.db, by.schoolId, sheet, targets);
  const first = (row: PlannedRow) => ['rejected', 'change', 'create', 'same'].indexOf(row.outcome);
  const shown = [...plan].sort((a, b) => first(a) - first(b) || a.line - b.line).slice(0, mostShown);
  return {
    columns: sheet.headers.map((header, at) => ({
      header,
      target: targets[at] ?? null,
      sample: sheet.rows.find(row => (row.cells[at] ?? '').trim() !== '')?.cells[at]?.slice(0, 80) ?? null,
    })),
    counts: countsOf(plan),
    rows: shown.map(({ line, outcome, tag, words }) => ({ line, outcome, tag, words })),
    rejected: rejectedSheet(sheet, plan),
  };
}

function countsOf(plan: readonly PlannedRow[]) {
  const count = (outcome: PlannedRow['outcome']) => plan.filter(row => row.outcome === outcome).length;
  return {
    create: count('create'),
    change: count('change'),
    same: count('same'),
    rejected: count('rejected'),
  };
}

/** The rejected rows as they came, with the reason in the last column; null when there is none. */
function rejectedSheet(sheet: Sheet, plan: readonly PlannedRow[]): string | null {
  const rows = plan.filter(row => row.outcome === 'rejected');
  if (rows.length === 0) return null;
  const filled = (cells: string[]) => sheet.headers.map((_, at) => cells[at] ?? '');
  return writeSheet([
    [...sheet.headers, 'Why it was rejected'],
    ...rows.map(row => [...filled(row.cells), row.words]),
  ]);
}

/** Throws `asset.import_changed` when it would no longer do what the person saw. */
export async function runImport(context: Context, by: Caller, input: z.output<typeof importInput>) {
  const sheet = readSheet(input.text);
  const targets = mappingOf(sheet, input.mapping);
  const plan = await context.db.transaction().execute(async tx => {
    await lockSchool(tx, by.schoolId);
    const planned = await planImport(tx, by.schoolId, sheet, targets);
    refuseSurprise(countsOf(planned), input.expected);
    await carryOut(tx, by, planned, context.now());
    const { create, change, same, rejected } = countsOf(planned);
    const facts = { created: create, changed: change, same, rejected };
    await context.audit.record(tx, by, 'asset.imported', { facts });
    return planned;
  });
  told(context, by);
  return { counts: countsOf(plan), rejected: rejectedSheet(sheet, plan) };
}

function refuseSurprise(now: ImportCheck['counts'], expected: ImportCheck['counts']): void {
  const names = ['create', 'change', 'same', 'rejected'] as const;
  if (names.every(name => now[name] === expected[name])) return;
  throw conflict(
    'asset.import_changed',
    'The register has changed since the file was checked, so something else would happen now. Nothing was imported. Check the file again.',
  );
}

async function carryOut(tx: Tx, by: Caller, plan: readonly PlannedRow[], at: number): Promise<void> {
  const lines: HistoryLine[] = [];
  const created = plan.flatMap(({ outcome, values, state }) => {
    if (outcome !== 'create' || values === undefined || state === undefined) return [];
    const id = randomUUIDv7();
    lines.push({ assetId: id, field: 'created', before: null, after: stateWords[state] });
    return [
      newRow({ id, schoolId: by.schoolId, values, state, at, by: by.name, deviceId: null, holderId: null }),
    ];
  });
  for (const rows of chunks(created)) await tx.insertInto('asset').values(rows).execute();
  for (const { row, values, changes } of plan) {
    if (row === undefined || values === undefined || changes === undefined) continue;
    const holderId = values.holder === row.holder ? row.holder_id : null;
    const set = { ...columnsOf(values), holder_id: holderId, revision: row.revision + 1, updated_at: at };
    await tx.updateTable('asset').set(set).where('id', '=', row.id).execute();
    lines.push(...linesOf(row.id, changes));
  }
  const stamp = { schoolId: by.schoolId, name: by.name, at, origin: 'import' as const };
  for (const some of chunks(lines)) await writeHistory(tx, stamp, some);
}

function chunks<T>(all: readonly T[]): T[][] {
  return Array.from({ length: Math.ceil(all.length / atOnce) }, (_, at) =>
    all.slice(at * atOnce, (at + 1) * atOnce),
  );
}
