/** One more entry in a list of a control, as a draft that somebody then looks at and puts in force. */
import { controlByKey } from '../../../shared/controls/index.ts';
import { resolve, withField } from '../../../shared/policies/settings.ts';
import type { Context } from '../context.ts';
import type { Caller } from '../route.ts';
import { currentVersion, saveDraft, settingsOrNothing } from './drafts.ts';
import { readPlaces, settingsOf } from './places.ts';
import { findByStatus, findPlace } from './versions.ts';

/**
 * In the draft of the place whose list a device's group goes by: the group's when it has one of its own, else the
 * school's. Answers the draft's id and the place. Throws `policy.draft_changed`, `policy.*` as saving by hand does.
 */
export async function addToDraft(
  context: Context,
  by: Caller,
  groupId: string | null,
  { control, field, entry }: { control: string; field: string; entry: unknown },
): Promise<{ versionId: string; place: string }> {
  const { db } = context;
  const places = await readPlaces(db, by.schoolId);
  const own = groupId === null ? undefined : places.own('group', groupId, groupId).controls[control];
  const key = own !== undefined && Object.hasOwn(own, field) ? `group.${groupId}` : 'school';
  const place = await findPlace(db, by.schoolId, key);
  const draft = await findByStatus(db, by.schoolId, place, 'draft');
  const settings =
    draft === undefined ? settingsOrNothing(await currentVersion(db, by.schoolId, place)) : settingsOf(draft);
  const meaning = controlByKey(control);
  const inherited = meaning === undefined ? {} : resolve(meaning, [{ from: 'school', settings }]).policy;
  const before = settings.controls[control]?.[field] ?? (inherited as Record<string, unknown>)[field];
  // The same entry twice, such as from a draft that was restored, is one.
  const list = (Array.isArray(before) ? before : []).filter(one => idOf(one) !== idOf(entry));
  const saved = await saveDraft(context, by, key, {
    revision: draft?.revision ?? 0,
    settings: withField(settings, control, field, [...list, entry]),
  });
  context.events.nudge(by.schoolId, ['policies']);
  return { versionId: saved.id, place: key };
}

const idOf = (entry: unknown): unknown => (entry as { id?: unknown } | null)?.id ?? Symbol('none');
