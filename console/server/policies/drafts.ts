/** Drafts: one a place, saved as somebody edits, and never over what another person saved meanwhile. */
import { nothingSet, type OwnSettings } from '../../../shared/policies/settings.ts';
import { actorsOf } from '../approvals/index.ts';
import type { Context } from '../context.ts';
import { lockSchool, type Tx } from '../database/index.ts';
import { conflict } from '../errors.ts';
import type { Caller } from '../route.ts';
import { readPlaces, settingsOf, type VersionRow } from './places.ts';
import { askAfresh, devicesReached } from './reach.ts';
import {
  findByStatus,
  findPlace,
  findVersion,
  insertDraft,
  outerLayers,
  type PlaceRef,
  refuseInvalid,
  updateVersion,
} from './versions.ts';

/** Throws `policy.draft_changed` (409) when the draft is not the one that was edited. */
export async function saveDraft(
  context: Context,
  by: Caller,
  key: string,
  input: { revision: number; settings: OwnSettings },
): Promise<VersionRow> {
  return context.db.transaction().execute(async tx => {
    await lockSchool(tx, by.schoolId);
    const place = await findPlace(tx, by.schoolId, key);
    const outer = outerLayers(await readPlaces(tx, by.schoolId), by.schoolId, place);
    refuseInvalid(outer, place.scope, input.settings);
    const draft = await findByStatus(tx, by.schoolId, place, 'draft');
    if (draft === undefined) return begin(context, tx, by, place, input);
    if (draft.revision !== input.revision) throw changedMeanwhile(draft);
    return rewrite(context, tx, by, draft, input.settings);
  });
}

async function begin(
  context: Context,
  tx: Tx,
  by: Caller,
  place: PlaceRef,
  input: { revision: number; settings: OwnSettings },
): Promise<VersionRow> {
  if (input.revision !== 0)
    throw conflict(
      'policy.draft_gone',
      'This draft was put in force or discarded meanwhile. Nothing was saved: look at what holds now, then edit again.',
    );
  const base = await currentVersion(tx, by.schoolId, place);
  const draft = await insertDraft(tx, by, place, {
    settings: input.settings,
    basedOn: base?.id ?? null,
    at: context.now(),
  });
  const facts = { place: place.name, number: draft.number };
  await context.audit.record(tx, by, 'policy.draft_begun', { subject: draft.id, facts });
  await askAfresh(context, await devicesReached(tx, by.schoolId, place));
  return draft;
}

export async function rewrite(
  context: Context,
  tx: Tx,
  by: Caller,
  draft: VersionRow,
  settings: OwnSettings,
): Promise<VersionRow> {
  const actors = await actorsOf(context, tx, by);
  const editors = new Set([...(JSON.parse(draft.editors) as string[]), ...actors]);
  const set = {
    settings: JSON.stringify(settings),
    revision: draft.revision + 1,
    editors: JSON.stringify([...editors]),
    updated_at: context.now(),
    updated_by: by.name,
  };
  await updateVersion(tx, draft.id, set);
  return { ...draft, ...set };
}

export function changedMeanwhile(draft: VersionRow) {
  return conflict(
    'policy.draft_changed',
    `${draft.updated_by} changed this draft while you were editing it. Nothing was saved over it: look at theirs, then decide which to keep.`,
  );
}

/** Throws `policy.not_a_draft`. */
export async function discardDraft(context: Context, by: Caller, id: string): Promise<VersionRow> {
  return context.db.transaction().execute(async tx => {
    await lockSchool(tx, by.schoolId);
    const draft = await findVersion(tx, by.schoolId, id);
    if (draft.status !== 'draft') throw notADraft();
    await updateVersion(tx, id, { status: 'discarded', ended_at: context.now(), end_note: null });
    await context.audit.record(tx, by, 'policy.draft_discarded', {
      subject: id,
      facts: { place: await nameOf(tx, draft), number: draft.number },
    });
    return draft;
  });
}

/** Undoes a discarding. Throws `policy.other_draft` when there is another draft by now. */
export async function restoreDraft(context: Context, by: Caller, id: string): Promise<VersionRow> {
  return context.db.transaction().execute(async tx => {
    await lockSchool(tx, by.schoolId);
    const draft = await findVersion(tx, by.schoolId, id);
    if (draft.status !== 'discarded') throw notADraft();
    const place = { scope: draft.scope as PlaceRef['scope'], scopeId: draft.scope_id };
    if ((await findByStatus(tx, by.schoolId, place, 'draft')) !== undefined)
      throw conflict('policy.other_draft', 'There is another draft by now. Discard that one first.');
    await updateVersion(tx, id, { status: 'draft', ended_at: null, revision: draft.revision + 1 });
    await context.audit.record(tx, by, 'policy.draft_restored', {
      subject: id,
      facts: { place: await nameOf(tx, draft), number: draft.number },
    });
    return { ...draft, status: 'draft', revision: draft.revision + 1 };
  });
}

const notADraft = () =>
  conflict('policy.not_a_draft', 'This is not a draft any more: somebody decided about it meanwhile.');

export async function nameOf(tx: Tx, row: VersionRow): Promise<string> {
  const key = row.scope === 'school' ? 'school' : `${row.scope}.${row.scope_id}`;
  const place = await findPlace(tx, row.school_id, key).catch(() => undefined);
  return place?.name ?? 'a place that is gone';
}

/** What a place asks by now: the version on its way where there is one, or that in force. */
export async function currentVersion(
  tx: Tx,
  schoolId: string,
  place: Pick<PlaceRef, 'scope' | 'scopeId'>,
): Promise<VersionRow | undefined> {
  const coming = await findByStatus(tx, schoolId, place, 'rolling_out');
  return coming ?? findByStatus(tx, schoolId, place, 'in_force');
}

export const settingsOrNothing = (row: VersionRow | undefined): OwnSettings =>
  row === undefined ? nothingSet : settingsOf(row);
