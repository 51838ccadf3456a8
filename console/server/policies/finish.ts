/**
 * Ending the rings of a roll-out, or the watch over it, before their time. What a second person agreed to, rings
 * included, is not cut short by one person alone.
 */
import type { Waits } from '../../../shared/protocol/api/approvals.ts';
import { askApproval } from '../approvals/index.ts';
import type { Context } from '../context.ts';
import { lockSchool, type Tx } from '../database/index.ts';
import type { Caller } from '../route.ts';
import { type RolloutRow, readRings, type VersionRow } from './places.ts';
import { type Acted, actAlone, findRunning, finishKind, finishNow, isLastRing } from './rollout.ts';
import { readRules } from './rules.ts';
import { sendFresh } from './service.ts';
import type { PlaceRef } from './versions.ts';

interface Early {
  rollout: RolloutRow;
  version: VersionRow;
  place: PlaceRef;
  reason: string;
}

/** Null when nobody else has to agree. Throws `approval.waits_already`. */
async function askToFinish(context: Context, tx: Tx, by: Caller, early: Early): Promise<Waits | null> {
  const { rollout, version, place, reason } = early;
  // Only a version that somebody agreed to was decided about.
  if (version.decided_by === null || (await readRules(tx, by.schoolId)).secondPerson === 'never') return null;
  const rings = readRings(rollout.rings).length;
  const title = `version ${version.number} of the policy of ${place.name}`;
  const { id, sentence } = await askApproval(context, tx, by, finishKind, {
    subject: rollout.id,
    ...(isLastRing(rollout)
      ? {
          title: `Stop watching ${title}`,
          lines: [
            `Every group has it. It would count as done now, and no longer be taken back by itself when computers get worse.`,
          ],
        }
      : {
          title: `Put ${title} in force everywhere now`,
          lines: [
            `It is in ring ${rollout.ring + 1} of ${rings}. Every group would get it at once, without the waits that ${version.decided_by} agreed to.`,
            'It would no longer be taken back by itself when computers get worse.',
          ],
        }),
    reason,
    payload: { rolloutId: rollout.id },
  });
  return id === null ? null : { id, sentence };
}

export type Act = 'halt' | 'resume' | 'finish' | 'return';

/** What a technician does to a roll-out. Throws `rollout.not_found`, `rollout.over`, `approval.waits_already`. */
export async function act(
  context: Context,
  by: Caller,
  id: string,
  what: Act,
  reason: string,
): Promise<{ sentence: string } | { waits: Waits }> {
  const acted = await context.db.transaction().execute(async (tx): Promise<Acted | { waits: Waits }> => {
    await lockSchool(tx, by.schoolId);
    if (what !== 'finish') return actAlone(context, tx, by, id, what, reason);
    const waits = await askToFinish(context, tx, by, { ...(await findRunning(tx, by.schoolId, id)), reason });
    return waits === null ? finishNow(context, tx, by, id, reason) : { waits };
  });
  if ('waits' in acted) return acted;
  await sendFresh(context, acted.issued);
  context.events.nudge(by.schoolId, ['policies', 'devices', 'device']);
  return { sentence: acted.sentence };
}
