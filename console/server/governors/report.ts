/** The report's words, made from a kept day, the report before it and what was decided in between. Pure. */
import { sayDay } from '../../../shared/assets/dates.ts';
import { listed } from '../../../shared/controls/words.ts';
import type { GovernorsReport, ReportFigures } from '../../../shared/protocol/api/governors.ts';
import type { Promises, PromiseView } from '../../../shared/protocol/api/overview.ts';
import { order } from '../promises/index.ts';
import { amountsOf, computersWord, subjectOf } from './amounts.ts';
import { policyLines } from './policy-lines.ts';
import { recordsTold, recordsUnread } from './record-lines.ts';

type Reported = GovernorsReport['promises'][number];
export type Verdict = PromiseView['verdict'];

/** In the stretch since the report before. */
export interface Happened {
  figures: ReportFigures;
  outstanding: string[];
  /** Whether computers were removed. */
  removed: boolean;
}

export interface Material extends Happened {
  day: string;
  seal: string;
  page: Promises;
  before: GovernorsReport | null;
  /** The days that were kept since the report before, oldest first, each with its verdicts by promise. */
  kept: { day: string; verdicts: ReadonlyMap<string, Verdict> }[];
  /** Days since then whose page was changed after it was kept, and that are not among these. */
  altered: readonly string[];
  /** By promise: what of it was not mended since the report before, but left or is let off. */
  unmended: ReadonlyMap<string, string | undefined>;
  comment: string;
  recommendation: string;
}

export function reportOf(material: Material): GovernorsReport {
  const { day, seal, page, before, comment, recommendation, figures, outstanding } = material;
  const promises = page.promises.map(one => reported(one, material));
  return {
    format: 'caretaker.governors-report.v2',
    ...{ school: page.school, day, seal, since: before?.day ?? null, headline: page.headline },
    ...{ comment, recommendation },
    promises,
    recorded: recordsTold(page, before?.recorded),
    policy: policyLines(page),
    changed: before === null ? [] : changesOf(before, promises, material.unmended),
    unknown: [
      ...promises.flatMap(unknownOf),
      ...page.unproved.map(unprovedOf),
      ...recordsUnread(page).map(unreadOf),
    ],
    exceptions: promises.flatMap(exceptedOf),
    decisions: [],
    ...{ figures, outstanding },
    coverage: coverageOf(material),
  };
}

function reported(promise: PromiseView, { page, before, kept }: Material): Reported {
  const { key, sentence, verdict, counts, excepted, differs, word } = promise;
  const amounts = amountsOf(page.devices, { broken: counts.not_met, unknown: counts.unknown, excepted });
  const told = kept.flatMap(one => one.verdicts.get(key) ?? []);
  return {
    ...{ key, sentence, verdict, ...amounts },
    before: before?.promises.find(one => one.key === key)?.verdict ?? null,
    answer: [
      ...(differs === undefined ? [] : [differs]),
      answerOf(verdict, amounts),
      ...(word === undefined ? [] : [wordSaid[word.verdict]]),
    ].join(' '),
    held: { days: told.filter(one => one === 'holds').length, of: told.length },
  };
}

/** Without a name: it is no figure, and governors are told that it is none. */
const wordSaid = {
  holds: 'What no check shows of it is so, by the word of whoever looked.',
  does_not_hold: 'What no check shows of it is not so, by the word of whoever looked.',
};

type Amounts = Pick<Reported, 'broken' | 'unknown' | 'excepted'>;

function answerOf(verdict: Verdict, { broken, unknown, excepted }: Amounts): string {
  if (verdict === 'holds')
    return excepted === 'none'
      ? 'Every computer that it is about keeps it.'
      : 'Every computer keeps it that is not let off for a while.';
  if (verdict === 'nothing_to_check') return 'The school has no computer that it is about.';
  const sentences = [
    broken !== 'none' && `${subjectOf(broken)} do not keep it yet.`,
    unknown !== 'none' && `Of ${lower(subjectOf(unknown))} it is not known.`,
  ].filter(sentence => sentence !== false);
  return sentences.join(' ') || 'The check that proves it is switched off.';
}

