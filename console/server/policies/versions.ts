/** Versions as they are kept and shown. */
import { randomUUIDv7 } from 'node:crypto';
import * as z from 'zod';
import { controlByKey, controls } from '../../../shared/controls/index.ts';
import { difference, type Line } from '../../../shared/policies/difference.ts';
import { fieldsOf } from '../../../shared/policies/fields.ts';
import { problemsOf } from '../../../shared/policies/problems.ts';
import { issuesOf, type Layer, nothingSet, type OwnSettings } from '../../../shared/policies/settings.ts';
import type { PolicyVersion, Scope } from '../../../shared/protocol/api/policies.ts';
import { actorsOf } from '../approvals/index.ts';
import { pageOf, readCursor, type Tx } from '../database/index.ts';
import { invalid, notFound } from '../errors.ts';
import type { Caller } from '../route.ts';
import { type Places, settingsOf, type VersionRow } from './places.ts';

/** One place that may set something: the school, a group, a device. */
export interface PlaceRef {
  scope: Scope;
  scopeId: string;
  name: string;
  /** The group through which a device gets its policy. */
  groupId: string | null;
  key: string;
}

/** In the middle of a sentence; a page begins with a capital. */
const schoolName = 'the whole school';

const keyFor = (scope: Scope, scopeId: string) => (scope === 'school' ? 'school' : `${scope}.${scopeId}`);

/** Throws `group.not_found`, `device.not_found`. */
export async function findPlace(tx: Tx, schoolId: string, key: string): Promise<PlaceRef> {
  if (key === 'school') return { scope: 'school', scopeId: schoolId, name: schoolName, groupId: null, key };
  const [scope = '', scopeId = ''] = key.split(/\.(.*)/);
  if (scope === 'group') {
    const group = await tx
      .selectFrom('device_group')
      .select('name')
      .where('school_id', '=', schoolId)
      .where('id', '=', scopeId)
      .executeTakeFirst();
    if (group === undefined) throw notFound('group');
    return { scope: 'group', scopeId, name: group.name, groupId: scopeId, key };
  }
  const device = await tx
    .selectFrom('device')
    .select(['name', 'group_id'])
    .where('school_id', '=', schoolId)
    .where('id', '=', scopeId)
    .where('status', '!=', 'removed')
    .executeTakeFirst();
  if (device === undefined) throw notFound('device');
  return { scope: 'device', scopeId, name: device.name, groupId: device.group_id, key };
}

/** The names of places by their keys; of one that is gone, what is left to say. */
export async function placeNames(tx: Tx, rows: readonly VersionRow[]): Promise<Map<string, string>> {
  const ids = (scope: Scope) => rows.filter(row => row.scope === scope).map(row => row.scope_id);
  const names = new Map<string, string>([['school', schoolName]]);
  for (const [scope, table] of [
    ['group', 'device_group'],
    ['device', 'device'],
  ] as const) {
    const wanted = ids(scope);
    if (wanted.length === 0) continue;
    const found = await tx.selectFrom(table).select(['id', 'name']).where('id', 'in', wanted).execute();
    for (const { id, name } of found) names.set(`${scope}.${id}`, name);
  }
  return names;
}

const rowsOf = (tx: Tx, schoolId: string, place: Pick<PlaceRef, 'scope' | 'scopeId'>) =>
  tx
    .selectFrom('policy_version')
    .selectAll()
    .where('school_id', '=', schoolId)
    .where('scope', '=', place.scope)
    .where('scope_id', '=', place.scopeId);

/** The newest of the place in this status. */
export function findByStatus(
  tx: Tx,
  schoolId: string,
  place: Pick<PlaceRef, 'scope' | 'scopeId'>,
  status: PolicyVersion['status'],
): Promise<VersionRow | undefined> {
  return rowsOf(tx, schoolId, place)
    .where('status', '=', status)
    .orderBy('number', 'desc')
    .limit(1)
    .executeTakeFirst();
}

/** Throws `version.not_found`. */
export async function findVersion(tx: Tx, schoolId: string, id: string): Promise<VersionRow> {
  const row = await tx
    .selectFrom('policy_version')
    .selectAll()
    .where('school_id', '=', schoolId)
    .where('id', '=', id)
    .executeTakeFirst();
  if (row === undefined) throw notFound('version');
  return row;
}

const place = z.tuple([z.number(), z.string()]);

