import { expect } from 'chai';
import { aGuard } from '../../../../test/support/pretend-guard.ts';

const minuteMs = 60_000;
const anna = { uid: 1000, user: 'anna' };

/** Somebody left a computer that locks after twenty minutes, with a tray that shows things. */
async function left(rule = {}) {
  const made = aGuard(rule);
  const session = made.lab.add();
  made.guard.watched(true);
  made.lab.leave(session);
  await made.lab.clock.pass(0);
  return { ...made, session };
}

describe('the warning before a lock', () => {
  it('comes two minutes before, to whoever sits there, and goes with the lock', async () => {
    const { guard, lab, session } = await left();
    await lab.clock.pass(17.9 * minuteMs);
    expect(guard.scenes(anna)).to.deep.equal([]);
    await lab.clock.pass(0.2 * minuteMs);
    const at = lab.clock.now() + 1.9 * minuteMs;
    const [scene] = guard.scenes(anna);
    expect(scene?.kind === 'lock_soon' && Math.abs(scene.at - at)).to.be.below(3000);
    expect(guard.scenes({ uid: 1001, user: 'otto' })).to.deep.equal([]);
    await lab.clock.pass(2 * minuteMs);
    expect(session.locked).to.equal(true);
    expect(guard.scenes(anna)).to.deep.equal([]);
  });

  it('comes as long before as the school says, and never in the first half', async () => {
    for (const [rule, after, seconds] of [
      [{ warnMinutes: 10 }, 10, 600],
      [{ warnMinutes: 5 }, 15, 300],
      [{ warnMinutes: 10, afterMinutes: 6 }, 3, 180],
    ] as const) {
      const { guard, lab } = await left(rule);
      await lab.clock.pass((after - 0.1) * minuteMs);
      expect(guard.scenes(anna), String(after)).to.deep.equal([]);
      await lab.clock.pass(0.2 * minuteMs);
      expect(guard.scenes(anna)[0], String(after)).to.deep.include({ kind: 'lock_soon', seconds });
    }
  });

  it('goes when the system says that somebody is there again, not when the tray does', async () => {
    const { guard, lab, session } = await left();
    await lab.clock.pass(18.5 * minuteMs);
    await guard.asked(anna, { verb: 'here', id: 1 });
    await lab.clock.pass(100);
    expect(guard.scenes(anna)).to.have.length(1);
    lab.use(session);
    await guard.asked(anna, { verb: 'here', id: 2 });
    await lab.clock.pass(100);
    expect(guard.scenes(anna)).to.deep.equal([]);
    expect(session.locked).to.equal(false);
  });

  it('locks at the same moment, whether anybody is warned or not', async () => {
    for (const [watched, warnMinutes] of [
      [true, 2],
      [true, 10],
      [false, 10],
    ] as const) {
      const { guard, lab, session } = await left({ warnMinutes });
      guard.watched(watched);
      await lab.clock.pass(20 * minuteMs - 2000);
      expect(session.locked).to.equal(false);
      await lab.clock.pass(3000);
      expect(session.locked).to.equal(true);
    }
  });

  it('asks the system nothing more while nobody would see it', async () => {
    const { guard, lab } = await left();
    guard.watched(false);
    await lab.clock.pass(0);
    const before = lab.started.length;
    await lab.clock.pass(19.9 * minuteMs);
    expect(lab.started.length - before).to.be.below(4);
    expect(guard.scenes(anna)).to.deep.equal([]);
  });

  it('is not given where nothing will be locked', async () => {
    const { guard, lab } = await left({ mode: 'watch' });
    await lab.clock.pass(19 * minuteMs);
    expect(guard.scenes(anna)).to.deep.equal([]);
  });

  it('lets people lock their own screen, and nobody else’s', async () => {
    const { guard, lab, session } = await left({ mode: 'watch' });
    const other = lab.add({ uid: 1001 });
    expect(await guard.asked(anna, { verb: 'lock', id: 1 })).to.equal(null);
    expect([session.locked, other.locked]).to.deep.equal([true, false]);
    expect(await guard.asked({ uid: 7, user: null }, { verb: 'lock', id: 2 })).to.equal('not_possible');
  });
});
