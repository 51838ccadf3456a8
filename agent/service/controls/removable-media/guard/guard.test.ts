import { expect } from 'chai';
import { policy as schema } from '../../../../../shared/controls/removable-media/policy.ts';
import type { Order } from '../../../../../shared/protocol/order.ts';
import {
  aWorld,
  clean,
  enforce,
  grantId,
  grantOf,
  key,
  stickOf,
} from '../../../../../test/support/media-world.ts';
import { hashSerial } from './stick.ts';

const revoke: Order = { kind: 'media_revoke', control: 'removable-media', grantId };

describe('the guard of removable media', () => {
  it('tells of a stick that is not listed, by vendor, product and the hash of its serial alone', async () => {
    const { world } = await aWorld();
    world.plug();
    await world.advance(100);
    expect(world.named('media.attached')).to.have.length(1);
    const [blocked] = world.named('media.blocked');
    expect(blocked).to.include({ vendor: '0781', product: '5567', reason: 'not_listed', class: 'storage' });
    expect(blocked?.serialHash).to.equal(hashSerial('SERIAL-1', key));
    expect(JSON.stringify(world.events)).to.not.contain('SERIAL-1');
    expect(world.looks).to.be.greaterThan(0);
  });

  it('takes a permission through every stage, and takes it back when its time is over', async () => {
    const { world, guard } = await aWorld();
    expect(await guard.obey(grantOf(world))).to.deep.equal({ outcome: 'done', detail: '' });
    expect(world.stages).to.deep.equal(['approved', 'armed']);
    const insertion = world.plug();
    await world.advance(3000);
    expect(world.stages).to.deep.equal(['approved', 'armed', 'attached', 'scanning', 'granted']);
    expect(world.open.get(insertion)).to.include({ access: 'read_only', user: 'maria' });
    await world.advance(600_000 - 3000 - 119_000);
    expect(world.stages.at(-1)).to.equal('expiring');
    expect(world.open.size).to.equal(1);
    await world.advance(120_000);
    expect(world.stages.at(-1)).to.equal('revoked');
    expect(world.open.size).to.equal(0);
    expect(world.admitted.size).to.equal(0);
    expect(world.named('media.scan_result')[0]).to.include({ verdict: 'clean', engine: 'ClamAV 1.4.6' });
  });

  it('opens nothing for another serial of the same model', async () => {
    const { world, guard } = await aWorld();
    await guard.obey(grantOf(world));
    world.plug({ serial: 'SERIAL-2' });
    await world.advance(10_000);
    expect(world.open.size).to.equal(0);
    expect(world.stages.at(-1)).to.equal('armed');
  });

  it('keeps what is infected shut until a person gives permission again, and a clean scan follows', async () => {
    const { world, guard } = await aWorld();
    world.scanResult = { ...clean, verdict: 'infected', detections: ['Lab-Eicar-Test.UNOFFICIAL'] };
    await guard.obey(grantOf(world));
    world.plug();
    await world.advance(5000);
    expect(world.stages.at(-1)).to.equal('infected');
    expect(world.open.size + world.admitted.size).to.equal(0);
    world.unplug();
    await world.advance(1000);
    guard.follow(enforce({ rule: 'allow_scanned' }));
    world.plug();
    await world.advance(5000);
    expect(world.open.size).to.equal(0);
    expect(world.named('media.blocked').at(-1)).to.include({ reason: 'infected' });
    world.scanResult = clean;
    await guard.obey(grantOf(world, { grantId: grantId.replace(/1$/, '2') }));
    await world.advance(5000);
    expect(world.open.size).to.equal(1);
  });

  it('does not open what could not be scanned to its end, unless a person decided that it does', async () => {
    const { world, guard } = await aWorld();
    world.scanResult = { ...clean, verdict: 'incomplete', reason: 'no_antivirus' };
    await guard.obey(grantOf(world));
    world.plug();
    await world.advance(5000);
    expect(world.named('media.grant').at(-1)).to.include({ stage: 'denied', why: 'no_antivirus' });
    expect(world.open.size).to.equal(0);
    await guard.obey(grantOf(world, { grantId: grantId.replace(/1$/, '2'), evenIfIncomplete: true }));
    await world.advance(5000);
    expect(world.open.size).to.equal(1);
  });

  it('scans the school’s own stick at each insertion, and opens it as the list says', async () => {
    const approved = [{ label: 'Office 4', ...stickOf(), access: 'read_write' as const }];
    const { world } = await aWorld(enforce({ approved }));
    world.plug();
    await world.advance(5000);
    expect([...world.open.values()][0]?.access).to.equal('read_write');
    world.unplug();
    await world.advance(1000);
    world.plug();
    await world.advance(5000);
    expect(world.named('media.scan_result')).to.have.length(2);
  });

  it('asks an antivirus again that was not there when the school’s stick came', async () => {
    const approved = [{ label: 'Office 4', ...stickOf() }];
    const { world } = await aWorld(enforce({ approved }));
    world.scanResult = { ...clean, verdict: 'incomplete', reason: 'no_antivirus' };
    world.plug();
    await world.advance(5000);
    expect(world.open.size).to.equal(0);
    world.scanResult = clean;
    await world.advance(150_000);
    expect(world.open.size).to.equal(1);
  });

  it('lets the person open a container first, scans what is in it, and only then opens that', async () => {
    const approved = [{ label: 'Office 4', ...stickOf() }];
    const { world } = await aWorld(enforce({ approved }));
    world.scanResult = { ...clean, verdict: 'incomplete', reason: 'locked', encrypted: true };
    const insertion = world.plug();
    await world.advance(5000);
    expect(world.unlockable.has(insertion)).to.equal(true);
    expect(world.open.size).to.equal(0);
    world.scanResult = { ...clean, encrypted: true };
    world.replace({ unlocked: true });
    await world.advance(5000);
    expect(world.open.has(insertion)).to.equal(true);
  });

  it('lets people write under “encrypted only” to what a scan saw is encrypted, and only read the rest', async () => {
    const { world } = await aWorld(enforce({ rule: 'encrypted_only' }));
    world.plug();
    await world.advance(5000);
    expect([...world.open.values()][0]?.access).to.equal('read_only');
    world.unplug();
    world.scanResult = { ...clean, encrypted: true };
    world.plug();
    await world.advance(5000);
    expect([...world.open.values()][0]?.access).to.equal('read_write');
  });

  it('takes a permission back at an order, at a loss and at a change of the policy', async () => {
    const lost = [{ label: 'x', vendorId: '0781', productId: '5567', serial: 'SERIAL-1' }];
    for (const end of ['order', 'lost', 'policy_changed']) {
      const { world, guard } = await aWorld();
      await guard.obey(grantOf(world));
      world.plug();
      await world.advance(5000);
      expect(world.open.size, end).to.equal(1);
      if (end === 'order') await guard.obey(revoke);
      else guard.follow(enforce(end === 'lost' ? { lost } : { badUsb: true }));
      await world.settle();
      expect(world.open.size, end).to.equal(0);
      expect(world.stages.at(-1), end).to.equal('revoked');
    }
  });

  it('refuses a permission for a stick that was reported as lost', async () => {
    const lost = [
      { label: 'x', vendorId: '0781', productId: '5567', serialHash: hashSerial('SERIAL-1', key) },
    ];
    const { world, guard } = await aWorld(enforce({ lost }));
    expect(await guard.obey(grantOf(world))).to.include({ outcome: 'refused' });
  });

  it('ends with the session it was opened for, and when its screen is locked for five minutes', async () => {
    for (const end of ['signed_out', 'locked']) {
      const { world, guard } = await aWorld();
      await guard.obey(grantOf(world, { durationSec: 3600 }));
      world.plug();
      await world.advance(5000);
      world.sessions =
        end === 'locked'
          ? [{ id: '3', user: 'maria', account: '1000', locked: true, away: false }]
          : [{ id: '9', user: 'otto', account: '1001', locked: false }];
      await world.advance(60_000);
      expect(world.open.size, end).to.equal(end === 'locked' ? 1 : 0);
      await world.advance(300_000);
      expect(world.named('media.grant').at(-1), end).to.include({ stage: 'revoked', why: end });
      expect(world.open.size, end).to.equal(0);
    }
  });

  it('says when files are open, tries again, and forces it after a bounded time', async () => {
    const { world, guard } = await aWorld();
    await guard.obey(grantOf(world));
    world.plug();
    await world.advance(5000);
    world.closeAnswers = ['busy', 'busy', 'busy'];
    await guard.obey(revoke);
    expect(world.named('revoke.incomplete')).to.have.length(1);
    expect(world.open.size).to.equal(1);
    await world.advance(60_000);
    expect(world.open.size).to.equal(0);
    expect(world.named('revoke.incomplete')).to.have.length(1);
  });

  it('is over with the first use where it is for one use, and waits for the stick again where it is not', async () => {
    for (const singleUse of [true, false]) {
      const { world, guard } = await aWorld();
      await guard.obey(grantOf(world, { singleUse }));
      world.plug();
      await world.advance(5000);
      world.unplug();
      await world.advance(1000);
      expect(world.stages.at(-1)).to.equal(singleUse ? 'revoked' : 'armed');
      world.plug();
      await world.advance(5000);
      expect(world.open.size).to.equal(singleUse ? 0 : 1);
    }
  });

  it('opens nothing when the permission cannot be kept first', async () => {
    const { world, guard } = await aWorld();
    await guard.obey(grantOf(world));
    world.diskFull = true;
    world.plug();
    await world.advance(10_000);
    expect(world.open.size).to.equal(0);
    expect(world.named('media.not_kept')).to.not.have.length(0);
    world.diskFull = false;
    await world.advance(90_000);
    expect(world.open.size).to.equal(1);
  });

  it('still takes back what is open when the disk is full and nothing can be seen', async () => {
    const { world, guard } = await aWorld();
    await guard.obey(grantOf(world));
    world.plug();
    await world.advance(5000);
    Object.assign(world, { diskFull: true, blind: true, deadMan: false });
    await world.advance(700_000);
    expect(world.open.size).to.equal(0);
  });

  it('goes on with what is open after the service was started again, without a second scan', async () => {
    const { world, guard } = await aWorld();
    await guard.obey(grantOf(world));
    const insertion = world.plug();
    await world.advance(5000);
    world.crash();
    world.start().follow(enforce());
    await world.advance(2000);
    expect(world.open.has(insertion)).to.equal(true);
    expect(world.named('media.scan_result')).to.have.length(1);
  });

  it('takes back at its start a permission that ended while it was away', async () => {
    const { world, guard } = await aWorld();
    world.deadMan = false;
    await guard.obey(grantOf(world));
    world.plug();
    await world.advance(5000);
    world.crash();
    await world.advance(700_000);
    expect(world.open.size).to.equal(1);
    world.start().follow(enforce());
    await world.settle();
    expect(world.open.size).to.equal(0);
    expect(world.stages.at(-1)).to.equal('revoked');
  });

  it('shuts what is open although nobody allowed it, and says that something is not as it should be', async () => {
    const { world } = await aWorld();
    world.blocks = false;
    world.plug();
    await world.advance(4000);
    expect(world.named('media.policy_drift')).to.have.length(0);
    await world.advance(4000);
    expect(world.named('media.policy_drift')).to.have.length(1);
  });

  it('looks again at what is set whenever something is unplugged, where sticks that type are turned away', async () => {
    for (const badUsb of [true, false]) {
      const { world } = await aWorld(enforce({ badUsb }));
      world.unplug();
      await world.advance(100);
      expect(world.looks > 0).to.equal(badUsb);
    }
  });

  it('never shuts a device that is also a keyboard because of what it stores', async () => {
    const { world } = await aWorld();
    world.blocks = false;
    world.plug({ alsoInput: true });
    await world.advance(60_000);
    expect(world.named('media.policy_drift')).to.have.length(0);
    expect(world.admitted.size + world.open.size).to.equal(0);
    const told = world.named('media.badusb').map(({ verdict, reason }) => [verdict, reason]);
    expect(told, 'once, with what became of it').to.deep.equal([['allowed', 'also_input']]);
  });

  it('only says what would have happened while it watches', async () => {
    const { world, guard } = await aWorld(schema.parse({ mode: 'watch' }));
    world.blocks = false;
    const said = await guard.obey(
      grantOf(world, { media: { vendorId: '1111', productId: '2222', serialHash: null } }),
    );
    expect(said).to.include({ outcome: 'done' });
    world.plug();
    await world.advance(60_000);
    expect(world.named('media.would_block')).to.have.length(1);
    expect(world.admitted.size + world.open.size).to.equal(0);
    expect(world.named('media.policy_drift')).to.have.length(0);
  });

  it('gives a permission from a typed code to the one stick that comes, and refuses it among several', async () => {
    const { world, guard } = await aWorld();
    const typed: Order = {
      kind: 'media_grant_here',
      control: 'removable-media',
      grantId,
      access: 'read_only',
      durationSec: 600,
    };
    world.plug();
    world.plug({ place: '1-2', serial: 'SERIAL-2' });
    await world.advance(1000);
    expect(await guard.obey(typed)).to.include({ outcome: 'refused' });
    world.unplug();
    await world.advance(1000);
    expect(await guard.obey(typed)).to.include({ outcome: 'done' });
    world.plug({ serial: 'SERIAL-3' });
    await world.advance(5000);
    expect(world.open.size).to.equal(1);
    world.plug({ place: '1-2', serial: 'SERIAL-4' });
    await world.advance(5000);
    expect(world.open.size).to.equal(1);
  });

  it('sets one timer while nothing happens, and none when it is off', async () => {
    const { world, guard } = await aWorld();
    world.plug();
    await world.advance(60_000);
    const { looks } = world;
    await world.advance(600_000);
    expect(world.looks).to.equal(looks);
    guard.follow(schema.parse({ mode: 'off' }));
    await world.settle();
    world.plug();
    await world.advance(10_000);
    expect(world.named('media.attached')).to.have.length(1);
  });
});
