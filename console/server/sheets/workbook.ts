/** Excel workbooks, in and out. They are opened in a thread that ends with its work, within bounds of size, memory and time. */
import { Worker } from 'node:worker_threads';
import { mostImportRows } from '../../../shared/protocol/api/asset-imports.ts';
import { invalid } from '../errors.ts';
import type { Cell } from './csv.ts';

export const workbookLimits = {
  /** Of all parts that hold cells together, once unpacked: 10,000 rows of 30 columns need about 20 MB. */
  unpackedBytes: 60_000_000,
  parts: 2_000,
  sheets: 50,
  rows: mostImportRows,
  /** Rows above the headings, such as a title. */
  above: 20,
  columns: 200,
};
const longestMs = 20_000;
const memoryMb = 160;

export interface WorkbookSheet {
  name: string;
  rows: string[][];
  /** How many rows there are, where they are more than are read. */
  tooMany?: number;
}

const unreadable = (words: string) => invalid(words, { file: words }, 'sheet.unreadable');

/** Every sheet with its cells as text: days as 2026-11-22, formulas as the value last saved. Throws `sheet.unreadable`. */
export function readWorkbook(bytes: Buffer): Promise<WorkbookSheet[]> {
  return new Promise((resolve, reject) => {
    const reader = new Worker(new URL('./workbook-reader.js', import.meta.url), {
      workerData: { bytes: new Uint8Array(bytes), limits: workbookLimits },
      env: {},
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: memoryMb },
    });
    const tooMuch = () =>
      reject(
        unreadable(
          'The workbook takes too long or too much memory to open. Copy the list alone into a new workbook and save that.',
        ),
      );
    const limit = setTimeout(() => {
      tooMuch();
      void reader.terminate();
    }, longestMs);
    reader.once('message', (answer: { sheets: WorkbookSheet[] } | { refused: string }) => {
      if ('refused' in answer) reject(unreadable(answer.refused));
      else resolve(answer.sheets);
    });
    reader.once('error', tooMuch);
    reader.once('exit', () => clearTimeout(limit));
  });
}

/**
 * A day becomes a date of the spreadsheet and a number a number; every other text stays text, also one like `=1+1`.
 * A text that is the name of a property of every JavaScript object, such as “constructor”, gets a space behind it: the
 * library takes it for one that it has met already (4.1.1), and the workbook could not be opened.
 */
export async function writeWorkbook(
  name: string,
  headers: readonly string[],
  rows: readonly (readonly (Cell | { day: string } | { money: number })[])[],
): Promise<Buffer> {
  const { default: write } = await import('write-excel-file/node');
  const cellOf = (cell: (typeof rows)[number][number]) => {
    if (cell === null || cell === '') return null;
    if (typeof cell === 'number') return { value: cell, type: Number };
    if (typeof cell === 'string') return { value: cell in {} ? `${cell} ` : cell, type: String };
    if ('day' in cell)
      return { value: new Date(`${cell.day}T00:00:00Z`), type: Date, format: 'dd/mm/yyyy' } as const;
    return { value: cell.money / 100, type: Number, format: '#,##0.00' };
  };
  const head = headers.map(header => ({ value: header, type: String, fontWeight: 'bold' as const }));
  const made = write([head, ...rows.map(row => row.map(cellOf))], {
    sheet: name,
    stickyRowsCount: 1,
    columns: headers.map(header => ({ width: Math.min(30, Math.max(12, header.length + 2)) })),
  });
  return made.toBuffer();
}
