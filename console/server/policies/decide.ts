/** From a draft to what is in force: asking, a second person's yes or no, and going back to an earlier version. */
import { sayBriefly } from '../../../shared/policies/difference.ts';
import type { OwnSettings } from '../../../shared/policies/settings.ts';
import type { WhatIf } from '../../../shared/protocol/api/policies.ts';
import { actorsOf, mailedWords, stopTelling, tellSecond } from '../approvals/index.ts';
import type { Context } from '../context.ts';
import { lockSchool, type Tx } from '../database/index.ts';
import { AppError, conflict, invalid } from '../errors.ts';
import type { Caller } from '../route.ts';
import { changedMeanwhile, currentVersion, settingsOrNothing } from './drafts.ts';
import { waitsUntil } from './expire.ts';
import { type Places, type Ring, readPlaces, readRings, settingsOf, type VersionRow } from './places.ts';
import type { IssuedPolicy } from './policies.ts';
import { askAfresh, devicesReached } from './reach.ts';
import { begin } from './rollout.ts';
import { readRules } from './rules.ts';
import { secondPersonFor, touchesEnforcement, whyNotSecond } from './second-person.ts';
import { sendFresh } from './service.ts';
import {
  findByStatus,
  findPlace,
  findVersion,
  insertDraft,
  linesBetween,
  outerLayers,
  type PlaceRef,
  present,
  refuseInvalid,
  updateVersion,
} from './versions.ts';
import { groupReach, whatIf } from './what-if.ts';

export interface Asked {
  version: VersionRow;
  place: PlaceRef;
  sentence: string;
}

export const presentAsked = ({ version, place, sentence }: Asked) => ({
  version: present(version, place.name),
  sentence,
});

interface Wish {
  revision: number;
  reason: string;
  rings: readonly { groupId: string; waitMinutes: number }[];
}

export const writersOf = (row: VersionRow): string[] => JSON.parse(row.editors) as string[];

export const keyOf = (row: Pick<VersionRow, 'scope' | 'scope_id'>) =>
  row.scope === 'school' ? 'school' : `${row.scope}.${row.scope_id}`;

/** Throws `policy.not_a_draft`, `policy.draft_changed`, `policy.nothing_changed`, `policy.other_waiting`, `policy.rolling_out`. */
export async function ask(context: Context, by: Caller, id: string, wish: Wish): Promise<Asked> {
  return inForce(context, by, async tx => {
    const draft = await findVersion(tx, by.schoolId, id);
    if (draft.status !== 'draft')
      throw conflict(
        'policy.not_a_draft',
        'This is not a draft any more: somebody decided about it meanwhile.',
      );
    if (draft.revision !== wish.revision) throw changedMeanwhile(draft);
    return decideAbout(context, tx, by, draft, wish);
  });
}

/** The transaction, then what it issued to the devices, then the pages. */
export async function inForce(
  context: Context,
  by: Caller,
  work: (tx: Tx) => Promise<Asked & { issued: IssuedPolicy[] }>,
): Promise<Asked> {
  const { issued, ...rest } = await context.db.transaction().execute(async tx => {
    await lockSchool(tx, by.schoolId);
    return work(tx);
  });
  await sendFresh(context, issued);
  context.events.nudge(by.schoolId, ['policies', 'devices', 'device']);
  return rest;
}

export async function decideAbout(
  context: Context,
  tx: Tx,
  by: Caller,
  draft: VersionRow,
  wish: Pick<Wish, 'reason' | 'rings'>,
  agreed = false,
): Promise<Asked & { issued: IssuedPolicy[] }> {
  const place = await findPlace(tx, by.schoolId, keyOf(draft));
  const places = await readPlaces(tx, by.schoolId);
  const settings = settingsOf(draft);
  refuseInvalid(outerLayers(places, by.schoolId, place), place.scope, settings);
  const lines = linesBetween(
    places,
    by.schoolId,
    place,
    settingsOrNothing(await currentVersion(tx, by.schoolId, place)),
    settings,
  );
  if (lines.length === 0)
    throw conflict('policy.nothing_changed', 'This is what is in force already: nothing would change.');
  if ((await findByStatus(tx, by.schoolId, place, 'waiting')) !== undefined)
    throw conflict(
      'policy.other_waiting',
      'Another version of this waits for approval. Have that decided first, or take it back.',
    );
  const enforces = await enforcesFor(tx, by.schoolId, place, places, settings);
  const rings = await ringsFor(tx, by.schoolId, place, wish.rings, enforces);
  const writers = [...new Set([...writersOf(draft), ...(await actorsOf(context, tx, by))])];
  const second = await secondPersonFor(tx, by.schoolId, writers, enforces);
  const at = context.now();
  const set = {
    reason: wish.reason,
    rings: JSON.stringify(rings),
    asked_at: at,
    asked_by: by.name,
    editors: JSON.stringify(writers),
  };
  const facts = { place: place.name, number: draft.number, reason: wish.reason, changes: sayBriefly(lines) };
  if (second.needed && !agreed) {
    await updateVersion(tx, draft.id, { ...set, status: 'waiting' });
    await context.audit.record(tx, by, 'policy.asked', { subject: draft.id, facts });
    const version = await findVersion(tx, by.schoolId, draft.id);
    const mailed = await tellSecond(context, tx, {
      ...{ schoolId: by.schoolId, id: draft.id, permission: 'policies.approve', writers, askedBy: by.name },
      ...{ title: `Version ${draft.number} of the policy of ${place.name}`, expiresAt: waitsUntil(at) },
      path: `/policies/versions/${draft.id}`,
    });
    const sentence = `Sent for approval. ${second.sentence}${mailed ? mailedWords : ''}`;
    return { version, place, sentence, issued: [] };
  }
  await updateVersion(tx, draft.id, set);
  const issued = await begin(context, tx, by, draft, place, rings);
  await context.audit.record(tx, by, 'policy.put_in_force', {
    subject: draft.id,
    facts: { ...facts, how: howWords(rings), alone: enforces && !second.needed },
  });
  const version = await findVersion(tx, by.schoolId, draft.id);
  return { version, place, sentence: `${sentenceFor(rings)} ${second.sentence}`, issued };
}

