/** For how long a device's rules were paused, or may yet be, by what was given in the last day. */
import * as z from 'zod';
import { rowLock, type Tx } from '../database/index.ts';
import { orderOf } from './service.ts';

const dayMs = 24 * 3600_000;

const pausingCodes = z.array(z.object({ challenge: z.string(), at: z.number(), minutes: z.number() }));
/** One code that pauses, as `device_recovery` keeps it. */
export type PausingCode = z.infer<typeof pausingCodes>[number];

/** Those of the last day. */
function codesOfADay(row: { pausing_codes: string } | undefined, now: number): PausingCode[] {
  return pausingCodes.parse(JSON.parse(row?.pausing_codes ?? '[]')).filter(one => one.at > now - dayMs);
}

/** Written with the code, in its transaction. A device takes one code for a challenge: of several the longest counts. */
export async function keepPausingCode(tx: Tx, deviceId: string, given: PausingCode): Promise<void> {
  const kept = codesOfADay(await readCodes(tx, deviceId), given.at);
  const before = kept.find(one => one.challenge === given.challenge)?.minutes ?? 0;
  const next = { ...given, minutes: Math.max(given.minutes, before) };
  await tx
    .updateTable('device_recovery')
    .set({ pausing_codes: JSON.stringify([...kept.filter(one => one.challenge !== given.challenge), next]) })
    .where('device_id', '=', deviceId)
    .execute();
}

const readCodes = (tx: Tx, deviceId: string) =>
  tx
    .selectFrom('device_recovery')
    .select('pausing_codes')
    .where('device_id', '=', deviceId)
    .executeTakeFirst();

/**
 * Minutes, by orders and by typed codes together, with or without a second person. Holds the device's row, so two
 * that are asked at once count each other. What never left this console, or was refused there, paused nothing.
 * Without the codes for `challenge`, in whose place another is asked.
 */
export async function pausedLately(
  tx: Tx,
  deviceId: string,
  now: number,
  challenge?: string,
): Promise<number> {
  await tx
    .selectFrom('device')
    .select('id')
    .where('id', '=', deviceId)
    .modifyEnd(rowLock(tx))
    .executeTakeFirst();
  const orders = await tx
    .selectFrom('device_order')
    .select('payload')
    .where('device_id', '=', deviceId)
    .where('kind', '=', 'suspend_enforcement')
    .where('state', 'not in', ['refused', 'failed'])
    .where(eb => eb.or([eb('ended_at', 'is', null), eb('ended_at', '>', now - dayMs)]))
    .where(eb => eb.or([eb('state', 'not in', ['withdrawn', 'expired']), eb('sent_at', 'is not', null)]))
    .execute();
  const ordered = orders.map(orderOf).map(one => (one.kind === 'suspend_enforcement' ? one.minutes : 0));
  const typed = codesOfADay(await readCodes(tx, deviceId), now)
    .filter(one => one.challenge !== challenge)
    .map(one => one.minutes);
  return [...ordered, ...typed].reduce((sum, minutes) => sum + minutes, 0);
}
