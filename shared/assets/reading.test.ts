import { expect } from 'chai';
import fc from 'fast-check';
import { completeness } from './completeness.ts';
import { addMonths, isDay, looksMonthFirst, readDate, sayDay } from './dates.ts';
import { suggestTargets } from './import-columns.ts';
import { kindOf } from './kinds.ts';
import { plainMoney, readMoney, sayMoney } from './money.ts';
import { bookValue } from './value.ts';

const aDay = fc
  .date({ min: new Date('1980-01-01'), max: new Date('2099-12-31'), noInvalidDate: true })
  .map(date => date.toISOString().slice(0, 10));

describe('dates of a spreadsheet', () => {
  it('reads every day written as ISO or day first', () => {
    fc.assert(
      fc.property(aDay, day => {
        const [year, month, date] = day.split('-');
        expect(readDate(day)).to.equal(day);
        // The day first is only refused where it could be nothing but a month.
        const british = `${date}/${month}/${year}`;
        expect(looksMonthFirst(british)).to.equal(false);
        expect(readDate(british)).to.equal(day);
        expect(readDate(`${Number(date)}.${Number(month)}.${year}`)).to.equal(day);
      }),
    );
  });

  it('refuses what it would have to guess, with the reason', () => {
    const problem = (text: string, doubtful = false) => {
      const read = readDate(text, doubtful);
      return typeof read === 'string' ? read : read.problem;
    };
    expect(problem('8/24/2022')).to.match(/month before the day/);
    expect(problem('24/8/22')).to.match(/two digits/);
    expect(problem('03/04/2025', true)).to.match(/either of two days/);
    expect(problem('03/04/2025')).to.equal('2025-04-03');
    expect(problem('05/05/2025', true)).to.equal('2025-05-05');
    expect(problem('31/02/2025')).to.match(/not a day/);
    expect(problem('2025-02-29')).to.match(/not a day/);
    expect(problem('45123')).to.match(/not a date such as/);
    expect(problem('2022-08-24 00:00:00')).to.equal('2022-08-24');
  });

  it('counts months without leaving the calendar', () => {
    expect(addMonths('2024-02-29', 12)).to.equal('2025-02-28');
    expect(addMonths('2025-01-31', 1)).to.equal('2025-02-28');
    fc.assert(
      fc.property(
        aDay,
        fc.integer({ min: 0, max: 12 }),
        (day, n) => isDay(addMonths(day, n)) || day > '2098',
      ),
    );
    expect(sayDay('2026-11-22')).to.equal('22 Nov 2026');
  });
});

describe('money', () => {
  it('is read as it was written, to the penny', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1_000_000_000 }), pence => {
        expect(readMoney(sayMoney(pence))).to.equal(pence);
        expect(readMoney(plainMoney(pence))).to.equal(pence);
      }),
    );
    expect(readMoney('12.5')).to.equal(1250);
    for (const wrong of ['1.234,56', '-3', '12.345', '1e3', 'free', '', '£', '10000000.01'])
      expect(readMoney(wrong), wrong).to.have.property('problem');
  });
});

describe('the value in the books', () => {
  const laptop = {
    kind: 'laptop' as const,
    cost: 100_000,
    purchaseDate: '2024-01-01',
    lifeYears: 4,
    floor: 10_000,
  };

  it('falls evenly to the day and stops at the floor', () => {
    expect(bookValue(laptop, '2023-06-01')?.pence).to.equal(100_000);
    expect(bookValue(laptop, '2024-01-01')?.pence).to.equal(100_000);
    // 731 of 1,461 days.
    expect(bookValue(laptop, '2026-01-01')?.pence).to.equal(100_000 - Math.round((90_000 * 731) / 1461));
    expect(bookValue(laptop, '2028-01-01')).to.deep.equal({ pence: 10_000, endsOn: '2028-01-01', years: 4 });
    expect(bookValue(laptop, '2090-01-01')?.pence).to.equal(10_000);
    expect(bookValue({ ...laptop, cost: null }, '2026-01-01')).to.equal(null);
  });

  it('never rises, and never leaves what lies between cost and floor', () => {
    fc.assert(
      fc.property(aDay, aDay, aDay, fc.nat(10_000_000), fc.nat(10_000_000), (bought, a, b, cost, floor) => {
        const asset = { kind: 'other' as const, purchaseDate: bought, cost, floor, lifeYears: null };
        const [early, late] = [a, b].sort().map(day => bookValue(asset, day)?.pence ?? -1);
        expect(early).to.be.at.least(late ?? 0);
        expect(late).to.be.at.least(Math.min(cost, floor));
        expect(early).to.be.at.most(cost);
      }),
    );
  });
});

describe('what is missing of an asset', () => {
  it('is named, and a holder counts as a place', () => {
    const all = { make: 'A', model: 'B', purchaseDate: '2026-01-01', supplier: 'C', cost: 0, funding: 'D' };
    const known = { ...all, warrantyEnd: '2027-01-01', plannedReplacement: '2030-01-01' };
    expect(completeness({ kind: 'laptop', ...known, holder: 'Ms Ali' })).to.deep.equal({
      percent: 90,
      missing: ['Serial number'],
    });
    expect(completeness({ kind: 'audio', ...known, location: 'Hall' }).percent).to.equal(100);
    expect(completeness({ kind: 'other' }).percent).to.equal(0);
  });
});

describe('headers of a spreadsheet', () => {
  it('are understood with their aliases, each meaning once, but for notes', () => {
    expect(
      suggestTargets(['ASSET_TAG', 'Serial No.', 'manufacturer', 'Category', 'category', 'Shoe size']),
    ).to.deep.equal(['tag', 'serial', 'make', 'kind', null, null]);
    expect(suggestTargets(['Notes', 'Comments', 'Model No.', 'Model'])).to.deep.equal([
      ...['notes', 'notes', 'notes', 'model'],
    ]);
    expect(suggestTargets(['Model No.', 'Installation date'])).to.deep.equal(['model', 'installedOn']);
    expect(kindOf(' Chromebooks ')).to.equal('laptop');
  });
});
