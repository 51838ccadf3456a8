import { expect } from 'chai';
import { aWorld, grantOf } from '../../../../../test/support/media-world.ts';

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
