/** Brings a version out in rings: each waits, is watched, and either goes on by itself or is taken back by itself. */
import { randomUUIDv7 } from 'node:crypto';
import * as z from 'zod';
import { controlByKey } from '../../../shared/controls/index.ts';
import { type ApprovalKind, withdrawAbout } from '../approvals/index.ts';
import { onSchoolDays } from '../calendar/index.ts';
import type { Context } from '../context.ts';
import type { Tx } from '../database/index.ts';
import { conflict, notFound } from '../errors.ts';
import type { Caller } from '../route.ts';
import { nameOf } from './drafts.ts';
import { type Ring, type RolloutRow, readRings, type VersionRow } from './places.ts';
import { type IssuedPolicy, issueAll } from './policies.ts';
import { minuteMs, whenNext } from './ring-waits.ts';
import { readRules } from './rules.ts';
import { sendFresh } from './service.ts';
import { findByStatus, findPlace, findVersion, type PlaceRef, updateVersion } from './versions.ts';
import { concernedBy, coveredBy, expectedFailures, heldBy, watch } from './watch.ts';
import { readStanding, standingNow, type Verdict } from './worsening.ts';

type By = Pick<Caller, 'schoolId' | 'id' | 'name'>;

/** What the console does by itself is done in its own name. */
export const itself = (schoolId: string): By => ({ schoolId, id: 'console', name: 'Caretaker' });

const findRollout = (tx: Tx, versionId: string) =>
  tx
    .selectFrom('policy_rollout')
    .selectAll()
    .where('version_id', '=', versionId)
    .where('status', 'in', ['running', 'halted'])
    .executeTakeFirst();

const update = (tx: Tx, id: string, set: Partial<RolloutRow>) =>
  tx.updateTable('policy_rollout').set(set).where('id', '=', id).execute();

/**
 * Puts a version in force: at once where there is one ring that nobody has to watch, otherwise ring by ring. Throws
 * `policy.rolling_out` while another version of the place is on its way.
 */
export async function begin(
  context: Context,
  tx: Tx,
  by: By,
  version: VersionRow,
  place: PlaceRef,
  rings: readonly Ring[],
): Promise<IssuedPolicy[]> {
  const at = context.now();
  await makeRoom(context, tx, by, place);
  const [first] = rings;
  if (rings.length === 1 && first?.waitMinutes === 0) {
    await settleVersion(tx, version, place, at);
  } else {
    const concerned = await concernedBy(tx, version, place);
    const expected = await expectedFailures(tx, version, place, at, concerned);
    const covered = await coveredBy(tx, version.school_id, place, rings, 0);
    await updateVersion(tx, version.id, { status: 'rolling_out', in_force_at: null });
    const { haltPercent } = await readRules(tx, version.school_id);
    const row: RolloutRow = {
      id: randomUUIDv7(),
      school_id: version.school_id,
      version_id: version.id,
      status: 'running',
      rings: JSON.stringify(rings),
      ring: 0,
      ring_started_at: at,
      next_at: whenNext(rings, 0, at, await onSchoolDays(tx, version.school_id)),
      bad_before: JSON.stringify(await standingNow(tx, covered, concerned)),
      expected: JSON.stringify(expected),
      halt_percent: haltPercent,
      started_at: at,
      ended_at: null,
      note: null,
    };
    await tx.insertInto('policy_rollout').values(row).execute();
  }
  return issueAll(context, tx, version.school_id);
}

/** A version whose last ring is only being watched gives way to the next; one that is still on its way does not. */
async function makeRoom(context: Context, tx: Tx, by: By, place: PlaceRef): Promise<void> {
  const other = await findByStatus(tx, by.schoolId, place, 'rolling_out');
  const rollout = other === undefined ? undefined : await findRollout(tx, other.id);
  if (other === undefined || rollout === undefined) return;
  if (rollout.status === 'running' && rollout.ring >= readRings(rollout.rings).length - 1)
    return done(context, tx, other, place, rollout);
  throw conflict(
    'policy.rolling_out',
    `Version ${other.number} of ${place.name} is still on its way out. Wait until it is done, finish it, or take it back first.`,
  );
}

async function settleVersion(tx: Tx, version: VersionRow, place: PlaceRef, at: number): Promise<void> {
  const before = await findByStatus(tx, version.school_id, place, 'in_force');
  if (before !== undefined) await updateVersion(tx, before.id, { status: 'superseded', ended_at: at });
  await updateVersion(tx, version.id, { status: 'in_force', in_force_at: at });
}

