/** Seals recovery keys for the console, and tries the one that the console keeps. A key is never told in the clear. */
import * as z from 'zod';
import type { Order, OrderOutcome } from '../../../../../shared/protocol/order.ts';
import { diskKeyText } from '../../../../../shared/protocol/transcript.ts';
import { seal } from '../../../system/sealing.ts';
import { type GuardEdges, keptIn } from '../../control.ts';
import { type KeyKeeper, notTried, type Tried } from './keeper.ts';

/** Told again after so long, in case the console lost what it had. */
const againMs = 30 * 24 * 3600_000;
const most = 40;
/** A slow cipher on an old computer takes seconds. */
const testWithinMs = 90_000;

const kept = z.object({ told: z.array(z.object({ what: z.string(), at: z.number() })).max(most) });

export async function handOver(
  edges: GuardEdges,
  read: NonNullable<KeyKeeper['read']>,
  signal: AbortSignal,
): Promise<void> {
  const to = edges.sealTo?.() ?? null;
  const device = edges.device();
  if (to === null || device === null) return;
  const cell = edges.cell('recovery-keys', kept);
  const now = edges.clock.now();
  const before = (keptIn(cell)?.told ?? []).filter(({ at }) => at <= now && at > now - againMs);
  const found = (await read(edges.machine, signal)).slice(0, most);
  const told = found.map(one => {
    const { volume, protector, secret } = one;
    const what = `${device.deviceId} ${to} ${volume} ${protector}`;
    const known = before.find(entry => entry.what === what);
    if (known !== undefined) return known;
    const about = (passing: string) => diskKeyText(device.deviceId, volume, to, passing);
    edges.tell('disk.recovery_key', { volume, protector, ...seal(Buffer.from(secret), to, about) });
    return { what, at: now };
  });
  cell.write({ told });
}

const words: Record<Exclude<Tried['result'], 'not_tried'>, string> = {
  opens: 'The recovery key opens the disk.',
  does_not_open: 'The recovery key does not open the disk.',
};

export async function testKey(
  edges: GuardEdges,
  keeper: KeyKeeper,
  order: Extract<Order, { kind: 'test_recovery_key' }>,
  stop: AbortSignal,
): Promise<OrderOutcome> {
  const { result, why } = await tryIt(edges, keeper, order, stop);
  edges.tell('disk.key_tested', { keyId: order.keyId, result, why });
  if (result === 'not_tried') return { outcome: 'not_possible', detail: why };
  return { outcome: 'done', detail: words[result] };
}

async function tryIt(
  edges: GuardEdges,
  keeper: KeyKeeper,
  { sealed, volume }: Extract<Order, { kind: 'test_recovery_key' }>,
  stop: AbortSignal,
): Promise<Tried> {
  const device = edges.device();
  if (device === null || !edges.machine.privileged)
    return notTried('Caretaker runs there without the rights that this needs.');
  const secret = edges.unseal?.(sealed, own => diskKeyText(device.deviceId, volume, own, sealed.key));
  if (secret === undefined) return notTried('The key did not come sealed to this computer.');
  const deadline = new AbortController();
  const cancel = edges.clock.after(testWithinMs, () => deadline.abort());
  const signal = AbortSignal.any([stop, deadline.signal]);
  try {
    return await keeper.test(edges.machine, volume, secret.toString(), signal);
  } catch (error) {
    // Of our own making: a probe's words are of its command, which never has the key among its arguments.
    return notTried(`It could not be tried: ${(error as Error).message}`.slice(0, 280));
  } finally {
    cancel();
  }
}
