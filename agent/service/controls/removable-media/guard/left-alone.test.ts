import { expect } from 'chai';
import { aWorld, enforce, FakeWorld, grantOf } from '../../../../../test/support/media-world.ts';

describe('a computer that runs from a disk on USB', () => {
  it('has none shut, as its plan is refused: what would have happened is said', async () => {
    const { world } = await aWorld();
    Object.assign(world, { blocks: false, runsFromUsb: true });
    const insertion = world.plug();
    await world.advance(60_000);
    expect(world.closed).to.deep.equal([]);
    expect(world.named('media.policy_drift')).to.deep.equal([]);
    expect(world.named('media.would_block')).to.have.length(1);
    world.runsFromUsb = false;
    await world.advance(800_000);
    expect(world.closed[0]).to.equal(insertion);
  });

  it('gives back what was open from the moment that this is known', async () => {
    const { world, guard } = await aWorld();
    await guard.obey(grantOf(world));
    world.plug();
    await world.advance(5000);
    expect(world.open.size).to.equal(1);
    world.runsFromUsb = true;
    await guard.review();
    expect(world.open.size).to.equal(0);
    expect(world.stages.at(-1)).to.equal('revoked');
  });

  it('waits for files that are open then, and says so once', async () => {
    const { world, guard } = await aWorld();
    await guard.obey(grantOf(world, { durationSec: 3600 }));
    world.plug();
    await world.advance(5000);
    Object.assign(world, { leftoversBusy: true, runsFromUsb: true });
    await world.advance(800_000);
    expect(world.open.size).to.equal(1);
    expect(world.named('revoke.incomplete')).to.have.length(1);
    world.leftoversBusy = false;
    await world.advance(31_000);
    expect(world.open.size).to.equal(0);
  });

  it('has none shut where only a look shows from what it runs', async () => {
    const world = new FakeWorld();
    Object.assign(world, { blocks: false, runsFromUsb: null, blind: true, showsFromUsb: true });
    world.open.set('0/9', { ...{ access: 'read_only', user: null, withinMs: null }, wall: 0, monotonic: 0 });
    world.plug();
    world.leftoversBusy = true;
    world.start().follow(enforce());
    await world.advance(60_000);
    world.blind = false;
    await world.advance(60_000);
    expect([world.closed, world.open.size]).to.deep.equal([[], 1]);
    expect(world.named('media.would_block')).to.have.length(1);
  });

  it('goes on with what was open before a restart, where a look shows that it does not run from USB', async () => {
    const { world, guard } = await aWorld();
    await guard.obey(grantOf(world));
    world.plug();
    await world.advance(5000);
    await guard.stop();
    world.crash();
    Object.assign(world, { runsFromUsb: null, showsFromUsb: false });
    world.start().follow(enforce());
    await world.advance(10_000);
    expect([world.open.size, world.stages.at(-1)]).to.deep.equal([1, 'granted']);
  });
});

describe('a card in a reader inside the computer that is open when enforcing begins', () => {
  const open = async (closeAnswers: ('busy' | 'closed')[]) => {
    const { world, guard } = await aWorld();
    Object.assign(world, { blocks: false, closeAnswers });
    world.plug({ builtIn: true });
    await world.advance(1000);
    return { world, guard };
  };

  it('is shut once, and told to be blocked then', async () => {
    const { world } = await open([]);
    await world.advance(800_000);
    expect(world.closed).to.have.length(1);
    expect(world.named('media.blocked')).to.have.length(1);
  });

  it('is not told to be blocked while files on it are open', async () => {
    const { world } = await open(['busy', 'busy']);
    expect(world.named('media.blocked')).to.deep.equal([]);
    expect(world.named('revoke.incomplete')).to.have.length(1);
    await world.advance(120_000);
    expect(world.named('media.blocked')).to.have.length(1);
    expect(world.closed).to.have.length(3);
  });
});

describe('a reader without a card', () => {
  it('waits for one, also where a permission opens it without a scan', async () => {
    const { world, guard } = await aWorld(enforce({ scanBeforeUse: false }));
    world.medium = '';
    world.plug();
    await world.advance(1000);
    await guard.obey(grantOf(world));
    await world.advance(200_000);
    expect(world.named('media.open_failed')).to.deep.equal([]);
    expect(world.open.size).to.equal(0);
    world.swap('sdb 1');
    await world.advance(5000);
    expect(world.open.size).to.equal(1);
  });
});