async function done(
  context: Context,
  tx: Tx,
  version: VersionRow,
  place: PlaceRef,
  rollout: RolloutRow,
): Promise<void> {
  const at = context.now();
  await settleVersion(tx, version, place, at);
  await update(tx, rollout.id, { status: 'done', ended_at: at });
}

/** One look at a roll-out under way: takes it back, begins the next ring, ends it, or leaves it. Answers what to send. */
export async function step(context: Context, tx: Tx, rollout: RolloutRow): Promise<IssuedPolicy[]> {
  const version = await findVersion(tx, rollout.school_id, rollout.version_id);
  const place = await placeOf(tx, version);
  const by = itself(rollout.school_id);
  if (place === undefined) {
    await update(tx, rollout.id, { status: 'done', ended_at: context.now(), note: 'The place is gone.' });
    await updateVersion(tx, version.id, { status: 'superseded', ended_at: context.now() });
    return [];
  }
  const seen = await watch(tx, rollout, place);
  if (seen.verdict.stop)
    return takeBack(context, tx, by, rollout, version, await worseWords(tx, seen.verdict));
  if (rollout.status === 'halted') return [];
  const last = rollout.ring >= seen.rings.length - 1;
  const due = context.now() >= rollout.next_at;
  if (!last && !due) return [];
  const held = await heldBy(context, tx, rollout, seen);
  if (last && !held.some) {
    // Its time begins with the first device that has it: what no device has, nobody watched.
    const wait = (seen.rings[rollout.ring]?.waitMinutes ?? 0) * minuteMs;
    await update(tx, rollout.id, { next_at: context.now() + wait });
    return [];
  }
  if (!due || !(last || (held.some && held.connected))) return [];
  if (last) {
    await done(context, tx, version, place, rollout);
    await askNoMore(context, tx, by, rollout);
    const has = `${held.count} of ${seen.reached.length} devices`;
    const facts = { place: place.name, number: version.number, has };
    await context.audit.record(tx, by, 'policy.rolled_out', { subject: version.id, facts });
    return [];
  }
  return nextRing(context, tx, by, rollout, version, place, seen.rings);
}

/** What somebody was asked about it came otherwise. */
const askNoMore = (context: Context, tx: Tx, by: By, { id }: RolloutRow) =>
  withdrawAbout(context, tx, by, finishKind, { subject: id, because: 'The roll-out was over before' });

async function placeOf(tx: Tx, version: VersionRow): Promise<PlaceRef | undefined> {
  const key = version.scope === 'school' ? 'school' : `${version.scope}.${version.scope_id}`;
  return findPlace(tx, version.school_id, key).catch(() => undefined);
}

async function worseWords(tx: Tx, { worse, of, groupId, control }: Verdict): Promise<string> {
  const group = await tx
    .selectFrom('device_group')
    .select('name')
    .where('id', '=', groupId ?? '')
    .executeTakeFirst();
  const where = group === undefined ? '' : ` in ${group.name}`;
  const title = control === null ? undefined : (controlByKey(control)?.words.title ?? control);
  const what = title === undefined ? 'refused it' : `got worse on “${title}”`;
  return `${worse} of ${of} ${of === 1 ? 'device' : 'devices'}${where} ${what}, more than was to be expected.`;
}

async function nextRing(
  context: Context,
  tx: Tx,
  by: By,
  rollout: RolloutRow,
  version: VersionRow,
  place: PlaceRef,
  rings: readonly Ring[],
): Promise<IssuedPolicy[]> {
  const at = context.now();
  const ring = rollout.ring + 1;
  const before = readStanding(rollout.bad_before);
  const covered = await coveredBy(tx, rollout.school_id, place, rings, ring);
  const fresh = covered.groups.filter(id => before?.groups[id] === undefined);
  const controls = before?.controls ?? (await concernedBy(tx, version, place));
  const standing = await standingNow(tx, { ...covered, groups: fresh }, controls);
  await update(tx, rollout.id, {
    ring,
    ring_started_at: at,
    next_at: whenNext(rings, ring, at, await onSchoolDays(tx, rollout.school_id)),
    bad_before: JSON.stringify({ controls, groups: { ...before?.groups, ...standing.groups } }),
    note: null,
  });
  const facts = { place: place.name, number: version.number, ring: ring + 1, rings: rings.length };
  await context.audit.record(tx, by, 'policy.ring_begun', { subject: version.id, facts });
  const issued = await issueAll(context, tx, rollout.school_id);
  const last = ring === rings.length - 1 && (rings[ring]?.waitMinutes ?? 0) === 0;
  if (last) await done(context, tx, version, place, { ...rollout, ring });
  return issued;
}

