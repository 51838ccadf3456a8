import { expect } from 'chai';
import fc from 'fast-check';
import { Countdown } from './countdown.ts';

/** A wall clock that anybody may set and a monotonic one that only runs; `sleep` stops the second. */
function clocks() {
  const state = { wall: 1_790_000_000_000, monotonic: 5000 };
  return {
    state,
    clock: {
      now: () => state.wall,
      monotonic: () => state.monotonic,
      after: () => () => {},
      random: () => 0,
    },
    awake: (ms: number) => {
      state.wall += ms;
      state.monotonic += ms;
    },
  };
}

describe('the countdown of a permission', () => {
  it('runs with both clocks', () => {
    const { clock, awake } = clocks();
    const countdown = new Countdown(clock, 60_000);
    awake(25_000);
    expect(countdown.left()).to.equal(35_000);
  });

  it('goes on in sleep, when only the clock on the wall does', () => {
    const { clock, state } = clocks();
    const countdown = new Countdown(clock, 60_000);
    state.wall += 61_000;
    expect(countdown.left()).to.equal(0);
  });

  it('is not made longer by setting the clock back, nor by putting it right again', () => {
    const { clock, state, awake } = clocks();
    const countdown = new Countdown(clock, 60_000);
    state.wall -= 3_600_000;
    awake(20_000);
    expect(countdown.left()).to.equal(40_000);
    state.wall += 3_600_000;
    expect(countdown.left()).to.equal(0);
  });

  it('has paid for the time until the next save when the machine comes back with its clock set back to it', () => {
    const { clock, state, awake } = clocks();
    const kept = new Countdown(clock, 60_000).kept(30_000);
    awake(30_000);
    state.wall -= 45_000;
    state.monotonic = 0;
    expect(Countdown.restored(clock, kept).left()).to.equal(30_000);
  });

  it('is over when the machine comes back with a clock that cannot be right', () => {
    const { clock, state } = clocks();
    const kept = new Countdown(clock, 60_000).kept(30_000);
    state.wall -= 86_400_000;
    state.monotonic = 0;
    expect(Countdown.restored(clock, kept).left()).to.equal(0);
  });

  it('counts by the machine’s own count of its time what went by without the service, whatever the clock says', () => {
    const { clock, state } = clocks();
    const kept = new Countdown(clock, 60_000).kept(30_000);
    state.monotonic += 45_000;
    state.wall -= 86_400_000;
    expect(Countdown.restored(clock, kept).left()).to.equal(15_000);
    // A start of the machine, at least so long ago.
    state.monotonic = 4000;
    state.wall += 86_400_000;
    expect(Countdown.restored(clock, kept).left()).to.equal(30_000);
    const early = new Countdown(clock, 60_000).kept(0);
    state.monotonic = 3000;
    expect(Countdown.restored(clock, early).left()).to.equal(57_000);
  });

  it('goes on from what an older version kept', () => {
    const { clock, state } = clocks();
    const { leftMs, at } = new Countdown(clock, 60_000).kept(30_000);
    state.wall += 45_000;
    expect(Countdown.restored(clock, { leftMs, at }).left()).to.equal(15_000);
  });

  it('counts what went by while nothing ran', () => {
    const { clock, state } = clocks();
    const kept = new Countdown(clock, 60_000).kept(30_000);
    state.wall += 45_000;
    state.monotonic = 0;
    expect(Countdown.restored(clock, kept).left()).to.equal(15_000);
  });

  it('never gives more than its length of either clock, whatever is done to them', () => {
    const step = fc.oneof(
      fc.record({ kind: fc.constant('awake' as const), ms: fc.integer({ min: 0, max: 40_000 }) }),
      fc.record({ kind: fc.constant('sleep' as const), ms: fc.integer({ min: 0, max: 90_000 }) }),
      fc.record({ kind: fc.constant('set' as const), ms: fc.integer({ min: -200_000, max: 200_000 }) }),
      fc.record({ kind: fc.constant('restart' as const), ms: fc.constant(0) }),
    );
    fc.assert(
      fc.property(
        fc.array(step, { maxLength: 40 }),
        fc.integer({ min: 60_000, max: 300_000 }),
        (steps, length) => {
          const { clock, state, awake } = clocks();
          const slice = 30_000;
          let countdown = new Countdown(clock, length);
          let kept = countdown.kept(slice);
          let sinceKept = 0;
          let used = 0;
          for (const { kind, ms } of steps) {
            if (kind === 'set') state.wall += ms;
            else if (kind === 'sleep') state.wall += ms;
            else if (kind === 'restart') {
              state.monotonic = 0;
              countdown = Countdown.restored(clock, kept);
              kept = countdown.kept(slice);
              sinceKept = 0;
            } else {
              // Used in small steps, kept within every slice, ended at zero: as the guard does.
              for (let gone = 0; gone < ms && countdown.left() > 0; gone += 1000) {
                awake(1000);
                used += 1000;
                sinceKept += 1000;
                if (sinceKept < slice) continue;
                kept = countdown.kept(slice);
                sinceKept = 0;
              }
            }
          }
          expect(used).to.be.at.most(length + 1000);
        },
      ),
    );
  });
});
