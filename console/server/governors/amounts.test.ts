import { expect } from 'chai';
import { amountOf, amountsOf, computersWord } from './amounts.ts';

/** The last is never said: it is what is left of the whole. */
const kinds = ['broken', 'unknown', 'excepted', 'kept'] as const;
const limit = 5;

/** By what is told: each number that a school of so many computers may have, of every school that would be told it. */
function alike(computers: number): Map<string, Set<number>[]> {
  const made = new Map<string, Set<number>[]>();
  for (let broken = 0; broken <= computers; broken++)
    for (let unknown = 0; broken + unknown <= computers; unknown++)
      for (let excepted = 0; broken + unknown + excepted <= computers; excepted++) {
        const told = Object.values(amountsOf(computers, { broken, unknown, excepted })).join();
        const numbers = made.get(told) ?? kinds.map(() => new Set<number>());
        made.set(told, numbers);
        const all = [broken, unknown, excepted, computers - broken - unknown - excepted];
        for (const [at, number] of all.entries()) numbers[at]?.add(number);
      }
  return made;
}

describe('what governors are told of a number', () => {
  it('gives no number under five away, even to somebody who knows exactly how many computers there are, in any school', function () {
    this.timeout(60_000);
    const schools = [...Array.from({ length: 35 }, (_, at) => limit + at), 60];
    const learnt = schools.flatMap(computers =>
      [...alike(computers)].flatMap(([told, numbers]) =>
        numbers.flatMap((may, at) => {
          const small = [1, 2, 3, 4].filter(one => may.has(one)).length;
          const hidden = computers < 20 ? may.size > 1 : small === 4;
          return small === 0 || hidden ? [] : [`${computers}: ${told}: ${kinds[at]} ${[...may].join(' ')}`];
        }),
      ),
    );
    expect(learnt).to.deep.equal([]);
  });

  it('hides those that keep it behind checks of which others are let off', () => {
    expect(amountsOf(44, { broken: 43, unknown: 0, excepted: 6 }).broken).to.equal('more than half');
    expect(amountsOf(44, { broken: 38, unknown: 0, excepted: 6 }).broken).to.equal('about 40');
  });

  it('names no number at all in a school of fewer than twenty computers', () => {
    for (let computers = 1; computers < 20; computers++)
      for (let broken = 0; broken <= computers; broken++) {
        const told = amountsOf(computers, { broken, unknown: computers - broken, excepted: 0 });
        expect(Object.values(told).join()).to.match(/^(none|some),(none|some),none$/);
        expect(computersWord(computers)).to.equal('fewer than 20 computers');
      }
  });

  it('says the same of the same number on every day, so that asking often teaches nothing', () => {
    const told = (unknown: number) => amountsOf(43, { broken: 0, unknown, excepted: 0 }).unknown;
    expect([1, 2, 3, 4].map(told)).to.deep.equal(Array(4).fill('fewer than 5'));
    expect([13, 14, 15, 16, 17].map(told)).to.deep.equal(Array(5).fill('about 15'));
  });

  it('say the same of one thing that happened as of four, whatever the limit is', () => {
    expect(new Set(Array.from({ length: limit - 1 }, (_, at) => amountOf(at + 1)))).to.deep.equal(
      new Set([`fewer than ${limit}`]),
    );
    expect(amountOf(0)).to.equal('none');
    expect(amountOf(limit)).to.equal(`about ${limit}`);
  });
});
