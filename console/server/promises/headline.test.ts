import { expect } from 'chai';
import * as fc from 'fast-check';
import type { PromiseView } from '../../../shared/protocol/api/overview.ts';
import { readingAge, sentencesIn } from '../../../test/support/reading-age.ts';
import { verdictOf } from './answer.ts';
import { type WholeReason, wholeComputer } from './causes.ts';
import { butForOf, headlineOf, sayAnswer } from './headline.ts';
import { order } from './own-words.ts';

const wholeReasons = Object.keys(wholeComputer) as WholeReason[];
type Seen = 'met' | 'not_met' | 'unknown' | 'not_applicable';

/** A school: of each computer why nothing is known of it, or what each check saw there; and the checks of each promise. */
interface School {
  computers: (WholeReason | Seen[])[];
  promises: number[][];
}

const reasonOf = (computer: School['computers'][number], check: number): [Seen, string] =>
  typeof computer === 'string' ? ['unknown', computer] : [computer[check] ?? 'unknown', 'probe_failed'];

function figuresOf({ computers, promises }: School) {
  const checks = [0, 1, 2, 3].map(at => {
    const counts = { met: 0, not_met: 0, unknown: 0, not_applicable: 0 };
    const why = new Map<string, number>();
    for (const computer of computers) {
      const [seen, reason] = reasonOf(computer, at);
      counts[seen] += 1;
      if (seen === 'unknown') why.set(reason, (why.get(reason) ?? 0) + 1);
    }
    const view = { key: `c${at}`, control: `c${at}`, sentence: '', verdict: verdictOf(counts), counts };
    return { why, view: { ...view, parts: [], excepted: 0, answer: '', doing: null, oldestAt: null } };
  });
  const told = promises.map((of): PromiseView => {
    const parts = of.flatMap(at => checks[at]?.view ?? []);
    const [worst] = parts.toSorted((a, b) => order.indexOf(a.verdict) - order.indexOf(b.verdict));
    if (worst === undefined) throw new Error('a promise has a check');
    return { ...worst, parts: parts.length === 1 ? [] : parts.map(one => ({ ...one, title: '' })) };
  });
  const wholly = Object.fromEntries(
    wholeReasons.map(reason => [reason, computers.filter(one => one === reason).length]),
  ) as Record<WholeReason, number>;
  return { headline: headlineOf(told, computers.length), butFor: butForOf(told, checks, wholly), told };
}

/** Whether it holds on these computers and on each of them: counted again, without what is tested. */
function holdsOn(computers: School['computers'], checks: readonly number[]): boolean {
  const seen = computers.flatMap(one => checks.map(at => reasonOf(one, at)[0]));
  return seen.includes('met') && !seen.includes('not_met') && !seen.includes('unknown');
}

const numbers = [
  'no',
  'one',
  'two',
  'three',
  'four',
  'five',
  'six',
  'seven',
  'eight',
  'nine',
  'ten',
  'eleven',
  'twelve',
];
const numberOf = (word: string) => (/^\d+$/.test(word) ? Number(word) : numbers.indexOf(word.toLowerCase()));

/** Throws when a sentence says what is not so. */
function requireTrue(school: School): void {
  const { headline, butFor, told } = figuresOf(school);
  const asked = told.flatMap((one, at) =>
    one.verdict === 'nothing_to_check' ? [] : [school.promises[at] ?? []],
  );
  const held = asked.filter(checks => holdsOn(school.computers, checks)).length;
  const of = (verdict: PromiseView['verdict']) => told.filter(one => one.verdict === verdict).length;
  const total = /^(\d+) of our (\d+) /.exec(headline);
  if (total !== null) expect([Number(total[1]), Number(total[2])]).to.deep.equal([held, asked.length]);
  if (
    /^(?:All|Both)|promise about school computers holds\.$/.test(headline) &&
    !headline.startsWith('It cannot')
  )
    if (!headline.startsWith('1 of')) expect(held, headline).to.equal(asked.length);
  if (/^(?:None|Neither)/.test(headline)) expect(held, headline).to.equal(0);
  const others = /(\w+) (?:do|does) not hold, and (\w+) cannot be known/.exec(headline);
  if (others !== null)
    expect(others.slice(1).map(numberOf)).to.deep.equal([of('does_not_hold'), of('cannot_be_known')]);
  const rest = /The other(?: (\d+))? cannot be known/.exec(headline);
  if (rest !== null) expect(Number(rest[1] ?? 1)).to.equal(asked.length - held);
  if (butFor === undefined) return;
  const named = wholeReasons.filter(reason => wholeComputer[reason].some(words => butFor.includes(words)));
  const [so = ''] = butFor.split('. ');
  const many = [...so.matchAll(/\d+/g)].map(one => Number(one[0]));
  expect(many).to.deep.equal(named.map(reason => school.computers.filter(one => one === reason).length));
  const elsewhere = school.computers.filter(one => typeof one !== 'string' || !named.includes(one));
  const there = asked.filter(checks => holdsOn(elsewhere, checks)).length;
  const said = /(\d+) of the (\d+) promises/.exec(butFor);
  expect(said === null ? [there, there] : said.slice(1).map(Number), butFor).to.deep.equal([
    there,
    asked.length,
  ]);
  expect(there).to.be.above(held);
}

