/** A framework's questions, each answered by the figures of a kept day: what holds, what is excepted, what is missing. Pure. */
import {
  type FrameworkKey,
  type FrameworkLine,
  frameworks,
  type RecordKey,
  recordFiles,
} from '../../../shared/clauses/frameworks.ts';
import { saidRecord, saidVerdict, verdictWords } from '../../../shared/clauses/verdicts.ts';
import { controlByKey } from '../../../shared/controls/index.ts';
import type { Counts, Promises, PromiseView } from '../../../shared/protocol/api/overview.ts';
import { figuresOf, verdictOf } from '../promises/index.ts';

type Recorded = NonNullable<Promises['recorded']>[number];

export interface CheckAnswer {
  control: string;
  title: string;
  verdict: PromiseView['verdict'];
  counts: Counts;
  /** Devices that were let off when the day was kept. */
  excepted: number;
  /** The school's sentences that it stands under. */
  promises: string[];
  /** The national baseline beside the school's own rule; null where the check knows none, or none was kept. */
  national: { name: string; counts: Counts } | null;
}

export interface LineAnswer {
  ref: string;
  asks: string;
  /** In words; of several checks the worst. */
  verdict: string;
  checks: CheckAnswer[];
  records: string;
  /** The school's sentences that records show and that promise the same, each as it stood on that day. */
  promised: { sentence: string; said: string; answer: string }[];
  /** What the records say that this pack brings along, or where they are. */
  brought: string[];
  /** A no to this alone fails the whole assessment. */
  automaticFail: boolean;
  /** What was not met or not known on that day, and what nothing here can answer. */
  gaps: string[];
}

const order: PromiseView['verdict'][] = ['does_not_hold', 'cannot_be_known', 'holds', 'nothing_to_check'];

export interface Known {
  page: Promises;
  /** Devices by control. */
  excepted: ReadonlyMap<string, number>;
  /** By control. */
  national: ReadonlyMap<string, Counts & { name: string }>;
  /** One sentence of each record that is in the pack. */
  records: ReadonlyMap<RecordKey, string>;
}

export function answersOf(key: FrameworkKey, known: Known): LineAnswer[] {
  return frameworks[key].lines.map(line => {
    const { ref, asks, records, automaticFail, gap } = line;
    const checks = line.checks.map(control => checkOf(control, known));
    const off = checks.filter(isOff).map(one => one.title);
    const recorded = (known.page.recorded ?? []).filter(one => line.promised.includes(one.line ?? ''));
    return {
      ...{ ref, asks, checks, records, automaticFail },
      brought: line.files.map(file => broughtOf(file, known.records)),
      promised: recorded.map(one => ({
        ...{ sentence: one.sentence, said: saidOf(one), answer: one.answer ?? '' },
      })),
      verdict: verdictOfLine(line, checks, recorded),
      gaps: [
        ...checks.flatMap(gapsOf),
        ...off.map(title => `${title}: no computer was asked for this on that day.`),
        ...(gap === '' ? [] : [gap]),
      ],
    };
  });
}

/** What the school promises and this framework does not ask: its figures stand behind no question. */
export function besides(key: FrameworkKey, known: Known): CheckAnswer[] {
  const asked = new Set(frameworks[key].lines.flatMap(one => one.checks));
  const promised = [...new Set(known.page.promises.flatMap(controlsUnder))];
  return promised.filter(control => !asked.has(control)).map(control => checkOf(control, known));
}

/** Every check of which the pack says anything: of each its computers are named. */
export const controlsIn = (key: FrameworkKey, page: Promises): string[] => [
  ...new Set([...frameworks[key].lines.flatMap(one => one.checks), ...page.promises.flatMap(controlsUnder)]),
];

function checkOf(control: string, { page, excepted, national }: Known): CheckAnswer {
  const figure = figuresOf(page).get(control);
  const baseline = national.get(control);
  return {
    ...{ control, title: controlByKey(control)?.words.title ?? control },
    verdict: figure?.verdict ?? 'cannot_be_known',
    counts: figure?.counts ?? { met: 0, not_met: 0, unknown: 0, not_applicable: 0 },
    excepted: excepted.get(control) ?? 0,
    promises: page.promises.filter(one => controlsUnder(one).includes(control)).map(one => one.sentence),
    national: baseline === undefined ? null : { name: baseline.name, counts: countsOf(baseline) },
  };
}

