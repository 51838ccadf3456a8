/** What an import would do, row by row. The check shows it, and the import carries the same plan out. */
import { setImmediate } from 'node:timers/promises';
import { looksMonthFirst } from '../../../shared/assets/dates.ts';
import { fieldOf } from '../../../shared/assets/fields.ts';
import {
  type ImportTarget,
  isNotes,
  suggestTargets,
  takesMany,
  targetWords,
} from '../../../shared/assets/import-columns.ts';
import { kinds } from '../../../shared/assets/kinds.ts';
import { type AssetState, closedStates, firstStates, missingFor } from '../../../shared/assets/states.ts';
import type { ImportMapping } from '../../../shared/protocol/api/asset-imports.ts';
import type { AssetValues } from '../../../shared/protocol/api/assets.ts';
import type { Tx } from '../database/index.ts';
import { AppError, invalid } from '../errors.ts';
import { readSchool } from '../schools/index.ts';
import type { Sheet, SheetRow } from '../sheets/index.ts';
import {
  type AssetRecord,
  changesBetween,
  emptyValues,
  type FieldChange,
  sayChanges,
  serialKey,
  tagKey,
  tidy,
  valuesOf,
} from './columns.ts';
import { type ReadRow, readRow, statesOf } from './import-row.ts';
import { refuseContradictions, whyKept } from './record.ts';
import type { Remembered } from './remembered-columns.ts';

/** Told how many rows are behind, and gives others their turn. Throws when somebody cancelled. */
export type Watch = (rows: number) => Promise<void>;
const unwatched: Watch = () => setImmediate();
const rowsAtOnce = 250;

export interface PlannedRow {
  line: number;
  cells: string[];
  outcome: 'create' | 'change' | 'same' | 'rejected';
  tag: string | null;
  words: string;
  values?: AssetValues;
  state?: AssetState;
  row?: AssetRecord;
  changes?: FieldChange[];
}

/** The mapping asked for, or the one that the headers suggest. Throws 400. */
export function mappingOf(
  sheet: Sheet,
  asked: ImportMapping | undefined,
  remembered: Remembered,
): (ImportTarget | null)[] {
  if (asked === undefined) return suggestTargets(sheet.headers, remembered);
  const twice = Object.values(asked).find(
    (target, at, all) => all.indexOf(target) !== at && !takesMany(target),
  );
  if (twice !== undefined)
    throw invalid(`Two columns are both read as “${targetWords(twice)}”. Choose one of them.`, {
      mapping: twice,
    });
  return sheet.headers.map((_, at) => asked[String(at)] ?? null);
}

export async function planImport(
  tx: Tx,
  schoolId: string,
  sheet: Sheet,
  targets: (ImportTarget | null)[],
  watch: Watch = unwatched,
): Promise<PlannedRow[]> {
  const register = await tx.selectFrom('asset').selectAll().where('school_id', '=', schoolId).execute();
  const known = new Register(register);
  const doubtful = doubtfulColumns(sheet, targets);
  const states = statesOf((await readSchool(tx, schoolId)).stateWords);
  const plan: PlannedRow[] = [];
  for (const row of sheet.rows) {
    const read = readRow(cellsOf(sheet.headers, row, targets), doubtful, states);
    plan.push(planRow(row, read, known, states.say));
    if (plan.length % rowsAtOnce === 0) await watch(plan.length);
  }
  return plan;
}

/** Of several columns for one field each stands on a line of its own, with its heading. */
function cellsOf(
  headers: readonly string[],
  row: SheetRow,
  targets: (ImportTarget | null)[],
): Map<ImportTarget, string> {
  const cells = new Map<ImportTarget, string>();
  for (const [at, target] of targets.entries()) {
    if (target === null) continue;
    const text = row.cells[at] ?? '';
    const header = headers[at] ?? '';
    const alone = targets.indexOf(target) === targets.lastIndexOf(target);
    const said = alone || isNotes(header) || text.trim() === '' ? text : `${header}: ${text.trim()}`;
    cells.set(target, [cells.get(target) ?? '', said].filter(part => part.trim() !== '').join('\n'));
  }
  return cells;
}

function doubtfulColumns(sheet: Sheet, targets: (ImportTarget | null)[]): Set<ImportTarget> {
  const inDoubt = targets.filter(
    (target, at) => target !== null && sheet.rows.some(row => looksMonthFirst(row.cells[at] ?? '')),
  );
  return new Set(inDoubt.flatMap(target => (target === null ? [] : [target])));
}

/** The register by tag and by serial, and what earlier rows of the file have claimed. */
class Register {
  readonly #byTag: Map<string, AssetRecord>;
  readonly #bySerial = new Map<string, AssetRecord[]>();
  readonly #lines = new Map<string, number>();

  constructor(rows: readonly AssetRecord[]) {
    this.#byTag = new Map(rows.map(row => [row.tag_key, row]));
    for (const row of rows)
      if (row.serial_key !== null)
        this.#bySerial.set(row.serial_key, [...(this.#bySerial.get(row.serial_key) ?? []), row]);
  }

