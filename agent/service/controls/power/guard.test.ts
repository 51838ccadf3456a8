import { expect } from 'chai';
import fc from 'fast-check';
import { isInLessons } from '../../../../shared/calendar/school-day.ts';
import type { SignedCalendar } from '../../../../shared/calendar/signed.ts';
import {
  aSchoolComputer,
  hourMs,
  minuteMs,
  usualCalendar,
} from '../../../../test/support/pretend-off-switch.ts';

const monday = (hours: number, minutes = 0) => Date.UTC(2026, 10, 23, hours, minutes);
const tuesday = (hours: number, minutes = 0) => monday(hours, minutes) + 24 * hourMs;

describe('switching off after school', () => {
  it('is planned with the system ten minutes before, says when, and happens half an hour after closing', async () => {
    const { until, device, names } = await aSchoolComputer();
    await until(monday(17, 49));
    expect(device.plannedAt).to.equal(null);
    await until(monday(17, 50));
    expect(device.plannedAt).to.equal(monday(18));
    expect(device.words).to.deep.equal(['The computer will turn off at 18:00. Save your work now.']);
    await until(monday(17, 59));
    expect(names()).to.deep.equal(['power.warned', 'power.switching_off']);
  });

  it('goes by the last bell where the group’s policy says so', async () => {
    const { until, device } = await aSchoolComputer({ after: 'lessons', minutes: 30, warnMinutes: 5 });
    await until(monday(15, 41));
    expect(device.plannedAt).to.equal(monday(15, 45));
  });

  it('in watch only tells once what it would have done', async () => {
    const { until, device, names } = await aSchoolComputer({ mode: 'watch' });
    await until(monday(21));
    expect(device.words).to.deep.equal([]);
    expect(names()).to.deep.equal(['power.would_switch_off']);
  });

  it('does nothing in mode off, without a calendar, at the weekend and in half-term', async () => {
    for (const [rule, calendar] of [
      [{ mode: 'off' }, usualCalendar()],
      [{ mode: 'enforce' }, null],
    ] as const) {
      const { until, device, names, setCalendar } = await aSchoolComputer(rule);
      await setCalendar(calendar);
      await until(monday(22));
      expect([device.words, names()]).to.deep.equal([[], []]);
    }
    const { until, device } = await aSchoolComputer();
    await until(monday(12));
    device.words = [];
    await until(monday(8) + 4 * 24 * hourMs);
    const before = device.words.length;
    await until(monday(8) + 6 * 24 * hourMs);
    expect(device.words.length - before, 'Friday, and not Saturday').to.equal(1);
  });

  it('waits for updates and scans, says so once, and switches off when they are over', async () => {
    const { until, device, told, names } = await aSchoolComputer();
    device.running = 'dpkg is running';
    await until(monday(18, 30));
    expect(device.plannedAt).to.equal(null);
    expect(told).to.deep.equal([['power.postponed', { why: 'dpkg is running' }]]);
    device.running = null;
    await until(monday(19));
    expect(names().slice(0, 3)).to.deep.equal(['power.postponed', 'power.warned', 'power.switching_off']);
  });

  it('takes its plan back when updates begin after the warning', async () => {
    const { until, device, names } = await aSchoolComputer();
    await until(monday(17, 55));
    expect(device.plannedAt).to.equal(monday(18));
    device.running = 'apt-get is running';
    await until(monday(18, 5));
    expect(device.plannedAt).to.equal(null);
    expect(names()).to.include('power.postponed').and.not.include('power.switching_off');
  });

  it('gives up for the day when something runs all evening', async () => {
    const { until, device, names } = await aSchoolComputer({ deferrals: 0 });
    device.running = 'dpkg is running';
    await until(monday(23));
    expect(names()).to.deep.equal(['power.postponed', 'power.gave_up']);
    expect(device.words).to.deep.equal([]);
  });

  it('answers whoever is still working also where it cannot be put off, or the service ends', async () => {
    const { until, device, guard } = await aSchoolComputer();
    await until(monday(17, 52));
    device.takeBack = () => Promise.reject(new Error('no systemd'));
    expect(await guard.stillWorking()).to.include({ ok: false });
    device.takeBack = () => Promise.resolve();
    await guard.stop();
    expect(await guard.stillWorking()).to.include({ ok: false });
  });

  it('lets somebody wait as often as the policy says, announced and recorded, and no longer', async () => {
    const computer = await aSchoolComputer({ deferrals: 2, deferMinutes: 30 });
    const { until, device, told } = computer;
    expect(await computer.guard.stillWorking()).to.include({ ok: false });
    await until(monday(17, 52));
    expect(computer.guard.notice()).to.deep.equal({
      at: monday(18),
      waits: 2,
      words: 'The computer will turn off at 18:00. Save your work now. You can wait 2 more times.',
    });
    expect(await computer.guard.stillWorking()).to.deep.equal({
      ok: true,
      words: 'The computer stays on until 18:30. You can wait 1 more time.',
    });
    expect(device.plannedAt).to.equal(null);
    await until(monday(18, 25));
    expect(device.plannedAt).to.equal(monday(18, 30));
    expect((await computer.guard.stillWorking()).words).to.contain('You cannot wait again today.');
    await until(monday(18, 55));
    expect(await computer.guard.stillWorking()).to.deep.equal({
      ok: false,
      words: 'The computer will turn off at 19:00. Save your work now.',
    });
    expect(told.filter(([name]) => name === 'power.deferred').map(([, { left }]) => left)).to.deep.equal([
      1, 0,
    ]);
    await until(monday(18, 59));
    expect(told.at(-1)).to.deep.equal(['power.switching_off', { deferred: 2 }]);
  });

  it('has it switch itself on before the school opens next, where the policy asks and the hardware can', async () => {
    const computer = await aSchoolComputer({ wakeMinutes: 60 });
    await computer.until(monday(18));
    // The school opens at 08:00, on a weekday in winter.
    expect(computer.device.wakesAt).to.equal(tuesday(7));
    expect(computer.names()).to.deep.equal(['power.warned', 'power.wakes', 'power.switching_off']);
    await computer.restart(tuesday(7, 1));
    await computer.until(tuesday(9));
    expect(computer.names().at(-1)).to.equal('power.woke');
    await computer.until(tuesday(18));
    expect(computer.device.words, 'and off again in the evening').to.have.length(2);
    const friday = monday(0) + 4 * 24 * hourMs;
    await computer.restart(friday + 8 * hourMs);
    await computer.until(friday + 18 * hourMs);
    expect(computer.device.wakesAt, 'Monday').to.equal(friday + 3 * 24 * hourMs + 7 * hourMs);
  });

  it('says that it cannot be switched on by itself, and that it did not come', async () => {
    const unable = await aSchoolComputer({ wakeMinutes: 60 });
    unable.device.canWake = false;
    await unable.until(monday(18));
    expect(unable.names()).to.deep.equal(['power.warned', 'power.cannot_wake', 'power.switching_off']);
    const late = await aSchoolComputer({ wakeMinutes: 60 });
    await late.until(monday(18));
    await late.restart(tuesday(8, 30));
    await late.until(tuesday(9));
    expect(late.names().at(-1)).to.equal('power.did_not_wake');
    const never = await aSchoolComputer();
    await never.until(monday(18));
    expect(never.device.wakesAt).to.equal(null);
  });

  it('leaves a computer in peace that was switched on or woken after its time', async () => {
    const late = await aSchoolComputer();
    await late.restart(monday(18, 30));
    await late.until(monday(23));
    expect(late.device.words).to.deep.equal([]);
    const asleep = await aSchoolComputer();
    await asleep.until(monday(15));
    await asleep.sleepUntil(monday(20));
    await asleep.until(monday(23));
    expect([asleep.device.words, asleep.names()]).to.deep.equal([[], ['power.switched_on_later']]);
  });

  it('does not come true at the moment of waking when the computer fell asleep after the warning', async () => {
    const { until, sleepUntil, device, names } = await aSchoolComputer();
    await until(monday(17, 52));
    expect(device.plannedAt).to.equal(monday(18));
    await sleepUntil(monday(20));
    expect(device).to.include({ offAtWaking: false, plannedAt: null });
    await until(monday(23));
    expect(names()).to.deep.equal(['power.warned', 'power.switched_on_later']);
  });

  it('warns anew after a nap that ended before its time', async () => {
    const { until, sleepUntil, device } = await aSchoolComputer();
    await until(monday(17, 52));
    await sleepUntil(monday(17, 53));
    await until(monday(18, 30));
    expect(device.words.length, 'announced again').to.be.greaterThan(1);
    expect(device.offAtWaking).to.equal(false);
  });

  it('never comes sooner than half an hour after a start or a waking-up', async () => {
    const { until, restart, device } = await aSchoolComputer();
    await restart(monday(17, 45));
    await until(monday(18, 14));
    expect(device.plannedAt).to.equal(monday(18, 15));
  });

  it('happens once a day: started again in the evening, the computer stays on', async () => {
    const { until, restart, device } = await aSchoolComputer();
    await until(monday(18));
    expect(device.words).to.have.length(1);
    await restart(monday(18, 2));
    await until(monday(23, 59));
    expect(device.words).to.have.length(1);
    await until(tuesday(18));
    expect(device.words).to.have.length(2);
  });

  it('is taken back when the console suspends enforcement, when the policy or the calendar changes, and when the service stops', async () => {
    const suspended = await aSchoolComputer();
    await suspended.until(monday(17, 55));
    suspended.asks({ mode: 'watch' });
    await suspended.clock.settled();
    expect(suspended.device.plannedAt).to.equal(null);

    const longer = await aSchoolComputer();
    await longer.until(monday(17, 55));
    longer.asks({ minutes: 60 });
    await longer.clock.settled();
    expect(longer.device.plannedAt).to.equal(null);

    const closed = await aSchoolComputer();
    await closed.until(monday(17, 55));
    await closed.setCalendar(null);
    expect(closed.device.plannedAt).to.equal(null);

    const stopped = await aSchoolComputer();
    await stopped.until(monday(17, 55));
    await stopped.guard.stop();
    expect(stopped.device.plannedAt).to.equal(null);
  });

  it('leaves what an administrator planned, and believes one who took ours back', async () => {
    const theirs = await aSchoolComputer();
    theirs.device.plannedAt = monday(22);
    await theirs.until(monday(19));
    expect(theirs.device.plannedAt).to.equal(monday(22));
    expect(theirs.names()).to.deep.equal(['power.left_to_others']);

    const taken = await aSchoolComputer();
    await taken.until(monday(17, 52));
    taken.device.plannedAt = null;
    await taken.until(monday(23));
    expect(taken.names()).to.deep.equal(['power.warned', 'power.left_to_others']);
  });

  it('that the system does not take, or does not carry out, is told and tried again or left', async () => {
    const refusing = await aSchoolComputer();
    refusing.device.refuses = true;
    await refusing.until(monday(18, 20));
    expect(refusing.names()).to.deep.equal(['power.failed']);
    expect((await refusing.standing())?.today).to.include({ state: 'failed' });

    const staying = await aSchoolComputer();
    await staying.until(monday(18, 10));
    expect(staying.names().at(-1)).to.equal('power.failed');
    expect(staying.device.plannedAt).to.equal(null);
  });

  it('never is due in a lesson, and never twice a day, whatever happens', async () => {
    const calendar = usualCalendar() as SignedCalendar;
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          after: fc.constantFrom('lessons' as const, 'closing' as const),
          minutes: fc.integer({ min: 5, max: 300 }),
          deferrals: fc.integer({ min: 0, max: 6 }),
        }),
        fc.array(fc.constantFrom('wait', 'sleep', 'busy', 'idle', 'restart', 'hour' as const), {
          maxLength: 24,
        }),
        async (rule, acts) => {
          const computer = await aSchoolComputer(rule);
          const { device } = computer;
          const offs: number[] = [];
          let told = 0;
          for (const act of acts) {
            const now = computer.clock.now();
            if (act === 'wait') {
              // Told in its last minute, it can still be put off, and is then told again.
              const last = computer.names().at(-1);
              const { ok } = await computer.guard.stillWorking();
              if (ok && last === 'power.switching_off') offs.pop();
            }
            if (act === 'sleep') await computer.sleepUntil(now + 2 * hourMs);
            if (act === 'busy') device.running = 'dpkg is running';
            if (act === 'idle') device.running = null;
            if (act === 'restart') await computer.restart(now + minuteMs);
            await computer.until(computer.clock.now() + hourMs);
            const count = computer.names().filter(name => name === 'power.switching_off').length;
            expect(device.offAtWaking).to.equal(false);
            if (count > told) offs.push(computer.clock.now());
            told = count;
            if (device.plannedAt !== null) expect(isInLessons(calendar, device.plannedAt)).to.equal(false);
          }
          const days = offs.map(at => Math.floor(at / (24 * hourMs)));
          expect(new Set(days).size).to.equal(days.length);
        },
      ),
      { numRuns: 25 },
    );
  });
});

