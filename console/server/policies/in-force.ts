/** What the school as a whole asks for: a control is in force when any group's policy does not switch it off. */
import { leastAsked } from '../../../shared/clauses/bounds.ts';
import type { Mode } from '../../../shared/controls/control.ts';
import { canonicalJson } from '../../../shared/json.ts';
import { policyDocument } from '../../../shared/policy.ts';
import type { Tx } from '../database/index.ts';
import { countedStatuses } from '../devices/index.ts';
import { modeOf } from './routes.ts';

const strength: Mode[] = ['off', 'watch', 'enforce'];

interface InForce {
  /** Of the oldest group that asks for it, with the numbers of the one that asks for least; of one that is switched off everywhere, of the oldest group. */
  policy: unknown;
  /** The weakest among the groups that ask for it; `off` where none does. */
  mode: Mode;
  /** What each group asks that has computers; where no group that asks has any, of each that asks. */
  asked: unknown[];
  /** Whether all groups that ask for it ask the same, modes aside, also those without computers. */
  alike: boolean;
}

/** By control. One that is switched off everywhere is there too, so that it is never passed over; one that no policy names is not. */
export async function policiesInForce(db: Tx, schoolId: string): Promise<Map<string, InForce>> {
  const groups = (await newestOfGroups(db, schoolId)).map(({ payload, devices }) => ({
    controls: policyDocument.parse(JSON.parse(payload)).controls,
    devices: Number(devices),
  }));
  const names = new Set(groups.flatMap(one => Object.keys(one.controls)));
  return new Map(
    [...names].map(control => {
      const all = groups.flatMap(({ controls, devices }) =>
        control in controls ? [{ policy: controls[control], mode: modeOf(controls[control]), devices }] : [],
      );
      const asking = all.filter(one => one.mode !== 'off');
      const [weakest] = [...asking].sort((a, b) => strength.indexOf(a.mode) - strength.indexOf(b.mode));
      const used = asking.filter(one => one.devices > 0);
      const asked = (used.length > 0 ? used : asking).map(one => one.policy);
      return [
        control,
        {
          policy: leastAsked(control, (asking[0] ?? all[0])?.policy, asked),
          mode: weakest?.mode ?? 'off',
          asked,
          alike: new Set(asking.map(one => canonicalJson({ ...(one.policy as object), mode: '' }))).size < 2,
        },
      ];
    }),
  );
}

/** What each group's newest policy asks of one control; undefined where it says nothing of it. */
export async function askedOfGroups(
  db: Tx,
  schoolId: string,
  control: string,
): Promise<{ groupId: string; policy: unknown }[]> {
  const found = await newestOfGroups(db, schoolId);
  return found.map(({ group_id: groupId, payload }) => ({
    groupId,
    policy: policyDocument.parse(JSON.parse(payload)).controls[control],
  }));
}

/** The oldest group first. */
function newestOfGroups(db: Tx, schoolId: string) {
  return db
    .selectFrom('policy')
    .innerJoin('device_group', 'device_group.id', 'policy.group_id')
    .select(['policy.group_id', 'policy.payload'])
    .select(eb =>
      eb
        .selectFrom('device')
        .select(of => of.fn.countAll<number>().as('devices'))
        .whereRef('device.group_id', '=', 'policy.group_id')
        .where('device.status', 'in', countedStatuses)
        .as('devices'),
    )
    .where('policy.school_id', '=', schoolId)
    .where(eb =>
      eb(
        'policy.number',
        '=',
        eb
          .selectFrom('policy as newest')
          .select(of => of.fn.max('newest.number').as('number'))
          .whereRef('newest.group_id', '=', 'policy.group_id'),
      ),
    )
    .orderBy('device_group.created_at')
    .orderBy('device_group.id')
    .execute();
}
