/** The school: its name and its time zone. One today; every table already says which. */
import { randomUUIDv7 } from 'node:crypto';
import type { Db, Tx } from '../database/index.ts';

export { routes } from './routes.ts';

export interface School {
  id: string;
  name: string;
  timeZone: string;
}

export async function readSchool(db: Tx, id: string): Promise<School> {
  const row = await db.selectFrom('school').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
  return { id: row.id, name: row.name, timeZone: row.time_zone };
}

/** "2026-11-22", as the school's own calendar has it. */
export async function readToday(db: Tx, schoolId: string, now: number): Promise<string> {
  const { timeZone } = await readSchool(db, schoolId);
  return new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' }).format(now);
}

/** The school that the command line and first start mean: the oldest. Undefined before first start. */
export async function firstSchool(db: Tx): Promise<School | undefined> {
  const row = await db
    .selectFrom('school')
    .selectAll()
    .orderBy('created_at')
    .orderBy('id')
    .limit(1)
    .executeTakeFirst();
  return row && { id: row.id, name: row.name, timeZone: row.time_zone };
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
    return { ...school, made: true };
  });
}
