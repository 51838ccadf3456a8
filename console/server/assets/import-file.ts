/** What somebody chose to import: told from its bytes, opened within bounds, and its headings found. */
import { suggestTargets } from '../../../shared/assets/import-columns.ts';
import { invalid } from '../errors.ts';
import { receive, type Upload } from '../files/index.ts';
import {
  readLines,
  readWorkbook,
  type Sheet,
  type SheetRow,
  sheetOf,
  unescapeFormula,
} from '../sheets/index.ts';

export interface GivenSheet extends Sheet {
  /** The sheets of a workbook that hold anything; empty for a text file. */
  sheets: string[];
  /** Which of them this is. */
  name: string | null;
}

/** 10,000 rows of 20 columns are about 2 MB of text. A workbook is packed, and bounded once it is opened. */
const mostTextBytes = 6_000_000;
/** A title, a logo and the date of the list often stand above the headings. */
const mostAbove = 20;

const refused = (words: string) => invalid(words, { file: words }, 'sheet.unreadable');

/** `wanted` is the name of a sheet of the workbook. Throws `sheet.unreadable`, `file.too_large`, 400. */
export async function readGiven(upload: Upload | undefined, wanted: string | undefined): Promise<GivenSheet> {
  if (upload === undefined) throw invalid('Send the file itself.', { file: 'Choose a file' });
  const bytes = await receive(upload);
  const kind = kindOf(bytes);
  if (kind === 'workbook') return fromWorkbook(bytes, wanted);
  if (bytes.length > mostTextBytes)
    throw refused(`The file is larger than ${mostTextBytes / 1_000_000} MB. Split it into several.`);
  const lines = readLines(decoded(bytes)).map(({ line, cells }) => ({
    line,
    cells: cells.map(unescapeFormula),
  }));
  return { ...underTitle(lines), sheets: [], name: null };
}

const known: [test: (start: Buffer, text: string) => boolean, words: string][] = [
  [
    start => start.includes('application/vnd.oasis.opendocument', 0, 'latin1'),
    'This is an OpenDocument file. Save it as XLSX or CSV and choose that file.',
  ],
  [
    start => start.subarray(0, 8).equals(Buffer.from('d0cf11e0a1b11ae1', 'hex')),
    'This is a workbook of the old kind (.xls) or one that is locked with a password. Open it, save it as XLSX without a password, and choose that file.',
  ],
  [(_, text) => text.startsWith('%PDF-'), 'This is a PDF. Ask for the list as XLSX or CSV.'],
  [(_, text) => /^(MZ|\x7fELF|#!)/.test(text), 'This is a program, no spreadsheet.'],
  [
    (_, text) => /^\s*<(!doctype|html|\?xml|table)/i.test(text),
    'This is a web page or XML, whatever its name says. Open it in a spreadsheet program, save it as XLSX or CSV, and choose that file.',
  ],
];

function kindOf(bytes: Buffer): 'workbook' | 'text' {
  if (bytes.length === 0) throw refused('The file is empty.');
  const start = bytes.subarray(0, 300);
  const text = start.toString('latin1').replace(/^\xef\xbb\xbf/, '');
  const words = known.find(([test]) => test(start, text))?.[1];
  if (words !== undefined) throw refused(words);
  if (text.startsWith('PK')) return 'workbook';
  const wide = start[0] === 0xff && start[1] === 0xfe;
  if (!wide && bytes.includes(0)) throw refused('This is not a spreadsheet. Choose an XLSX or CSV file.');
  return 'text';
}

/** UTF-8, Excel's “Unicode text”, or what older spreadsheets on Windows write. */
function decoded(bytes: Buffer): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}

async function fromWorkbook(bytes: Buffer, wanted: string | undefined): Promise<GivenSheet> {
  const sheets = (await readWorkbook(bytes)).filter(one => one.rows.length > 0 || one.tooMany !== undefined);
  if (sheets.length === 0) throw refused('Nothing stands in any sheet of this workbook.');
  const found = wanted === undefined ? mostLikely(sheets) : sheets.find(one => one.name === wanted);
  if (found === undefined) throw invalid('This workbook has no such sheet.', { sheet: 'Choose another' });
  if (found.tooMany !== undefined)
    throw refused(`The sheet “${found.name}” has ${found.tooMany} rows, and 10000 are the most. Split it.`);
  return { ...underTitle(linesOf(found.rows)), sheets: sheets.map(one => one.name), name: found.name };
}

const linesOf = (rows: readonly string[][]): SheetRow[] =>
  rows.flatMap((cells, at) => (cells.every(cell => cell.trim() === '') ? [] : [{ line: at + 1, cells }]));

/** The sheet whose headings say most to us: notes and totals often come first. */
function mostLikely<T extends { rows: string[][] }>(sheets: readonly T[]): T | undefined {
  const said = (one: T) => Math.max(0, ...one.rows.slice(0, mostAbove).map(understood));
  return sheets.reduce<T | undefined>(
    (best, one) => (best === undefined || said(one) > said(best) ? one : best),
    undefined,
  );
}

const understood = (cells: readonly string[]): number =>
  suggestTargets(cells).filter(target => target !== null).length;

/** Leaves out what stands above the headings, which are the line that says most to us; without any, the first. */
function underTitle(lines: readonly SheetRow[]): Sheet {
  const said = lines.slice(0, mostAbove).map(line => understood(line.cells));
  const most = Math.max(0, ...said);
  return sheetOf(lines.slice(most < 2 ? 0 : said.indexOf(most)));
}
