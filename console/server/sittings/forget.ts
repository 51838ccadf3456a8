/** Times of sign-ins that are older than the school may keep them go, also of devices that are gone. */
import { forgetSittings } from '../reports/index.ts';
import type { Forgetting } from '../retention/index.ts';

export const forgetting: Forgetting = {
  key: 'sittings',
  written: false,
  async forget({ tx, schoolId, before }) {
    const gone = await tx
      .deleteFrom('sitting_moment')
      .where('school_id', '=', schoolId)
      .where('at', '<', before)
      .executeTakeFirst();
    await forgetSittings(tx, schoolId, before);
    return Number(gone.numDeletedRows);
  },
};
