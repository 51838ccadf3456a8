/** Makes the school: a fresh console whose clock begins a year ago, and a year of days up to yesterday. */
import { sql } from 'kysely';
import { type Config, readConfig } from '../console/server/config.ts';
import { openConsole } from '../console/server/main-open.ts';
import { Year } from './calendar.ts';
import { YearClock } from './clock.ts';
import { beginFolder, findSchool, finishFolder, type SchoolRecord, SchoolTrouble } from './folder.ts';
import { roster } from './roster.ts';
import { School, unpacked } from './school.ts';
import { tellYear } from './tell-year.ts';

export interface SchoolWish {
  folder: string;
  seed: number;
  devices: number;
  /** The moment up to which the year is told, UTC milliseconds. */
  now: number;
  /** After how long computers look again at what holds a date; each school day without. Less often is made faster. */
  againMs?: number;
  /** Hears of each day, in days since 1970. */
  said?(day: number): void;
}

/** In a folder of its own, in its own SQLite file, whatever the environment says. */
export const configIn = (folder: string, given: Record<string, unknown> = {}): Config =>
  readConfig({}, { logLevel: 'error', ...given, data: folder });

/**
 * The folder is there, whole, when this resolves. The same wish gives the same school, but for ids and keys. Throws
 * SchoolTrouble for a folder that is not free.
 */
export async function makeSchool({
  folder,
  seed,
  devices,
  now,
  againMs,
  said = () => {},
}: SchoolWish): Promise<SchoolRecord> {
  if (findSchool(folder) !== undefined) throw new SchoolTrouble(`There is a school in ${folder} already.`);
  const making = beginFolder(folder);
  const year = new Year(now);
  const clock = new YearClock(year.at(year.first, '08:00'));
  const opened = await openConsole(configIn(making), { now: clock.now });
  const school = new School(opened, clock, year);
  try {
    // What is half made is thrown away, so nothing has to survive a power cut before its end.
    await sql`pragma synchronous = off`.execute(opened.context.db);
    unpacked(school, roster(seed, devices), seed, againMs);
    await tellYear(school, seed, said);
  } finally {
    await school.close();
    await opened.close();
  }
  const computers = school.devices
    .filter(one => !one.gone)
    .map(({ name, deviceId, key, seed: own, situations }) => ({
      ...{ name, deviceId, key, seed: own, situations: Object.fromEntries(situations) },
    }));
  const made: SchoolRecord = {
    ...{ format: 'caretaker.simulated-school.v1', seed, devices, madeAt: now, computers },
  };
  finishFolder(making, folder, made);
  return made;
}