  /** By tag, then by serial; a text says why neither can be. */
  find(tag: string | undefined, serial: string | null): AssetRecord | undefined | string {
    const byTag = tag === undefined ? undefined : this.#byTag.get(tagKey(tag));
    const bySerial = serial === null ? [] : (this.#bySerial.get(serial) ?? []);
    if (byTag !== undefined) {
      const other = bySerial.find(row => row.id !== byTag.id);
      if (other !== undefined && !bySerial.includes(byTag))
        return `its tag is that of “${byTag.tag}”, and its serial number that of “${other.tag}”`;
      return byTag;
    }
    if (bySerial.length > 1) return 'several assets of the register have its serial number: give its tag';
    return bySerial[0];
  }

  /** The line that claimed this already. */
  claim(what: string, line: number): number | undefined {
    const before = this.#lines.get(what);
    if (before === undefined) this.#lines.set(what, line);
    return before;
  }
}

type Say = (state: AssetState) => string;

function planRow(row: SheetRow, read: ReadRow, register: Register, say: Say): PlannedRow {
  const given = tidy(read.given);
  const tag = given.tag || undefined;
  const rejected = (words: string): PlannedRow => ({ ...row, outcome: 'rejected', tag: tag ?? null, words });
  if (read.problems.length > 0) return rejected(`${read.problems.join('. ')}.`);
  const serial = serialKey(given.serial ?? null);
  const found = register.find(tag, serial);
  if (typeof found === 'string') return rejected(`It cannot be told which asset this is: ${found}.`);
  if (found === undefined && tag === undefined)
    return rejected('It has no asset tag, and no asset of the register has its serial number.');
  const twice = claimed(register, row.line, found, tag, serial);
  if (twice !== undefined) return rejected(twice);
  const planned =
    found === undefined ? planNew(row, given, read, say) : planChange(row, given, read, found, say);
  if (planned.outcome === 'rejected' || read.remarks.length === 0) return planned;
  return { ...planned, words: `${planned.words} Note: ${read.remarks.join('; ')}.` };
}

function claimed(
  register: Register,
  line: number,
  found: AssetRecord | undefined,
  tag: string | undefined,
  serial: string | null,
) {
  const names = [
    ...(found === undefined ? [] : [[`asset ${found.id}`, 'asset'] as const]),
    ...(tag === undefined ? [] : [[`tag ${tagKey(tag)}`, 'tag'] as const]),
    ...(serial === null ? [] : [[`serial ${serial}`, 'serial number'] as const]),
  ];
  for (const [key, what] of names) {
    const before = register.claim(key, line);
    if (before !== undefined) return `Line ${before} of the file has the same ${what}.`;
  }
  return undefined;
}

function planNew(row: SheetRow, given: Partial<AssetValues>, read: ReadRow, say: Say): PlannedRow {
  const values = { ...emptyValues, kind: 'other', ...given } as AssetValues;
  const usual = values.location === null ? 'in_stock' : 'in_service';
  // Whoever has it stays beside it; that they have it on loan is for the handover to say, which is signed.
  const lent = read.state === 'on_loan';
  if (lent)
    read.remarks.push(
      `it is entered as “${say(usual)}” with its holder: lend it under Loans, where the handover is signed`,
    );
  const state = lent ? usual : (read.state ?? usual);
  const base = { ...row, tag: values.tag };
  const refused = refusalOf(values, state, say);
  if (refused !== undefined) return { ...base, outcome: 'rejected', words: refused };
  const words = `Enters ${kinds[values.kind].words.toLowerCase()}, ${say(state)}.`;
  return { ...base, outcome: 'create', words, values, state };
}

function refusalOf(values: AssetValues, state: AssetState, say: Say): string | undefined {
  if (!firstStates.includes(state))
    return `State: nothing is entered as “${say(state)}”, which needs its papers.`;
  const missing = Object.values(missingFor(state, { ...values, note: values.notes }));
  if (missing.length > 0)
    return `For “${say(state)}” something more is needed, a reason in the notes column: ${missing.join('. ')}.`;
  return contradiction(values);
}

function contradiction(values: AssetValues): string | undefined {
  try {
    refuseContradictions(values);
    return undefined;
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const fields = Object.entries(error.fields ?? {});
    return fields.map(([name, words]) => `${fieldOf(name as 'floor').words}: ${words}.`).join(' ');
  }
}

function planChange(
  row: SheetRow,
  given: Partial<AssetValues>,
  read: ReadRow,
  found: AssetRecord,
  say: Say,
): PlannedRow {
  const base = { ...row, tag: found.tag };
  const state = found.state as AssetState;
  const rejected = (words: string): PlannedRow => ({ ...base, outcome: 'rejected', words });
  if (closedStates.includes(state))
    return rejected(`The register says “${say(state)}”, so its record can only be read.`);
  if (read.state !== undefined && read.state !== state)
    return rejected(
      `State: the register says “${say(state)}” and the file “${say(read.state)}”. Change the state on the asset’s own page first.`,
    );
  const before = valuesOf(found);
  const values = { ...before, ...given };
  const changes = changesBetween(before, values);
  if (changes.length === 0) return { ...base, outcome: 'same', words: 'Nothing to change.' };
  const refused = whyKept(found, changes) ?? contradiction(values);
  if (refused !== undefined) return rejected(refused);
  return {
    ...base,
    outcome: 'change',
    words: `Changes ${sayChanges(changes)}.`,
    values,
    changes,
    row: found,
  };
}
