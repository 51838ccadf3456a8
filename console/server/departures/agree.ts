/** A second person agrees that a removed device has left, so that a removal makes no figure better by itself. */
import * as z from 'zod';
import { controlByKey } from '../../../shared/controls/index.ts';
import { listed } from '../../../shared/controls/words.ts';
import { may } from '../access.ts';
import { type ApprovalKind, askApproval, type Opened, withdrawAbout } from '../approvals/index.ts';
import type { Context } from '../context.ts';
import type { Tx } from '../database/index.ts';
import { AppError, conflict } from '../errors.ts';
import type { Caller } from '../route.ts';
import { type Departed, leaveCount, note, openIn } from './store.ts';

const dayMs = 24 * 3600_000;
const payload = z.object({ deviceId: z.string(), name: z.string() });

export const departureKind: ApprovalKind<z.infer<typeof payload>> = {
  kind: 'departure',
  permission: 'departures.agree',
  stepUp: false,
  waitsMs: 366 * dayMs,
  alone: 'refuse',
  read: given => payload.parse(given),
  async approved(context, tx, { payload: { deviceId, name }, schoolId }) {
    const back = await tx.selectFrom('device').select('status').where('id', '=', deviceId).executeTakeFirst();
    if (back?.status !== 'removed')
      throw conflict('departure.came_back', `“${name}” has come back since, so it is counted for itself.`);
    await leaveCount(tx, deviceId);
    return {
      sentence: `“${name}” is no longer counted.`,
      after: () => context.events.nudge(schoolId, ['devices']),
    };
  },
  about: (_asked, reader) =>
    may(reader, 'devices.read') ? { label: 'Removed devices', to: '/queue' } : null,
};

/** Throws `approval.waits_already`, `approval.nobody`. */
export function askWhetherGone(
  context: Context,
  tx: Tx,
  by: Caller,
  device: Pick<Departed, 'deviceId' | 'name' | 'controls' | 'replaced'>,
  reason: string,
): Promise<Opened> {
  const titles = device.controls.map(key => controlByKey(key)?.words.title ?? key);
  const said = device.replaced ? replaced(by.name, device.name) : removed(by.name, device.name);
  return askApproval(context, tx, by, departureKind, {
    subject: device.deviceId,
    title: said.title,
    lines: [
      said.what,
      `${said.then} these did not hold on it, or were not known: ${listed(titles)}.`,
      `Until you agree ${said.it} goes on counting as not known in the promises that these belong to. Afterwards it is no longer counted.`,
      said.agree,
    ],
    reason,
    payload: { deviceId: device.deviceId, name: device.name },
  });
}

/**
 * As `askWhetherGone`, and asks nobody where nobody else may agree: the device goes on counting until there is somebody
 * who is asked again and agrees.
 */
export async function askIfAnybody(...given: Parameters<typeof askWhetherGone>): Promise<void> {
  try {
    await askWhetherGone(...given);
  } catch (error) {
    if (!(error instanceof AppError && error.code === 'approval.nobody')) throw error;
  }
}

const removed = (who: string, name: string) => ({
  title: `“${name}” has left the school’s computers`,
  what: `${who} removed “${name}”. It hears nothing more from this console, whatever you answer.`,
  ...{ then: 'When it was removed', it: 'it' },
  agree: 'Agree when you know where the computer is: disposed of, given back, or out of use for good.',
});

const replaced = (who: string, name: string) => ({
  title: `A computer that asked to join is “${name}”`,
  what: `${who} said so, and it goes on with the record of “${name}”. Neither its main board, nor its disks, nor its key agree with what was known of that one.`,
  ...{ then: 'When that was said', it: `the old “${name}”` },
  agree:
    'Agree when you know that both are one computer, or where the old one is: disposed of, given back, or out of use for good.',
});

/**
 * A record goes on with a machine of which nothing agrees with what was known: the one that was known goes on counting
 * as not known until a second person agrees, so that nobody's word alone puts a computer right.
 */
export async function noteReplaced(
  context: Context,
  tx: Tx,
  by: Caller,
  { newcomer, name, states }: { newcomer: string; name: string; states: string },
): Promise<void> {
  const controls = openIn(states);
  if (controls.length === 0) return;
  const device = { deviceId: newcomer, name, controls, replaced: true };
  await askIfAnybody(context, tx, by, device, 'It is said to be the same computer');
  await note(
    tx,
    { device_id: newcomer, school_id: by.schoolId, name, states },
    { at: context.now(), by: by.name },
  );
}

/** A removed device is let in again: it is counted for itself, and nobody is asked any more whether it has left. */
export async function cameBack(
  context: Context,
  tx: Tx,
  by: Caller,
  device: Pick<Departed, 'deviceId' | 'name'>,
): Promise<void> {
  const because = `“${device.name}” has come back since, so it is counted for itself.`;
  await withdrawAbout(context, tx, by, departureKind, { subject: device.deviceId, because });
  await leaveCount(tx, device.deviceId);
}
