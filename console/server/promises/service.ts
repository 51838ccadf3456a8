/** The headteacher's page: the school's promises, whether they hold, and the one thing to decide. */
import type { Mode } from '../../../shared/controls/control.ts';
import { controls } from '../../../shared/controls/index.ts';
import type { Promises, PromiseView } from '../../../shared/protocol/api/overview.ts';
import type { Context } from '../context.ts';
import {
  agreeing,
  controlCounts,
  type DeviceFigures,
  deviceFigures,
  devicesWord,
  startOfDay,
} from '../overview/index.ts';
import { type PolicyMatters, policiesInForce, policyMatters } from '../policies/index.ts';
import { readSchool } from '../schools/index.ts';
import { answerOf, doingOf, headlineOf, verdictOf } from './answer.ts';
import { exceptedApart, noneExcepted, without } from './excepted.ts';
import { changedThisWeek, controlAges } from './facts.ts';
import { unknownSentence, type WhyUnknown, whyUnknown } from './unknown.ts';

const weekMs = 7 * 24 * 3600_000;
/** What does not hold comes first, what holds last. */
const order: PromiseView['verdict'][] = ['does_not_hold', 'cannot_be_known', 'holds', 'nothing_to_check'];

interface Made {
  view: PromiseView;
  broken: string;
  why: WhyUnknown;
  mode: Mode;
}

export async function readPromises(context: Context, schoolId: string): Promise<Promises> {
  const { db, now } = context;
  const at = now();
  const school = await readSchool(db, schoolId);
  const figures = await deviceFigures(db, schoolId, startOfDay(at, school.timeZone));
  const made = await makePromises(context, schoolId, figures.counted, at, school.timeZone);
  const views = made.map(one => one.view).sort((a, b) => order.indexOf(a.verdict) - order.indexOf(b.verdict));
  const sentences = new Map(made.map(one => [one.view.control, one.view.sentence]));
  return {
    at,
    school: school.name,
    timeZone: school.timeZone,
    headline: headlineOf(
      views.map(view => view.verdict),
      figures.counted,
    ),
    devices: figures.counted,
    promises: views,
    unknown: unknownSentences(made, figures),
    changed: await changedThisWeek(db, schoolId, at - weekMs, sentences),
    decision: askedOf(await policyMatters(db, schoolId, at)) ?? decisionOf(made, figures),
  };
}

async function makePromises(
  context: Context,
  schoolId: string,
  devices: number,
  at: number,
  timeZone: string,
): Promise<Made[]> {
  const inForce = await policiesInForce(context.db, schoolId);
  const counts = await controlCounts(context.db, schoolId, devices);
  const ages = await controlAges(context.db, schoolId);
  const excepted = await exceptedApart(context.db, schoolId, at);
  return controls.flatMap(({ key, policy, words }) => {
    const own = inForce.get(key);
    if (own === undefined) return [];
    const { sentence, broken } = words.promise(policy.parse(own.policy));
    const apart = excepted.get(key) ?? noneExcepted;
    const of = without(
      counts.get(key) ?? { met: 0, not_met: 0, unknown: devices, not_applicable: 0 },
      apart.counts,
    );
    const age = ages.get(key) ?? { oldestAt: null, why: new Map(), silent: 0, silentSince: null };
    const why = whyUnknown(age.why, of.unknown);
    const verdict = verdictOf(of);
    const answer = answerOf(
      {
        counts: of,
        broken,
        silent: age.silent,
        silentSince: age.silentSince,
        excepted: apart.devices,
        exceptedUntil: apart.until,
      },
      at,
      timeZone,
    );
    const view = {
      control: key,
      sentence,
      verdict,
      counts: of,
      excepted: apart.devices,
      answer,
      doing: doingOf(verdict, why),
      oldestAt: age.oldestAt,
    };
    return [{ view, broken, why, mode: own.mode }];
  });
}

/** What cannot be known, and why. */
function unknownSentences(made: readonly Made[], { silent, cloned, waiting }: DeviceFigures): string[] {
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
  const byPromise = made.map(one => unknownSentence(one.view.sentence, one.why));
  return [...byPromise.filter(sentence => sentence !== null), ...byDevice];
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
function decisionOf(made: readonly Made[], { waiting, silent }: DeviceFigures): Promises['decision'] {
  const worst = made
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
