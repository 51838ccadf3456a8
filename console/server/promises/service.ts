/** The headteacher's page: the school's promises, whether they hold, and the one thing to decide. */
import type { Promises } from '../../../shared/protocol/api/overview.ts';
import { type ApprovalWaiting, approvalsWaiting } from '../approvals/index.ts';
import { readClauses } from '../clauses/index.ts';
import type { Context } from '../context.ts';
import { type Departed, departed } from '../departures/index.ts';
import { agreeing, type DeviceFigures, deviceFigures, devicesWord, startOfDay } from '../overview/index.ts';
import { type PolicyMatters, policyMatters } from '../policies/index.ts';
import type { Caller } from '../route.ts';
import { readSchool } from '../schools/index.ts';
import { headlineOf } from './answer.ts';
import { type Check, readChecks } from './checks.ts';
import { dayIn } from './days.ts';
import { changedThisWeek } from './facts.ts';
import { readLastTerm, withTrend } from './last-term.ts';
import { inOwnWords } from './own-words.ts';
import { provableBefore, provableOn, sinceOf } from './provable.ts';
import { unknownSentence } from './unknown.ts';

const weekMs = 7 * 24 * 3600_000;

/** The page with what is for this reader to decide. */
export async function readPromises(context: Context, caller: Caller): Promise<Promises> {
  const { page, checks, figures } = await look(context, caller.schoolId);
  return {
    ...page,
    decision:
      agreeTo(await approvalsWaiting(context.db, caller, page.at)) ??
      askedOf(await policyMatters(context.db, caller.schoolId, page.at)) ??
      decisionOf(checks, figures),
  };
}

/** The page as anybody sees it: nothing to decide. */
export async function readPage(context: Context, schoolId: string): Promise<Promises> {
  return (await look(context, schoolId)).page;
}

async function look(context: Context, schoolId: string) {
  const { db, now } = context;
  const at = now();
  const { name, timeZone } = await readSchool(db, schoolId);
  const figures = await deviceFigures(db, schoolId, startOfDay(at, timeZone));
  const gone = await departed(db, schoolId);
  const checks = await readChecks(context, schoolId, { devices: figures.counted, gone }, at, timeZone);
  const { promises, unproved, sentences } = inOwnWords(checks, (await readClauses(db, schoolId)).clauses);
  const today = dayIn(at, timeZone);
  const lastTerm = await readLastTerm(db, schoolId, today);
  const provable = provableOn(today, { promises }, await provableBefore(db, schoolId));
  const told = promises.map(one => {
    const since = sinceOf(one, provable);
    return { ...withTrend(one, lastTerm), ...(since !== undefined && { provableSince: since }) };
  });
  const page: Promises = {
    ...{ at, school: name, timeZone, devices: figures.counted + gone.length, promises: told, unproved },
    ...{ lastTerm: lastTerm.told, provable },
    headline: headlineOf(promises, figures.counted + gone.length),
    unknown: [...unknownSentences(checks, sentences, figures), ...goneSentences(gone)],
    changed: await changedThisWeek(db, schoolId, at - weekMs, sentences),
    decision: null,
  };
  return { page, checks, figures };
}

/** What cannot be known, and why. */
function unknownSentences(
  checks: readonly Check[],
  own: ReadonlyMap<string, string>,
  { silent, cloned, waiting }: DeviceFigures,
): string[] {
  const sentences: [number, string, string][] = [
    [
      silent,
      'has not been seen for too many school days, so nothing is known about it.',
      'have not been seen for too many school days, so nothing is known about them.',
    ],
    [
      cloned,
      'has a double, and until the two are told apart nothing is known about it.',
      'have a double, and until they are told apart nothing is known about them.',
    ],
    [
      waiting,
      'waits for the technician’s approval and is not counted yet.',
      'wait for the technician’s approval and are not counted yet.',
    ],
  ];
  const byDevice = sentences
    .filter(([number]) => number > 0)
    .map(([number, one, many]) => `${devicesWord(number)} ${number === 1 ? one : many}`);
  const byPromise = checks.map(({ view, why }) =>
    unknownSentence(own.get(view.control) ?? view.sentence, why),
  );
  return [...new Set([...byPromise.filter(sentence => sentence !== null), ...byDevice])];
}

const goneSentences = (gone: readonly Departed[]) =>
  gone.map(
    ({ name, removedBy }) =>
      `${removedBy} removed “${name}” before it kept every promise, so it counts as not known until somebody else agrees that it has left.`,
  );

/** What one yes of the reader would do. */
function agreeTo(approvals: readonly ApprovalWaiting[]): Promises['decision'] {
  const [first, ...others] = approvals.filter(one => one.yours);
  if (first === undefined) return null;
  const more = others.length === 0 ? '' : ` ${others.length} more ${others.length === 1 ? 'waits' : 'wait'}.`;
  const to = others.length === 0 ? `/approvals/${first.id}` : '/approvals';
  return {
    sentence: `${first.askedBy} asks you to agree: ${first.title}, because “${first.reason}”.${more}`,
    ifNothing: 'Nothing is done, and after a while it ends by itself.',
    action: { label: 'Look at it', to },
  };
}

/** Somebody waits for the second person's answer: that comes before what can only be talked about. */
function askedOf({ waiting }: PolicyMatters): Promises['decision'] {
  const [first, ...others] = waiting;
  if (first === undefined) return null;
  const more = others.length === 0 ? '' : ` ${others.length} more ${others.length === 1 ? 'waits' : 'wait'}.`;
  return {
    sentence: `${first.askedBy} asks somebody to agree to a change: “${first.reason}”${more}`,
    ifNothing: 'Nothing changes on any computer until somebody agrees.',
    action: { label: 'Look at it', to: `/policies/versions/${first.id}` },
  };
}

/** The one that matters most; the headteacher asks, the technician does. */
function decisionOf(checks: readonly Check[], { waiting, silent }: DeviceFigures): Promises['decision'] {
  const worst = checks
    .filter(one => one.view.counts.not_met > 0)
    .sort((a, b) => b.view.counts.not_met - a.view.counts.not_met)[0];
  if (worst !== undefined) {
    const { not_met } = worst.view.counts;
    return {
      sentence: `${devicesWord(not_met)} ${agreeing(not_met, worst.broken)}. Agree with the technician by when this is put right.`,
      ifNothing:
        worst.mode === 'enforce'
          ? 'Caretaker keeps trying to put it right by itself, and this page keeps saying so.'
          : `${not_met === 1 ? 'It stays as it is' : 'They stay as they are'}: Caretaker watches and tells, and changes nothing by itself.`,
      action: null,
    };
  }
  if (waiting > 0) {
    return {
      sentence: `${devicesWord(waiting)} ${waiting === 1 ? 'waits' : 'wait'} for the technician’s approval. Ask the technician whether ${waiting === 1 ? 'it is' : 'they are'} the school’s.`,
      ifNothing:
        waiting === 1
          ? 'It stays outside: nothing is known about it and none of these promises covers it.'
          : 'They stay outside: nothing is known about them and none of these promises covers them.',
      action: null,
    };
  }
  if (silent > 0) {
    return {
      sentence: `${devicesWord(silent)} ${silent === 1 ? 'has' : 'have'} not been seen for too many school days. Ask who has ${silent === 1 ? 'it' : 'them'}.`,
      ifNothing: `${silent === 1 ? 'It keeps' : 'They keep'} counting as not known, and the promises cannot be said to hold everywhere.`,
      action: null,
    };
  }
  return null;
}
