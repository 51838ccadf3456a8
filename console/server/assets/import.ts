/** Checks a spreadsheet and, once a person has seen what would happen, takes it in: all in one transaction. */
import { randomUUIDv7 } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import type * as z from 'zod';
import { headingKey } from '../../../shared/assets/import-columns.ts';
import { standardWords } from '../../../shared/assets/state-words.ts';
import type {
  ImportCheck,
  ImportCounts,
  ImportLine,
  importCheckQuery,
  importQuery,
} from '../../../shared/protocol/api/asset-imports.ts';
import type { Context } from '../context.ts';
import { lockSchool, type Tx } from '../database/index.ts';
import { AppError, conflict } from '../errors.ts';
import type { Upload } from '../files/index.ts';
import type { Caller } from '../route.ts';
import { type Sheet, writeSheet } from '../sheets/index.ts';
import { newRow, told } from './change.ts';
import { columnsOf, tagKey } from './columns.ts';
import { readGiven } from './import-file.ts';
import { mappingOf, type PlannedRow, planImport, type Watch } from './import-plan.ts';
import { type ImportedRow, rememberImport } from './import-undo.ts';
import { chunks, type HistoryLine, linesOf, readPrinted, writeHistory } from './record.ts';
import { readRemembered, rememberColumns } from './remembered-columns.ts';

const mostShown = 300;

type Asked<Q extends z.ZodType> = z.output<Q> & { upload: Upload | undefined };

export async function checkImport(
  context: Context,
  by: Caller,
  asked: Asked<typeof importCheckQuery>,
): Promise<ImportCheck> {
  const sheet = await readGiven(asked.upload, asked.sheet);
  const remembered = await readRemembered(context.db, by.schoolId);
  const targets = mappingOf(sheet, asked.columns, remembered);
  const plan = await planImport(context.db, by.schoolId, sheet, targets);
  const first = (row: PlannedRow) => ['rejected', 'change', 'create', 'same'].indexOf(row.outcome);
  const shown = [...plan].sort((a, b) => first(a) - first(b) || a.line - b.line).slice(0, mostShown);
  return {
    columns: sheet.headers.map((header, at) => ({
      header,
      target: targets[at] ?? null,
      sample: sheet.rows.find(row => (row.cells[at] ?? '').trim() !== '')?.cells[at]?.slice(0, 80) ?? null,
      remembered: remembered.get(headingKey(header)) === (targets[at] ?? null),
    })),
    sheets: sheet.sheets,
    sheet: sheet.name,
    counts: countsOf(plan),
    rows: shown.map(({ line, outcome, tag, words }) => ({ line, outcome, tag, words })),
    rejected: rejectedSheet(sheet, plan),
  };
}

