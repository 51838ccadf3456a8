/** What the policy pages read. */
import { controls } from '../../../shared/controls/index.ts';
import { resolve } from '../../../shared/policies/settings.ts';
import type { Place, PolicyTable, Rollout } from '../../../shared/protocol/api/policies.ts';
import type { Context } from '../context.ts';
import type { Tx } from '../database/index.ts';
import type { Caller } from '../route.ts';
import { keyOf, writersOf } from './decide.ts';
import { currentVersion } from './drafts.ts';
import { exceptedNow } from './exceptions-store.ts';
import { type Places, type RolloutRow, readPlaces, settingsOf, type VersionRow } from './places.ts';
import { newestNumbers } from './policies.ts';
import { devicesOf, devicesReached, type Reached } from './reach.ts';
import { whyNotSecond } from './second-person.ts';
import {
  findByStatus,
  findPlace,
  findVersion,
  linesBetween,
  outerLayers,
  type PlaceRef,
  placeNames,
  present,
} from './versions.ts';
import { type Watched, watch } from './watch.ts';
import { leastWorse } from './worsening.ts';

const withoutSettings = <T extends { settings: unknown }>({ settings: _settings, ...rest }: T) => rest;

export async function readPlace(context: Context, caller: Caller, key: string): Promise<Place> {
  const { db } = context;
  const { schoolId } = caller;
  const place = await findPlace(db, schoolId, key);
  const places = await readPlaces(db, schoolId);
  const inForce = await currentVersion(db, schoolId, place);
  const change = async (status: 'draft' | 'waiting') => {
    const row = await findByStatus(db, schoolId, place, status);
    if (row === undefined) return null;
    const before = inForce === undefined ? undefined : settingsOf(inForce);
    const lines = linesBetween(places, schoolId, place, before, settingsOf(row));
    return { row, shown: { version: present(row, place.name), lines } };
  };
  const draft = await change('draft');
  const waiting = await change('waiting');
  const why = waiting === null ? null : await whyNotSecond(context, db, caller, writersOf(waiting.row));
  return {
    place: key,
    scope: place.scope,
    scopeId: place.scopeId,
    name: place.name,
    devices: (await devicesReached(db, schoolId, place)).length,
    inherited: outerLayers(places, schoolId, place).map(layer => ({
      from: layer.from === 'school' ? 'school' : 'group',
      settings: layer.settings,
    })),
    inForce: inForce === undefined ? null : present(inForce, place.name),
    draft: draft?.shown ?? null,
    waiting: waiting === null ? null : { ...waiting.shown, youMayApprove: why === null, whyNot: why },
    rollout: await rolloutOf(context, schoolId, place),
    below: await below(db, schoolId, place, places),
  };
}

