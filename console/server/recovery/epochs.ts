/** Which secret each device holds, and when it is given another: after use, and with a key that is new here. */
import * as z from 'zod';
import { breakGlass } from '../../../shared/protocol/break-glass.ts';
import type { FromConsole } from '../../../shared/protocol/device.ts';
import { orderOutcomes } from '../../../shared/protocol/order.ts';
import { recoveryText } from '../../../shared/protocol/transcript.ts';
import type { Context } from '../context.ts';
import { rowLock, type Tx } from '../database/index.ts';
import { clean, findDeviceRecord } from '../devices/index.ts';
import { recoverySecret, seal } from './secret.ts';
import { actInWords } from './words.ts';

/** What a device may claim to hold beyond what is known here; more than that is no restored console. */
const farthestLeap = 1_000_000;
/** Of one device, by which a repetition is told. */
const eventsKnown = 50;

export interface Sender {
  deviceId: string;
  schoolId: string;
}

/** The device's own key and the epoch it holds (0: none), proved by its signature. */
export interface Stated {
  key: string;
  epoch: number;
}

type Nonces = Parameters<typeof recoveryText>[0];

/** The message that brings a device its secret, or undefined when it holds the right one. */
export async function recoveryFor(
  context: Context,
  device: Sender,
  stated: Stated,
  nonces: Nonces,
): Promise<FromConsole['recovery'] | undefined> {
  const epoch = await settleEpoch(context, device, stated);
  if (epoch === stated.epoch) return undefined;
  const { identity } = context;
  const secret = recoverySecret(identity, device.deviceId, epoch);
  const sealed = seal(secret, { deviceId: device.deviceId, epoch, key: stated.key });
  if (sealed === undefined) {
    context.log.warn({ device: device.deviceId }, 'a device states a key to which nothing can be sealed');
    return undefined;
  }
  const body = { epoch, ...sealed };
  return { ...body, signature: identity.sign(recoveryText(nonces, device.deviceId, body)) };
}

const readRow = (db: Tx, deviceId: string) =>
  db.selectFrom('device_recovery').selectAll().where('device_id', '=', deviceId);

/** To what secrets for a device are sealed; undefined until it has said so. */
export async function sealingKeyOf(db: Tx, deviceId: string): Promise<string | undefined> {
  return (await readRow(db, deviceId).executeTakeFirst())?.sealing_key;
}

/** One read while nothing changes, as at almost every hello. */
async function settleEpoch(context: Context, device: Sender, stated: Stated): Promise<number> {
  const known = await readRow(context.db, device.deviceId).executeTakeFirst();
  const settled = known?.sealing_key === stated.key && known.epoch >= stated.epoch;
  // It says that it holds it, though the event that told so was lost.
  const told = known !== undefined && (known.kept_epoch >= stated.epoch || known.epoch !== stated.epoch);
  if (settled && told) return known.epoch;
  return context.db.transaction().execute(tx => changeEpoch(tx, device, stated));
}

async function changeEpoch(tx: Tx, { deviceId, schoolId }: Sender, stated: Stated): Promise<number> {
  const row = await readRow(tx, deviceId).modifyEnd(rowLock(tx)).executeTakeFirst();
  const known = row?.epoch ?? 0;
  // A restored console goes on from what the device already holds.
  const claimed = stated.epoch <= known + farthestLeap ? stated.epoch : 0;
  const sameKey = row === undefined || row.sealing_key === stated.key;
  const epoch = sameKey ? Math.max(1, known, claimed) : Math.max(known, claimed) + 1;
  const kept = epoch === stated.epoch ? epoch : sameKey ? (row?.kept_epoch ?? 0) : 0;
  const change = { sealing_key: stated.key, epoch, kept_epoch: kept };
  await tx
    .insertInto('device_recovery')
    .values({
      device_id: deviceId,
      school_id: schoolId,
      ...change,
      kept_at: null,
      used_at: null,
      used_events: '[]',
    })
    .onConflict(clash => clash.column('device_id').doUpdateSet(change))
    .execute();
  return epoch;
}

const epochFact = z.int().min(1).max(1_000_000_000);
const keptFacts = z.object({ epoch: epochFact });

/** The event `recovery.kept`: codes can be given from now on. */
export async function heardRecoveryKept(
  context: Context,
  { deviceId, schoolId }: Sender,
  facts: Record<string, unknown>,
): Promise<void> {
  const said = keptFacts.safeParse(facts);
  if (!said.success) return;
  await context.db
    .updateTable('device_recovery')
    .set({ kept_epoch: said.data.epoch, kept_at: context.now() })
    .where('device_id', '=', deviceId)
    .where('epoch', '>=', said.data.epoch)
    .where('kept_epoch', '<', said.data.epoch)
    .execute();
  context.events.nudge(schoolId, ['device'], [deviceId]);
}

const usedFacts = z.object({
  epoch: epochFact,
  purpose: z.string(),
  minutes: z.number(),
  access: z.string().optional(),
  outcome: z.enum(orderOutcomes),
  detail: z.string(),
});

/**
 * The event `recovery.used`. Its secret is not used again; true when the device is to be given another. Two codes may
 * have been typed under one secret while there was no network, so each event is known by its id.
 */
export async function heardRecoveryUsed(
  context: Context,
  { deviceId, schoolId }: Sender,
  event: { id: string; facts: Record<string, unknown> },
): Promise<boolean> {
  const said = usedFacts.safeParse(event.facts);
  if (!said.success) return false;
  const fresh = await context.db.transaction().execute(async tx => {
    const row = await readRow(tx, deviceId).modifyEnd(rowLock(tx)).executeTakeFirst();
    const known = z.array(z.string()).parse(JSON.parse(row?.used_events ?? '[]'));
    if (row === undefined || known.includes(event.id)) return false;
    const next = said.data.epoch <= row.epoch + farthestLeap ? said.data.epoch + 1 : 0;
    await tx
      .updateTable('device_recovery')
      .set({
        epoch: Math.max(row.epoch, next),
        used_at: context.now(),
        used_events: JSON.stringify([...known, event.id].slice(-eventsKnown)),
      })
      .where('device_id', '=', deviceId)
      .execute();
    await record(context, tx, { deviceId, schoolId }, said.data);
    return true;
  });
  if (fresh) context.events.nudge(schoolId, ['device'], [deviceId]);
  return fresh;
}

async function record(
  context: Context,
  tx: Tx,
  { deviceId, schoolId }: Sender,
  { purpose, minutes, access, outcome, detail }: z.infer<typeof usedFacts>,
): Promise<void> {
  const name = (await findDeviceRecord(tx, deviceId))?.name ?? deviceId;
  const act = breakGlass.safeParse({ purpose, minutes, ...(access !== undefined && { access }) });
  const by = { schoolId, id: `device:${deviceId}`, name: `the device ${name}` };
  await context.audit.record(tx, by, 'recovery.used', {
    subject: deviceId,
    facts: {
      name,
      what: act.success ? actInWords(act.data) : 'something that this console does not know',
      outcome: outcome === 'done' ? 'Done.' : `Not done: ${clean(detail, 300) || outcome}`,
    },
  });
}