const lower = (words: string) => `${words.charAt(0).toLowerCase()}${words.slice(1)}`;
const quoted = (sentence: string) => `“${sentence.replace(/\.$/, '')}”`;

/** Of what was told then and what is told now, and of nothing else: so that it teaches no number. */
function changesOf(
  before: GovernorsReport,
  now: readonly Reported[],
  unmended: Material['unmended'],
): string[] {
  const was = new Map(before.promises.map(one => [one.key, one]));
  const is = new Set(now.map(one => one.key));
  return [
    ...now.flatMap(one => changeOf(was.get(one.key), one, unmended.get(one.key))),
    ...before.promises
      .filter(one => !is.has(one.key))
      .map(one => `${quoted(one.sentence)} is no longer among the promises.`),
  ];
}

const verdictChange: Record<Verdict, string> = {
  holds: 'holds now',
  does_not_hold: 'does not hold everywhere now',
  cannot_be_known: 'cannot be known everywhere now',
  nothing_to_check: 'is about no computer now',
};
const verdictBefore: Record<Verdict, string> = {
  holds: 'it held then',
  does_not_hold: 'it did not then',
  cannot_be_known: 'it could not be known then',
  nothing_to_check: 'it was about none then',
};

/** What looks better because computers left, or are let off, says so. */
function changeOf(was: Reported | undefined, is: Reported, unmended: string | undefined): string[] {
  if (was === undefined) return [`${quoted(is.sentence)} is a new promise.`];
  const put =
    was.sentence === is.sentence ? [] : [`${quoted(was.sentence)} is now put as ${quoted(is.sentence)}.`];
  const worse = order.indexOf(is.verdict) < order.indexOf(was.verdict);
  const also = unmended === undefined || worse ? '' : ` ${unmended}`;
  if (was.verdict !== is.verdict)
    return [
      ...put,
      `${quoted(is.sentence)} ${verdictChange[is.verdict]}; ${verdictBefore[was.verdict]}.${also}`,
    ];
  if (was.answer === is.answer) return put;
  return [...put, `${quoted(is.sentence)}: ${lower(is.answer)} Then: ${lower(was.answer)}${also}`];
}

const unknownOf = ({ sentence, verdict, unknown }: Reported) => {
  if (verdict === 'cannot_be_known' && unknown === 'none')
    return [`${quoted(sentence)}: the check that proves it is switched off.`];
  return unknown === 'none' ? [] : [`${quoted(sentence)}: not known of ${lower(subjectOf(unknown))}.`];
};
const unprovedOf = (sentence: string) =>
  `${quoted(sentence)}: no check on a computer proves this; somebody has to look.`;
const unreadOf = (sentence: string) =>
  `${quoted(sentence)}: our records are kept, and somebody has to read them.`;
const exceptedOf = ({ sentence, excepted }: Reported) =>
  excepted === 'none'
    ? []
    : [`${quoted(sentence)}: ${lower(subjectOf(excepted))} are excepted for a while, each until a set day.`];

function coverageOf({ page, kept, altered, day, before, seal, removed }: Material): string[] {
  const [first] = kept;
  const since = before === null ? first?.day : before.day;
  return [
    `It covers ${computersWord(page.devices)} that Caretaker looks after. Phones, tablets and computers without Caretaker are not in it.`,
    ...(removed ? ['Some computers were removed in this time and are no longer counted.'] : []),
    `Figures were kept on ${kept.length} ${kept.length === 1 ? 'day' : 'days'}${since === undefined || since === day ? '' : ` since ${sayDay(since)}`}, each sealed to the day before. The seal of ${sayDay(day)} begins with ${seal.slice(0, 16)}.`,
    ...(altered.length === 0
      ? []
      : [
          `What was kept of ${listed(altered.map(one => sayDay(one)))} was changed afterwards, so it is not counted. Somebody has to look into it.`,
        ]),
    `No person, no single computer and no number of them under 5 is in this report. Larger numbers are rounded, and beside a small one they are put in words, so that nothing can be worked out. What happened is told once: a later report repeats it as it was told.`,
  ];
}