async function rolloutOf(context: Context, schoolId: string, place: PlaceRef): Promise<Rollout | null> {
  const coming = await findByStatus(context.db, schoolId, place, 'rolling_out');
  if (coming === undefined) return null;
  const row = await context.db
    .selectFrom('policy_rollout')
    .selectAll()
    .where('version_id', '=', coming.id)
    .orderBy('started_at', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row === undefined ? null : presentRollout(context, row);
}

/** Places below whose own settings stay as they are when this one changes. */
async function below(tx: Tx, schoolId: string, place: PlaceRef, places: Places): Promise<Place['below']> {
  if (place.scope === 'device') return [];
  const groups =
    place.scope === 'school'
      ? await tx
          .selectFrom('device_group')
          .select(['id', 'name'])
          .where('school_id', '=', schoolId)
          .orderBy('name')
          .execute()
      : [];
  const fromGroups = groups.map(({ id, name }) => ({
    place: `group.${id}`,
    name,
    fields: fieldCount(places.own('group', id, id).controls),
  }));
  const reached = await ownDevices(tx, schoolId, places, place.scope === 'school' ? null : place.scopeId);
  const fromDevices = reached.map(({ id, name, fields }) => ({ place: `device.${id}`, name, fields }));
  return [...fromGroups, ...fromDevices].filter(one => one.fields > 0);
}

const fieldCount = (controlSettings: Record<string, Record<string, unknown>>) =>
  Object.values(controlSettings).reduce((sum, own) => sum + Object.keys(own).length, 0);

async function ownDevices(tx: Tx, schoolId: string, places: Places, groupId: string | null) {
  const ids = places.deviceIds();
  if (ids.length === 0) return [];
  const found = await tx
    .selectFrom('device')
    .innerJoin('device_group', 'device_group.id', 'device.group_id')
    .select(['device.id', 'device.name', 'device.group_id', 'device_group.name as groupName'])
    .where('device.school_id', '=', schoolId)
    .where('device.status', '!=', 'removed')
    .where('device.id', 'in', ids)
    .$if(groupId !== null, some => some.where('device.group_id', '=', groupId ?? ''))
    .orderBy('device.name_order')
    .execute();
  return found
    .map(row => ({ ...row, fields: fieldCount(places.own('device', row.id, row.group_id).controls) }))
    .filter(row => row.fields > 0);
}

export async function readTable(context: Context, schoolId: string): Promise<PolicyTable> {
  const { db, now } = context;
  const places = await readPlaces(db, schoolId);
  const groups = await db
    .selectFrom('device_group')
    .select(['id', 'name'])
    .where('school_id', '=', schoolId)
    .orderBy('name')
    .orderBy('id')
    .execute();
  const versions = await db
    .selectFrom('policy_version')
    .selectAll()
    .where('school_id', '=', schoolId)
    .where('status', 'in', ['draft', 'waiting', 'rolling_out', 'in_force'])
    .execute();
  const devices = Map.groupBy(await devicesOf(db, schoolId, null), device => device.groupId);
  const numbers = await newestNumbers(db, schoolId);
  const names = await placeNames(db, versions);
  const of = (key: string) => stateOf(versions.filter(row => keyOf(row) === key));
  const excepted = await exceptedNow(db, schoolId, now());
  const soon = excepted.filter(one => one.endsAt < now() + soonMs);
  const count = (list: typeof excepted) => new Set(list.map(one => one.exceptionId)).size;
  return {
    controls: controls.map(({ key, words }) => ({ control: key, title: words.title })),
    school: { cells: cellsOf(places, schoolId, null), ...of('school') },
    groups: groups.map(({ id, name }) => {
      const members = devices.get(id) ?? [];
      const number = numbers.get(id) ?? 0;
      const has = members.filter(device => device.policyApplied === number).length;
      const cells = cellsOf(places, schoolId, id);
      return { id, name, devices: members.length, has, number, cells, ...of(`group.${id}`) };
    }),
    devices: (await ownDevices(db, schoolId, places, null)).map(({ id, name, groupName, fields }) => ({
      id,
      name,
      groupName,
      fields,
    })),
    rollouts: await runningRollouts(context, schoolId),
    waiting: versions
      .filter(row => row.status === 'waiting')
      .map(row => withoutSettings(present(row, names.get(keyOf(row)) ?? 'a place that is gone'))),
    exceptions: count(excepted),
    exceptionsEnding: count(soon),
  };
}

const soonMs = 14 * 24 * 3600_000;

function stateOf(rows: readonly VersionRow[]) {
  const with_ = (status: string) => rows.find(row => row.status === status);
  return {
    version: (with_('rolling_out') ?? with_('in_force'))?.number ?? null,
    draft: with_('draft') !== undefined,
    waiting: with_('waiting') !== undefined,
  };
}

function cellsOf(places: Places, schoolId: string, groupId: string | null) {
  const all = places.layers(schoolId, groupId ?? '');
  const layers = groupId === null ? all.slice(0, 1) : all;
  const own = layers.at(-1)?.settings.controls ?? {};
  return controls.map(meaning => {
    const { policy, origins } = resolve(meaning, layers);
    return {
      control: meaning.key,
      mode: policy.mode,
      from: origins.mode ?? 'default',
      own: Object.keys(own[meaning.key] ?? {}).length,
    };
  });
}

export async function runningRollouts(context: Context, schoolId: string): Promise<Rollout[]> {
  const rows = await context.db
    .selectFrom('policy_rollout')
    .selectAll()
    .where('school_id', '=', schoolId)
    .where('status', 'in', ['running', 'halted'])
    .orderBy('started_at')
    .execute();
  const shown: Rollout[] = [];
  for (const row of rows) shown.push(await presentRollout(context, row));
  return shown;
}

export async function presentRollout(context: Context, row: RolloutRow): Promise<Rollout> {
  const { db } = context;
  const version = await findVersion(db, row.school_id, row.version_id);
  const place = await findPlace(db, row.school_id, keyOf(version));
  const seen = await watch(db, row, place);
  const groups = await db
    .selectFrom('device_group')
    .select(['id', 'name'])
    .where('school_id', '=', row.school_id)
    .orderBy('name')
    .execute();
  const names = new Map(groups.map(group => [group.id, group.name]));
  const numbers = await newestNumbers(db, row.school_id);
  const reached = await devicesReached(db, row.school_id, place);
  const earlier = new Set<string>();
  const rings = seen.rings.map((ring, index): Rollout['rings'][number] => {
    const members = reached.filter(device =>
      ring.groupIds === null ? !earlier.has(device.groupId) : ring.groupIds.includes(device.groupId),
    );
    for (const id of ring.groupIds ?? []) earlier.add(id);
    const begun = index <= row.ring;
    const has = (device: Reached) => device.policyApplied === numbers.get(device.groupId);
    return {
      groups: ring.groupIds?.map(id => ({ id, name: names.get(id) ?? 'A group that is gone' })) ?? null,
      waitMinutes: ring.waitMinutes,
      state: begun ? (index < row.ring || row.status === 'done' ? 'done' : 'running') : 'waiting',
      devices: members.length,
      has: begun ? members.filter(has).length : 0,
    };
  });
  return {
    id: row.id,
    version: withoutSettings(present(version, place.name)),
    status: row.status as Rollout['status'],
    rings,
    ring: row.ring,
    startedAt: row.started_at,
    ringStartedAt: row.ring_started_at,
    nextAt: row.next_at,
    endedAt: row.ended_at,
    note: row.note,
    watching: watchingWords(row.halt_percent, seen),
  };
}

function watchingWords(percent: number, { reached, verdict: { worse } }: Watched): string {
  const least = leastWorse(reached.length) === 1 ? '' : ', two at least,';
  const so = worse === 0 ? 'none has' : `${worse} ${worse === 1 ? 'has' : 'have'}`;
  return `Taken back by itself when ${percent} % of the devices that have it, or of those in one group${least} get worse than expected; ${so} so far.`;
}
