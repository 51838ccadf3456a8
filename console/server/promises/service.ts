/** The headteacher's page: the school's promises, whether they hold, and the one thing to decide. */
import type { Promises, PromiseView } from '../../../shared/protocol/api/overview.ts';
import type { UndertakingInput } from '../../../shared/protocol/api/undertakings.ts';
import { approvalsWaiting } from '../approvals/index.ts';
import { calendarForDevices } from '../calendar/index.ts';
import { policyLook, readClauses } from '../clauses/index.ts';
import type { Context } from '../context.ts';
import { departed } from '../departures/index.ts';
import { loansToDecide } from '../loans/index.ts';
import { signedNow } from '../notices/index.ts';
import { deviceFigures, startOfDay } from '../overview/index.ts';
import { policyMatters } from '../policies/index.ts';
import type { Caller } from '../route.ts';
import { readSchool } from '../schools/index.ts';
import { takesToSign } from '../stock-takes/index.ts';
import { type Deed, sayBeingDone } from './being-done.ts';
import { readBeingDone } from './being-done-facts.ts';
import { causesOf } from './causes.ts';
import { type Check, readChecks } from './checks.ts';
import { dayIn } from './days.ts';
import {
  agreeTo,
  askedOf,
  askedOfThings,
  decisionOf,
  goneSentences,
  unaskedSentences,
  unknownSentences,
} from './decision.ts';
import { changedSince, whollyUnknown } from './facts.ts';
import { butForOf, headlineOf } from './headline.ts';
import { holidayWords } from './holidays.ts';
import { readLastTerm, withTrend } from './last-term.ts';
import { inOwnWords } from './own-words.ts';
import { provableBefore, provableOn, recordsBefore, sinceOf } from './provable.ts';
import { readRecordFacts } from './record-facts.ts';
import { lookedNow } from './record-looks.ts';
import { recordsSince, withFigures } from './record-trend.ts';
import { recordLines } from './records.ts';
import { reportDue } from './report-due.ts';
import { signedSentences } from './signed.ts';
import { undertakenNow } from './undertakings.ts';
import { newsSince, readVisit, type Visit } from './visits.ts';

type Recorded = NonNullable<Promises['recorded']>;
const weekMs = 7 * 24 * 3600_000;

/** The page with what is for this reader to decide. */
export async function readPromises(context: Context, caller: Caller): Promise<Promises> {
  const { page, checks, figures } = await look(context, caller.schoolId, await readVisit(context.db, caller));
  const waiting = [
    ...agreeTo(await approvalsWaiting(context.db, caller, page.at)),
    ...askedOf(await policyMatters(context.db, caller.schoolId, page.at)),
    ...askedOfThings(await takesToSign(context, caller), await loansToDecide(context, caller)),
  ];
  const talk = decisionOf(checks, figures, page.promises);
  const decisions = [
    ...(waiting.length > 0 || talk === null ? waiting : [talk]),
    ...(await reportDue(context.db, caller, { now: page.at, timeZone: page.timeZone })),
  ];
  return { ...page, decision: decisions[0] ?? null, decisions };
}

/** The page as anybody sees it: nothing to decide. */
export async function readPage(context: Context, schoolId: string): Promise<Promises> {
  return (await look(context, schoolId)).page;
}

