import { expect } from 'chai';
import fc from 'fast-check';
import { amountOf, amountsOf, type Broken, computersWord } from './amounts.ts';

/** The last is never said: it is what is left of the whole. */
const kinds = ['broken', 'unknown', 'excepted', 'kept'] as const;
const limit = 5;

type Numbers = Record<(typeof kinds)[number], Set<number>>;
const known = new Map<number, Map<string, Numbers>>();

/** By what is told: each number that a school of so many computers may have, of every school that would be told it. */
function alike(computers: number): Map<string, Numbers> {
  const made = known.get(computers) ?? new Map<string, Numbers>();
  if (known.has(computers)) return made;
  known.set(computers, made);
  for (let broken = 0; broken <= computers; broken++)
    for (let unknown = 0; broken + unknown <= computers; unknown++)
      for (let excepted = 0; broken + unknown + excepted <= computers; excepted++) {
        const of: Broken = { broken, unknown, excepted };
        const told = JSON.stringify(amountsOf(computers, of));
        const none = { broken: new Set<number>(), unknown: new Set<number>(), excepted: new Set<number>() };
        const numbers = made.get(told) ?? { ...none, kept: new Set() };
        made.set(told, numbers);
        const all = { ...of, kept: computers - broken - unknown - excepted };
        for (const kind of kinds) numbers[kind].add(all[kind]);
      }
  return made;
}

const school = fc
  .record({
    computers: fc.integer({ min: 20, max: 60 }),
    shares: fc.array(fc.nat(), { minLength: 3, maxLength: 3 }),
    small: fc.boolean(),
  })
  .map(({ computers, shares, small }) => {
    let left = computers;
    const take = (share: number) => {
      const taken = share % (Math.min(left, small ? 7 : left) + 1);
      left -= taken;
      return taken;
    };
    const [broken = 0, unknown = 0, excepted = 0] = shares.map(take);
    return { computers, of: { broken, unknown, excepted } };
  });

describe('what governors are told of a number', () => {
  it('gives no number under five away, even to somebody who knows exactly how many computers there are', function () {
    this.timeout(60_000);
    fc.assert(
      fc.property(school, ({ computers, of }) => {
        const possible = alike(computers).get(JSON.stringify(amountsOf(computers, of)));
        const kept = computers - of.broken - of.unknown - of.excepted;
        if (kept > 0 && kept < limit)
          expect(possible?.kept.size, `kept of ${JSON.stringify({ computers, of })}`).to.be.above(1);
        for (const kind of kinds.slice(0, 3)) {
          const number = { ...of, kept }[kind];
          if (number === 0 || number >= limit) continue;
          expect(
            [...(possible?.[kind] ?? [])].sort(),
            `${kind} of ${JSON.stringify({ computers, of })}`,
          ).to.deep.equal([1, 2, 3, 4]);
        }
      }),
      { numRuns: 150 },
    );
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
