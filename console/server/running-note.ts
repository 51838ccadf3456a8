/** What a running console leaves in its data folder, so that commands typed in another terminal need not know its settings. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import * as z from 'zod';
import type { Config } from './config.ts';
import { isHeld, isPostgresUrl } from './database/index.ts';
import { AppError } from './errors.ts';

/** `database` is the file it uses; null for PostgreSQL, whose address may hold a password and is written nowhere. */
const note = z.object({ origin: z.string(), database: z.string().nullable() });

export const lockOf = (data: string) => join(data, 'console.lock');
const fileOf = (data: string) => join(data, 'running.json');

/** Returns what takes it away. */
export function leaveNote({ data, origin, databaseUrl }: Config): () => void {
  const database = isPostgresUrl(databaseUrl) ? null : resolve(databaseUrl);
  writeFileSync(fileOf(data), `${JSON.stringify({ origin, database })}\n`, { mode: 0o600 });
  return () => rmSync(fileOf(data), { force: true });
}

export interface Found {
  /** As the console that runs with this data folder has it. */
  config: Config;
  running: boolean;
}

/** Throws AppError where the console that runs here keeps its records in a database that these settings do not name. */
export function findRunning(config: Config): Found {
  if (!isHeld(lockOf(config.data))) return { config, running: false };
  const left = readNote(config.data);
  if (left === undefined) return { config, running: true };
  if (left.database === null && !isPostgresUrl(config.databaseUrl))
    throw new AppError({
      status: 409,
      code: 'database.not_named',
      detail: `The console that runs with the data folder ${config.data} uses PostgreSQL: set CARETAKER_DATABASE_URL as it has it.`,
    });
  const databaseUrl = left.database ?? config.databaseUrl;
  return { config: Object.freeze({ ...config, origin: left.origin, databaseUrl }), running: true };
}

function readNote(data: string): z.infer<typeof note> | undefined {
  try {
    return note.parse(JSON.parse(readFileSync(fileOf(data), 'utf8')));
  } catch {
    return undefined;
  }
}
