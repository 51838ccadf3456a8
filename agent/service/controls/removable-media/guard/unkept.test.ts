/** A disk that takes nothing: what is open ends all the same, and whoever ordered it hears the truth. */
import { expect } from 'chai';
import type { Order } from '../../../../../shared/protocol/order.ts';
import { aWorld, enforce, grantId, grantOf } from '../../../../../test/support/media-world.ts';

const revoke: Order = { kind: 'media_revoke', control: 'removable-media', grantId };
const lost: Order = {
  kind: 'lost_mode',
  lostId: '0199a0b2-0000-7000-8000-000000000009',
  message: 'Please bring it back.',
};

async function opened() {
  const { world, guard } = await aWorld();
  await guard.obey(grantOf(world, { durationSec: 3600 }));
  world.plug();
  await world.advance(5000);
  expect(world.open.size).to.equal(1);
  return { world, guard };
}

describe('a permission while the disk takes nothing', () => {
  it('is shut when the time is over that was kept for it, told once, and goes on when there is room', async () => {
    const { world } = await opened();
    world.diskFull = true;
    await world.advance(15_000);
    expect(world.open.size).to.equal(1);
    await world.advance(25_000);
    expect(world.open.size).to.equal(0);
    expect(world.named('media.grant').find(({ why }) => why === 'not_kept')).to.include({
      stage: 'attached',
    });
    await world.advance(300_000);
    expect(world.open.size).to.equal(0);
    expect(world.named('media.not_kept').filter(({ rule }) => rule === null)).to.have.length(1);
    world.diskFull = false;
    await world.advance(70_000);
    expect(world.open.size).to.equal(1);
    expect(world.stages.at(-1)).to.equal('granted');
  });

  it('is shut at once by a service that starts then', async () => {
    const { world } = await opened();
    world.diskFull = true;
    world.crash();
    world.start().follow(enforce());
    await world.advance(1000);
    expect(world.open.size).to.equal(0);
  });

  it('ends at an order for good where the disk is full: what is kept can still be forgotten', async () => {
    const { world, guard } = await opened();
    world.diskFull = true;
    expect(await guard.obey(revoke)).to.deep.equal({ outcome: 'done', detail: '' });
    expect(world.open.size).to.equal(0);
    world.reboot();
    world.diskFull = false;
    world.start().follow(enforce());
    await world.advance(60_000);
    expect(world.open.size).to.equal(0);
  });

  it('answers an order with “failed” where not even that can be, and “done” once it is kept', async () => {
    for (const order of [revoke, lost]) {
      const { world, guard } = await opened();
      world.diskBroken = true;
      const answer = await guard.obey(order);
      expect(answer.outcome).to.equal('failed');
      expect(answer.detail).to.contain('could not be kept');
      expect(world.open.size).to.equal(0);
      expect((await guard.obey(order)).outcome).to.equal('failed');
      expect(world.ended).to.deep.equal([grantId]);
      world.crash();
      const again = world.start();
      again.follow(enforce());
      await world.advance(60_000);
      expect(world.open.size).to.equal(0);
      expect((await again.obey(order)).outcome).to.equal('failed');
      world.diskBroken = false;
      expect((await again.obey(order)).outcome).to.equal('done');
      expect(world.ended).to.deep.equal([]);
      world.reboot();
      world.start().follow(enforce());
      await world.advance(60_000);
      expect(world.open.size).to.equal(0);
    }
  });

  it('keeps its end by itself as soon as there is room, also when this control was turned off meanwhile', async () => {
    for (const mode of ['enforce', 'off'] as const) {
      const { world, guard } = await opened();
      world.diskBroken = true;
      await guard.obey(revoke);
      guard.follow(enforce({ mode }));
      await world.advance(60_000);
      world.diskBroken = false;
      await world.advance(15_000);
      expect(world.ended).to.deep.equal([]);
      world.reboot();
      world.start().follow(enforce());
      await world.advance(60_000);
      expect(world.open.size, mode).to.equal(0);
    }
  });
});
