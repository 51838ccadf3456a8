/** Days as the school counts them. */
import type { Tx } from '../database/index.ts';
import { readSchool } from '../schools/index.ts';

const dayMs = 24 * 3600_000;

/** `2026-11-22`, where the school is. */
export async function schoolDay(db: Tx, schoolId: string, at: number): Promise<string> {
  const { timeZone } = await readSchool(db, schoolId);
  return new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' }).format(at);
}

export const daysBetween = (since: number, now: number) => Math.max(0, Math.floor((now - since) / dayMs));
