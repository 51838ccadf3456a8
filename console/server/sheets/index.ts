/** Comma-separated text: read from files of people, and written from every list. */
export { escapeFormula, readSheet, type Sheet, type SheetRow, unescapeFormula, writeSheet } from './csv.ts';
export { type SheetOf, withSheet } from './with-sheet.ts';
