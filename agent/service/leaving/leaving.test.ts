import { expect } from 'chai';
import type { SignedCalendar } from '../../../shared/calendar/signed.ts';
import type { LeaveKind, LeaveOrder } from '../../../shared/protocol/leave.ts';
import type { OrderOutcome } from '../../../shared/protocol/order.ts';
import { PretendHand } from '../../../test/support/pretend-hand.ts';
import { hourMs, minuteMs, usualCalendar } from '../../../test/support/pretend-off-switch.ts';
import { SettableClock } from '../../../test/support/settable-clock.ts';
import { memoryCell } from '../state.ts';
import { Leaving } from './leaving.ts';

/** It is Sunday 22 November 2026, 08:00; `hour` is of the Monday after, when lessons are from 08:55 to 15:15. */
function aComputer({ monday = null as number | null, times = 1 } = {}) {
  const clock = new SettableClock();
  if (monday !== null) clock.pass((16 + monday) * hourMs);
  const hand = new PretendHand(clock);
  const cell = memoryCell<unknown>();
  const calendar: SignedCalendar | null = usualCalendar();
  const said: string[] = [];
  const made = () => {
    const one = new Leaving({
      ...{ cell, clock, hand, calendar: () => calendar, log: () => {}, changed: () => {} },
      allowance: () => ({ times, minutes: 15 }),
    });
    one.start();
    return one;
  };
  const leaving = made();
  const outcomes: OrderOutcome[] = [];
  const order = async (kind: LeaveKind, more: Partial<LeaveOrder> = {}) => {
    const given = { kind, warnMinutes: 10, inLessons: false, ...more } as LeaveOrder;
    void leaving.obey(given, detail => said.push(detail)).then(one => outcomes.push(one));
    await clock.settled();
  };
  const pass = async (ms: number) => {
    for (let left = ms; left > 0; left -= 10_000) {
      clock.pass(Math.min(10_000, left));
      await clock.settled();
    }
  };
  return { clock, hand, cell, leaving, made, said, outcomes, order, pass };
}
const callOff = { kind: 'call_off' as const };
const scene = (leaving: Leaving, profile: 'adult' | 'plain' = 'adult') => leaving.scenes(profile)[0];

