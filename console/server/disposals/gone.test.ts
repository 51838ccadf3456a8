import { expect } from 'chai';
import type { ApprovalList } from '../../../shared/protocol/api/approvals.ts';
import type { Asset } from '../../../shared/protocol/api/assets.ts';
import type { Disposals, WriteOff } from '../../../shared/protocol/api/disposals.ts';
import { forEachDatabase } from '../../../test/support/databases.ts';
import { aDisposalWorld, type DisposalWorld } from '../../../test/support/disposal-world.ts';
import { refusal } from '../../../test/support/policy-school.ts';

forEachDatabase((_engine, open) => {
  describe('what is lost or stolen', function () {
    this.timeout(60_000);
    let world: DisposalWorld;
    beforeEach(async () => {
      world = await aDisposalWorld(await open());
    });
    afterEach(() => world.remove());

    const become = async ({ id }: { id: string }, to: string) => {
      const { revision } = await world.asset(id);
      const body = { revision, to, note: 'Not in its trolley since June' };
      return (await world.ask('post', `/assets/${id}/state`, body)) as Asset;
    };
    const lost = async (tag: string, more: object = {}) => {
      const asset = await world.laptop(tag, undefined, more);
      await become(asset, 'lost');
      return asset;
    };
    const writeOff = async ({ id }: { id: string }) =>
      (await world.ask('get', `/disposals/write-offs/${id}`)) as WriteOff;
    const states = async (of: { id: string }) => (await writeOff(of)).items.map(one => one.state);
    const minute = (of: { id: string }) =>
      world.ask(
        'post',
        `/disposals/write-offs/${of.id}/governors`,
        { minute: 'FGB 12', agreedOn: '2026-11-20' },
        world.head,
      );
    const gone = { way: 'gone' } as const;

    it('comes off the books when a second person agrees, and leaves in no collection', async () => {
      const asset = await lost('GP-1');
      const asked = await world.request([asset], gone);
      const { waiting } = (await world.ask('get', '/approvals', {}, world.head)) as ApprovalList;
      expect(waiting[0]?.lines.join(' '))
        .to.match(/come off the books as lost or stolen/)
        .and.match(/nothing proves that it was erased/)
        .and.not.match(/awaiting disposal/);
      expect(await states(asked)).to.deep.equal(['requested']);
      await world.ask('post', `/approvals/${asked.approvalId}/approve`, {}, world.head);
      expect(await states(asked)).to.deep.equal(['gone']);
      expect((await world.asset(asset.id)).state, 'the register still looks for it').to.equal('lost');
      const itemId = asked.items[0]?.id ?? '';
      expect((await refusal(world.collection([itemId]))).status).to.be.within(400, 409);
      expect(((await world.ask('get', '/disposals')) as Disposals).missing).to.deep.equal([]);
    });

    it('is not mixed up with what is here, in words that say what to do', async () => {
      const here = await world.laptop('GP-1');
      expect((await refusal(world.request([here], gone))).detail).to.match(
        /is “in stock”\. Say first in the register that it is lost or stolen/,
      );
      const away = await lost('GP-2');
      expect((await refusal(world.request([away]))).detail).to.match(
        /is “lost”\. Choose “it is lost or stolen/,
      );
      await world.approved([away], gone);
      expect((await refusal(world.request([away], gone))).detail).to.match(/in write-off 1 already/);
    });

    it('may be written off again once it has turned up', async () => {
      const asset = await lost('GP-1');
      await world.approved([asset], gone);
      await become(asset, 'in_stock');
      const again = await world.approved([asset]);
      expect(await states(again)).to.deep.equal(['approved']);
    });

    it('waits for the governors above their limit, whichever comes first', async () => {
      const bought = { cost: 900_000, purchaseDate: '2026-11-01' };
      await world.ask('put', '/disposals/rules', {
        ...((await world.ask('get', '/disposals/rules')) as object),
        governorsFrom: 100_000,
      });
      const first = await world.approved([await lost('GP-1', bought)], gone);
      expect(await states(first)).to.deep.equal(['requested']);
      const { missing } = (await world.ask('get', '/disposals')) as Disposals;
      expect(missing.map(one => [one.code, one.to])).to.deep.equal([
        ['governors', `/disposals/write-offs/${first.id}`],
      ]);
      await minute(first);
      expect(await states(first)).to.deep.equal(['gone']);
      const second = await world.request([await lost('GP-2', bought)], gone);
      await minute(second);
      expect(await states(second), 'a minute is no second person').to.deep.equal(['requested']);
      await world.ask('post', `/approvals/${second.approvalId}/approve`, {}, world.head);
      expect(await states(second)).to.deep.equal(['gone']);
    });
  });
});
