/** What a draft would do, computed from what devices last reported by the evaluators that the devices use. */
import type { Beside, ControlMeaning, ControlPolicy } from '../../../shared/controls/control.ts';
import { controls } from '../../../shared/controls/index.ts';
import { judge } from '../../../shared/controls/judge.ts';
import { canonicalJson } from '../../../shared/json.ts';
import { type OwnSettings, resolve } from '../../../shared/policies/settings.ts';
import { laidOver } from '../../../shared/policy.ts';
import type { WhatIf } from '../../../shared/protocol/api/policies.ts';
import type { Context } from '../context.ts';
import type { Tx } from '../database/index.ts';
import { type Excepted, exceptedNow } from './exceptions-store.ts';
import { type Places, readPlaces } from './places.ts';
import { devicesOf, devicesReached, type Reached } from './reach.ts';
import { readReported, type Seen } from './reported.ts';
import { schoolSerialKey } from './rules.ts';
import { secondPersonFor, touchesEnforcement } from './second-person.ts';
import { hasherOf } from './serial.ts';
import { readTold } from './told.ts';
import type { PlaceRef } from './versions.ts';
import { type Consequence, consequences, headlineOf, type Judged } from './what-if-words.ts';

/** One control on one device, before and after. `after` undefined: what it saw is not known, so nothing can be said. */
interface Asked {
  before: ControlPolicy;
  after: ControlPolicy;
}

const sameAs = (one: unknown, two: unknown) => canonicalJson(one) === canonicalJson(two);

export class Question {
  readonly before: Places;
  readonly after: Places;
  readonly devices: readonly Reached[];
  readonly schoolId: string;
  readonly #excepted: ReadonlyMap<string, Excepted[]>;
  readonly #own: ReadonlySet<string>;
  readonly #into: string | undefined;
  readonly #kept = new Map<string, ControlPolicy>();

  constructor(
    schoolId: string,
    places: { before: Places; after: Places },
    devices: readonly Reached[],
    excepted: readonly Excepted[],
    /** The group that they would be moved to. */
    into?: string,
  ) {
    this.#into = into;
    this.schoolId = schoolId;
    this.before = places.before;
    this.after = places.after;
    this.devices = devices;
    this.#excepted = Map.groupBy(excepted, one => `${one.deviceId} ${one.control}`);
    this.#own = new Set([...places.before.deviceIds(), ...places.after.deviceIds()]);
  }

  asked(meaning: ControlMeaning, device: Reached): Asked {
    return {
      before: this.#policy('before', meaning, device),
      after: this.#policy('after', meaning, device),
    };
  }

  /** Most devices are asked what their whole group is: that is worked out once. */
  #policy(when: 'before' | 'after', meaning: ControlMeaning, device: Reached): ControlPolicy {
    const excepted = this.#excepted.get(`${device.id} ${meaning.key}`) ?? [];
    const special = this.#own.has(device.id);
    const groupId = when === 'after' ? (this.#into ?? device.groupId) : device.groupId;
    const name = `${when} ${meaning.key} ${special ? device.id : groupId}`;
    let policy = this.#kept.get(name);
    if (policy === undefined) {
      const deviceId = special ? device.id : undefined;
      policy = resolve(meaning, this[when].layers(this.schoolId, groupId, deviceId)).policy;
      this.#kept.set(name, policy);
    }
    if (excepted.length === 0) return policy;
    const parsed = meaning.policy.safeParse(
      laidOver(
        meaning.hold,
        { ...policy },
        excepted.map(one => one.settings),
      ),
    );
    return parsed.success ? parsed.data : policy;
  }
}

export async function readQuestion(
  tx: Tx,
  schoolId: string,
  place: PlaceRef,
  settings: OwnSettings,
  now: number,
): Promise<Question> {
  const before = await readPlaces(tx, schoolId);
  const after = before.with(place.scope, place.scopeId, settings);
  const devices = await devicesReached(tx, schoolId, place);
  return new Question(schoolId, { before, after }, devices, await exceptedNow(tx, schoolId, now));
}

/** Every device and control whose policy would be another; with `now` also by what was told in the week before. */
export async function judgeAll(tx: Tx, question: Question, now?: number): Promise<Map<string, Judged[]>> {
  const changed = controls.filter(meaning =>
    question.devices.some(device => {
      const { before, after } = question.asked(meaning, device);
      return !sameAs(before, after);
    }),
  );
  if (changed.length === 0) return new Map();
  const ids = question.devices.map(device => device.id);
  const keys = changed.map(meaning => meaning.key);
  const seen = await readReported(tx, ids, keys);
  // Of what would only be watched nothing is said that would have been stopped.
  const enforced = changed.filter(meaning =>
    question.devices.some(device => question.asked(meaning, device).after.mode === 'enforce'),
  );
  const told = now === undefined ? undefined : await readTold(tx, question.schoolId, ids, enforced, now);
  const hash = hasherOf(await schoolSerialKey(tx, question.schoolId));
  return new Map(
    changed.map(meaning => [
      meaning.key,
      question.devices.flatMap(device => {
        const asked = question.asked(meaning, device);
        if (sameAs(asked.before, asked.after)) return [];
        const beside = { told: told?.get(device.id) ?? [], hash };
        return [judgeOne(meaning, device, asked, seen.get(device.id)?.get(meaning.key), beside)];
      }),
    ]),
  );
}

