/** A framework's questions, each answered by the figures of a kept day: what holds, what is excepted, what is missing. Pure. */
import { type FrameworkKey, frameworks } from '../../../shared/clauses/frameworks.ts';
import { saidVerdict } from '../../../shared/clauses/verdicts.ts';
import { controlByKey } from '../../../shared/controls/index.ts';
import type { Counts, Promises, PromiseView } from '../../../shared/protocol/api/overview.ts';
import { figuresOf } from '../promises/index.ts';

export interface CheckAnswer {
  control: string;
  title: string;
  verdict: PromiseView['verdict'];
  counts: Counts;
  /** Devices that were let off when the day was kept. */
  excepted: number;
  /** The school's sentences that it stands under. */
  promises: string[];
}

export interface LineAnswer {
  ref: string;
  asks: string;
  /** In words; of several checks the worst. */
  verdict: string;
  checks: CheckAnswer[];
  records: string;
  /** What was not met or not known on that day, and what nothing here can answer. */
  gaps: string[];
}

const order: PromiseView['verdict'][] = ['does_not_hold', 'cannot_be_known', 'holds', 'nothing_to_check'];

/** `excepted`: devices by control. */
export function answersOf(
  key: FrameworkKey,
  page: Promises,
  excepted: ReadonlyMap<string, number>,
): LineAnswer[] {
  const figures = figuresOf(page);
  return frameworks[key].lines.map(({ ref, asks, checks: named, records, gap }) => {
    const checks = named.map((control): CheckAnswer => {
      const figure = figures.get(control);
      return {
        ...{ control, title: controlByKey(control)?.words.title ?? control },
        verdict: figure?.verdict ?? 'cannot_be_known',
        counts: figure?.counts ?? { met: 0, not_met: 0, unknown: 0, not_applicable: 0 },
        excepted: excepted.get(control) ?? 0,
        promises: page.promises.filter(one => controlsUnder(one).includes(control)).map(one => one.sentence),
      };
    });
    const off = checks.filter(one => !figures.has(one.control)).map(one => one.title);
    return {
      ...{ ref, asks, checks, records },
      verdict: verdictOfLine(checks, records),
      gaps: [
        ...checks.flatMap(gapsOf),
        ...off.map(title => `${title}: no computer was asked for this on that day.`),
        ...(gap === '' ? [] : [gap]),
      ],
    };
  });
}

const controlsUnder = ({ control, parts }: PromiseView) =>
  parts.length === 0 ? [control] : parts.map(part => part.control);

function verdictOfLine(checks: readonly CheckAnswer[], records: string): string {
  const [worst] = [...checks].sort((a, b) => order.indexOf(a.verdict) - order.indexOf(b.verdict));
  if (worst !== undefined)
    return saidVerdict(
      worst.verdict,
      checks.some(one => one.excepted > 0),
    );
  return records === '' ? 'Cannot be shown here' : 'Shown by records: somebody has to read them';
}

function gapsOf({ title, counts, excepted }: CheckAnswer): string[] {
  const said = (number: number, words: string) => (number === 0 ? [] : [`${title}: ${number} ${words}.`]);
  return [
    ...said(counts.not_met, 'did not meet it'),
    ...said(counts.unknown, 'not known'),
    ...said(excepted, 'with an exception'),
  ];
}
