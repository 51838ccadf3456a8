import { expect } from 'chai';
import { aWorld, grantOf, key } from '../../../../../test/support/media-world.ts';
import { hashSerial } from './stick.ts';

describe('a stick that the system tells of while another is taken out', () => {
  it('is told to have come once, and not to be gone', async () => {
    const { world, guard } = await aWorld();
    await guard.obey(grantOf(world));
    world.plug();
    await world.advance(5000);
    expect(world.open.size).to.equal(1);
    world.unplug();
    while (world.closed.length === 0) await new Promise(setImmediate);
    world.plug({ place: '1-2', serial: 'SERIAL-2' }, 'blocked');
    await world.advance(60_000);
    const hash = hashSerial('SERIAL-2', key);
    const told = world.events.filter(({ facts }) => facts.serialHash === hash).map(({ name }) => name);
    expect(told).to.deep.equal(['media.blocked', 'media.attached']);
  });
});
