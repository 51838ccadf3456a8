/** What a backup holds, as lines of JSON: a head, each table with its rows, each file in pieces, and how much there was. */
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import * as z from 'zod';
import { version } from '../../../shared/version.ts';
import type { Config } from '../config.ts';
import { migrationsOf, readTable, type TableOf, type Tx, tablesOf, type Value } from '../database/index.ts';
import { filesFolder, storedIds } from '../files/index.ts';
import { identityFiles } from '../identity/index.ts';
import { harmed, unsealed } from './sealed-file.ts';

const name = z.string().regex(/^[\w-]{1,120}$/);
const headLine = z.object({
  /** Of the console that made it. */
  version: z.string(),
  madeAt: z.int(),
  school: z.string(),
  timeZone: z.string(),
  computers: z.int(),
  migrations: z.array(name),
  /** PEM, under the names that the files have in the folder `identity`. */
  identity: z.record(z.string().regex(/^[\w-]+\.pem$/), z.string()),
  /** `caretaker.json` as it was. */
  settings: z.string().nullable(),
});
export type Head = z.infer<typeof headLine>;

const line = z.union([
  z.object({ head: headLine }),
  z.object({ table: name, columns: z.array(name) }),
  z.object({ file: name }),
  z.object({ end: z.object({ rows: z.int(), files: z.int() }) }),
]);
export interface Amounts {
  rows: number;
  files: number;
}

/** What somebody who reads a backup wants to be told, in the order in which it comes. */
export interface Reader {
  head?(head: Head): void | Promise<void>;
  table?(table: TableOf): void | Promise<void>;
  row?(values: Value[]): void | Promise<void>;
  file?(id: string): void | Promise<void>;
  /** Of the file that was named last. */
  piece?(bytes: Buffer): void | Promise<void>;
}

const pieceBytes = 48 * 1024;
const flushAt = 64 * 1024;

/** The head, of the same moment as the rows. */
export async function headOf(tx: Tx, config: Config, schoolId: string, madeAt: number): Promise<Head> {
  const school = await tx
    .selectFrom('school')
    .select(['name', 'time_zone'])
    .where('id', '=', schoolId)
    .executeTakeFirstOrThrow();
  const { count } = await tx
    .selectFrom('device')
    .select(eb => eb.fn.countAll<number | string>().as('count'))
    .where('status', '=', 'approved')
    .executeTakeFirstOrThrow();
  const files = Object.values(identityFiles(config.data));
  const pems = files.map(async file => [basename(file), await readFile(file, 'utf8')] as const);
  return {
    ...{ version, madeAt, school: school.name, timeZone: school.time_zone, computers: Number(count) },
    migrations: await migrationsOf(tx),
    identity: Object.fromEntries(await Promise.all(pems)),
    settings: await readFile(join(config.data, 'caretaker.json'), 'utf8').catch(() => null),
  };
}

/** `wrote` is counted as it goes. Files that somebody removed meanwhile are left out: their rows say so to who opens them. */
export async function* contents(tx: Tx, config: Config, head: Head, wrote: Amounts): AsyncGenerator<string> {
  yield lineOf({ head });
  for (const { table, columns } of await tablesOf(tx)) {
    yield lineOf({ table, columns });
    let some = '';
    for await (const row of readTable(tx, { table, columns })) {
      wrote.rows++;
      some += lineOf(row);
      if (some.length < flushAt) continue;
      yield some;
      some = '';
    }
    if (some !== '') yield some;
  }
  for (const id of await storedIds(tx)) {
    const bytes = await readFile(join(filesFolder(config.data), id)).catch(() => undefined);
    if (bytes === undefined) continue;
    wrote.files++;
    yield lineOf({ file: id });
    for (let at = 0; at < bytes.length; at += pieceBytes)
      yield lineOf(bytes.subarray(at, at + pieceBytes).toString('base64'));
  }
  yield lineOf({ end: { ...wrote } });
}

const lineOf = (value: unknown) => `${JSON.stringify(value)}\n`;

/** Reads all of it, in bounded memory. Throws AppError `backup.*`, and what the reader throws. */
export async function readContents(path: string, passphrase: string, reader: Reader): Promise<Amounts> {
  const found: Amounts = { rows: 0, files: 0 };
  let ended: Amounts | undefined;
  for await (const text of linesOf(path, passphrase)) {
    if (ended !== undefined) throw harmed(path);
    const said: unknown = JSON.parse(text);
    if (Array.isArray(said)) {
      found.rows++;
      await reader.row?.(said as Value[]);
    } else if (typeof said === 'string') await reader.piece?.(Buffer.from(said, 'base64'));
    else ended = await tell(line.parse(said), reader, found);
  }
  if (ended?.rows !== found.rows || ended.files !== found.files) throw harmed(path);
  return found;
}

async function tell(
  said: z.infer<typeof line>,
  reader: Reader,
  found: Amounts,
): Promise<Amounts | undefined> {
  if ('end' in said) return said.end;
  if ('head' in said) await reader.head?.(said.head);
  else if ('table' in said) await reader.table?.(said);
  else {
    found.files++;
    await reader.file?.(said.file);
  }
  return undefined;
}

async function* linesOf(path: string, passphrase: string): AsyncGenerator<string> {
  // What either end throws comes out of the loop below.
  const plain = pipeline(Readable.from(unsealed(path, passphrase)), createGunzip(), () => undefined);
  plain.setEncoding('utf8');
  let rest = '';
  for await (const chunk of plain) {
    const lines = `${rest}${chunk}`.split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
  if (rest !== '') throw harmed(path);
}
