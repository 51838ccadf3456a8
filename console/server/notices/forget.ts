/** Forgets answers when nobody can need them any more: some time after somebody left, or after what they answered ended. */
import { sql } from 'kysely';
import type { Forgetting } from '../retention/index.ts';

/**
 * Of agreements: answers of people who left, and of names that were never found in the list of people. Of messages: every
 * answer. With them goes which computers held it. The notice itself, its wording and the audit log stay.
 */
export const forgetting: Forgetting = {
  key: 'answers',
  written: true,
  async forget({ tx, schoolId, before }) {
    const ended = sql<boolean>`school_id = ${schoolId} and coalesce(ended_at, until) < ${before}`;
    await tx
      .deleteFrom('notice_device')
      .where('notice_id', 'in', eb => eb.selectFrom('notice').select('id').where(ended))
      .execute();
    const gone = await tx
      .deleteFrom('notice_answer')
      .where('school_id', '=', schoolId)
      .where(eb =>
        eb.or([
          eb('person_id', 'in', eb.selectFrom('person').select('id').where('left_at', '<', before)),
          eb.and([
            eb('notice_id', 'in', eb.selectFrom('notice').select('id').where(ended)),
            eb.or([
              eb('person_id', 'is', null),
              eb('notice_id', 'in', eb.selectFrom('notice').select('id').where('kind', '=', 'message')),
            ]),
          ]),
        ]),
      )
      .executeTakeFirst();
    return Number(gone.numDeletedRows);
  },
};
