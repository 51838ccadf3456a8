/** What a second person agreed to or refused, and what ended undecided. What waits is never forgotten. */
import { sql } from 'kysely';
import type { Forgetting } from '../retention/index.ts';

export const forgetting: Forgetting = {
  key: 'approvals',
  written: true,
  async forget({ tx, schoolId, before }) {
    const gone = await tx
      .deleteFrom('approval')
      .where('school_id', '=', schoolId)
      .where('status', '!=', 'waiting')
      .where(sql<boolean>`coalesce(decided_at, expires_at) < ${before}`)
      .executeTakeFirst();
    return Number(gone.numDeletedRows);
  },
};
