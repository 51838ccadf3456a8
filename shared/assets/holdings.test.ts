import { expect } from 'chai';
import fc from 'fast-check';
import {
  completenessOf,
  type Holding,
  replacementOf,
  serversToLookAt,
  sumByKind,
  sumByYear,
  yearOf,
} from './holdings.ts';
import { bookValue } from './value.ts';

const plain: Holding = {
  ...{ id: '1', tag: 'GP-1', what: 'Laptop', kind: 'laptop', state: 'in_service', location: 'Room 1' },
  ...{ holder: null, supplier: null, funding: null, purchaseDate: '2024-09-01', cost: 60_000 },
  ...{ lifeYears: 5, floor: null, warrantyEnd: null, plannedReplacement: null },
  ...{ secureLocation: false, secureCheckedOn: null, completeness: { percent: 50, missing: ['Cost'] } },
};
const today = '2026-11-22';

describe('what the things of a school cost', () => {
  it('counts a financial year from April or from September', () => {
    expect(yearOf('2027-03-31', 4)).to.equal(2026);
    expect(yearOf('2027-04-01', 4)).to.equal(2027);
    expect(yearOf('2026-08-31', 9)).to.equal(2025);
    expect(yearOf('2026-09-01', 9)).to.equal(2026);
  });

  it('takes what has no cost for unknown, never for nothing', () => {
    const [sum] = sumByKind([plain, { ...plain, cost: null }], today);
    expect(sum).to.include({ count: 2, cost: 60_000, unvalued: 1 });
    expect(sum?.value).to.equal(bookValue(plain, today)?.pence);
  });

  it('replaces on the planned day, or at the end of its life where nobody planned', () => {
    expect(replacementOf(plain)).to.deep.equal({ day: '2029-09-01', planned: false });
    const planned = { ...plain, plannedReplacement: '2028-01-01' };
    expect(replacementOf(planned)).to.deep.equal({ day: '2028-01-01', planned: true });
    expect(replacementOf({ ...plain, purchaseDate: null })).to.equal(null);
  });

  it('counts what should have been replaced long ago in this year', () => {
    const years = sumByYear([{ ...plain, plannedReplacement: '2019-01-01' }], today, 4);
    expect(years.find(({ year }) => year === 2026)).to.include({ planned: 1, replacementCost: 60_000 });
    expect(years.filter(({ planned }) => planned > 0)).to.have.length(1);
  });

  it('loses over all years exactly the cost without the floor, whenever it was bought', () => {
    const bought = fc.record({
      days: fc.integer({ min: 0, max: 700 }),
      cost: fc.integer({ min: 0, max: 10_000_000 }),
      floor: fc.integer({ min: 0, max: 10_000_000 }),
      lifeYears: fc.integer({ min: 1, max: 4 }),
      start: fc.constantFrom(4 as const, 9 as const),
    });
    fc.assert(
      fc.property(bought, ({ days, cost, floor, lifeYears, start }) => {
        const day = new Date(Date.UTC(2024, 10, 1) + days * 86_400_000).toISOString().slice(0, 10);
        const one = { ...plain, purchaseDate: day, cost, floor, lifeYears };
        const lost = sumByYear([one], today, start).reduce((sum, year) => sum + year.depreciation, 0);
        expect(lost).to.equal(cost - Math.min(floor, cost));
      }),
    );
  });

  it('looks at servers whose place is not locked, or was not looked at for a year', () => {
    const server = { ...plain, kind: 'server' as const, secureLocation: true, secureCheckedOn: '2026-01-10' };
    expect(serversToLookAt([server, plain], today)).to.deep.equal([]);
    expect(serversToLookAt([{ ...server, secureLocation: false }], today)).to.have.length(1);
    expect(serversToLookAt([{ ...server, secureCheckedOn: '2025-11-20' }], today)).to.have.length(1);
    expect(serversToLookAt([{ ...server, secureCheckedOn: null }], today)).to.have.length(1);
  });

  it('says nothing of the completeness of nothing', () => {
    expect(completenessOf([]).percent).to.equal(null);
    expect(completenessOf([plain])).to.deep.equal({ percent: 50, missing: [{ words: 'Cost', count: 1 }] });
  });
});
