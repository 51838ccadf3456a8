/** A decided request helps to decide the next one alike, for a while. What waits is never forgotten. */
import type { Forgetting } from '../retention/index.ts';

export const forgetting: Forgetting = {
  key: 'requests',
  written: true,
  async forget({ tx, schoolId, before }) {
    const gone = await tx
      .deleteFrom('request')
      .where('school_id', '=', schoolId)
      .where('status', '!=', 'waiting')
      .where('decided_at', '<', before)
      .executeTakeFirst();
    return Number(gone.numDeletedRows);
  },
};
