/** Spreadsheets into the register and out of it. The file itself is the body of a request; what is asked of it stands in the query. */
import * as z from 'zod';
import { type ImportTarget, importTargets } from '../../assets/import-columns.ts';
import { id, listOf, time } from './common.ts';

export const mostImportRows = 10_000;
const target = z.enum(importTargets);

/** By column number from 0; a column that is left out is not read. */
export type ImportMapping = Record<string, ImportTarget>;

/** `0:tag,3:serial`; nothing between the commas means that no column is read. */
export const sayMapping = (mapping: ImportMapping): string =>
  Object.entries(mapping)
    .map(([column, meaning]) => `${column}:${meaning}`)
    .join(',');

const mapping = z
  .string()
  .max(6_000)
  .regex(/^$|^\d{1,3}:\w{1,40}(,\d{1,3}:\w{1,40})*$/, 'Write columns as 0:tag,3:serial')
  .transform(text => Object.fromEntries(text === '' ? [] : text.split(',').map(part => part.split(':'))))
  .pipe(z.record(z.string(), target));
const name = z.string().trim().min(1, 'Give the file a name').max(200);
/** A sheet of a workbook by its name; without it, the one whose headings say most. */
const sheet = z.string().max(200).optional();

export const importCheckQuery = z.strictObject({ name, sheet, columns: mapping.optional() });

const counts = z.object({ create: z.int(), change: z.int(), same: z.int(), rejected: z.int() });
export type ImportCounts = z.infer<typeof counts>;
/** What the check said; if the register has changed so that more or less would happen, the import is refused. */
const expected = z
  .string()
  .regex(/^\d{1,5}(,\d{1,5}){3}$/, 'Write what the check counted: create, change, same, rejected')
  .transform(text => {
    const [create = 0, change = 0, same = 0, rejected = 0] = text.split(',').map(Number);
    return { create, change, same, rejected };
  });
export const sayCounts = ({ create, change, same, rejected }: ImportCounts): string =>
  [create, change, same, rejected].join(',');
export const importQuery = z.strictObject({ name, sheet, columns: mapping, expected });

const importRow = z.object({
  /** Line of the file, the header being 1; row of the sheet, in a workbook. */
  line: z.int(),
  outcome: z.enum(['create', 'change', 'same', 'rejected']),
  tag: z.string().nullable(),
  /** What would be written, or why nothing would. */
  words: z.string(),
});
export type ImportRow = z.infer<typeof importRow>;
export const importCheck = z.object({
  columns: z.array(
    z.object({
      header: z.string(),
      target: target.nullable(),
      sample: z.string().nullable(),
      /** The meaning is one that somebody chose for this heading in an earlier import. */
      remembered: z.boolean(),
    }),
  ),
  /** The sheets of a workbook that hold anything; empty for text. */
  sheets: z.array(z.string()),
  /** The sheet that was read. */
  sheet: z.string().nullable(),
  counts,
  /** The first rows, those that are rejected first. */
  rows: z.array(importRow),
  /** The rejected rows as CSV with the reason in the last column; null when there is none. */
  rejected: z.string().nullable(),
});
export type ImportCheck = z.infer<typeof importCheck>;

/**
 * An import answers line by line, each a piece of JSON: how many rows it has come to, and at the end what it did or why it
 * did nothing. Whoever ends the connection before that has cancelled it, and nothing is imported.
 */
export const importLine = z.union([
  z.object({ done: z.int(), of: z.int() }),
  z.object({ result: z.object({ counts, rejected: z.string().nullable() }) }),
  z.object({ problem: z.object({ code: z.string(), detail: z.string() }) }),
]);
export type ImportLine = z.infer<typeof importLine>;

/** `snipe-it`: CSV under the headings that Snipe-IT's own import knows. */
export const exportKinds = ['csv', 'xlsx', 'snipe-it'] as const;
export const assetExportQuery = z.strictObject({ as: z.enum(exportKinds).default('csv') });

/** A finished import. */
const assetImport = z.object({
  id,
  file: z.string(),
  at: time,
  by: z.string(),
  entered: z.int(),
  changed: z.int(),
  undone: z.object({ at: time, by: z.string() }).nullable(),
  /** Null when it can no longer be undone, or was. */
  undoableUntil: time.nullable(),
});
export type AssetImport = z.infer<typeof assetImport>;
export const assetImports = listOf(assetImport);

/** What an undone import came to. What something was done with since stays as it is. */
export const importUndone = z.object({
  takenOut: z.int(),
  changedBack: z.int(),
  stayed: z.int(),
  /** The first 200 of those that stayed. */
  named: z.array(z.object({ id, tag: z.string(), why: z.string() })),
});
export type ImportUndone = z.infer<typeof importUndone>;
