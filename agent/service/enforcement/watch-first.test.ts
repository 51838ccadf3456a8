import { expect } from 'chai';
import fc from 'fast-check';
import { SettableClock } from '../../../test/support/settable-clock.ts';
import { memoryCell } from '../state.ts';
import { type KeptWatched, WatchFirst, watchFirstMs } from './watch-first.ts';

const minute = 60_000;
const fresh = 15 * minute;

class World {
  readonly clock = new SettableClock();
  readonly cell = memoryCell<KeptWatched>();
  readonly enough: string[] = [];
  watching = this.begin();

  begin(enforced: string[] = []): WatchFirst {
    const { cell, clock } = this;
    this.watching = new WatchFirst({ cell, clock, onEnough: control => this.enough.push(control) });
    this.watching.start(enforced);
    return this.watching;
  }

  /** A look every so often, as rounds make them. */
  look(minutes: number): void {
    for (let gone = 0; gone < minutes; gone += 10) {
      this.watching.watched('media', fresh);
      this.clock.pass(10 * minute);
    }
  }
}

describe('watch before enforce, on the device itself', () => {
  it('is enough after an hour of looks, to the millisecond, and says so once', () => {
    const world = new World();
    world.look(50);
    world.watching.watched('media', fresh);
    world.clock.pass(10 * minute - 1);
    expect(world.watching.isEnough('media')).to.equal(false);
    world.clock.pass(30);
    expect(world.watching.isEnough('media')).to.equal(true);
    expect(world.enough).to.deep.equal(['media']);
    expect(world.watching.isEnough('lock')).to.equal(false);
  });

  it('goes on after a restart of the service, and is kept once it was enough', () => {
    const world = new World();
    world.look(40);
    world.clock.restart();
    world.begin();
    world.look(20);
    expect(world.watching.isEnough('media')).to.equal(false);
    world.look(10);
    expect(world.watching.isEnough('media')).to.equal(true);
    world.clock.restart();
    expect(world.begin().isEnough('media')).to.equal(true);
  });

  it('takes what an older version enforced as watched, and nothing that comes afterwards', () => {
    const world = new World();
    world.cell.remove();
    expect(world.begin(['media']).isEnough('media')).to.equal(true);
    expect(world.watching.isEnough('lock')).to.equal(false);
    expect(world.begin(['media', 'lock']).isEnough('lock')).to.equal(false);
  });

  it('opens nothing because its file cannot be read', () => {
    const world = new World();
    world.cell.read = () => {
      throw new Error('damaged');
    };
    expect(world.begin(['media']).isEnough('media')).to.equal(true);
    expect(world.watching.isEnough('lock')).to.equal(false);
  });

  it('begins anew for the next console', () => {
    const world = new World();
    world.look(70);
    expect(world.watching.isEnough('media')).to.equal(true);
    world.watching.forget();
    expect(world.watching.isEnough('media')).to.equal(false);
    expect(world.begin().isEnough('media')).to.equal(false);
    expect(world.clock.pending).to.equal(0);
  });

  it('lasts longer, never shorter, on a disk that takes nothing', () => {
    const world = new World();
    world.cell.write = () => {
      throw new Error('full');
    };
    world.look(70);
    expect(world.watching.isEnough('media')).to.equal(true);
    world.clock.restart();
    expect(world.begin().isEnough('media')).to.equal(false);
  });

  it('is never enough before an hour of fresh looks, whatever happens to clocks, sleep and the service', () => {
    const act = fc.oneof(
      fc.record({ kind: fc.constant('look' as const) }),
      fc.record({ kind: fc.constant('pass' as const), ms: fc.integer({ min: 0, max: 30 * minute }) }),
      fc.record({ kind: fc.constant('sleep' as const), ms: fc.integer({ min: 0, max: 600 * minute }) }),
      fc.record({ kind: fc.constant('clock' as const), ms: fc.integer({ min: -1e9, max: 1e9 }) }),
      fc.record({ kind: fc.constant('restart' as const) }),
    );
    fc.assert(
      fc.property(fc.array(act, { maxLength: 60 }), acts => {
        const world = new World();
        // What a bystander with a stopwatch counts: time that ran while the last look was fresh.
        let seen = 0;
        let freshLeft = 0;
        for (const one of acts) {
          if (one.kind === 'look') world.watching.watched('media', fresh);
          if (one.kind === 'look') freshLeft = fresh;
          if (one.kind === 'pass') {
            world.clock.pass(one.ms);
            seen += Math.min(one.ms, freshLeft);
            freshLeft = Math.max(0, freshLeft - one.ms);
          }
          if (one.kind === 'sleep') world.clock.sleep(one.ms);
          if (one.kind === 'clock') world.clock.setWall(one.ms);
          if (one.kind === 'restart') {
            world.clock.restart();
            world.begin();
            freshLeft = 0;
          }
          if (seen < watchFirstMs) expect(world.watching.isEnough('media')).to.equal(false);
        }
      }),
      { numRuns: 300 },
    );
  });
});
