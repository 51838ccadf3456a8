/** What opens a computer that nothing else opens, and a computer that leaves. */
import { randomBytes } from 'node:crypto';
import { type Typed, TypedCodes } from '../../../agent/service/orders/typed-codes.ts';
import { memoryCell } from '../../../agent/service/state.ts';
import { makeSealingKey } from '../../../agent/service/system/sealing.ts';
import { recoverySecret } from '../../../console/server/recovery/secret.ts';
import { type Diagnostics, diagnosticsEvent, partsOf } from '../../../shared/protocol/diagnostics.ts';
import type { Computers } from './devices.ts';
import { password } from './people.ts';
import type { Walk } from './walk.ts';

export async function recovery(walk: Walk, { ids }: Computers): Promise<void> {
  const [id] = ids;
  const params = { id };
  const { context, schoolId } = walk.console;
  await context.db
    .insertInto('device_recovery')
    .values({
      ...{ device_id: id, school_id: schoolId, sealing_key: makeSealingKey().publicKey, epoch: 1 },
      ...{ kept_epoch: 1, kept_at: 1, used_at: null, used_events: '[]' },
    })
    .execute();
  const codes = new TypedCodes({
    cell: memoryCell<Typed>(),
    held: () => ({ deviceId: id, epoch: 1, secret: recoverySecret(context.identity, id, 1) }),
    uptime: () => 1000,
    now: context.now,
    random: bytes => randomBytes(bytes),
  });
  await walk.call('get /devices/{id}/recovery', { params });
  await walk.call('post /devices/{id}/recovery-codes', {
    params,
    body: {
      ...{ challenge: codes.challenge() ?? '', allow: { purpose: 'suspend', minutes: 60 } },
      reason: 'Its network is broken',
    },
  });
  const key = await walk.call('post /devices/{id}/recovery-keys', {
    params,
    body: { volume: '/', key: 'dbjt-cuhk-ltev-gnru-hfdi-njee-kkli-tvci' },
  });
  const ofKey = { id, keyId: key.id };
  await walk.call('post /devices/{id}/recovery-keys/{keyId}/reveal', {
    params: ofKey,
    body: { reason: 'The board was changed', password },
    as: 'Tara Tech',
  });
  await walk.call('delete /devices/{id}/recovery-keys/{keyId}', { params: ofKey });
}

const collected = (at: number): Diagnostics => ({
  collectedAt: at,
  versions: {
    ...{ agent: 'caretaker', node: 'v24', platform: 'linux', architecture: 'x64' },
    ...{ computerSince: at, serviceSince: at },
  },
  resources: {
    ...{ memoryBytes: 8, memoryFreeBytes: 4, serviceBytes: 1, diskBytes: 9, diskFreeBytes: 3 },
    ...{ processors: 4, load: 0.5 },
  },
  console: {
    ...{ state: 'connected', since: at, clockOffsetMs: 0, intercepted: false, waiting: 0, policyNumber: 1 },
    restraint: null,
  },
  ...{ controls: [], services: null, log: [{ at, event: 'started' }] },
});

/** What a second person agrees to; and what a computer collects. */
export async function agreed(walk: Walk, { ids }: Computers): Promise<void> {
  const [first, second] = ids;
  await walk.call('post /session/password', { as: 'Hazel Head', body: { password } });
  for (const what of ['lost', 'quarantine']) {
    const { waiting: before } = await walk.call('get /approvals', { as: 'Tara Tech' });
    for (const { id } of before)
      await walk.call('post /approvals/{id}/approve', {
        params: { id },
        body: { password },
        as: 'Hazel Head',
      });
    await walk.call(`post /devices/{id}/${what}/release`, {
      params: { id: second },
      body: { reason: 'Handed in, and looked at' },
      as: 'Tara Tech',
    });
  }
  const order = await walk.call('post /devices/{id}/orders', {
    params: { id: first },
    body: { order: { kind: 'collect_diagnostics' }, reason: 'It is slow' },
  });
  const { context } = walk.console;
  for (const facts of partsOf(order.id, JSON.stringify(collected(context.now()))))
    await walk.tells(first, { type: 'event', name: diagnosticsEvent, facts });
  await walk.call('get /devices/{id}/diagnostics/{orderId}', { params: { id: first, orderId: order.id } });
}

export async function leaving(walk: Walk, { ids }: Computers): Promise<void> {
  const params = { id: ids[3] };
  const body = { reason: 'It fell and is broken' };
  await walk.call('delete /devices/{id}', { params, body, as: 'Tara Tech' });
  const waiting = async () => {
    const list = await walk.call('get /approvals', { as: 'Tara Tech' });
    return list.waiting.at(-1).id as string;
  };
  await walk.call('post /approvals/{id}/refuse', {
    params: { id: await waiting() },
    body: { reason: 'It is in my office' },
    as: 'Hazel Head',
  });
  await walk.call('get /departures');
  await walk.call('post /departures/{id}/ask', { params, body, as: 'Tara Tech' });
  await walk.call('post /approvals/{id}/withdraw', { params: { id: await waiting() }, as: 'Tara Tech' });
  const { id } = await walk.call('post /groups', { body: { name: 'By mistake' } });
  await walk.call('delete /groups/{id}', { params: { id } });
}