async function enforcesFor(
  tx: Tx,
  schoolId: string,
  place: PlaceRef,
  places: Places,
  settings: OwnSettings,
): Promise<boolean> {
  const after = places.with(place.scope, place.scopeId, settings);
  return touchesEnforcement(places, after, schoolId, await groupReach(tx, schoolId, place));
}

/** Named groups first, then the rest. What only watches needs no watching. */
async function ringsFor(
  tx: Tx,
  schoolId: string,
  place: PlaceRef,
  wished: readonly { groupId: string; waitMinutes: number }[],
  enforces: boolean,
): Promise<Ring[]> {
  if (place.scope !== 'school' && wished.length > 0)
    throw invalid('Rings are for changes to the whole school: this one reaches a single group.', {
      rings: 'Leave this empty',
    });
  const groups = await tx.selectFrom('device_group').select('id').where('school_id', '=', schoolId).execute();
  const there = new Set(groups.map(group => group.id));
  if (
    wished.some(ring => !there.has(ring.groupId)) ||
    new Set(wished.map(ring => ring.groupId)).size < wished.length
  )
    throw invalid('One of these groups is not there, or is named twice.', { rings: 'Choose other groups' });
  const { watchMinutes } = await readRules(tx, schoolId);
  const first = wished.map(ring => ({ groupIds: [ring.groupId], waitMinutes: ring.waitMinutes }));
  return [...first, { groupIds: null, waitMinutes: enforces ? watchMinutes : 0 }];
}

const howWords = (rings: readonly Ring[]) =>
  rings.length === 1 ? 'everywhere at once' : `in ${rings.length} rings`;

function sentenceFor(rings: readonly Ring[]): string {
  const [first] = rings;
  if (rings.length > 1) return 'On its way to the first ring.';
  return first?.waitMinutes === 0
    ? 'In force.'
    : `In force, and watched until ${first?.waitMinutes} minutes after the first device has it: it is taken back by itself if devices get worse.`;
}

/** As the second person. Throws `policy.not_waiting`, `policy.own_work`. */
export async function approve(context: Context, by: Caller, id: string): Promise<Asked> {
  return inForce(context, by, async tx => {
    const { version, place } = await waiting(context, tx, by, id);
    const rings = readRings(version.rings ?? '[]');
    const places = await readPlaces(tx, by.schoolId);
    const before = settingsOrNothing(await currentVersion(tx, by.schoolId, place));
    const lines = linesBetween(places, by.schoolId, place, before, settingsOf(version));
    await updateVersion(tx, id, { decided_at: context.now(), decided_by: by.name });
    await stopTelling(tx, by.schoolId, id);
    const issued = await begin(context, tx, by, version, place, rings);
    const facts = {
      place: place.name,
      number: version.number,
      asked: version.asked_by ?? version.updated_by,
      reason: version.reason,
      changes: sayBriefly(lines),
      how: howWords(rings),
    };
    await context.audit.record(tx, by, 'policy.approved', { subject: id, facts });
    return { version: await findVersion(tx, by.schoolId, id), place, sentence: sentenceFor(rings), issued };
  });
}

