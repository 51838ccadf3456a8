/** Many computers into a group where less, or otherwise, is enforced: that changes a policy for them, so not alone. */
import * as z from 'zod';
import type { Waits } from '../../../shared/protocol/api/approvals.ts';
import { type ApprovalKind, askApproval } from '../approvals/index.ts';
import type { Context } from '../context.ts';
import { lockSchool, type Tx } from '../database/index.ts';
import { changeDevice } from '../devices/index.ts';
import { AppError } from '../errors.ts';
import { moveLoosensMany } from '../policies/index.ts';
import type { Caller } from '../route.ts';
import type { Chosen } from './present.ts';
import { groupNamed } from './present.ts';

const payload = z.object({ devices: z.array(z.string()), groupId: z.string() });

export const manyMoved: ApprovalKind<z.infer<typeof payload>> = {
  kind: 'bulk-move',
  permission: 'policies.approve',
  stepUp: true,
  waitsMs: 3 * 24 * 3600_000,
  alone: 'do',
  read: given => payload.parse(given),
  async approved(context, tx, { payload: { devices, groupId }, schoolId, askedBy }) {
    const group = await groupNamed(tx, schoolId, groupId);
    return {
      sentence: `${devices.length} computers are moved to ${group}.`,
      async after() {
        for (const id of devices)
          await changeDevice(context, askedBy, id, { groupId }).catch(error => {
            // It was removed since.
            if (!(error instanceof AppError)) throw error;
          });
      },
    };
  },
  about: () => ({ label: 'Devices', to: '/devices' }),
};

/** Null when they may be moved now. Throws `approval.waits_already`. */
export async function askForMove(
  context: Context,
  by: Caller,
  moving: readonly Chosen[],
  to: { groupId: string; name: string },
): Promise<Waits | null> {
  return context.db.transaction().execute(async (tx: Tx) => {
    await lockSchool(tx, by.schoolId);
    const ids = moving.map(({ id }) => id);
    const loosened = await moveLoosensMany(tx, by.schoolId, ids, to.groupId, context.now());
    if (loosened === null) return null;
    const { id, sentence } = await askApproval(context, tx, by, manyMoved, {
      subject: to.groupId,
      title: `Move ${moving.length} computers to ${to.name}`,
      lines: [
        [...Map.groupBy(moving, one => one.group)]
          .map(([group, ones]) => `From ${group}: ${ones.map(one => one.name).join(', ')}.`)
          .join(' '),
        `What is enforced on them now would be asked otherwise in ${to.name}: ${loosened.join(', ')}.`,
        'It can be undone by moving them back.',
      ],
      reason: '',
      payload: { devices: ids, groupId: to.groupId },
    });
    return id === null ? null : { id, sentence };
  });
}