/** Of one that is asked of some computer, at least that one is not known. */
const isOff = ({ verdict, counts: { unknown } }: CheckAnswer) =>
  verdict === 'cannot_be_known' && unknown === 0;

const countsOf = ({ met, not_met, unknown, not_applicable }: Counts): Counts => ({
  ...{ met, not_met, unknown, not_applicable },
});

const broughtOf = (key: RecordKey, records: Known['records']) => {
  const said = records.get(key);
  const { file, about } = recordFiles[key];
  return said === undefined
    ? `${file} is in the technician’s own pack: ${about}.`
    : `${said} Line by line: ${file}.`;
};

const controlsUnder = ({ control, parts }: PromiseView) =>
  parts.length === 0 ? [control] : parts.map(part => part.control);

const toRead = 'Shown by records: somebody has to read them';

function saidOf({ verdict, byWord }: Recorded): string {
  if (verdict === undefined) return toRead;
  return byWord === true ? saidRecord({ verdict, byWord }) : `${saidRecord({ verdict })}, by records`;
}

/** The worst of what checks and the school's records said; of the two, checks first. */
function verdictOfLine(
  { records, automaticFail }: FrameworkLine,
  checks: readonly CheckAnswer[],
  recorded: readonly Recorded[],
): string {
  const excepted = checks.some(one => one.excepted > 0);
  const all = [
    ...checks.map(one => judged(one, { excepted, byNational: automaticFail })),
    ...recorded.flatMap(one =>
      one.verdict === undefined ? [] : [{ verdict: one.verdict, said: saidOf(one) }],
    ),
  ];
  const [worst] = all.sort((a, b) => order.indexOf(a.verdict) - order.indexOf(b.verdict));
  return worst?.said ?? (records === '' ? 'Cannot be shown here' : toRead);
}

/**
 * By the school's own rule, and where only that is kept it says so. A question that fails everything by itself goes by
 * the national baseline alone, in which nobody is let off: the assessor knows no other.
 */
function judged(
  { verdict, national }: CheckAnswer,
  { excepted, byNational }: { excepted: boolean; byNational: boolean },
): { verdict: PromiseView['verdict']; said: string } {
  const by = national === null ? 'nothing_to_check' : verdictOf(national.counts);
  const own = { verdict, said: saidVerdict(verdict, excepted) };
  if (by === 'nothing_to_check') return own;
  if (byNational) return { verdict: by, said: `${verdictWords[by]}, by the national baseline` };
  if (by === 'holds' || verdict !== 'holds') return own;
  const beside = verdictWords[by].toLowerCase();
  return { verdict: by, said: `${own.said}, by the school’s own rule; ${beside} by the national baseline` };
}

/**
 * What a question that fails everything by itself comes to: said only where it is asked, by the national baseline where
 * the check knows one, because the assessor judges by that and not by the school's own rule.
 */
export function failWords({ automaticFail, checks }: LineAnswer): string | null {
  if (!automaticFail) return null;
  const judged = checks.map(({ counts, national }) => national?.counts ?? counts);
  if (judged.some(one => one.not_met > 0))
    return 'Automatic fail as it stood: this alone fails the assessment.';
  if (judged.length > 0 && judged.every(one => one.unknown === 0) && checks.every(one => one.excepted === 0))
    return 'A no to this alone would fail the assessment.';
  return 'A no to this alone fails the assessment, and not all of it is known here.';
}

/** "Screen lock: 298 of 298 meet it", and beside it the baseline. */
export const figureWords = ({ title, counts, national }: CheckAnswer): string[] => [
  `${title}: ${shareOf(counts)} meet it`,
  ...(national === null
    ? []
    : [`${title}, national baseline (${national.name}): ${shareOf(national.counts)} meet it`]),
];

const shareOf = ({ met, not_met, unknown }: Counts) => `${met} of ${met + not_met + unknown}`;

function gapsOf({ title, counts, excepted, national }: CheckAnswer): string[] {
  const said = (number: number, words: string) => (number === 0 ? [] : [`${title}: ${number} ${words}.`]);
  return [
    ...said(national?.counts.not_met ?? 0, 'did not meet the national baseline'),
    ...said(counts.not_met, 'did not meet it'),
    ...said(counts.unknown, 'not known'),
    ...said(excepted, 'with an exception'),
  ];
}