/** Answers with the version; what was in force stays. Whoever asked may take it back in the same way. */
export async function refuse(context: Context, by: Caller, id: string, reason: string): Promise<Asked> {
  return inForce(context, by, async tx => {
    const { version, place } = await waiting(context, tx, by, id, true);
    const own = writersOf(version).includes(by.id);
    const at = context.now();
    await updateVersion(tx, id, {
      status: 'refused',
      decided_at: at,
      decided_by: by.name,
      ended_at: at,
      end_note: reason,
    });
    await stopTelling(tx, by.schoolId, id);
    const facts = { place: place.name, number: version.number, reason };
    await context.audit.record(tx, by, own ? 'policy.withdrawn' : 'policy.refused', { subject: id, facts });
    const sentence = own ? 'Taken back.' : 'Not approved. What was in force stays.';
    return { version: await findVersion(tx, by.schoolId, id), place, sentence, issued: [] };
  });
}

async function waiting(context: Context, tx: Tx, by: Caller, id: string, ownToo = false) {
  const version = await findVersion(tx, by.schoolId, id);
  if (version.status !== 'waiting')
    throw conflict(
      'policy.not_waiting',
      'This does not wait for approval any more: somebody decided already.',
    );
  const writers = writersOf(version);
  const why = ownToo && writers.includes(by.id) ? null : await whyNotSecond(context, tx, by, writers);
  if (why !== null) throw new AppError({ status: 403, code: 'policy.own_work', detail: why });
  return { version, place: await findPlace(tx, by.schoolId, keyOf(version)) };
}

/**
 * Makes a new version with an earlier one's settings and puts it in force everywhere at once. Going back to what held
 * just before needs nobody's second yes: it was agreed to once, and a way back must be quick. What was taken back goes out
 * as a draft does, or not at all.
 */
export async function returnTo(context: Context, by: Caller, id: string, reason: string): Promise<Asked> {
  return inForce(context, by, async tx => {
    const earlier = await findVersion(tx, by.schoolId, id);
    if (earlier.status === 'returned')
      throw conflict(
        'policy.was_taken_back',
        `Version ${earlier.number} was taken back, so it does not go out at once again. Make a draft of it, look at what it would do, and let it out ring by ring.`,
      );
    if (!['superseded', 'in_force'].includes(earlier.status))
      throw conflict('policy.never_in_force', 'Only a version that was in force can be returned to.');
    const place = await findPlace(tx, by.schoolId, keyOf(earlier));
    const current = await currentVersion(tx, by.schoolId, place);
    const draft = await insertDraft(tx, by, place, {
      settings: settingsOf(earlier),
      basedOn: current?.id ?? null,
      at: context.now(),
    });
    const words = `Back to version ${earlier.number}: ${reason}`.slice(0, 300);
    const agreed = await heldJustBefore(tx, by.schoolId, place, id);
    return decideAbout(context, tx, by, draft, { reason: words, rings: [] }, agreed);
  });
}

/** What a version would do: of one that was in force before, what going back to it now would, and whose yes that needs. */
export async function foresee(context: Context, by: Caller, id: string): Promise<WhatIf> {
  const { db } = context;
  const row = await findVersion(db, by.schoolId, id);
  const place = await findPlace(db, by.schoolId, keyOf(row));
  const back = row.status === 'superseded';
  if (back) await askNowAndThen(context, by.schoolId, place);
  const writers = back ? await actorsOf(context, db, by) : writersOf(row);
  const said = await whatIf(context, db, by.schoolId, place, settingsOf(row), writers);
  if (!back || !said.needsSecond || !(await heldJustBefore(db, by.schoolId, place, id))) return said;
  const secondSentence =
    'It held just before and was agreed to then, so nobody else has to agree: a way back is quick.';
  return { ...said, needsSecond: false, secondSentence };
}

const askAgainMs = 5 * 60_000;
/** A page that stays open asks every few seconds what going back would do; devices are asked anew less often. */
const askedAt = new Map<string, number>();

async function askNowAndThen(context: Context, schoolId: string, place: PlaceRef): Promise<void> {
  const key = `${schoolId} ${place.key}`;
  if (context.now() - (askedAt.get(key) ?? Number.NEGATIVE_INFINITY) < askAgainMs) return;
  askedAt.set(key, context.now());
  await askAfresh(context, await devicesReached(context.db, schoolId, place));
}

async function heldJustBefore(tx: Tx, schoolId: string, place: PlaceRef, id: string): Promise<boolean> {
  const current = await currentVersion(tx, schoolId, place);
  const onItsWay = current?.status === 'rolling_out';
  const before = onItsWay
    ? await findByStatus(tx, schoolId, place, 'in_force')
    : await lastSuperseded(tx, schoolId, place);
  return before?.id === id;
}

function lastSuperseded(tx: Tx, schoolId: string, place: PlaceRef): Promise<VersionRow | undefined> {
  return tx
    .selectFrom('policy_version')
    .selectAll()
    .where('school_id', '=', schoolId)
    .where('scope', '=', place.scope)
    .where('scope_id', '=', place.scopeId)
    .where('status', '=', 'superseded')
    .orderBy('ended_at', 'desc')
    .orderBy('number', 'desc')
    .limit(1)
    .executeTakeFirst();
}
