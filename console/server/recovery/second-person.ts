/** A code that switches enforcement off for long is an order by another way: it needs the same second person. */
import * as z from 'zod';
import { canonicalJson } from '../../../shared/json.ts';
import type { Waits } from '../../../shared/protocol/api/approvals.ts';
import { type BreakGlass, breakGlass } from '../../../shared/protocol/break-glass.ts';
import { may } from '../access.ts';
import { type ApprovalKind, agreedLately, askApproval } from '../approvals/index.ts';
import type { Context } from '../context.ts';
import type { Tx } from '../database/index.ts';
import { lengthOf, suspensionNeedsSecond } from '../orders/index.ts';
import type { Caller } from '../route.ts';
import { actInWords } from './words.ts';

const hourMs = 3600_000;
const payload = z.object({ deviceId: z.string(), allow: breakGlass });

/** The yes gives nothing by itself: whoever asked may give this code, for this device, within the hour after it. */
export const recoveryCodeKind: ApprovalKind<z.infer<typeof payload>> = {
  kind: 'recovery-code',
  permission: 'policies.approve',
  stepUp: true,
  waitsMs: 4 * hourMs,
  alone: 'do',
  read: given => payload.parse(given),
  async approved(_context, _tx, { askedBy }) {
    return { sentence: `${askedBy.name} can show the code within the next hour.` };
  },
  about: (asked, reader) =>
    may(reader, 'devices.read') ? { label: 'The device', to: `/devices/${asked.subject}?tab=orders` } : null,
};

/** Null when the code may be given now. Throws `approval.waits_already`. */
export async function askSecond(
  context: Context,
  tx: Tx,
  by: Caller,
  device: { id: string; name: string },
  { allow, reason, challenge }: { allow: BreakGlass; reason: string; challenge: string },
): Promise<Waits | null> {
  // Whoever sits at the console's own machine holds its key, and could answer without it.
  if (allow.purpose !== 'suspend' || by.id === 'command-line') return null;
  const { minutes } = allow;
  const asked = { id: device.id, schoolId: by.schoolId };
  const day = await suspensionNeedsSecond(context, tx, asked, { minutes, challenge });
  if (day === null) return null;
  const wanted = { deviceId: device.id, allow };
  const agreed = await agreedLately(tx, by, recoveryCodeKind, device.id, context.now() - hourMs);
  if (agreed.some(one => canonicalJson(one) === canonicalJson(wanted))) return null;
  const { id, sentence } = await askApproval(context, tx, by, recoveryCodeKind, {
    subject: device.id,
    title: `A recovery code for ${device.name}: ${actInWords(allow)}`,
    lines: [
      `${by.name} may then read out a code that somebody types at ${device.name}, which no order reaches.`,
      `For ${lengthOf(minutes)} that computer stops nothing: memory sticks, programs and the screen lock are left as the system has them.`,
      ...day,
      'The code works once, there only. It enforces again by itself afterwards, and tells this console.',
    ],
    reason,
    payload: wanted,
  });
  return id === null ? null : { id, sentence };
}
