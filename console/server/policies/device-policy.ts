/** What one device is asked to do, and where each setting comes from. */
import type { Mode } from '../../../shared/controls/control.ts';
import { controls } from '../../../shared/controls/index.ts';
import { fieldsOf, sayValue } from '../../../shared/policies/fields.ts';
import { type Origin, resolve } from '../../../shared/policies/settings.ts';
import { laidOver } from '../../../shared/policy.ts';
import type { DevicePolicy } from '../../../shared/protocol/api/policies.ts';
import type { Context } from '../context.ts';
import { notFound } from '../errors.ts';
import { whyMissing } from './delivery.ts';
import { type Excepted, exceptedNow } from './exceptions-store.ts';
import { readPlaces } from './places.ts';
import { currentPolicy } from './policies.ts';
import { devicesOf } from './reach.ts';

export async function readDevicePolicy(
  context: Context,
  schoolId: string,
  deviceId: string,
): Promise<DevicePolicy> {
  const { db, now } = context;
  const device = await db
    .selectFrom('device')
    .innerJoin('device_group', 'device_group.id', 'device.group_id')
    .select(['device.id', 'device.group_id', 'device.policy_applied', 'device_group.name as group_name'])
    .where('device.school_id', '=', schoolId)
    .where('device.id', '=', deviceId)
    .where('device.status', '!=', 'removed')
    .executeTakeFirst();
  if (device === undefined) throw notFound('device');
  const policy = await currentPolicy(context, schoolId, device.group_id);
  const places = await readPlaces(db, schoolId);
  const excepted = await exceptedNow(db, schoolId, now(), [deviceId]);
  const layers = places.layers(schoolId, device.group_id, deviceId);
  const [reached] = await devicesOf(db, schoolId, [device.group_id], deviceId);
  const behind = reached !== undefined && reached.policyApplied !== policy.number;
  const why = behind ? await whyMissing(context, schoolId, [reached], policy.issuedAt) : undefined;
  return {
    deviceId,
    groupId: device.group_id,
    groupName: device.group_name,
    applied: device.policy_applied,
    current: policy.number,
    why: why?.get(deviceId) ?? null,
    controls: controls.map(meaning => {
      const resolved = resolve(meaning, layers);
      const own = excepted.filter(one => one.control === meaning.key);
      const merged = meaning.policy.safeParse(
        laidOver(
          meaning.hold,
          resolved.policy,
          own.map(one => one.settings),
        ),
      );
      const now_ = (merged.success ? merged.data : resolved.policy) as Record<string, unknown> & {
        mode: Mode;
      };
      return {
        control: meaning.key,
        title: meaning.words.title,
        mode: now_.mode,
        sentence: meaning.words.promise(now_).sentence,
        fields: fieldsOf(meaning).map(field => ({
          field: field.name,
          title: field.title,
          value: sayValue(field, now_[field.name]),
          ...whence(own, field.name, resolved.origins[field.name] ?? 'default'),
        })),
      };
    }),
  };
}

function whence(
  own: readonly Excepted[],
  field: string,
  from: Origin,
): { from: Origin; until: number | null } {
  const by = own.findLast(one => Object.hasOwn(one.settings, field));
  return by === undefined ? { from, until: null } : { from: 'exception', until: by.endsAt };
}
