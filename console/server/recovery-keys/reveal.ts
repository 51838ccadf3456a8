/** A key is shown to whoever shows that it is they, after somebody else's yes; each look is in the audit log. */
import * as z from 'zod';
import type { RecoveryKeyShown } from '../../../shared/protocol/api/recovery-keys.ts';
import { may } from '../access.ts';
import { proveAgain } from '../accounts/index.ts';
import { type ApprovalKind, agreedLately, askApproval } from '../approvals/index.ts';
import type { Context } from '../context.ts';
import { clean } from '../devices/index.ts';
import { conflict } from '../errors.ts';
import type { Caller } from '../route.ts';
import { deviceOf, keyOf, openKey } from './store.ts';

const hourMs = 3600_000;
const payload = z.object({ deviceId: z.string(), keyId: z.string() });

/** The yes shows nothing by itself: whoever asked may see this key within the hour after it. */
export const recoveryKeyKind: ApprovalKind<z.infer<typeof payload>> = {
  kind: 'recovery-key',
  permission: 'recovery_keys.agree',
  stepUp: true,
  waitsMs: 4 * hourMs,
  alone: 'refuse',
  read: given => payload.parse(given),
  async approved(_context, _tx, { askedBy }) {
    return { sentence: `${askedBy.name} can see the recovery key within the next hour.` };
  },
  about: (asked, reader) =>
    may(reader, 'devices.read')
      ? { label: 'The device', to: `/devices/${asked.payload.deviceId}?tab=orders` }
      : null,
};

/** Throws `device.not_found`, `recovery_key.*`, `step_up.*`, `approval.*`. */
export async function reveal(
  context: Context,
  by: Caller,
  { id, keyId }: { id: string; keyId: string },
  { reason, password }: { reason: string; password?: string | undefined },
): Promise<RecoveryKeyShown> {
  const device = await deviceOf(context.db, by.schoolId, id);
  const row = await keyOf(context.db, by.schoolId, id, keyId);
  // Kept before names were looked at.
  const volume = clean(row.volume, 60);
  await proveAgain(context, by, password);
  return context.db.transaction().execute(async tx => {
    const since = context.now() - hourMs;
    const agreed = await agreedLately(tx, by, recoveryKeyKind, keyId, since);
    if (agreed.length === 0) {
      const opened = await askApproval(context, tx, by, recoveryKeyKind, {
        subject: keyId,
        title: `See the recovery key of ${volume} of ${device.name}`,
        lines: [
          `${by.name} may then see the key that opens the disk ${volume} of ${device.name}, for an hour.`,
          'Whoever has the key and the computer can read everything on it, without anybody’s password.',
          'Each look is in the audit log. Change the key afterwards: what was read aloud is no secret any more.',
        ],
        reason,
        payload: { deviceId: id, keyId },
      });
      // `refuse` leaves no case without an id.
      return { waits: { id: opened.id ?? '', sentence: opened.sentence } };
    }
    const key = openKey(context, row);
    if (key === undefined)
      throw conflict(
        'recovery_key.not_opened',
        'This key was sealed to another console, or was altered. Put the signing key back from the backup that belongs to this database.',
      );
    const facts = { name: device.name, volume, because: `, because: ${reason}` };
    await context.audit.record(tx, by, 'recovery_key.shown', { subject: id, facts });
    return { key };
  });
}