describe('evenings', () => {
  it('are kept with the last time that the computer was awake', async () => {
    const { until, standing } = await aSchoolComputer({ mode: 'watch' });
    await until(monday(16));
    const now = (await standing())?.evenings[0];
    expect(now).to.deep.include({ lessons: monday(15, 15), closing: monday(17, 30), over: false });
    await until(tuesday(5, 10));
    const [last] = (await standing())?.evenings ?? [];
    expect(last?.over).to.equal(true);
    expect(last?.onUntil).to.be.within(tuesday(4, 49), tuesday(5));
  });

  it('are off when the computer slept through them, or was switched on the next day', async () => {
    const asleep = await aSchoolComputer({ mode: 'watch' });
    await asleep.until(monday(15));
    await asleep.sleepUntil(tuesday(8));
    expect((await asleep.standing())?.evenings[0]).to.include({ onUntil: null, over: true });
    const off = await aSchoolComputer({ mode: 'watch' });
    await off.until(monday(15));
    await off.restart(tuesday(8));
    expect((await off.standing())?.evenings[0]).to.include({ onUntil: null, over: true });
  });

  it('before Caretaker kept watch here are not known', async () => {
    const { standing, until } = await aSchoolComputer({ mode: 'watch' });
    await until(monday(9));
    expect((await standing())?.evenings).to.deep.equal([]);
    expect((await standing())?.calendar).to.equal('in_force');
  });
});
