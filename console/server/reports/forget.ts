/** Forgets what devices sent longer ago than it is kept: a year can be laid beside the year before, and no more. */
import type { Forgetting } from '../retention/index.ts';

const atOnce = 2000;

/**
 * Records as they came, but for a report that still says how a device stands: what-ifs are made of those, however old
 * (a control that never changes is never reported again). A device resumes by its number, not by these.
 */
export const forgetting: Forgetting = {
  key: 'reports',
  written: false,
  async forget({ tx: db, schoolId, before }) {
    for (let forgotten = 0; ; ) {
      const old = await db
        .selectFrom('device_record as old')
        .select(['old.device_id', 'old.id'])
        .where('old.school_id', '=', schoolId)
        .where('old.received_at', '<', before)
        .where(eb =>
          eb.not(
            eb.exists(
              eb
                .selectFrom('device_finding as last')
                .select('last.seq')
                .whereRef('last.device_id', '=', 'old.device_id')
                .whereRef('last.seq', '=', 'old.seq'),
            ),
          ),
        )
        .limit(atOnce)
        .execute();
      for (const [device, records] of Map.groupBy(old, one => one.device_id))
        await db
          .deleteFrom('device_record')
          .where('device_id', '=', device)
          .where(
            'id',
            'in',
            records.map(({ id }) => id),
          )
          .execute();
      forgotten += old.length;
      if (old.length < atOnce) return forgotten;
    }
  },
};
