/** Answers a challenge that somebody reads out with the code that they then type. */
import { createHmac } from 'node:crypto';
import type * as z from 'zod';
import type { RecoveryAnswer, RecoveryView, recoveryInput } from '../../../shared/protocol/api/orders.ts';
import {
  breakGlassText,
  nearestEpoch,
  readChallenge,
  writeBreakGlassCode,
} from '../../../shared/protocol/break-glass.ts';
import type { Context } from '../context.ts';
import { findDeviceRecord } from '../devices/index.ts';
import { conflict, invalid, notFound } from '../errors.ts';
import { keepPausingCode } from '../orders/index.ts';
import type { Caller } from '../route.ts';
import { askSecond } from './second-person.ts';
import { recoverySecret } from './secret.ts';
import { actInWords } from './words.ts';

type Wish = z.output<typeof recoveryInput>;

async function deviceOf(context: Context, schoolId: string, id: string) {
  const device = await findDeviceRecord(context.db, id);
  if (device === undefined || device.school_id !== schoolId || device.status === 'removed')
    throw notFound('device');
  return device;
}

const stateOf = (context: Context, deviceId: string) =>
  context.db.selectFrom('device_recovery').selectAll().where('device_id', '=', deviceId).executeTakeFirst();

/** Throws `device.not_found`. */
export async function readRecovery(context: Context, schoolId: string, id: string): Promise<RecoveryView> {
  await deviceOf(context, schoolId, id);
  const row = await stateOf(context, id);
  const ready = row !== undefined && row.kept_epoch > 0;
  return { ready, keptAt: row?.kept_at ?? null, usedAt: row?.used_at ?? null };
}

/** Throws `device.not_found`, `recovery.no_secret`, what is wrong with the challenge, or `approval.*`. */
export async function giveCode(
  context: Context,
  by: Caller,
  id: string,
  wish: Wish,
): Promise<RecoveryAnswer> {
  const device = await deviceOf(context, by.schoolId, id);
  const row = await stateOf(context, id);
  if (row === undefined)
    throw conflict(
      'recovery.no_secret',
      `“${device.name}” has not fetched its recovery secret yet: it does so when it is next connected.`,
    );
  const read = readChallenge(wish.challenge, id);
  if (read === undefined) throw wrongChallenge(device.name);
  const epoch = nearestEpoch(read.epochBits, row.epoch);
  const secret = recoverySecret(context.identity, id, epoch);
  const mac = createHmac('sha256', secret)
    .update(breakGlassText(id, read.challenge, wish.allow))
    .digest();
  const { allow } = wish;
  const { challenge } = read;
  const what = actInWords(allow);
  const because = `, because: ${wish.reason}`;
  const waits = await context.db.transaction().execute(async tx => {
    const first = await askSecond(context, tx, by, device, { ...wish, challenge });
    if (first !== null) return first;
    if (allow.purpose === 'suspend')
      await keepPausingCode(tx, id, { challenge, at: context.now(), minutes: allow.minutes });
    const facts = { name: device.name, what, because };
    await context.audit.record(tx, by, 'recovery.code_given', { subject: id, facts });
    return null;
  });
  if (waits !== null) return { waits };
  return { code: writeBreakGlassCode(allow, mac), what };
}

function wrongChallenge(name: string) {
  const challenge = `This is not what “${name}” shows. Check every letter, and that it is this computer.`;
  return invalid('That challenge does not fit.', { challenge }, 'recovery.wrong_challenge');
}
