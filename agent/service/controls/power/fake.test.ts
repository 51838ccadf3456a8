import { expect } from 'chai';
import type { SignedCalendar } from '../../../../shared/calendar/signed.ts';
import { evaluate } from '../../../../shared/controls/power/evaluate.ts';
import { policy } from '../../../../shared/controls/power/policy.ts';
import { hourMs, usualCalendar } from '../../../../test/support/pretend-off-switch.ts';
import type { Machine } from '../control.ts';
import { randomFrom } from '../fake.ts';
import { fake } from './fake.ts';

const monday = Date.UTC(2026, 10, 23, 10);
const asked = policy.parse({});

async function looked(calendar: SignedCalendar | null, situation: string, at = monday) {
  const one = fake(randomFrom(1), () => calendar);
  one.become(situation);
  const observed = await one.observe({ now: () => at } as Machine, new AbortController().signal, asked);
  return { observed, reason: evaluate(observed, asked).reason };
}

describe('the evenings of simulated devices', () => {
  it('are not known, whatever the situation, while the school has no calendar', async () => {
    for (const situation of fake(randomFrom(1), () => null).situations) {
      const { observed, reason } = await looked(null, situation);
      expect(observed.evenings).to.deep.equal([]);
      expect(reason, situation).to.equal('no_calendar');
    }
  });

  it('are those of the calendar: Friday’s on a Monday, and none in the summer after the last term', async () => {
    const calendar = usualCalendar();
    const { observed, reason } = await looked(calendar, 'left_on');
    expect(reason).to.equal('left_on');
    expect(observed.evenings[0]?.lessons).to.equal(Date.UTC(2026, 10, 20, 15, 15));
    expect((await looked(calendar, 'off')).reason).to.equal('off_in_time');
    expect((await looked(calendar, 'no_evening_yet')).reason).to.equal('no_evening_yet');
    const later = await looked(calendar, 'off', Date.UTC(2029, 0, 10));
    expect(later.reason).to.equal('calendar_ended');
  });

  it('lose their power while the school is open', async () => {
    const { observed, reason } = await looked(usualCalendar(), 'loses_power');
    expect(reason).to.equal('power_lost');
    expect(observed.powerOffs).to.have.length(4);
    for (const { at, inSchool } of observed.powerOffs ?? []) {
      expect(inSchool).to.equal(true);
      expect(new Date(at).getUTCDay()).to.be.within(1, 5);
    }
  });

  it('are watched: today’s switching off is told of and not done', async () => {
    const calendar = usualCalendar();
    expect((await looked(calendar, 'off')).observed.today).to.include({ state: 'waits' });
    const late = await looked(calendar, 'off', monday + 10 * hourMs);
    expect(late.observed.today).to.include({ state: 'would_switch_off', at: null });
    expect(late.reason).to.equal('off_in_time');
  });
});