async function look(context: Context, schoolId: string, visit?: Visit) {
  const { db, now } = context;
  const at = now();
  const { name, timeZone } = await readSchool(db, schoolId);
  const figures = await deviceFigures(db, schoolId, startOfDay(at, timeZone));
  const gone = await departed(db, schoolId);
  const wholly = { ...(await whollyUnknown(db, schoolId)), removed: gone.length };
  const counted = { devices: figures.counted, never: wholly.never_checked, gone };
  const checks = await readChecks(context, schoolId, counted, at, timeZone);
  const today = dayIn(at, timeZone);
  const looks = await lookedNow(db, schoolId);
  const { promises, unproved, recorded, lines, sentences } = inOwnWords(
    checks,
    (await readClauses(db, schoolId)).clauses,
    { looks, today },
  );
  const asked = Object.fromEntries(checks.map(one => [one.view.control, one.asked]));
  const lastTerm = await readLastTerm(db, schoolId, { today, now: at, stillCounted: gone });
  const provable = provableOn(today, { promises }, await provableBefore(db, schoolId));
  const signed = await signedNow(db, schoolId, at);
  const policy = await policyLook(db, schoolId, today);
  const parts = new Set([...lines.values()].flatMap(line => recordLines[line]?.part ?? []));
  const records = await readRecordFacts(context, schoolId, parts, { today, look: policy, signed });
  const shown = [...recorded, ...unproved.map(sentence => ({ sentence, evidence: '', pages: [] }))];
  const [figured, unseen] = partedBySight(
    withFigures(shown, lines, { ...records, looks }, lastTerm.recorded),
  );
  const sinceByLine = recordsSince(
    today,
    [
      ...figured,
      ...promises.flatMap(({ key, word }) => (word === undefined ? [] : [{ line: key, ...word }])),
    ],
    await recordsBefore(db, schoolId),
  );
  const deeds = await readBeingDone(db, schoolId, at);
  const named = await undertakenNow(db, schoolId);
  const told = promises.map(one => {
    const since = sinceOf(one, provable, sinceByLine);
    const mender = fine(one) ? undefined : named.get(one.key);
    const doing = isBroken(one)
      ? doneAbout(one, checks, deeds, { now: at, timeZone }, mender)
      : withNamed(one.doing, mender, { now: at, timeZone });
    return {
      ...withTrend(one, lastTerm, asked),
      doing,
      ...(mender && { named: mender }),
      ...(since !== undefined && { provableSince: since }),
    };
  });
  const causes = causesOf(told, checks);
  const butFor = butForOf(told, checks, wholly);
  const closed = holidayWords(await calendarForDevices(db, schoolId, timeZone), at);
  const news = newsSince(visit, at, timeZone);
  const page: Promises = {
    ...{ at, school: name, timeZone, devices: figures.counted + gone.length, promises: told },
    unproved: unseen.map(one => one.sentence),
    unprovedKeys: Object.fromEntries(unseen.flatMap(one => (one.line ? [[one.sentence, one.line]] : []))),
    ...{ lastTerm: lastTerm.told, provable, asked },
    recorded: figured.map(one => {
      const since = sinceByLine[one.line ?? ''];
      const mender = fine(one) ? undefined : named.get(one.line ?? '');
      const doing = withNamed(null, mender, { now: at, timeZone });
      return {
        ...{ ...one, ...(since !== undefined && { provableSince: since }) },
        ...(mender && doing !== null && { named: mender, doing }),
      };
    }),
    recordsSince: sinceByLine,
    headline: headlineOf(promises, figures.counted + gone.length),
    ...(butFor !== undefined && { butFor }),
    ...(closed !== undefined && { closed }),
    causes,
    unknown: [
      ...unknownSentences(
        checks,
        sentences,
        { ...figures, neverChecked: wholly.never_checked },
        causes.map(one => one.reason),
      ),
      ...unaskedSentences(promises),
      ...goneSentences(gone),
    ],
    signed: signedSentences(signed),
    policyLook: policy,
    changed: withKeys(await changedSince(db, schoolId, news ?? { at: at - weekMs }, sentences), promises),
    ...(news && { changedSince: news }),
    decision: null,
  };
  return { page, checks, figures };
}

/** What a record or somebody's word shows; and what nothing shows. */
function partedBySight(all: Recorded): [shown: Recorded, unseen: Recorded] {
  const isShown = (one: Recorded[number]) => one.pages.length > 0 || one.verdict !== undefined;
  return [all.filter(isShown), all.filter(one => !isShown(one))];
}

/** Where a line is of one promise, it opens that. */
function withKeys(
  changed: Promises['changed'],
  promises: readonly { key: string; sentence: string }[],
): Promises['changed'] {
  return changed.map(({ promise, ...line }) => {
    const key = promises.find(one => one.sentence === promise)?.key;
    return key === undefined ? line : { ...line, promise: key };
  });
}

/** Of several checks, those that do not hold. */
function doneAbout(
  { control, parts }: PromiseView,
  checks: readonly Check[],
  deeds: ReadonlyMap<string, Deed[]>,
  when: { now: number; timeZone: string },
  named: UndertakingInput | undefined,
): string {
  const open = parts.length === 0 ? [control] : parts.filter(isBroken).map(part => part.control);
  const asked = checks.filter(one => open.includes(one.view.control));
  return sayBeingDone(
    open.flatMap(key => deeds.get(key) ?? []),
    asked.length > 0 && asked.every(one => one.mode === 'enforce'),
    when,
    named,
  );
}

/** Of a promise that is not known: who sees to it, before what would make it known. */
function withNamed(
  doing: string | null,
  named: UndertakingInput | undefined,
  when: { now: number; timeZone: string },
): string | null {
  if (named === undefined) return doing;
  return `${sayBeingDone([], false, when, named)}${doing === null ? '' : ` ${doing}`}`;
}

const fine = ({ verdict }: { verdict?: PromiseView['verdict'] | undefined }) =>
  verdict === 'holds' || verdict === 'nothing_to_check';
const isBroken = ({ verdict }: Pick<PromiseView, 'verdict'>) => verdict === 'does_not_hold';