/** Newest first; discarded drafts are left out. */
export async function listVersions(
  tx: Tx,
  schoolId: string,
  of: PlaceRef,
  query: { cursor?: string | undefined; limit: number },
) {
  const after = readCursor(query.cursor, place);
  const rows = await rowsOf(tx, schoolId, of)
    .where('status', '!=', 'discarded')
    .$if(after !== undefined, some => some.where('number', '<', after?.[0] ?? 0))
    .orderBy('number', 'desc')
    .limit(query.limit + 1)
    .execute();
  return pageOf(
    rows,
    query.limit,
    row => present(row, of.name),
    row => [row.number, row.id],
  );
}

export interface NewVersion {
  settings: OwnSettings;
  basedOn: string | null;
  at: number;
}

export async function insertDraft(
  tx: Tx,
  by: Caller,
  of: PlaceRef,
  { settings, basedOn, at }: NewVersion,
): Promise<VersionRow> {
  const last = await rowsOf(tx, by.schoolId, of).orderBy('number', 'desc').limit(1).executeTakeFirst();
  const row: VersionRow = {
    id: randomUUIDv7(),
    school_id: by.schoolId,
    scope: of.scope,
    scope_id: of.scopeId,
    number: (last?.number ?? 0) + 1,
    status: 'draft',
    settings: JSON.stringify(settings),
    based_on: basedOn,
    revision: 1,
    reason: '',
    rings: null,
    editors: JSON.stringify(await actorsOf({ now: () => at }, tx, by)),
    created_at: at,
    created_by: by.name,
    updated_at: at,
    updated_by: by.name,
    asked_at: null,
    asked_by: null,
    decided_at: null,
    decided_by: null,
    in_force_at: null,
    ended_at: null,
    end_note: null,
  };
  await tx.insertInto('policy_version').values(row).execute();
  return row;
}

export async function updateVersion(tx: Tx, id: string, set: Partial<Omit<VersionRow, 'id'>>): Promise<void> {
  await tx.updateTable('policy_version').set(set).where('id', '=', id).execute();
}

export function present(row: VersionRow, placeName: string): PolicyVersion {
  return {
    id: row.id,
    place: keyFor(row.scope as Scope, row.scope_id),
    placeName: placeName === schoolName ? 'The whole school' : placeName,
    number: row.number,
    status: row.status as PolicyVersion['status'],
    revision: row.revision,
    reason: row.reason,
    createdAt: row.created_at,
    createdBy: row.created_by,
    updatedAt: row.updated_at,
    updatedBy: row.updated_by,
    askedAt: row.asked_at,
    askedBy: row.asked_by,
    decidedAt: row.decided_at,
    decidedBy: row.decided_by,
    inForceAt: row.in_force_at,
    endedAt: row.ended_at,
    endNote: row.end_note,
    settings: settingsOf(row),
  };
}

/** What a place inherits. */
export function outerLayers(places: Places, schoolId: string, of: PlaceRef): Layer[] {
  if (of.scope === 'school') return [];
  const all = places.layers(schoolId, of.groupId ?? of.scopeId);
  return of.scope === 'group' ? all.slice(0, 1) : all;
}

export function linesBetween(
  places: Places,
  schoolId: string,
  of: PlaceRef,
  before: OwnSettings | undefined,
  after: OwnSettings,
): Line[] {
  return difference(controls, outerLayers(places, schoolId, of), of.scope, before ?? nothingSet, after);
}

/**
 * Throws `request.invalid` with what to write instead beside each field: `controls.KEY.FIELD`. Checked by the control's
 * own schema, together with what is inherited.
 */
export function refuseInvalid(outer: readonly Layer[], scope: Scope, settings: OwnSettings): void {
  const fields: Record<string, string> = {};
  for (const [key, own] of Object.entries(settings.controls)) {
    const meaning = controlByKey(key);
    if (meaning === undefined) {
      fields[`controls.${key}`] = 'This console knows no such control.';
      continue;
    }
    const names = new Set(fieldsOf(meaning).map(field => field.name));
    for (const field of Object.keys(own))
      if (!names.has(field)) fields[`controls.${key}.${field}`] = 'There is no such setting.';
    const issues = issuesOf(meaning, [...outer, { from: scope, settings }]);
    for (const [path, words] of Object.entries(problemsOf(issues)))
      fields[`controls.${key}.${path}`] ??= words;
  }
  const forGroups = 'This is set for a group or the school, not for one device.';
  if (scope === 'device' && settings.silentAfterSchoolDays !== null) fields.silentAfterSchoolDays = forGroups;
  if (scope === 'device' && settings.silentOffSiteAfterSchoolDays !== undefined)
    fields.silentOffSiteAfterSchoolDays = forGroups;
  if (Object.keys(fields).length > 0) throw invalid('Some settings need another look.', fields);
}
