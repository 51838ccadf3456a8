import { expect } from 'chai';
import type { Clock } from './clock.ts';
import { afterAlsoAsleep, Elapsed } from './elapsed.ts';

/** A wall clock that anybody may set, and the machine's own, which counts sleep apart. */
function aMachine() {
  const state = { wall: 1_790_000_000_000, monotonic: 5000, asleep: 0 };
  let timers: { at: number; call: () => void }[] = [];
  const clock: Clock = {
    now: () => state.wall,
    monotonic: () => state.monotonic,
    asleep: () => state.asleep,
    random: () => 0,
    after(ms, call) {
      const timer = { at: state.monotonic + ms, call };
      timers.push(timer);
      return () => {
        timers = timers.filter(one => one !== timer);
      };
    },
  };
  const awake = (ms: number) => {
    const end = state.monotonic + ms;
    for (;;) {
      const due = timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
      const step = (due?.at ?? end) - state.monotonic;
      state.wall += step;
      state.monotonic += step;
      if (due === undefined) return;
      timers = timers.filter(one => one !== due);
      due.call();
    }
  };
  const sleep = (ms: number) => {
    state.asleep += ms;
    state.wall += ms;
  };
  return { state, clock, awake, sleep, timers: () => timers.length };
}

describe('time that has gone by', () => {
  it('goes on in sleep, also when the clock on the wall was set back over it', () => {
    const { state, clock, awake, sleep } = aMachine();
    const elapsed = new Elapsed(clock);
    sleep(3_600_000);
    state.wall -= 7_200_000;
    awake(1000);
    expect(elapsed.take()).to.equal(3_601_000);
    awake(1000);
    expect(elapsed.take()).to.equal(1000);
  });

  it('is not made longer by a count of sleep that is told in whole seconds', () => {
    const { state, clock, awake } = aMachine();
    const elapsed = new Elapsed(clock);
    let gone = 0;
    for (let i = 0; i < 1000; i++) {
      state.asleep = i % 2 === 0 ? 999 : 0;
      awake(100);
      gone += elapsed.take();
    }
    expect(gone).to.equal(100_000);
  });

  it('ends a wait within half a minute of waking up, once, and not before its time', () => {
    const { state, clock, awake, sleep, timers } = aMachine();
    let called = 0;
    afterAlsoAsleep(clock, 600_000, () => called++);
    awake(599_000);
    expect(called).to.equal(0);
    awake(1000);
    expect([called, timers()]).to.deep.equal([1, 0]);
    afterAlsoAsleep(clock, 600_000, () => called++);
    awake(10_000);
    sleep(600_000);
    state.wall -= 3_600_000;
    awake(30_000);
    expect([called, timers()]).to.deep.equal([2, 0]);
  });

  it('is called off like any timer, also after some steps', () => {
    const { clock, awake, timers } = aMachine();
    const cancel = afterAlsoAsleep(clock, 600_000, () => expect.fail());
    awake(100_000);
    cancel();
    awake(600_000);
    expect(timers()).to.equal(0);
  });
});
