/** Takes a file in as it arrives, never more than is allowed, and keeps it under the data folder by an id of our own. */
import { createHash, randomUUIDv7 } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import type { Context } from '../context.ts';
import type { Database, Tx } from '../database/index.ts';
import { AppError, invalid, notFound } from '../errors.ts';
import type { Caller } from '../route.ts';
import { type FileKind, fileTypes, sniff } from './sniff.ts';

export type StoredFile = Database['stored_file'];

export const mostFileBytes = 15_000_000;
const sizeWords = `${mostFileBytes / 1_000_000} MB`;
const longestName = 120;

/** What arrives with a request. `length` is what the sender announced. */
export interface Upload {
  stream: Readable;
  length: number | undefined;
}

const tooLarge = () =>
  new AppError({
    status: 413,
    code: 'file.too_large',
    detail: `The file is larger than ${sizeWords}. Scan it in grey at 200 dots an inch, or send it in parts.`,
    fields: { file: `Larger than ${sizeWords}` },
  });

/** Throws `file.too_large` as soon as it is known, before the rest is read. */
export async function receive({ stream, length }: Upload): Promise<Buffer> {
  if (length !== undefined && length > mostFileBytes) throw tooLarge();
  const parts: Buffer[] = [];
  let size = 0;
  // Not destroyed on the way out: the sender is to read why.
  for await (const part of stream.iterator({ destroyOnReturn: false })) {
    size += (part as Buffer).length;
    if (size > mostFileBytes) throw tooLarge();
    parts.push(part as Buffer);
  }
  return Buffer.concat(parts);
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is refused.
const unfit = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff/\\:*?"<>|]/;

/** The name is only ever shown. It keeps its own words and gets the ending of what the file is. */
export function nameOf(given: string, kind: FileKind): string {
  const name = given.trim();
  if (name === '' || unfit.test(name) || /^\.+$/.test(name))
    throw invalid(
      'The file’s name has signs that a name cannot have, such as a slash. Rename the file and choose it again.',
      { file: 'Rename it first' },
      'file.name',
    );
  const { ending } = fileTypes[kind];
  const stem = name.replace(/\.[a-z0-9]{1,5}$/i, '').replace(/^\.+/, '');
  return `${(stem || 'file').slice(0, longestName).toWellFormed()}.${ending}`;
}

/** Throws `file.refused` with what to do instead. */
export function kindOf(bytes: Buffer, allowed: readonly FileKind[]): FileKind {
  const kind = sniff(bytes);
  if (typeof kind === 'object') throw invalid(kind.problem, { file: kind.problem }, 'file.refused');
  if (allowed.includes(kind)) return kind;
  const words = allowed.map(one => fileTypes[one].words).join(', ');
  const detail = `This is a ${fileTypes[kind].words}. Needed here: ${words}.`;
  throw invalid(detail, { file: detail }, 'file.refused');
}

/** Where the bytes lie, each under its id. */
export const filesFolder = (data: string) => join(data, 'files');
const folderOf = (context: Context) => filesFolder(context.config.data);

/** Of every school and room. */
export async function storedIds(tx: Tx): Promise<string[]> {
  const rows = await tx.selectFrom('stored_file').select('id').orderBy('id').execute();
  return rows.map(row => row.id);
}

/** Written before the row, so that no row ever names a file that is not there. */
export async function keepFile(
  context: Context,
  tx: Tx,
  by: Caller,
  given: { room: string; name: string; bytes: Buffer; kind: FileKind },
): Promise<StoredFile> {
  const row: StoredFile = {
    id: randomUUIDv7(),
    school_id: by.schoolId,
    room: given.room,
    name: nameOf(given.name, given.kind),
    type: fileTypes[given.kind].type,
    size: given.bytes.length,
    sha256: createHash('sha256').update(given.bytes).digest('hex'),
    uploaded_at: context.now(),
    uploaded_by: by.name,
  };
  mkdirSync(folderOf(context), { recursive: true, mode: 0o700 });
  await writeFile(join(folderOf(context), row.id), given.bytes, { mode: 0o600, flag: 'wx' });
  await tx.insertInto('stored_file').values(row).execute();
  return row;
}

/** Throws `file.not_found`, also for what another room keeps. */
export async function findFile(db: Tx, schoolId: string, room: string, id: string): Promise<StoredFile> {
  const row = await db
    .selectFrom('stored_file')
    .selectAll()
    .where('school_id', '=', schoolId)
    .where('room', '=', room)
    .where('id', '=', id)
    .executeTakeFirst();
  if (row === undefined) throw notFound('file');
  return row;
}

/** Throws `file.lost` when it is gone from the disk or is no longer what was put there. */
export async function readBytes(context: Context, row: StoredFile): Promise<Buffer> {
  const bytes = await readFile(join(folderOf(context), row.id)).catch(() => undefined);
  if (bytes !== undefined && createHash('sha256').update(bytes).digest('hex') === row.sha256) return bytes;
  const what = bytes === undefined ? 'is no longer' : 'has been changed';
  throw new AppError({
    status: 409,
    code: 'file.lost',
    detail: `The file “${row.name}” ${what} in the console’s data folder. Restore it from a backup (files/${row.id}).`,
  });
}

/**
 * Forgets a file inside a transaction. Call what it answers once that has committed: only then the bytes go, so that no
 * row ever names a file that is not there.
 */
export async function forgetFile(
  context: Context,
  tx: Tx,
  { id }: Pick<StoredFile, 'id'>,
): Promise<() => Promise<void>> {
  await tx.deleteFrom('stored_file').where('id', '=', id).execute();
  return () => rm(join(folderOf(context), id), { force: true });
}
