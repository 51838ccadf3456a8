import { expect } from 'chai';
import { fieldMoment, momentOfField, plural, sayAge, sayLongDate, sayMoment, sayUntil } from './time.ts';

const london = 'Europe/London';
const friday = Date.UTC(2026, 10, 20, 9, 14);
const minute = 60_000;
const day = 24 * 60 * minute;

describe('times as a British school reads them', () => {
  it('writes a moment with the month in letters and a 24-hour time', () => {
    expect(sayMoment(friday, london)).to.equal('20 Nov 2026, 09:14');
  });

  it('uses the school’s time zone, with summer time', () => {
    expect(sayMoment(Date.UTC(2026, 6, 1, 23, 30), london)).to.equal('2 Jul 2026, 00:30');
  });

  it('writes the headteacher’s date in full', () => {
    expect(sayLongDate(friday, london)).to.equal('Friday 20 November 2026');
  });

  for (const [age, words] of [
    [20_000, 'just now'],
    [5 * minute, '5 min ago'],
    [3 * 60 * minute, 'today 06:14'],
    [day, 'yesterday 09:14'],
    [4 * day, 'Monday 09:14'],
    [7 * day, '13 Nov 2026'],
  ] as const) {
    it(`says an age of ${age / minute} minutes as “${words}”`, () => {
      expect(sayAge(friday - age, friday, london)).to.equal(words);
    });
  }

  it('says a moment in the future by its date, never as an age below nothing', () => {
    expect(sayAge(friday + 3 * 60 * minute, friday, london)).to.equal('20 Nov 2026, 12:14');
  });

  it('says how long something still holds', () => {
    expect(sayUntil(friday + 24 * 60 * minute, friday, london)).to.equal('in 24 hours');
    expect(sayUntil(friday + 5 * day, friday, london)).to.equal('in 5 days');
  });

  it('counts one and many', () => {
    expect([plural(1, 'device'), plural(0, 'device'), plural(1204, 'device')]).to.deep.equal([
      '1 device',
      '0 devices',
      '1,204 devices',
    ]);
  });

  it('writes a moment into a field by the clocks of the school, and reads it back in summer and winter', () => {
    for (const at of [Date.UTC(2026, 6, 1, 8, 5), Date.UTC(2026, 10, 22, 23, 59)]) {
      for (const zone of ['Europe/London', 'America/New_York'])
        expect(momentOfField(fieldMoment(at, zone), zone)).to.equal(at);
    }
    expect(fieldMoment(Date.UTC(2026, 6, 1, 8, 5), 'Europe/London')).to.equal('2026-07-01T09:05');
    expect(momentOfField('', 'Europe/London')).to.be.NaN;
  });
});
