/** One more entry in a list of a control: in a draft that somebody looks at, or put in force as the only change. */
import { controlByKey } from '../../../shared/controls/index.ts';
import { type OwnSettings, resolve, withField } from '../../../shared/policies/settings.ts';
import type { WhatIf } from '../../../shared/protocol/api/policies.ts';
import { actorsOf } from '../approvals/index.ts';
import type { Context } from '../context.ts';
import type { Tx } from '../database/index.ts';
import type { Caller } from '../route.ts';
import { type Asked, decideAbout, inForce } from './decide.ts';
import { currentVersion, rewrite, saveDraft, settingsOrNothing } from './drafts.ts';
import { type Places, readPlaces, settingsOf } from './places.ts';
import { findByStatus, findPlace, insertDraft } from './versions.ts';
import { whatIf } from './what-if.ts';

/** An entry has an `id` of its own: the same one again takes its place. */
export interface Entry {
  control: string;
  field: string;
  entry: { id: string };
}

/** Whose list a group goes by: its own where it has one, else the school's. */
function placeOf(places: Places, groupId: string | null, { control, field }: Omit<Entry, 'entry'>): string {
  const own = groupId === null ? undefined : places.own('group', groupId, groupId).controls[control];
  return own !== undefined && Object.hasOwn(own, field) ? `group.${groupId}` : 'school';
}

function withEntry(settings: OwnSettings, { control, field, entry }: Entry): OwnSettings {
  const meaning = controlByKey(control);
  const inherited = meaning === undefined ? {} : resolve(meaning, [{ from: 'school', settings }]).policy;
  const before = settings.controls[control]?.[field] ?? (inherited as Record<string, unknown>)[field];
  const list = (Array.isArray(before) ? before : []).filter(one => (one as { id?: unknown }).id !== entry.id);
  return withField(settings, control, field, [...list, entry]);
}

/**
 * In the draft of the place whose list a device's group goes by. Answers the draft's id and the place. Throws
 * `policy.draft_changed`, `policy.*` as saving by hand does.
 */
export async function addToDraft(
  context: Context,
  by: Caller,
  groupId: string | null,
  entry: Entry,
): Promise<{ versionId: string; place: string }> {
  const { db } = context;
  const key = placeOf(await readPlaces(db, by.schoolId), groupId, entry);
  const place = await findPlace(db, by.schoolId, key);
  const draft = await findByStatus(db, by.schoolId, place, 'draft');
  const settings =
    draft === undefined ? settingsOrNothing(await currentVersion(db, by.schoolId, place)) : settingsOf(draft);
  const saved = await saveDraft(context, by, key, {
    revision: draft?.revision ?? 0,
    settings: withEntry(settings, entry),
  });
  context.events.nudge(by.schoolId, ['policies']);
  return { versionId: saved.id, place: key };
}

/** The places whose lists these groups go by, the one of most groups' devices first: `devices` by group. */
export async function placesOfGroups(
  tx: Tx,
  schoolId: string,
  devices: ReadonlyMap<string, number>,
  list: Omit<Entry, 'entry'>,
): Promise<{ place: string; name: string; devices: number }[]> {
  const places = await readPlaces(tx, schoolId);
  const counts = new Map<string, number>();
  for (const [groupId, count] of devices) {
    const key = placeOf(places, groupId, list);
    counts.set(key, (counts.get(key) ?? 0) + count);
  }
  const found = [...counts].sort(([, a], [, b]) => b - a);
  return Promise.all(
    found.map(async ([place, count]) => {
      const { name } = await findPlace(tx, schoolId, place);
      return { place, name: place === 'school' ? 'The whole school' : name, devices: count };
    }),
  );
}

/** What a place asks by now, and what waits there for a second person. */
export async function settingsNow(tx: Tx, schoolId: string, key: string) {
  const place = await findPlace(tx, schoolId, key);
  const waiting = await findByStatus(tx, schoolId, place, 'waiting');
  return {
    current: settingsOrNothing(await currentVersion(tx, schoolId, place)),
    waiting: waiting === undefined ? null : settingsOf(waiting),
  };
}

/** What this entry alone would do, put in force in that place; a draft that somebody writes there is no part of it. */
export async function foreseeEntry(context: Context, by: Caller, key: string, entry: Entry): Promise<WhatIf> {
  const { db } = context;
  const place = await findPlace(db, by.schoolId, key);
  const settings = withEntry(settingsOrNothing(await currentVersion(db, by.schoolId, place)), entry);
  return whatIf(context, db, by.schoolId, place, settings, await actorsOf(context, db, by));
}

/**
 * Puts it in force everywhere in that place, or sends it for approval where the rules say so. A draft of that place gets
 * it as well: put in force later, it would take it out again. Throws `policy.*` as putting a draft in force does.
 */
export async function putEntryInForce(
  context: Context,
  by: Caller,
  key: string,
  entry: Entry,
  reason: string,
): Promise<Asked> {
  return inForce(context, by, async tx => {
    const place = await findPlace(tx, by.schoolId, key);
    const written = await findByStatus(tx, by.schoolId, place, 'draft');
    const current = await currentVersion(tx, by.schoolId, place);
    const alone = await insertDraft(tx, by, place, {
      settings: withEntry(settingsOrNothing(current), entry),
      basedOn: current?.id ?? null,
      at: context.now(),
    });
    const asked = await decideAbout(context, tx, by, alone, { reason, rings: [] });
    if (written === undefined) return asked;
    await rewrite(context, tx, by, written, withEntry(settingsOf(written), entry));
    return { ...asked, sentence: `${asked.sentence} It is in draft ${written.number} as well.` };
  });
}
