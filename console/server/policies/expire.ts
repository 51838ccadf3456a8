/** A version that nobody decided about ends by itself, as whatever else waits for a second person does. */
import { versionWaitsDays } from '../../../shared/protocol/api/policies.ts';
import { stopTelling } from '../approvals/index.ts';
import type { Context } from '../context.ts';
import type { Tx } from '../database/index.ts';
import type { Caller } from '../route.ts';
import { nameOf } from './drafts.ts';
import { updateVersion } from './versions.ts';

const waitsMs = versionWaitsDays * 24 * 3600_000;

/** When a version that was asked for now stops waiting. */
export const waitsUntil = (askedAt: number): number => askedAt + waitsMs;

export const overdue = (tx: Tx, now: number) =>
  tx
    .selectFrom('policy_version')
    .where('status', '=', 'waiting')
    .where('asked_at', '<=', now - waitsMs);

/** In the console's own name; what was in force stays. */
export async function expireVersions(
  context: Context,
  tx: Tx,
  by: Pick<Caller, 'schoolId' | 'id' | 'name'>,
): Promise<void> {
  const rows = await overdue(tx, context.now()).selectAll().where('school_id', '=', by.schoolId).execute();
  for (const row of rows) {
    const note = `Nobody decided within ${versionWaitsDays} days, so nothing was changed.`;
    await updateVersion(tx, row.id, { status: 'refused', ended_at: context.now(), end_note: note });
    await stopTelling(tx, by.schoolId, row.id);
    const facts = { place: await nameOf(tx, row), number: row.number, asked: row.asked_by ?? row.updated_by };
    await context.audit.record(tx, by, 'policy.expired', { subject: row.id, facts });
  }
}
