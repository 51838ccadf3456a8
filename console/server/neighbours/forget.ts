/** Forgets what was not seen for long: a visitor's telephone is no part of the school's records. */
import type { Forgetting } from '../retention/index.ts';

const dayMs = 24 * 3600_000;
/** What is the school's own is looked for a year. */
export const oursDays = 365;

export const forgetting: Forgetting = {
  key: 'network',
  written: false,
  async forget({ context, tx, schoolId, before }) {
    const gone = await tx
      .deleteFrom('neighbour')
      .where('school_id', '=', schoolId)
      .where(eb =>
        eb.or([
          eb('last_seen_at', '<', context.now() - oursDays * dayMs),
          eb.and([eb('decision', '!=', 'ours'), eb('last_seen_at', '<', before)]),
        ]),
      )
      .executeTakeFirst();
    return Number(gone.numDeletedRows);
  },
};
