import { expect } from 'chai';
import * as fc from 'fast-check';
import { addMonths, dayNumber } from '../assets/dates.ts';
import { type BackupEntry, madeStanding, testStanding } from './standing.ts';

const plan = { everyDays: 1, testMonths: 4 };
const made = (doneOn: string, good = true): BackupEntry => ({ kind: 'made', doneOn, good });
const tried = (doneOn: string, good = true): BackupEntry => ({ kind: 'restored', doneOn, good });
const today = '2026-11-22';

describe('how a backup stands', () => {
  it('is not known while nothing is written down, whatever was written of the other', () => {
    expect(madeStanding(plan, [tried(today)], today).state).to.equal('unknown');
    expect(testStanding(plan, [made(today)], today).state).to.equal('unknown');
  });

  it('is late after its days, and wrong when the newest failed', () => {
    expect(madeStanding(plan, [made('2026-11-21')], today).state).to.equal('met');
    expect(madeStanding(plan, [made('2026-11-19')], today).words).to.match(/Overdue for 2 days/);
    expect(madeStanding(plan, [made('2026-11-20'), made(today, false)], today).words).to.match(
      /Failed on 22 Nov 2026; the last good one is of 20 Nov/,
    );
    expect(madeStanding(plan, [made('2026-11-20', false), made(today)], today).state).to.equal('met');
  });

  it('wants restoring tried again after its months', () => {
    expect(testStanding(plan, [tried('2026-07-22')], today).state).to.equal('met');
    expect(testStanding(plan, [tried('2026-07-21')], today).words).to.match(/Due since 21 Nov 2026/);
    expect(testStanding(plan, [tried('2026-07-22'), tried('2026-11-01', false)], today).state).to.equal(
      'not_met',
    );
  });

  it('is green only on a good entry that is recent enough', () => {
    const day = fc.constantFrom('2026-01-05', '2026-07-22', '2026-11-19', '2026-11-21', '2026-11-22');
    const entry = fc.record({ kind: fc.constantFrom('made', 'restored'), doneOn: day, good: fc.boolean() });
    const some = fc.array(entry as fc.Arbitrary<BackupEntry>, { maxLength: 6 });
    const plans = fc.record({
      everyDays: fc.integer({ min: 1, max: 31 }),
      testMonths: fc.integer({ min: 1, max: 24 }),
    });
    fc.assert(
      fc.property(plans, some, (of, entries) => {
        const good = (kind: string) =>
          entries.filter(one => one.kind === kind && one.good).map(one => one.doneOn);
        if (madeStanding(of, entries, today).state === 'met')
          expect(
            good('made').some(one => (dayNumber(today) ?? 0) - (dayNumber(one) ?? 0) <= of.everyDays),
          ).to.equal(true);
        if (testStanding(of, entries, today).state === 'met')
          expect(good('restored').some(one => addMonths(one, of.testMonths) >= today)).to.equal(true);
      }),
    );
  });
});
