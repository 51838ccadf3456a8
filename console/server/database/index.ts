/** Opens the database that the configuration names and brings its tables up to date. The only door to the drivers. */
import { type Dialect, Kysely, Migrator, type Transaction } from 'kysely';
import { migrationsOf, refuseFilled } from './copy.ts';
import { migrations } from './migrations/index.ts';
import type { Database } from './schema.ts';
import { sqliteDialect } from './sqlite.ts';

export {
  atOneMoment,
  type Fill,
  fillEmpty,
  migrationsOf,
  readTable,
  type TableOf,
  tablesOf,
  unknownMigrations,
  type Value,
} from './copy.ts';
export { pageOf, readCursor, totalOf, writeCursor } from './cursor.ts';
export { isPostgres, lockSchool } from './engine.ts';
export { holdFile, isHeld } from './held-file.ts';
export { newestEntries } from './newest.ts';
export { rowLock } from './row-lock.ts';
export { assignments, type ColumnKind, columnList, type RowOf, rows } from './rows.ts';
export type { Database } from './schema.ts';
export { beginsFirst, likeText, saysAll, searchPatterns } from './search.ts';
export { readSetting, writeSetting } from './settings.ts';
export type Db = Kysely<Database>;
/** Inside or outside a transaction. */
export type Tx = Kysely<Database> | Transaction<Database>;

/** `location`: `postgres://…` or the path of an SQLite file. Throws with the first failing migration named. */
export async function openDatabase(location: string): Promise<Db> {
  const db = new Kysely<Database>({ dialect: await dialectOf(location) });
  if (await isUpToDate(db)) return db;
  const migrator = new Migrator({ db, provider: { getMigrations: async () => migrations } });
  const { error, results } = await migrator.migrateToLatest();
  if (error !== undefined) {
    await db.destroy();
    const newer = /previously executed migration (\S+) is missing/.exec(String(error))?.[1];
    if (newer !== undefined)
      throw new Error(`A newer Caretaker has used it (${newer}). Start that version, or a newer one`);
    const failed = results?.find(result => result.status === 'Error')?.migrationName;
    throw new Error(`The database could not be brought up to date${failed ? ` (migration ${failed})` : ''}`, {
      cause: error,
    });
  }
  return db;
}

/** Asked first, because the migrator reads every column of every table before it finds that nothing is to be done. */
async function isUpToDate(db: Db): Promise<boolean> {
  // Whatever goes wrong here the migrator meets too, and tells it.
  const done = await migrationsOf(db).catch(() => []);
  return done.length === Object.keys(migrations).length && done.every(name => migrations[name] !== undefined);
}

/** As it is, without a single table. Throws AppError `database.not_empty`, or as the driver does. */
export async function openEmpty(location: string): Promise<Db> {
  const db = new Kysely<Database>({ dialect: await dialectOf(location) });
  try {
    await refuseFilled(db);
    return db;
  } catch (error) {
    await db.destroy();
    throw error;
  }
}

export const isPostgresUrl = (location: string) => /^postgres(ql)?:/.test(location);

/** The driver of PostgreSQL is loaded only for it. */
async function dialectOf(location: string): Promise<Dialect> {
  if (!isPostgresUrl(location)) return sqliteDialect(location);
  const { postgresDialect } = await import('./postgres.ts');
  return postgresDialect(location);
}
