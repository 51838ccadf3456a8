import { expect } from 'chai';
import fc from 'fast-check';
import { SettableClock } from '../../../test/support/settable-clock.ts';
import { memoryCell } from '../state.ts';
import { type KeptSuspension, longestSuspensionMinutes, Suspension, suspensionFor } from './suspension.ts';

const minute = 60_000;

describe('a suspension', () => {
  let clock: SettableClock;
  let cell: ReturnType<typeof memoryCell<KeptSuspension>>;
  let told: string[];
  let changes: number;
  const begin = () =>
    new Suspension({
      cell,
      clock,
      tell: (name, facts) => told.push(`${name} ${facts.by}`),
      onChange: () => {
        changes += 1;
      },
    });
  beforeEach(() => {
    clock = new SettableClock();
    cell = memoryCell<KeptSuspension>();
    told = [];
    changes = 0;
  });

  it('ends by itself at its minute, and tells both ends', () => {
    const suspension = begin();
    suspension.begin(30, 'order');
    clock.pass(29 * minute);
    expect(suspension.current?.by).to.equal('order');
    clock.pass(minute);
    expect(suspension.current).to.equal(null);
    expect(told).to.deep.equal(['enforcement.suspended order', 'enforcement.resumed time']);
    expect(changes).to.equal(2);
    expect(cell.read()).to.equal(undefined);
  });

  it('goes on after a restart for what was left of it', () => {
    const first = begin();
    first.begin(30, 'device');
    clock.pass(20 * minute);
    first.stop();
    clock.restart();
    const second = begin();
    expect(second.current).to.not.equal(null);
    clock.pass(10 * minute);
    expect(second.current).to.equal(null);
  });

  it('is seen when the command line began or ended it', () => {
    const suspension = begin();
    cell.write(suspensionFor(10, 'device', clock.now()));
    suspension.reread();
    expect(suspension.current?.by).to.equal('device');
    suspension.reread();
    cell.remove();
    suspension.reread();
    expect(suspension.current).to.equal(null);
    expect(told).to.deep.equal(['enforcement.suspended device', 'enforcement.resumed device']);
  });

  it('lasts a day at most, whatever is asked or kept', () => {
    const suspension = begin();
    suspension.begin(100 * 24 * 60, 'order');
    clock.pass(longestSuspensionMinutes * minute);
    expect(suspension.current).to.equal(null);
    cell.write({
      until: clock.now() + 1000 * 24 * 60 * minute,
      remainingMs: 1000 * 24 * 60 * minute,
      by: 'x',
    });
    const other = begin();
    clock.pass(longestSuspensionMinutes * minute);
    expect(other.current).to.equal(null);
  });

  it('is never made longer by clock changes, sleep or restarts', () => {
    const happening = fc.oneof(
      fc.record({ kind: fc.constant('set' as const), by: fc.integer({ min: -1e9, max: 1e9 }) }),
      fc.record({ kind: fc.constant('sleep' as const), by: fc.nat(60 * minute) }),
      fc.record({ kind: fc.constant('restart' as const), by: fc.nat(5 * minute) }),
      fc.record({ kind: fc.constant('pass' as const), by: fc.nat(60 * minute) }),
    );
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 240 }),
        fc.array(happening, { maxLength: 12 }),
        (minutes, happenings) => {
          clock = new SettableClock();
          cell = memoryCell<KeptSuspension>();
          let suspension = begin();
          suspension.begin(minutes, 'order');
          // Time in which it was in force and the machine awake, by a clock that nobody sets.
          let awake = 0;
          for (const { kind, by } of happenings) {
            if (kind === 'set') clock.setWall(by);
            else if (kind === 'sleep') clock.sleep(by);
            else if (kind === 'restart') {
              suspension.stop();
              clock.restart(by);
              suspension = begin();
            } else {
              clock.pass(by);
              if (suspension.current !== null) awake += by;
            }
          }
          expect(awake).to.be.at.most(minutes * minute);
          suspension.stop();
        },
      ),
      { numRuns: 300 },
    );
  });
});