describe('a computer that is to be left', () => {
  it('says so, counts down, and signs out whoever is there when it is over', async () => {
    const { leaving, hand, said, outcomes, order, pass, clock } = aComputer();
    await order('sign_out');
    expect(scene(leaving)).to.deep.equal({
      ...{ kind: 'switch_off', how: 'sign_out', at: clock.now() + 10 * minuteMs, waits: 1 },
    });
    expect(said).to.deep.equal(['Whoever is there was told: everybody is signed out at 08:10.']);
    await pass(9.9 * minuteMs);
    expect(hand.asked).to.deep.equal([]);
    await pass(minuteMs);
    expect(hand.asked).to.deep.equal(['sign out c1']);
    expect(outcomes).to.deep.equal([{ outcome: 'done', detail: '' }]);
    expect(leaving.scenes('adult')).to.deep.equal([]);
  });

  it('is restarted by the system half a minute after it was asked, and the next start tells that it was', async () => {
    const { hand, cell, made, order, pass, outcomes, clock } = aComputer();
    await order('restart');
    await pass(9 * minuteMs);
    expect(hand.plannedAt).to.equal(null);
    await pass(35_000);
    expect(hand.asked).to.deep.equal(['restart: The computer will restart at 08:10. Save your work now.']);
    expect(hand.plannedAt).to.equal(clock.now() + 25_000);
    expect(outcomes, 'not before it was seen').to.deep.equal([]);
    clock.restart(40_000);
    hand.startedAt = clock.now() - 5000;
    expect(made().afterwards('restart')?.outcome).to.equal('done');
    expect(cell.read()).to.equal(undefined);
    expect(made().afterwards('restart'), 'told once').to.equal(undefined);
  });

  it('is not said to have restarted when only the service ended, and nothing stays planned', async () => {
    const { hand, made, order, pass, clock } = aComputer();
    await order('restart');
    await pass(9.6 * minuteMs);
    expect(hand.plannedAt).not.to.equal(null);
    clock.restart(1000);
    const again = made();
    await clock.settled();
    expect(again.afterwards('restart')).to.equal(undefined);
    expect(hand.plannedAt).to.equal(null);
  });

  it('tells that it turns off before it does, and is not believed when it stays on', async () => {
    const { order, pass, outcomes, hand } = aComputer();
    await order('shut_down');
    await pass(9.6 * minuteMs);
    expect(outcomes).to.deep.equal([{ outcome: 'done', detail: 'It turns off at 08:10.' }]);
    const other = aComputer();
    await other.order('restart');
    await other.pass(16 * minuteMs);
    expect(other.outcomes).to.deep.equal([{ outcome: 'failed', detail: 'The computer is still on.' }]);
    expect(other.hand.plannedAt).to.equal(null);
    expect(hand.asked).to.have.length(1);
  });

  it('is put off by adults as often as their policy says, never by others, and not in the last half minute', async () => {
    const { leaving, order, pass, said, hand, clock } = aComputer();
    await order('shut_down');
    expect(scene(leaving, 'plain')).to.include({ waits: 0 });
    expect(await leaving.wait('plain')).to.equal('not_possible');
    expect(await leaving.wait('adult')).to.equal(null);
    expect(scene(leaving)).to.include({ at: clock.now() + 25 * minuteMs, waits: 0 });
    expect(said.at(-1)).to.include('put it off');
    expect(await leaving.wait('adult')).to.equal('not_possible');
    const late = aComputer();
    await late.order('shut_down');
    await late.pass(9.6 * minuteMs);
    expect(await late.leaving.wait('adult')).to.equal('not_possible');
    await pass(24 * minuteMs);
    expect(hand.plannedAt).to.equal(null);
  });

  it('is never left in lessons unless that was asked for expressly', async () => {
    const lesson = aComputer({ monday: 10 });
    await lesson.order('restart');
    await lesson.pass(5 * hourMs);
    expect(lesson.hand.asked).to.deep.equal([]);
    expect(lesson.said).to.deep.equal(['It waits: lessons are going on.']);
    await lesson.pass(25 * minuteMs);
    expect(lesson.hand.asked).to.have.length(1);
    const expressly = aComputer({ monday: 10 });
    await expressly.order('restart', { inLessons: true });
    await expressly.pass(10 * minuteMs);
    expect(expressly.hand.asked).to.have.length(1);
  });

  it('is not counted down into a lesson: put off until then, it waits', async () => {
    const { order, leaving, pass, hand, said } = aComputer({ monday: 8.5 });
    await order('sign_out');
    await leaving.wait('adult');
    await pass(30 * minuteMs);
    expect(hand.asked).to.deep.equal([]);
    expect(said.at(-1)).to.equal('It waits: lessons are going on.');
  });

  it('waits for updates, and gives up after eight hours', async () => {
    const { order, pass, hand, said, outcomes } = aComputer();
    hand.running = 'dpkg is running';
    await order('restart');
    expect(said).to.deep.equal(['It waits: dpkg is running.']);
    await pass(8 * hourMs + 2 * minuteMs);
    expect(hand.asked).to.deep.equal([]);
    expect(outcomes[0]?.detail).to.include('dpkg is running');
  });

  it('does it in half a minute where nobody is signed in, and has nobody to sign out', async () => {
    const { order, pass, hand, outcomes } = aComputer();
    hand.people = [];
    await order('sign_out');
    expect(outcomes[0]).to.include({ outcome: 'done' });
    await order('shut_down');
    await pass(10_000);
    expect(hand.asked).to.have.length(1);
  });

  it('is called off by the console until the last half minute, and by the end of the service', async () => {
    const { order, leaving, outcomes, pass, hand, clock } = aComputer();
    await order('restart');
    expect(await leaving.obey(callOff, () => {})).to.include({
      outcome: 'done',
      detail: 'It was called off.',
    });
    expect(outcomes).to.have.length(1);
    await pass(20 * minuteMs);
    expect(hand.asked).to.deep.equal([]);
    await order('restart');
    await leaving.stop();
    await clock.settled();
    expect(outcomes[1]?.detail).to.include('stopped');
    const late = aComputer();
    await late.order('restart');
    await late.pass(9.6 * minuteMs);
    expect((await late.leaving.obey(callOff, () => {})).outcome).to.equal('failed');
  });

  it('tells whoever opens the lid again from the beginning', async () => {
    const { order, leaving, pass, hand, clock } = aComputer();
    await order('restart');
    clock.sleep(3 * hourMs);
    await pass(10 * minuteMs);
    expect(hand.asked).to.deep.equal([]);
    expect(scene(leaving)?.kind).to.equal('switch_off');
    await pass(10 * minuteMs);
    expect(hand.asked).to.have.length(1);
  });

  it('says when the system did not take it, when somebody stays, and that one thing waits already', async () => {
    const { order, pass, hand, outcomes } = aComputer();
    hand.refuses = true;
    await order('restart');
    await order('sign_out');
    expect(outcomes[0]).to.deep.equal({
      ...{ outcome: 'refused', detail: 'It waits there already that it restarts.' },
    });
    await pass(10 * minuteMs);
    expect(outcomes[1]?.detail).to.equal('The system did not take it.');
    Object.assign(hand, { refuses: false, stays: true });
    await order('sign_out');
    await pass(11 * minuteMs);
    expect(outcomes[2]?.detail).to.include('still signed in');
  });
});
