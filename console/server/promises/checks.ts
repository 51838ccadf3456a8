/** What each check that is asked for shows about the school's computers, in its own words. */
import { numbersAsked } from '../../../shared/clauses/bounds.ts';
import type { Mode } from '../../../shared/controls/control.ts';
import { controls } from '../../../shared/controls/index.ts';
import type { PromiseView } from '../../../shared/protocol/api/overview.ts';
import type { Context } from '../context.ts';
import type { Departed } from '../departures/index.ts';
import { controlCounts } from '../overview/index.ts';
import { policiesInForce } from '../policies/index.ts';
import { answerOf, doingOf, verdictOf } from './answer.ts';
import { exceptedApart, noneExcepted, without } from './excepted.ts';
import { controlAges } from './facts.ts';
import { type WhyUnknown, whyUnknown } from './unknown.ts';

export interface Check {
  view: PromiseView;
  title: string;
  /** What "not met" means after a count. */
  broken: string;
  why: WhyUnknown;
  /** `off`: no computer is asked for it. */
  mode: Mode;
  asked: Record<string, number[]>;
}

/** Controls that no policy names are absent; one that is switched off everywhere is there, and cannot be known. */
export async function readChecks(
  { db }: Pick<Context, 'db'>,
  schoolId: string,
  { devices, never, gone }: { devices: number; never: number; gone: readonly Departed[] },
  at: number,
  timeZone: string,
): Promise<Check[]> {
  const inForce = await policiesInForce(db, schoolId);
  const counts = await controlCounts(db, schoolId, devices);
  const ages = await controlAges(db, schoolId);
  const excepted = await exceptedApart(db, schoolId, at);
  return controls.flatMap<Check>(({ key, policy, words }) => {
    const own = inForce.get(key);
    if (own === undefined) return [];
    const { sentence, broken } = words.promise(policy.parse(own.policy));
    if (own.mode === 'off')
      return [
        { view: offView(key, sentence), title: words.title, broken, why: new Map(), mode: 'off', asked: {} },
      ];
    const asked = numbersAsked(
      key,
      own.asked.map(one => policy.parse(one)),
    );
    const apart = excepted.get(key) ?? noneExcepted;
    const all = counts.get(key) ?? { met: 0, not_met: 0, unknown: devices, not_applicable: 0 };
    const left = gone.filter(one => one.controls.includes(key)).length;
    const of = without({ ...all, unknown: all.unknown + left }, apart.counts);
    const age = ages.get(key) ?? { oldestAt: null, why: new Map(), silent: 0, silentSince: null };
    const why = whyUnknown(left === 0 ? age.why : new Map(age.why).set('removed', left), of.unknown, never);
    const verdict = verdictOf(of);
    const { silent, silentSince, oldestAt } = age;
    const exceptions = { excepted: apart.devices, exceptedUntil: apart.until };
    const answer = answerOf({ counts: of, broken, silent, silentSince, ...exceptions }, at, timeZone);
    const doing = doingOf(verdict, why);
    const view = { key, control: key, sentence, verdict, parts: [], counts: of, answer, doing, oldestAt };
    const told = { ...view, excepted: apart.devices };
    return [{ view: told, title: words.title, broken, why, mode: own.mode, asked }];
  });
}

/** It stays a promise, so that switching a check off makes no answer better; what would show it is not there. */
export const offView = (control: string, sentence: string): PromiseView => ({
  ...{ key: control, control, sentence, verdict: 'cannot_be_known', parts: [], excepted: 0, oldestAt: null },
  counts: { met: 0, not_met: 0, unknown: 0, not_applicable: 0 },
  answer: 'No computer is asked for this: the check that proves it is switched off.',
  doing: 'The technician can switch it on under Policies.',
});
