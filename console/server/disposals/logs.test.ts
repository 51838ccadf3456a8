import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import type { DisposalItem } from '../../../shared/protocol/api/disposals.ts';
import { forEachDatabase } from '../../../test/support/databases.ts';
import { aDisk, aDisposalWorld, type DisposalWorld } from '../../../test/support/disposal-world.ts';

/** As Debian's nwipe wrote them in an emulated machine, about ATA disks with these serials. */
const recorded = (name: string) =>
  readFileSync(new URL(`../../../shared/disposals/fixtures/nwipe-0.34.${name}.log`, import.meta.url), 'utf8');

forEachDatabase((_engine, open) => {
  describe('real logs of nwipe', function () {
    this.timeout(60_000);
    let world: DisposalWorld;
    let things: { seagate: string; western: string; samsung: string };
    before(async () => {
      world = await aDisposalWorld(await open());
      const { items } = await world.approved([
        // As the agent of another system writes the same serial.
        await world.laptop('GP-1', [aDisk('z1d7 qk2m', 'hdd')]),
        await world.laptop('GP-2', [aDisk('WD-WXC1A60P7341', 'hdd')]),
        await world.laptop('GP-3', [aDisk('S21PNXAG934812K')]),
      ]);
      const [seagate = '', western = '', samsung = ''] = items.map(one => one.id);
      things = { seagate, western, samsung };
    });
    after(() => world.remove());

    const last = ({ storage }: DisposalItem) => storage[0]?.records.at(-1);

    it('find their disks by serial number, and what passed may leave', async () => {
      const { lines, problems } = await world.log(recorded('two-erased-with-serials'));
      expect(problems).to.deep.equal([]);
      expect(lines.map(one => [one.device, one.result, one.matched])).to.deep.equal([
        ['sda', 'passed', 'GP-1'],
        ['sdb', 'passed', 'GP-2'],
      ]);
      for (const id of [things.seagate, things.western]) {
        const item = await world.item(id);
        expect(item.missing).to.deep.equal([]);
        expect(last(item)).to.deep.include({
          ...{ category: 'clear', toolVersion: '0.33', verification: 'full', doneOn: '2026-11-20' },
          ...{ operator: 'Terry', result: 'passed' },
        });
        expect(last(item)?.placed).to.include({ same: true, hand: null });
        expect(last(item)?.ran).to.deep.equal({ from: '2026-11-20 09:00:55', to: '2026-11-20 09:03:42' });
      }
    });

    it('keep here what was stopped or failed, also where an earlier wipe had passed', async () => {
      const { lines } = await world.log(recorded('one-stopped-one-failed'), 'stop.txt');
      expect(lines.map(one => [one.device, one.result, one.matched])).to.deep.equal([
        ['sda', 'aborted', 'GP-1'],
        ['sdc', 'failed', 'GP-3'],
      ]);
      expect((await world.item(things.seagate)).missing.join()).to.match(/the wipe was stopped/);
      expect((await world.item(things.western)).missing).to.deep.equal([]);
      const failed = await world.item(things.samsung);
      expect(failed.missing.join()).to.match(/the wipe failed\. Wipe it again or destroy it/);
      expect(last(failed)?.trouble).to.match(/errors while flushing: 1/);
    });
  });
});
