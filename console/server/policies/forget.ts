/** Exceptions that are over, with whom they were for. What is in force or waits is never forgotten. */
import type { Forgetting } from '../retention/index.ts';

const atOnce = 500;

export const forgetting: Forgetting = {
  key: 'exceptions',
  written: true,
  async forget({ tx, schoolId, before }) {
    const old = await tx
      .selectFrom('policy_exception')
      .select('id')
      .where('school_id', '=', schoolId)
      .where('status', 'not in', ['active', 'waiting'])
      .where('ended_at', '<', before)
      .limit(atOnce)
      .execute();
    const ids = old.map(({ id }) => id);
    if (ids.length === 0) return 0;
    await tx.deleteFrom('policy_exception_device').where('exception_id', 'in', ids).execute();
    await tx.deleteFrom('policy_exception').where('id', 'in', ids).execute();
    return ids.length;
  },
};