function countsOf(plan: readonly PlannedRow[]): ImportCounts {
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

/**
 * Answers line by line how far it is, and at the end what it did, or why nothing. Ending it before then is cancelling it:
 * the transaction is taken back. Throws `sheet.unreadable` and 400 before the first line.
 */
export async function runImport(
  context: Context,
  by: Caller,
  asked: Asked<typeof importQuery>,
): Promise<AsyncGenerator<string>> {
  const sheet = await readGiven(asked.upload, asked.sheet);
  const targets = mappingOf(sheet, asked.columns, new Map());
  const work = (watch: Work) =>
    takeIn(context, by, { file: asked.name, sheet, targets, expected: asked.expected }, watch);
  return linesOfWork(sheet.rows.length, work);
}

interface Work {
  /** Called through the looking and the writing; both together are the whole. */
  looked: Watch;
  written: Watch;
}

class Cancelled extends Error {}

async function* linesOfWork(
  rows: number,
  work: (watch: Work) => Promise<ImportLine>,
): AsyncGenerator<string> {
  let ended = false;
  let wake = () => {};
  const lines: ImportLine[] = [{ done: 0, of: 2 * rows }];
  const step = async (done: number) => {
    lines.push({ done, of: 2 * rows });
    wake();
    // Lets the line go out, and the end of the connection be noticed.
    await setImmediate();
    if (ended) throw new Cancelled();
  };
  let over = false;
  let fault: unknown;
  const done = work({ looked: step, written: count => step(rows + count) })
    .catch(problemOf)
    .then(
      line => line && lines.push(line),
      (error: unknown) => {
        fault = error;
      },
    )
    .then(() => {
      over = true;
      wake();
    });
  try {
    while (!over || lines.length > 0) {
      // Of many steps at once only the last is news.
      const line = lines.splice(0).at(-1);
      if (line !== undefined) yield `${JSON.stringify(line)}\n`;
      else
        await new Promise<void>(resolve => {
          wake = resolve;
        });
    }
  } finally {
    ended = true;
    await done;
  }
  if (fault !== undefined) throw fault;
}

/** What a person can mend goes out as a line, because the answer has begun; anything else is ours and cuts it. */
function problemOf(error: unknown): ImportLine | undefined {
  if (error instanceof Cancelled) return undefined;
  if (!(error instanceof AppError) || error.status >= 500) throw error;
  return { problem: { code: error.code, detail: error.message } };
}

interface Plan {
  file: string;
  sheet: Sheet;
  targets: ReturnType<typeof mappingOf>;
  expected: ImportCounts;
}

async function takeIn(
  context: Context,
  by: Caller,
  { file, sheet, targets, expected }: Plan,
  watch: Work,
): Promise<ImportLine> {
  const plan = await context.db.transaction().execute(async tx => {
    await lockSchool(tx, by.schoolId);
    const planned = await planImport(tx, by.schoolId, sheet, targets, watch.looked);
    refuseSurprise(countsOf(planned), expected);
    const now = context.now();
    const rows = await carryOut(tx, by, planned, now, watch.written);
    await rememberImport(tx, by, { file, at: now, rows });
    await rememberColumns(tx, by.schoolId, sheet.headers, targets, now);
    const { create, change, same, rejected } = countsOf(planned);
    const facts = { created: create, changed: change, same, rejected };
    await context.audit.record(tx, by, 'asset.imported', { facts });
    await watch.written(planned.length);
    return planned;
  });
  told(context, by);
  return { result: { counts: countsOf(plan), rejected: rejectedSheet(sheet, plan) } };
}

function refuseSurprise(now: ImportCounts, expected: ImportCounts): void {
  const names = ['create', 'change', 'same', 'rejected'] as const;
  if (names.every(name => now[name] === expected[name])) return;
  throw conflict(
    'asset.import_changed',
    'The register has changed since the file was checked, so something else would happen now. Nothing was imported. Check the file again.',
  );
}

async function carryOut(
  tx: Tx,
  by: Caller,
  plan: readonly PlannedRow[],
  at: number,
  watch: Watch,
): Promise<ImportedRow[]> {
  const rows: ImportedRow[] = [];
  const lines: HistoryLine[] = [];
  const printed = await readPrinted(tx, by.schoolId);
  const created = plan.flatMap(({ outcome, values, state }) => {
    if (outcome !== 'create' || values === undefined || state === undefined) return [];
    const id = randomUUIDv7();
    rows.push({ assetId: id, revision: 1, before: null });
    lines.push({ assetId: id, field: 'created', before: null, after: standardWords[state] });
    return [
      newRow({
        ...{ id, schoolId: by.schoolId, values, state, at, by: by.name, deviceId: null, holderId: null },
        labelPrintedAt: printed.get(tagKey(values.tag)) ?? null,
      }),
    ];
  });
  let written = 0;
  for (const some of chunks(created)) {
    await tx.insertInto('asset').values(some).execute();
    written += some.length;
    await watch(written);
  }
  for (const { row, values, changes } of plan) {
    if (row === undefined || values === undefined || changes === undefined) continue;
    const holderId = values.holder === row.holder ? row.holder_id : null;
    const key = tagKey(values.tag);
    const label = key === row.tag_key ? row.label_printed_at : (printed.get(key) ?? null);
    const set = {
      ...{ ...columnsOf(values), holder_id: holderId, label_printed_at: label },
      ...{ revision: row.revision + 1, updated_at: at },
    };
    await tx.updateTable('asset').set(set).where('id', '=', row.id).execute();
    rows.push({ assetId: row.id, revision: set.revision, before: row });
    lines.push(...linesOf(row.id, changes));
    written += 1;
    if (written % 100 === 0) await watch(written);
  }
  const stamp = { schoolId: by.schoolId, name: by.name, at, origin: 'import' as const };
  for (const some of chunks(lines)) {
    await writeHistory(tx, stamp, some);
    await watch(written);
  }
  return rows;
}
