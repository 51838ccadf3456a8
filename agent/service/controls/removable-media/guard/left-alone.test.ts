import { expect } from 'chai';
import { aWorld, enforce, grantOf } from '../../../../../test/support/media-world.ts';

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