function judgeOne(
  meaning: ControlMeaning,
  device: Reached,
  { before, after }: Asked,
  seen: Seen | undefined,
  { told, hash }: Beside,
): Judged {
  const named = { id: device.id, name: device.name };
  const modes = { before: before.mode, after: after.mode };
  const observed =
    seen?.observation === undefined ? undefined : meaning.observation.safeParse(seen.observation);
  const isSet = seen?.finding.how === 'enforced';
  const cannot = { device: named, modes, isSet, before: null, after: null, wouldHave: [] };
  if (seen === undefined) return { ...cannot, why: 'not_reported' };
  // Switched off, nothing has to be seen.
  if (after.mode === 'off')
    return { ...cannot, before: seen.finding.state, after: 'not_applicable', why: null };
  if (observed === undefined) return { ...cannot, why: seen.finding.reason };
  if (!observed.success) return { ...cannot, why: 'older_agent' };
  try {
    const at = seen.finding.observedAt;
    const verdict = (value: unknown, policy: ControlPolicy) => {
      const look = { ok: true as const, value, source: seen.finding.source, at };
      return judge(meaning, look, policy, 'console');
    };
    const value = meaning.relist?.(observed.data, { before, after }, hash, at) ?? observed.data;
    const then = verdict(value, asWatched(after));
    if (then.reason === meaning.notAskedYet) return { ...cannot, why: 'not_asked_yet' };
    const ofThis = told.filter(({ name }) => meaning.tells?.includes(name));
    const wouldHave =
      meaning.whatIf?.(
        value,
        after,
        { told: ofThis, hash },
        { observation: observed.data, policy: before },
      ) ?? [];
    const was = verdict(observed.data, before);
    return { ...cannot, before: was.state, after: then.state, wouldHave, why: null };
  } catch {
    return { ...cannot, why: 'older_agent' };
  }
}

/** Whether enforcing succeeds is seen afterwards; before, only whether what it asks for is so already. */
const asWatched = (policy: ControlPolicy): ControlPolicy =>
  policy.mode === 'enforce' ? { ...policy, mode: 'watch' } : policy;

export async function whatIf(
  context: Context,
  tx: Tx,
  schoolId: string,
  place: PlaceRef,
  settings: OwnSettings,
  writers: readonly string[],
): Promise<WhatIf> {
  const at = context.now();
  const question = await readQuestion(tx, schoolId, place, settings, at);
  const judged = await judgeAll(tx, question, at);
  const said = inWords(judged);
  const reached = question.devices.map(({ id, groupId }) => ({ deviceId: id, groupId }));
  const groups = await groupReach(tx, schoolId, place);
  const enforces = touchesEnforcement(question.before, question.after, schoolId, [
    ...groups,
    ...ownOnly(question, reached),
  ]);
  const second = await secondPersonFor(tx, schoolId, writers, enforces);
  return {
    at,
    devices: question.devices.length,
    headline: headlineOf([...judged.values()].flat(), question.devices.length),
    controls: said,
    needsSecond: second.needed,
    secondSentence: second.sentence,
  };
}

function inWords(judged: ReadonlyMap<string, Judged[]>): WhatIf['controls'] {
  return controls.flatMap(meaning => {
    const of = judged.get(meaning.key);
    if (of === undefined || of.length === 0) return [];
    const list: Consequence[] = consequences(of);
    return [{ control: meaning.key, title: meaning.words.title, consequences: list }];
  });
}

/** What these devices would be asked otherwise in another group, and what came of it. */
export async function whatAMoveDoes(
  { db, now }: Pick<Context, 'db' | 'now'>,
  schoolId: string,
  deviceIds: readonly string[],
  into: string,
): Promise<WhatIf['controls']> {
  const places = await readPlaces(db, schoolId);
  const chosen = new Set(deviceIds);
  const devices = (await devicesOf(db, schoolId, null)).filter(one => chosen.has(one.id));
  const excepted = await exceptedNow(db, schoolId, now());
  const question = new Question(schoolId, { before: places, after: places }, devices, excepted, into);
  return inWords(await judgeAll(db, question, now()));
}

/** Devices with settings of their own are looked at one by one; the others are what their group is. */
function ownOnly(question: Question, reached: { deviceId: string; groupId: string }[]) {
  const own = new Set([...question.before.deviceIds(), ...question.after.deviceIds()]);
  return reached.filter(one => own.has(one.deviceId));
}

export async function groupReach(tx: Tx, schoolId: string, place: PlaceRef) {
  if (place.scope === 'device') return [{ groupId: place.groupId ?? '', deviceId: place.scopeId }];
  if (place.scope === 'group') return [{ groupId: place.scopeId }];
  const found = await tx.selectFrom('device_group').select('id').where('school_id', '=', schoolId).execute();
  return found.map(({ id }) => ({ groupId: id }));
}