const schools: fc.Arbitrary<School> = fc.record({
  computers: fc.array(
    fc.oneof(
      { weight: 1, arbitrary: fc.constantFrom(...wholeReasons) },
      {
        weight: 3,
        arbitrary: fc.array(
          fc.constantFrom<Seen>('met', 'met', 'met', 'met', 'not_applicable', 'not_met', 'unknown'),
          { minLength: 4, maxLength: 4 },
        ),
      },
    ),
    { minLength: 1, maxLength: 6 },
  ),
  promises: fc.array(fc.uniqueArray(fc.nat(3), { minLength: 1, maxLength: 3 }), {
    minLength: 1,
    maxLength: 12,
  }),
});

const all: Seen[] = ['met', 'met', 'met', 'met'];
const each = (many: number) => Array.from({ length: many }, () => [0]);
const said = (school: School) => sayAnswer(figuresOf(school));

describe('the answer of the headteacher’s page', () => {
  it('says what a double keeps from being known, and what holds on all other computers', () => {
    expect(said({ computers: [all, all, 'cloned'], promises: each(11) })).to.equal(
      'None of our 11 promises about school computers can be shown to hold. 1 computer has a double. On all the others, each promise holds.',
    );
    const broken: Seen[] = ['met', 'not_met', 'unknown', 'met'];
    const promises = [...each(8), [1], [2], [0, 2]];
    expect(said({ computers: [all, broken, 'cloned', 'silent', 'silent'], promises })).to.equal(
      'None of our 11 promises about school computers can be shown to hold. One does not hold, and ten cannot be known. 1 computer has a double and 2 have not been seen for too many school days. On all the others, 8 of the 11 promises hold.',
    );
  });

  it('says apart what does not hold and what is not known, and nothing of computers to the governors', () => {
    const of = (...verdicts: PromiseView['verdict'][]) =>
      headlineOf(
        verdicts.map(verdict => ({ verdict, excepted: 0 })),
        9,
      );
    expect(of('holds', 'holds', 'does_not_hold', 'nothing_to_check')).to.equal(
      '2 of our 3 promises about school computers hold.',
    );
    expect(of('holds', 'does_not_hold', 'cannot_be_known', 'cannot_be_known')).to.equal(
      '1 of our 4 promises about school computers holds. One does not hold, and two cannot be known.',
    );
    expect(of('holds', 'cannot_be_known')).to.equal(
      '1 of our 2 promises about school computers holds. The other cannot be known.',
    );
    expect(of('cannot_be_known', 'cannot_be_known')).to.match(
      /^Neither of our two .+ can be shown to hold\.$/,
    );
    expect(of('does_not_hold', 'does_not_hold', 'does_not_hold')).to.equal(
      'None of our 3 promises about school computers holds on all of them.',
    );
    expect(of('cannot_be_known')).to.equal(
      'It cannot be known whether our promise about school computers holds.',
    );
    expect(of('holds')).to.equal('Our promise about school computers holds.');
  });

  it('says nothing of promises while there is no computer, and exceptions beside what holds', () => {
    expect(headlineOf([{ verdict: 'cannot_be_known', excepted: 0 }], 0)).to.match(/^No school computer/);
    const four = (['holds', 'holds', 'does_not_hold'] as const).map(verdict => ({ verdict, excepted: 1 }));
    expect(headlineOf(four, 3)).to.equal(
      '2 of our 3 promises about school computers hold. Two of these hold with exceptions.',
    );
    const word = { verdict: 'holds' as const, answer: 'The head looked.' };
    expect(headlineOf([{ verdict: 'holds', excepted: 0, word }, ...four], 3)).to.include(
      '3 of our 4 promises about school computers hold. Two of these hold with exceptions. One of these holds in part by the word of someone who looked.',
    );
  });

  it('does not count on all other computers what nothing there shows, or what fails there too', () => {
    const none: Seen[] = ['not_applicable', 'not_met', 'unknown', 'met'];
    expect(figuresOf({ computers: [none, 'cloned'], promises: [[0], [1], [2]] }).butFor).to.equal(undefined);
  });

  it('is true of every school, and read by somebody under twelve', function () {
    this.timeout(60_000);
    fc.assert(
      fc.property(schools, school => {
        requireTrue(school);
        for (const sentence of sentencesIn(said(school)).filter(one => one.split(' ').length > 4))
          expect(readingAge(sentence), sentence).to.be.below(12);
      }),
      { numRuns: 300 },
    );
  });
});
