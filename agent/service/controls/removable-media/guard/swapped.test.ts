import { expect } from 'chai';
import { aWorld, clean, enforce, grantOf } from '../../../../../test/support/media-world.ts';

describe('the guard with a reader whose card is swapped', () => {
  it('takes the permission back, and does not open the second card by it', async () => {
    const { world, guard } = await aWorld();
    await guard.obey(grantOf(world));
    world.plug();
    await world.advance(3000);
    expect(world.open.size).to.equal(1);
    world.swap('sdb 2');
    await world.advance(30_000);
    expect(world.stages.at(-1)).to.equal('revoked');
    expect(world.named('media.grant').at(-1)).to.include({ why: 'medium_changed' });
    expect(world.open.size).to.equal(0);
  });

  it('scans the second one from the beginning when the school’s own reader may be used', async () => {
    const approved = [{ label: 'Reader', vendorId: '0781', productId: '5567' }];
    const { world } = await aWorld(enforce({ approved }));
    world.plug();
    await world.advance(3000);
    expect(world.open.size).to.equal(1);
    world.scanResult = { ...clean, verdict: 'infected', detections: ['Eicar'] };
    world.swap('sdb 2');
    await world.advance(5000);
    expect(world.named('media.scan_result').map(({ verdict }) => verdict)).to.deep.equal([
      'clean',
      'infected',
    ]);
    expect(world.open.size).to.equal(0);
  });

  it('scans anew what was swapped while it was scanned, and notices what no event told of within a minute', async () => {
    const { world, guard } = await aWorld();
    await guard.obey(grantOf(world));
    world.plug();
    await world.advance(1000);
    world.swap('sdb 2');
    await world.advance(1500);
    expect(world.open.size).to.equal(0);
    await world.advance(2000);
    expect(world.open.size).to.equal(1);
    world.medium = 'sdb 3';
    await world.advance(60_000);
    expect(world.open.size).to.equal(0);
  });

  it('takes back at its start what was swapped while it was away', async () => {
    const { world, guard } = await aWorld();
    await guard.obey(grantOf(world));
    world.plug();
    await world.advance(3000);
    world.crash();
    world.medium = 'sdb 2';
    world.start().follow(enforce());
    await world.advance(1000);
    expect(world.stages.at(-1)).to.equal('revoked');
    expect(world.open.size).to.equal(0);
  });

  it('waits for a card where the school’s own reader is empty, and opens the next one after a scan', async () => {
    const approved = [{ label: 'Reader', vendorId: '0781', productId: '5567' }];
    const { world } = await aWorld(enforce({ approved }));
    world.medium = '';
    world.plug();
    await world.advance(120_000);
    expect(world.named('media.scan_result')).to.deep.equal([]);
    world.swap('sdb 1');
    await world.advance(5000);
    expect(world.open.size).to.equal(1);
    world.swap('');
    await world.advance(5000);
    expect(world.open.size, 'taken out').to.equal(0);
    // No event tells of the next card.
    world.medium = 'sdb 2';
    await world.advance(65_000);
    expect(world.open.size, 'the next card').to.equal(1);
    expect(world.named('media.scan_result')).to.have.length(2);
  });

  it('opens a listed reader inside the computer after a scan, and tells that another one stays shut', async () => {
    const approved = [{ label: 'Reader', vendorId: '0781', productId: '5567' }];
    const { world } = await aWorld(enforce({ approved }));
    world.plug({ builtIn: true });
    await world.advance(5000);
    expect(world.named('media.scan_result')).to.have.length(1);
    expect(world.open.size).to.equal(1);
    world.unplug();
    world.blocks = false;
    world.plug({ builtIn: true, productId: '9999' });
    await world.advance(20_000);
    expect(world.named('media.blocked').at(-1)).to.include({ reason: 'not_listed' });
    expect(world.named('media.policy_drift'), 'it is not the reader that is shut').to.deep.equal([]);
    expect(world.open.size).to.equal(0);
  });
});
