/**
 * People who left go from the list when nothing names them any more: no account, nothing out in their name, no loan,
 * answer or incident that is still kept. What keeps them has a time of its own, so each goes in the end.
 */
import { sql } from 'kysely';
import type { Forgetting } from '../retention/index.ts';

/** Where somebody of the list may be named, by table and column. A foreign key that is not here would stop the pass. */
const named = [
  ['account', 'person_id'],
  ['asset', 'holder_id'],
  ['school_medium', 'holder_id'],
  ['loan', 'holder_id'],
  ['loan', 'approver_id'],
  ['notice_answer', 'person_id'],
  ['incident_about', 'person_id'],
  ['licence_seat', 'person_id'],
] as const;

export const forgetting: Forgetting = {
  key: 'persons',
  written: true,
  async forget({ tx, schoolId, before }) {
    const free = named.map(
      ([table, column]) =>
        sql`not exists (select 1 from ${sql.table(table)} as other where ${sql.ref(`other.${column}`)} = person.id)`,
    );
    const gone = await tx
      .deleteFrom('person')
      .where('school_id', '=', schoolId)
      .where('left_at', '<', before)
      .where(sql<boolean>`${sql.join(free, sql` and `)}`)
      .executeTakeFirst();
    return Number(gone.numDeletedRows);
  },
};
