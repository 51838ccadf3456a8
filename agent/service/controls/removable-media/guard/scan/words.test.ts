import { expect } from 'chai';
import { aWorld, clean, enforce } from '../../../../../../test/support/media-world.ts';

describe('a scan that found nothing', () => {
  it('takes “nothing found” by a list of viruses that is too old for no clean scan', async () => {
    const { world } = await aWorld(enforce({ rule: 'allow_scanned' }));
    const openOf = async (days: number) => {
      world.scanResult = { ...clean, signaturesAt: world.wall - days * 86_400_000 };
      const insertion = world.plug();
      await world.advance(5000);
      const isOpen = world.open.has(insertion);
      world.unplug();
      await world.advance(1000);
      return isOpen;
    };
    expect([await openOf(30), await openOf(31)]).to.deep.equal([true, false]);
    const told = world.named('media.scan_result').at(-1);
    expect(told).to.include({ verdict: 'incomplete', reason: 'signatures_old' });
    expect(told?.detail).to.contain('31 days old');
  });
});
