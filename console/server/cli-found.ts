/** For commands that belong to a console that has run: where there is none, nothing is made. */
import { existsSync } from 'node:fs';
import type { Config } from './config.ts';
import { isPostgresUrl, openDatabase } from './database/index.ts';
import { AppError } from './errors.ts';
import { type Opened, openConsole } from './main-open.ts';
import { firstSchool } from './schools/index.ts';

/** Throws AppError `console.never_ran` where no console has kept anything. */
export async function openFound(config: Config): Promise<Opened> {
  const ownFile = !isPostgresUrl(config.databaseUrl);
  if (ownFile && !existsSync(config.databaseUrl)) throw neverRan(config, ownFile);
  // A database that does not open is told of, in words, by `openConsole`.
  const db = await openDatabase(config.databaseUrl).catch(() => undefined);
  if (db !== undefined) {
    const school = await firstSchool(db).finally(() => db.destroy());
    if (school === undefined) throw neverRan(config, ownFile);
  }
  return openConsole(config);
}

function neverRan({ data }: Config, ownFile: boolean): AppError {
  const detail = ownFile
    ? `No console has run with the data folder ${data}. Start it first, or set CARETAKER_DATA.`
    : 'No console has run with the database that CARETAKER_DATABASE_URL names. Start it first.';
  return new AppError({ status: 409, code: 'console.never_ran', detail });
}
