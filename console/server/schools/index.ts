/** The school: its name and its time zone. One today; every table already says which. */

import { randomUUIDv7 } from 'node:crypto';
import type { Selectable } from 'kysely';
import { dayAt } from '../../../shared/moment-format.ts';
import type { Database, Db, Tx } from '../database/index.ts';

export { routes } from './routes.ts';

export interface School {
  id: string;
  name: string;
  timeZone: string;
  /** How people reach it, in its own words; empty while nobody has said. */
  contact: string;
}

const schoolOf = ({ id, name, time_zone: timeZone, contact }: Selectable<Database['school']>): School => ({
  ...{ id, name, timeZone, contact },
});

export async function readSchool(db: Tx, id: string): Promise<School> {
  const row = await db.selectFrom('school').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
  return schoolOf(row);
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
    const school = { id: randomUUIDv7(), name: 'Your school', timeZone: 'Europe/London', contact: '' };
    await tx
      .insertInto('school')
      .values({ id: school.id, name: school.name, time_zone: school.timeZone, created_at: now })
      .execute();
    return { ...school, made: true };
  });
}
