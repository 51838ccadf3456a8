/**
 * Reads the cells of one Excel workbook in a thread of its own and ends. What the file says of its own size is not
 * believed: every part is unpacked into no more room than was allowed before anything reads it. Formulas are never
 * worked out, macros, links and pictures never looked at: a cell is the value that was last saved in it.
 *
 * Plain JavaScript, as a thread would load the compiler too. Takes `{ bytes, limits }`; answers
 * `{ sheets: [{ name, rows }] }` with every cell as text, or `{ refused }` in words.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { unzipSync, zipSync } from 'fflate';
import readWorkbook from 'read-excel-file/universal';

const { bytes, limits } = workerData;

class Refused extends Error {}

/** Only the parts that hold cells; pictures, printers' settings and macros stay packed. */
const wanted = name => /^\[Content_Types\]\.xml$|^_rels\/|^xl\/.*\.(xml|rels)$/.test(name);
const beside = name => /^xl\/(drawings|charts|comments|theme|pivot|externalLinks|media|persons)/.test(name);

function unpack() {
  let total = 0;
  let count = 0;
  return unzipSync(bytes, {
    filter({ name, originalSize }) {
      count += 1;
      if (count > limits.parts) throw new Refused(`The workbook has more than ${limits.parts} parts inside.`);
      if (!wanted(name) || beside(name)) return false;
      total += originalSize;
      if (total > limits.unpackedBytes)
        throw new Refused(
          'The workbook grows beyond all measure when it is opened. Copy the list into a new workbook and save that.',
        );
      return true;
    },
  });
}

const pad = number => String(number).padStart(2, '0');

/** Days as 2026-11-22, with the time of day only where there is one. */
function sayDate(date) {
  if (Number.isNaN(date.getTime())) return '';
  const day = `${date.getUTCFullYear()}-${pad(date.getUTCMonth() + 1)}-${pad(date.getUTCDate())}`;
  const time = `${pad(date.getUTCHours())}:${pad(date.getUTCMinutes())}`;
  return time === '00:00' ? day : `${day} ${time}`;
}

/** Fifteen digits are what Excel itself shows and keeps; the rest is noise of the arithmetic. */
function sayNumber(number) {
  const rounded = Number(number.toPrecision(15));
  return Number.isSafeInteger(rounded) ? rounded.toFixed(0) : String(rounded);
}

function sayCell(value) {
  if (value === null || value === undefined) return '';
  if (value instanceof Date) return sayDate(value);
  if (typeof value === 'number') return sayNumber(value);
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return String(value).replaceAll('\r\n', '\n');
}

async function read() {
  const parts = unpack();
  if (!Object.keys(parts).some(name => /^xl\/workbook\.xml$/.test(name)))
    throw new Refused('This is a ZIP file, but no Excel workbook is in it.');
  // Packed anew without compression: what reads it now finds the sizes that were checked.
  const checked = zipSync(parts, { level: 0 });
  const sheets = await readWorkbook(
    checked.buffer.slice(checked.byteOffset, checked.byteOffset + checked.length),
  );
  return sheets.slice(0, limits.sheets).map(({ sheet, data }) => {
    if (data.length > limits.rows + limits.above) return { name: sheet, rows: [], tooMany: data.length };
    return { name: sheet, rows: data.map(row => row.slice(0, limits.columns).map(sayCell)) };
  });
}

try {
  parentPort.postMessage({ sheets: await read() });
} catch (error) {
  parentPort.postMessage({
    refused:
      error instanceof Refused
        ? error.message
        : 'The workbook cannot be read: it is damaged, locked with a password or was cut on its way. Open it, save it again as XLSX or CSV, and choose that file.',
  });
}
