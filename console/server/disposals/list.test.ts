import { expect } from 'chai';
import type * as z from 'zod';
import type { thingList } from '../../../shared/protocol/api/disposal-list.ts';
import type { Disposals } from '../../../shared/protocol/api/disposals.ts';
import { forEachDatabase } from '../../../test/support/databases.ts';
import { aDisk, aDisposalWorld, type DisposalWorld } from '../../../test/support/disposal-world.ts';
import { disposalPage, disposalSheet } from './sheet.ts';

forEachDatabase((_engine, open) => {
  describe('everything that was ever to leave', function () {
    this.timeout(60_000);
    let world: DisposalWorld;
    before(async () => {
      world = await aDisposalWorld(await open());
    });
    after(() => world.remove());

    const things = (search: string) =>
      world.ask('get', `/disposals/items?${search}`) as Promise<z.infer<typeof thingList>>;
    const overview = () => world.ask('get', '/disposals') as Promise<Disposals>;
    const tags = async (search: string) => (await things(search)).items.map(one => one.tag);

    it('keeps what is missing on the page, however much came after it', async () => {
      const old = await world.approved([await world.laptop('GP-1', [aDisk('WD-OLD-1')])]);
      const first = await world.collection([old.items[0]?.id ?? '']);
      const waiting = await world.request([await world.laptop('GP-2')], { reason: 'Fell into the pond' });
      const later = await world.approved([await world.laptop('GP-3')]);
      const itemIds = [later.items[0]?.id ?? ''];
      const contractorId = first.contractor?.id;
      for (let times = 0; times < 12; times += 1) {
        const body = { contractorId, collectOn: '2026-11-22', itemIds };
        const { id } = (await world.ask('post', '/disposals/batches', body)) as { id: string };
        await world.ask('post', `/disposals/batches/${id}/cancel`, { reason: 'Van broke down' });
        const asked = await world.request([await world.laptop(`PC-${times}`)]);
        await world.ask('post', `/approvals/${asked.approvalId}/refuse`, { reason: 'Not yet' }, world.head);
      }
      const page = await overview();
      expect(page.batches.map(one => one.state)).to.deep.equal([...Array(10).fill('cancelled'), 'gathering']);
      expect(page.batches.at(-1)).to.deep.include({ number: first.number, items: 1, missing: 1 });
      expect(page.missing.map(one => one.tag)).to.include('GP-1');
      expect(page.writeOffs).to.have.length(11);
      expect(page.writeOffs.map(one => one.id)).to.include(waiting.id);
    });

    it('stands in the spreadsheet with the serial number that only the device told', async () => {
      const { items } = await disposalPage(world.db, world.context.schoolId, undefined);
      const serial = disposalSheet.columns['Serial number'];
      expect(items.map(one => serial?.(one, String))).to.include('PF-Laptop GP-1');
    });

    it('is found by tag, by the serial of a drive, by reason and by state, a page at a time', async () => {
      expect(await tags('search=gp-1')).to.deep.equal(['GP-1']);
      expect(await tags('search=wd-old')).to.deep.equal(['GP-1']);
      expect(await tags('search=pond')).to.deep.equal(['GP-2']);
      expect(await tags('search=green%20gp-1')).to.deep.equal(['GP-1']);
      expect(await tags('search=100%25')).to.deep.equal([]);
      expect(await tags('state=approved')).to.deep.equal(['GP-3', 'GP-1']);
      const [one] = (await things('search=gp-1')).items;
      expect(one).to.deep.include({ state: 'approved', serial: 'PF-Laptop GP-1', leftAt: null });
      expect(one?.batch).to.include({ number: 1, state: 'gathering', taker: 'Green Bytes Ltd' });
      const seen: string[] = [];
      let cursor = '';
      do {
        const page = await things(`limit=4${cursor}`);
        seen.push(...page.items.map(item => item.tag));
        cursor = page.next === null ? '' : `&cursor=${encodeURIComponent(page.next)}`;
      } while (cursor !== '');
      expect(seen).to.have.length(15);
      expect(new Set(seen).size).to.equal(15);
      expect(seen.at(-1)).to.equal('GP-1');
    });
  });
});
