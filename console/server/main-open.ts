/** Opens what a data folder holds, making it at first start: database, identity, school, group, technician. Listens to nothing. */
import { type Logger, pino } from 'pino';
import { ensureTechnician } from './accounts/index.ts';
import { createAudit } from './audit/index.ts';
import type { Config } from './config.ts';
import type { Context, Presence } from './context.ts';
import { openDatabase } from './database/index.ts';
import { AppError } from './errors.ts';
import { createEvents } from './events.ts';
import { makeData } from './folder.ts';
import { ensureGroup } from './groups/index.ts';
import { openIdentity } from './identity/index.ts';
import { ensureSchool } from './schools/index.ts';

export interface Opened {
  context: Context;
  schoolId: string;
  close(): Promise<void>;
}

export interface OpenOverrides {
  now?: () => number;
  log?: Logger;
}

const nobodyConnected: Presence = {
  isConnected: () => false,
  connectedCount: () => 0,
  send: () => false,
  offer: () => false,
  refuse: () => undefined,
  regroup: () => Promise.resolve(),
};

/** To standard error, so that what the command line prints stays apart. */
export function createLog(config: Config): Logger {
  return pino(
    { level: config.logLevel, base: { part: 'console' } },
    pino.destination({ dest: 2, sync: true }),
  );
}

/** Throws AppError with words for people. The gateway puts itself in the place of `presence` when it starts. */
export async function openConsole(config: Config, overrides: OpenOverrides = {}): Promise<Opened> {
  const now = overrides.now ?? Date.now;
  makeData(config.data);
  const db = await openDatabase(config.databaseUrl).catch(cause => {
    throw new AppError({ status: 500, code: 'database.not_opened', detail: databaseWords(cause), cause });
  });
  try {
    const events = createEvents();
    const context: Context = {
      db,
      config,
      now,
      log: overrides.log ?? createLog(config),
      identity: await openIdentity(config, db, now()),
      events,
      audit: createAudit(now, events),
      presence: nobodyConnected,
    };
    const school = await ensureSchool(db, now());
    await db.transaction().execute(tx => ensureGroup(tx, school.id, now()));
    await ensureTechnician(context, school.id);
    return { context, schoolId: school.id, close: () => db.destroy() };
  } catch (error) {
    await db.destroy();
    throw error;
  }
}

function databaseWords(error: unknown): string {
  const said = error instanceof Error ? error : new Error(String(error));
  const cause = said.cause instanceof Error ? `: ${said.cause.message}` : '';
  return `The database cannot be opened: ${said.message}${cause}`;
}