async function takeBack(
  context: Context,
  tx: Tx,
  by: By,
  rollout: RolloutRow,
  version: VersionRow,
  note: string,
): Promise<IssuedPolicy[]> {
  const at = context.now();
  await update(tx, rollout.id, { status: 'returned', ended_at: at, note });
  await askNoMore(context, tx, by, rollout);
  await updateVersion(tx, version.id, { status: 'returned', ended_at: at, end_note: note });
  const facts = { place: await nameOf(tx, version), number: version.number, why: note };
  await context.audit.record(tx, by, 'policy.taken_back', { subject: version.id, facts });
  return issueAll(context, tx, version.school_id);
}

/** Ending rings, or the watch over the last, before their time: `finish.ts` asks for it. */
export const finishKind: ApprovalKind<{ rolloutId: string }> = {
  kind: 'finish-rollout',
  permission: 'policies.approve',
  stepUp: true,
  // Rings end by themselves sooner or later; whoever waits longer has their answer.
  waitsMs: 3 * 24 * 3600_000,
  alone: 'do',
  read: payload => z.object({ rolloutId: z.string() }).parse(payload),
  async approved(context, tx, { payload, schoolId, reason }, by) {
    const { issued, sentence } = await finishNow(context, tx, by, payload.rolloutId, reason);
    return {
      sentence,
      async after() {
        await sendFresh(context, issued);
        context.events.nudge(schoolId, ['policies', 'devices', 'device']);
      },
    };
  },
  about: () => ({ label: 'Policies', to: '/policies' }),
};

export const isLastRing = ({ ring, rings }: RolloutRow): boolean => ring >= readRings(rings).length - 1;

/** Throws `rollout.not_found`, `rollout.over`. */
export async function findRunning(tx: Tx, schoolId: string, id: string) {
  const rollout = await tx
    .selectFrom('policy_rollout')
    .selectAll()
    .where('school_id', '=', schoolId)
    .where('id', '=', id)
    .executeTakeFirst();
  if (rollout === undefined) throw notFound('rollout');
  if (rollout.status !== 'running' && rollout.status !== 'halted')
    throw conflict('rollout.over', 'This roll-out is over by now.');
  const version = await findVersion(tx, schoolId, rollout.version_id);
  const key = version.scope === 'school' ? 'school' : `${version.scope}.${version.scope_id}`;
  return { rollout, version, place: await findPlace(tx, schoolId, key) };
}

/** What is to be sent, and what was done in words. */
export interface Acted {
  issued: IssuedPolicy[];
  sentence: string;
}

/** Every group gets it, and it is watched no longer. Throws `rollout.not_found`, `rollout.over`. */
export async function finishNow(
  context: Context,
  tx: Tx,
  by: By,
  id: string,
  reason: string,
): Promise<Acted> {
  const { rollout, version, place } = await findRunning(tx, by.schoolId, id);
  const facts = { place: place.name, number: version.number, why: reason };
  await context.audit.record(tx, by, 'policy.rollout_finish', { subject: version.id, facts });
  await done(context, tx, version, place, rollout);
  const sentence = isLastRing(rollout)
    ? 'Done. It is no longer watched.'
    : 'On its way to every group at once.';
  return { issued: await issueAll(context, tx, by.schoolId), sentence };
}

/** What a technician does alone to a roll-out. Throws `rollout.not_found`, `rollout.over`. */
export async function actAlone(
  context: Context,
  tx: Tx,
  by: By,
  id: string,
  what: 'halt' | 'resume' | 'return',
  reason: string,
): Promise<Acted> {
  const { rollout, version, place } = await findRunning(tx, by.schoolId, id);
  if (what === 'return') {
    const issued = await takeBack(context, tx, by, rollout, version, reason || `${by.name} took it back.`);
    return { issued, sentence: 'Taken back. What held before holds again.' };
  }
  const facts = { place: place.name, number: version.number, why: reason };
  await context.audit.record(tx, by, `policy.rollout_${what}`, { subject: version.id, facts });
  if (what === 'resume') {
    await update(tx, id, { status: 'running', note: null });
    return { issued: [], sentence: 'Going on.' };
  }
  await update(tx, id, { status: 'halted', note: reason || null });
  return { issued: [], sentence: 'Halted. No further group gets it.' };
}
