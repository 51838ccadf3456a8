/** The school: its name and its time zone. One today; every table already says which. */

import { randomUUIDv7 } from 'node:crypto';
import type { Selectable } from 'kysely';
import {
  ownStateWords,
  type StateWords,
  stateSayer,
  stateWordsWith,
} from '../../../shared/assets/state-words.ts';
import type { AssetState } from '../../../shared/assets/states.ts';
import { dayAt } from '../../../shared/moment-format.ts';
import type { Database, Db, Tx } from '../database/index.ts';

export { routes } from './routes.ts';

export interface School {
  id: string;
  name: string;
  timeZone: string;
  /** How people reach it, in its own words; empty while nobody has said. */
  contact: string;
  /** What it calls the states of its assets: its own words, and the standard ones where it has none. */
  stateWords: StateWords;
}

const schoolOf = (row: Selectable<Database['school']>): School => ({
  ...{ id: row.id, name: row.name, timeZone: row.time_zone, contact: row.contact },
  stateWords: stateWordsWith(ownStateWords.parse(JSON.parse(row.state_words))),
});

export async function readSchool(db: Tx, id: string): Promise<School> {
  const row = await db.selectFrom('school').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
  return schoolOf(row);
}

/** "in repair", or what this school calls it, within a sentence. */
export async function sayState(db: Tx, schoolId: string, state: AssetState): Promise<string> {
  return (await readStateSayer(db, schoolId))(state);
}

export async function readStateSayer(db: Tx, schoolId: string): Promise<(state: AssetState) => string> {
  return stateSayer((await readSchool(db, schoolId)).stateWords);
}

/** "2026-11-22", as the school's own calendar has it. */
export async function readToday(db: Tx, schoolId: string, now: number): Promise<string> {
  const { timeZone } = await readSchool(db, schoolId);
  return dayIn(timeZone, now);
}

/** The day there at a moment, `2026-11-22`. */
export const dayIn = (timeZone: string, at: number): string => dayAt(at, timeZone);

/** The school that the command line and first start mean: the oldest. Undefined before first start. */
export async function firstSchool(db: Tx): Promise<School | undefined> {
  const row = await db
    .selectFrom('school')
    .selectAll()
    .orderBy('created_at')
    .orderBy('id')
    .limit(1)
    .executeTakeFirst();
  return row && schoolOf(row);
}

/** Makes the school at first start. `made` tells whether this call did. */
export async function ensureSchool(db: Db, now: number): Promise<School & { made: boolean }> {
  return db.transaction().execute(async tx => {
    const there = await firstSchool(tx);
    if (there !== undefined) return { ...there, made: false };
    const school = { id: randomUUIDv7(), name: 'Your school', timeZone: 'Europe/London' };
    await tx
      .insertInto('school')
      .values({ id: school.id, name: school.name, time_zone: school.timeZone, created_at: now })
      .execute();
    return { ...(await readSchool(tx, school.id)), made: true };
  });
}
