/** `/devices/{id}/recovery-keys`. */
import { randomUUIDv7 } from 'node:crypto';
import * as z from 'zod';
import * as api from '../../../shared/protocol/api/recovery-keys.ts';
import type { Context } from '../context.ts';
import { conflict, invalid } from '../errors.ts';
import { type RouteSpec, route } from '../route.ts';
import { publicKey, sealFor } from './box.ts';
import { testNow } from './daily.ts';
import { reveal } from './reveal.ts';
import { deviceOf, isAsked, isPlain, keyOf, keysOf, present } from './store.ts';

const params = z.object({ id: z.string().max(60) });
const ofKey = params.extend({ keyId: z.string().max(60) });

export function routes(context: Context): RouteSpec[] {
  const { db, audit, events, now, identity } = context;
  return [
    route({
      method: 'get',
      path: '/devices/{id}/recovery-keys',
      summary: 'Which recovery keys of a device’s disks are kept here, and whether they still open them',
      permission: 'recovery_keys.read',
      params,
      response: api.recoveryKeyList,
      async handle({ caller, params: { id } }) {
        const device = await deviceOf(db, caller.schoolId, id);
        const items = (await keysOf(db, id)).map(present);
        return { items, next: null, asked: await isAsked(context, device) };
      },
    }),
    route({
      method: 'post',
      path: '/devices/{id}/recovery-keys',
      summary: 'Keep a recovery key that somebody typed; the device tries it as soon as it is connected',
      permission: 'recovery_keys.edit',
      params,
      body: api.recoveryKeyInput,
      response: api.recoveryKey,
      status: 201,
      async handle({ caller, params: { id }, body: { volume, key } }) {
        const device = await deviceOf(db, caller.schoolId, id);
        if (!(await isAsked(context, device)))
          throw conflict(
            'recovery_key.not_asked',
            'The policy of this device does not have recovery keys kept. Change it first: Disk encryption, “Keep recovery keys in the console”.',
          );
        if (!isPlain(volume))
          throw invalid('This name cannot be read out to a second person.', {
            volume: 'Name the disk in at most 60 plain characters, without double spaces',
          });
        const sealed = sealFor(publicKey(identity), key, { deviceId: id, volume });
        if (sealed === undefined) throw new Error('the console cannot seal to its own key');
        const row = {
          ...{ id: randomUUIDv7(), school_id: caller.schoolId, device_id: id, volume, protector: null },
          ...{ seal_key: sealed.key, seal_box: sealed.box, kept_at: now(), kept_by: caller.name },
          ...{ asked_at: null, tested_at: null, tested: null, tested_why: '' },
        };
        await db.transaction().execute(async tx => {
          await tx.insertInto('disk_key').values(row).execute();
          const facts = { name: device.name, volume };
          await audit.record(tx, caller, 'recovery_key.typed', { subject: id, facts });
        });
        await testNow(context, row);
        events.nudge(caller.schoolId, ['device'], [id]);
        return present(row);
      },
    }),
    route({
      method: 'delete',
      path: '/devices/{id}/recovery-keys/{keyId}',
      summary: 'Forget a recovery key for good',
      permission: 'recovery_keys.edit',
      params: ofKey,
      response: null,
      async handle({ caller, params: { id, keyId } }) {
        await db.transaction().execute(async tx => {
          const { volume } = await keyOf(tx, caller.schoolId, id, keyId);
          const { name } = await deviceOf(tx, caller.schoolId, id);
          await tx.deleteFrom('disk_key').where('id', '=', keyId).execute();
          await audit.record(tx, caller, 'recovery_key.forgotten', { subject: id, facts: { name, volume } });
        });
        events.nudge(caller.schoolId, ['device'], [id]);
      },
    }),
    route({
      method: 'post',
      path: '/devices/{id}/recovery-keys/{keyId}/reveal',
      summary: 'See a recovery key: after showing that it is you, and after a second person’s yes',
      permission: 'recovery_keys.reveal',
      params: ofKey,
      body: api.recoveryKeyReveal,
      response: api.recoveryKeyShown,
      shownOnce: true,
      handle: ({ caller, params, body }) => reveal(context, caller, params, body),
    }),
  ];
}
