/** The chain itself: each row's hash covers the row and the hash before it, so nothing can be changed or taken out unseen. */
import { createHash } from 'node:crypto';
import { canonicalJson } from '../../../shared/json.ts';
import type { Database, Db } from '../database/index.ts';

export type AuditRow = Database['audit'];

export const noHash = '';

export function hashOf(row: Omit<AuditRow, 'hash'>): string {
  return createHash('sha256')
    .update(`${row.previous_hash}\n${canonicalJson(columns(row))}`)
    .digest('hex');
}

/** Named one by one: a column added later must not change the hashes of old rows. */
function columns(row: Omit<AuditRow, 'hash'>) {
  const { id, school_id, number, at, actor, actor_name, action, subject, facts } = row;
  return { id, school_id, number, at, actor, actor_name, action, subject, facts };
}

export interface AuditTrouble {
  schoolId: string;
  number: number;
  /** What is wrong with this row, in words. */
  trouble: string;
}

/** Walks every school's chain in pages. Returns the first trouble of each school; none means the log is whole. */
export async function verifyAudit(db: Db): Promise<{ checked: number; troubles: AuditTrouble[] }> {
  const troubles: AuditTrouble[] = [];
  let checked = 0;
  for (const { id } of await db.selectFrom('school').select('id').orderBy('id').execute()) {
    const result = await verifySchool(db, id);
    checked += result.checked;
    if (result.trouble !== undefined) troubles.push(result.trouble);
  }
  return { checked, troubles };
}

async function verifySchool(db: Db, schoolId: string): Promise<{ checked: number; trouble?: AuditTrouble }> {
  let before = { number: 0, hash: noHash };
  for (;;) {
    const rows = await db
      .selectFrom('audit')
      .selectAll()
      .where('school_id', '=', schoolId)
      .where('number', '>', before.number)
      .orderBy('number')
      .limit(500)
      .execute();
    for (const row of rows) {
      const trouble = troubleOf(row, before);
      if (trouble !== undefined)
        return { checked: before.number, trouble: { schoolId, number: row.number, trouble } };
      before = { number: row.number, hash: row.hash };
    }
    if (rows.length === 0) return { checked: before.number };
  }
}

function troubleOf(row: AuditRow, before: { number: number; hash: string }): string | undefined {
  if (row.number !== before.number + 1) return `the entry after number ${before.number} is missing`;
  if (row.previous_hash !== before.hash) return 'does not follow the entry before it';
  if (hashOf(row) !== row.hash) return 'has been changed since it was written';
  return undefined;
}
