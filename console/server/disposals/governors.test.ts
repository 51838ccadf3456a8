import { expect } from 'chai';
import type { ApprovalList } from '../../../shared/protocol/api/approvals.ts';
import type { DisposalRules } from '../../../shared/protocol/api/disposal-inputs.ts';
import type { Disposals } from '../../../shared/protocol/api/disposals.ts';
import { forEachDatabase } from '../../../test/support/databases.ts';
import { aDisposalWorld, aWipe, type DisposalWorld } from '../../../test/support/disposal-world.ts';
import { refusal } from '../../../test/support/policy-school.ts';
import type { Caller } from '../route.ts';

forEachDatabase((_engine, open) => {
  describe('the governors’ limit', function () {
    this.timeout(60_000);
    let world: DisposalWorld;
    beforeEach(async () => {
      world = await aDisposalWorld(await open());
    });
    afterEach(() => world.remove());

    const rules = () => world.ask('get', '/disposals/rules') as Promise<DisposalRules>;
    const save = async (more: Partial<DisposalRules>) =>
      world.ask('put', '/disposals/rules', { ...(await rules()), ...more }) as Promise<DisposalRules>;
    /** Worth this much in the books today. */
    const worth = (tag: string, pence: number) =>
      world.laptop(tag, [], { cost: pence, purchaseDate: '2026-11-22' });
    const minute = (id: string, by: Caller) =>
      world.ask(
        'post',
        `/disposals/write-offs/${id}/governors`,
        { minute: 'FGB 7.2', agreedOn: '2026-11-19' },
        by,
      );

    it('keeps what is above it here until their minute is entered, by somebody else than who asked', async () => {
      await save({ governorsFrom: 50_000 });
      const { id, items, governors, governorsWhy } = await world.approved([await worth('GP-1', 80_000)]);
      expect(governors).to.equal(true);
      expect(governorsWhy).to.match(/A book value of £800.00 is not below the governors’ limit of £500.00/);
      const itemId = items[0]?.id ?? '';
      await world.ask('post', `/disposals/items/${itemId}/storage`, {
        name: 'SSD',
        media: 'flash',
        serial: 'S-1',
      });
      const storage = (await world.item(itemId)).storage[0]?.id;
      await world.ask('post', `/disposals/storage/${storage}/records`, aWipe());
      const batch = await world.collection([itemId]);
      expect((await refusal(world.handOver(batch))).detail).to.match(/above the governors’ limit/);
      expect((await refusal(minute(id, world.technician))).code).to.equal('write_off.own_minute');
      await minute(id, world.head);
      expect((await world.handOver(batch)).state).to.equal('collected');
    });

    it('is a question for the school until somebody has saved the rules, also as they are', async () => {
      const decided = async () => ((await world.ask('get', '/disposals')) as Disposals).rulesDecided;
      expect(await decided()).to.equal(false);
      await save({});
      expect(await decided()).to.equal(true);
    });

    it('holds for what nobody knows the value of', async () => {
      await save({ governorsFrom: 50_000 });
      const asked = await world.request([await world.laptop('GP-1'), await worth('GP-2', 100)]);
      expect(asked.governors).to.equal(true);
      expect(asked.governorsWhy).to.match(/The value of one thing is not known, which counts as above/);
      expect((await world.request([await worth('GP-3', 100)])).governors).to.equal(false);
    });

    it('is not got round by asking for a part at a time', async () => {
      await save({ governorsFrom: 50_000 });
      const asked = async (tag: string) => world.request([await worth(tag, 30_000)]);
      const first = await asked('GP-1');
      expect(first.governors).to.equal(false);
      const second = await asked('GP-2');
      expect(second.governorsWhy).to.match(
        /Together with write-off 1, asked for within 90 days, a book value of £600.00/,
      );
      const { lines } = (await world.ask('get', `/approvals/${second.approvalId}`, {}, world.head)) as {
        lines: string[];
      };
      expect(lines.join(' ')).to.match(/Together with write-off 1/);
      await minute(second.id, world.head);
      await world.ask(
        'post',
        `/approvals/${first.approvalId}/refuse`,
        { reason: 'Keep it for now' },
        world.head,
      );
      expect((await asked('GP-3')).governors, 'refused, and agreed to, count no more').to.equal(false);
      world.context.clock.at += 91 * 24 * 3600_000;
      expect((await asked('GP-4')).governors, 'a term later').to.equal(false);
    });

    it('is lowered by who keeps the register, and raised or taken away only when the headteacher agrees', async () => {
      expect((await save({ governorsFrom: 50_000 })).governorsFrom).to.equal(50_000);
      expect((await save({ governorsFrom: 40_000, ownYears: 7 })).governorsFrom).to.equal(40_000);
      const manager = await aManager();
      const kept = (await world.ask(
        'put',
        '/disposals/rules',
        { ...(await rules()), governorsFrom: null },
        manager,
      )) as DisposalRules;
      expect(kept.governorsFrom, 'not yet').to.equal(40_000);
      const { waiting } = (await world.ask('get', '/approvals', {}, world.head)) as ApprovalList;
      const { id = '', lines = [] } = waiting.find(one => one.kind === 'disposal-rules') ?? {};
      expect(lines[0]).to.equal('The governors have to agree to a write-off: now from £400.00, then never.');
      const yes = (by: Caller) => world.ask('post', `/approvals/${id}/approve`, {}, by);
      expect((await refusal(yes(manager))).code).to.equal('approval.own_work');
      expect((await refusal(yes(world.technician))).status, 'a technician').to.be.oneOf([403, 404, 409]);
      await save({ ownYears: 8 });
      expect((await refusal(yes(world.head))).code).to.equal('rules.changed');
      await world.ask('post', `/approvals/${id}/refuse`, { reason: 'It was changed meanwhile' }, world.head);
      await save({ governorsFrom: 60_000 });
      const [again] = ((await world.ask('get', '/approvals', {}, world.head)) as ApprovalList).waiting;
      await world.ask('post', `/approvals/${again?.id}/approve`, {}, world.head);
      expect(await rules()).to.include({ governorsFrom: 60_000, ownYears: 8 });
    });

    it('and the least that is done to storage are loosened by nobody alone', async () => {
      await save({ least: 'destroy' });
      expect((await save({ least: 'clear' })).least).to.equal('destroy');
    });

    const aManager = () => world.aPerson('Bea Bursar', 'business_manager');
  });
});
