/** Spreadsheets: read from files of people, and written from every list. */
export {
  type Cell,
  escapeFormula,
  readLines,
  readSheet,
  type Sheet,
  type SheetRow,
  sheetOf,
  unescapeFormula,
  writeSheet,
} from './csv.ts';
export { type SheetOf, sheetRoute, withSheet } from './with-sheet.ts';
export { readWorkbook, writeWorkbook } from './workbook.ts';
