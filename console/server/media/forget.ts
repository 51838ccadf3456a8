/** Sticks that were retired, and who had them. What is in use or lost is never forgotten: a lost one stays shut out. */
import type { Forgetting } from '../retention/index.ts';

const atOnce = 500;

export const forgetting: Forgetting = {
  key: 'media',
  written: true,
  async forget({ tx, schoolId, before }) {
    const old = await tx
      .selectFrom('school_medium')
      .select('id')
      .where('school_id', '=', schoolId)
      .where('state', '=', 'retired')
      .where('state_at', '<', before)
      .limit(atOnce)
      .execute();
    const ids = old.map(({ id }) => id);
    if (ids.length === 0) return 0;
    await tx.deleteFrom('school_medium_event').where('medium_id', 'in', ids).execute();
    await tx.deleteFrom('school_medium').where('id', 'in', ids).execute();
    return ids.length;
  },
};
