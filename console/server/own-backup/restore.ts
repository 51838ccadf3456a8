/** `caretaker restore FILE`: into an empty data folder, and an empty database; all of it or nothing. */
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { commandLine, endEverySession } from '../accounts/index.ts';
import type { Config } from '../config.ts';
import { fillEmpty, isPostgresUrl, openEmpty, unknownMigrations } from '../database/index.ts';
import { filesFolder } from '../files/index.ts';
import { makeData } from '../folder.ts';
import { identityFiles, writeSecretFile } from '../identity/index.ts';
import { openConsole } from '../main-open.ts';
import { type Amounts, type Head, readContents } from './contents.ts';
import { noteTried } from './record.ts';
import { unusable } from './sealed-file.ts';

interface Found extends Amounts {
  head: Head;
}

export interface Restored extends Found {
  /** Of the console that it is. */
  publicKey: string;
}

/** Reads all of it and writes nothing. Throws AppError `backup.*`, also for one of a newer Caretaker. */
async function examine(file: string, passphrase: string): Promise<Found> {
  let head: Head | undefined;
  const found = await readContents(file, passphrase, {
    head: said => {
      head = said;
    },
  });
  if (head === undefined) throw unusable(`${file} holds no console.`);
  if (unknownMigrations(head.migrations).length > 0)
    throw unusable(
      `${file} was made by a newer Caretaker (${head.version}). Install that version here, or a newer one, and restore with it.`,
    );
  return { head, ...found };
}

/** What may lie there already: settings, without which no other database could be named. */
const allowed = ['caretaker.json', 'lost+found'];

/**
 * Checks the whole file, then restores it and opens the console once, which brings an older one up to date. Everybody signs
 * in anew. Throws AppError `backup.*`, `data.not_empty`, `database.*`; then nothing new is there.
 */
export async function restoreBackup(config: Config, file: string, passphrase: string): Promise<Restored> {
  refuseUsed(config.data);
  const ownFile = isPostgresUrl(config.databaseUrl) ? undefined : config.databaseUrl;
  const madeFile = ownFile !== undefined && !existsSync(ownFile);
  const found = await examine(file, passphrase);
  const kept = existsSync(config.data) ? readdirSync(config.data) : undefined;
  makeData(config.data);
  try {
    await fill(config, found.head.migrations, file, passphrase);
    for (const [name, pem] of Object.entries(found.head.identity))
      writeSecretFile(join(dirname(identityFiles(config.data).signingKey), name), pem);
    if (found.head.settings !== null)
      writeFileSync(join(config.data, 'caretaker.json.restored'), found.head.settings, { mode: 0o600 });
    return { ...found, publicKey: await openOnce(config, file, found) };
  } catch (error) {
    for (const name of readdirSync(config.data))
      if (!kept?.includes(name)) rmSync(join(config.data, name), { recursive: true });
    if (kept === undefined) rmdirSync(config.data);
    if (madeFile) for (const ending of ['', '-wal', '-shm']) rmSync(`${ownFile}${ending}`, { force: true });
    throw error;
  }
}

function refuseUsed(data: string): void {
  const there = existsSync(data) ? readdirSync(data).filter(name => !allowed.includes(name)) : [];
  if (there.length > 0)
    throw unusable(
      `The data folder ${data} is not empty (${there.slice(0, 3).join(', ')}), so nothing is restored into it. Move what is there away, or set CARETAKER_DATA to a new folder.`,
    );
}

/** Files go in before the rows are committed, so that no row names a file that is not there. */
async function fill(
  config: Config,
  migrations: readonly string[],
  file: string,
  passphrase: string,
): Promise<void> {
  const db = await openEmpty(config.databaseUrl);
  try {
    await fillEmpty(db, migrations, async rows => {
      let path = '';
      await readContents(file, passphrase, {
        table: table => rows.table(table),
        row: values => rows.row(values),
        file: id => {
          path = join(filesFolder(config.data), id);
          mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
          writeFileSync(path, '', { mode: 0o600 });
        },
        piece: bytes => appendFileSync(path, bytes),
      });
    });
  } finally {
    await db.destroy();
  }
}

/** The proof that key, database and files belong together; and what is to be said of it in the audit log. */
async function openOnce(config: Config, file: string, { head, rows, files }: Found): Promise<string> {
  const { context, schoolId, close } = await openConsole(config);
  try {
    await context.db.transaction().execute(async tx => {
      await endEverySession(tx);
      const done = { rows, files, file: basename(file), at: head.madeAt };
      await noteTried(context, tx, commandLine(schoolId), 'console.restored', done);
    });
    return context.identity.publicKey;
  } finally {
    await close();
  }
}
