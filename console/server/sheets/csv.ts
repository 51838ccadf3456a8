/** Comma-separated text, in and out. */
import { parse } from 'csv-parse/sync';
import { mostImportRows } from '../../../shared/protocol/api/asset-imports.ts';
import { invalid } from '../errors.ts';

export interface SheetRow {
  /** Line of the file on which the row ends, the header being the first. */
  line: number;
  cells: string[];
}

export interface Sheet {
  headers: string[];
  rows: SheetRow[];
}

const mostColumns = 200;

/** Throws 400 with what is wrong and on which line. Commas, semicolons and tabs are told apart by the header. */
export const readSheet = (text: string): Sheet => sheetOf(readLines(text));

/** Every line that holds anything, the headings among them. Throws 400. */
export const readLines = (text: string): SheetRow[] => parsed(text, delimiterOf(text));

/** The first line holds the headings. Throws 400 when there is nothing below it, or too much. */
export function sheetOf([head, ...rows]: readonly SheetRow[]): Sheet {
  if (head === undefined || rows.length === 0)
    throw invalid('The file needs a line of headers and at least one row below it.', { text: 'No rows' });
  if (rows.length > mostImportRows)
    throw invalid(
      `The file has ${rows.length} rows, and ${mostImportRows} are the most at a time. Split it.`,
      { text: 'Too many rows' },
    );
  if (head.cells.length > mostColumns)
    throw invalid(`At most ${mostColumns} columns.`, { text: 'Too many columns' });
  const filled = rows.filter(row => row.cells.some(cell => cell.trim() !== ''));
  return { headers: head.cells.map(cell => cell.trim()), rows: filled };
}

function parsed(text: string, delimiter: string): SheetRow[] {
  try {
    const found = parse(text, {
      bom: true,
      delimiter,
      info: true,
      relax_column_count: true,
      skip_empty_lines: true,
      max_record_size: 100_000,
    }) as unknown as { record: string[]; info: { lines: number } }[];
    return found.map(({ record, info }) => ({ line: info.lines, cells: record }));
  } catch (error) {
    const reason = error instanceof Error ? error.message.slice(0, 200) : '';
    throw invalid(`The file cannot be read as comma-separated text. ${reason}`, { text: 'Not a CSV file' });
  }
}

function delimiterOf(text: string): string {
  // A title above the headings has none of the marks.
  const first = text.split(/[\r\n]+/, 20).map(line => line.replace(/"[^"]*"/g, ''));
  const header = first.find(line => /[,;\t]/.test(line)) ?? '';
  const count = (mark: string) => header.split(mark).length;
  return [',', ';', '\t'].reduce((best, mark) => (count(mark) > count(best) ? mark : best));
}

const formula = /^'*[=+\-@\t\r]/;

/** A spreadsheet runs what begins like a formula, so such a text is written with an apostrophe before it. */
export const escapeFormula = (text: string) => (formula.test(text) ? `'${text}` : text);

/** Takes away the apostrophe that `escapeFormula` wrote. */
export const unescapeFormula = (text: string) =>
  text.startsWith("'") && formula.test(text.slice(1)) ? text.slice(1) : text;

export type Cell = string | number | null;

/** With a byte-order mark, which is how Excel knows UTF-8. */
export const writeSheet = (rows: readonly (readonly Cell[])[]): string => `\ufeff${writeLines(rows)}`;

/** Lines to go on with, for a sheet that is written part by part. A number is no formula, also below zero. */
export function writeLines(rows: readonly (readonly Cell[])[]): string {
  const quoted = (cell: Cell) => {
    if (typeof cell === 'number') return String(cell);
    const text = escapeFormula(cell ?? '');
    return /[",;\t\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  return rows.map(row => `${row.map(quoted).join(',')}\r\n`).join('');
}
