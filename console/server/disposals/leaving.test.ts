import { expect } from 'chai';
import type { Way } from '../../../shared/disposals/ways.ts';
import type { Approval } from '../../../shared/protocol/api/approvals.ts';
import type { AssetCheck } from '../../../shared/protocol/api/asset-checks.ts';
import type { Batch, Disposals } from '../../../shared/protocol/api/disposals.ts';
import type { LicenceSeat } from '../../../shared/protocol/api/licences.ts';
import { forEachDatabase } from '../../../test/support/databases.ts';
import {
  aDisk,
  aDisposalWorld,
  aNote,
  aPdf,
  aWipe,
  type DisposalWorld,
} from '../../../test/support/disposal-world.ts';
import { pageTexts } from '../../../test/support/page-texts.ts';
import { refusal } from '../../../test/support/policy-school.ts';
import { readPdfPage } from '../pdf/index.ts';
import { heardAfterDisposal } from './index.ts';
import type { Manifest } from './manifest.ts';

forEachDatabase((_engine, open) => {
  describe('what leaves the school', function () {
    this.timeout(60_000);
    let world: DisposalWorld;
    beforeEach(async () => {
      world = await aDisposalWorld(await open());
    });
    afterEach(() => world.remove());

    /** A wiped laptop whose write-off is agreed. */
    async function wiped(tag = 'GP-1', more: object = {}, way: Way = 'sold') {
      const asset = await world.laptop(tag, [aDisk(`S-${tag}`)], more);
      const itemId = (await world.approved([asset], { way })).items[0]?.id ?? '';
      const storageId = (await world.item(itemId)).storage[0]?.id ?? '';
      await world.ask('post', `/disposals/storage/${storageId}/records`, aWipe());
      return { asset, itemId };
    }
    async function office(): Promise<string> {
      const { items } = (await world.ask('post', '/licences', {
        ...{ title: 'Office', softwareId: null, supplierId: null, basis: 'device', seats: 2 },
        ...{ startsOn: null, endsOn: null, cost: null, reference: '', notes: '', endedOn: null },
      })) as { items: { id: string }[] };
      return items[0]?.id ?? '';
    }
    const say = (batch: Batch, what: string, body: object = {}) =>
      world.ask('post', `/disposals/batches/${batch.id}/${what}`, body) as Promise<Batch>;
    const freed = (batch: Batch, more: object = {}) =>
      say(batch, 'freed', { licences: true, accounts: true, ...more });
    const codes = ({ toLeave, toClose }: Batch) => [...toLeave, ...toClose].map(one => one.code);
    const file = async (batch: Batch, what: string) =>
      ((await world.ask('get', `/disposals/batches/${batch.id}/${what}`)) as { bytes: Buffer }).bytes;
    const manifest = async (batch: Batch) =>
      JSON.parse((await file(batch, 'manifest')).toString()) as Manifest;
    const firstPage = async (batch: Batch, what: string) =>
      ((await readPdfPage(await file(batch, what))) ?? []).map(one => one.text).join(' ');
    const cover = (batch: Batch) => firstPage(batch, 'pack');

    it('is sold only when it is wiped here, tested and the school’s own, and closes when it is paid', async () => {
      const { asset, itemId } = await wiped();
      const batch = await world.reuse([itemId]);
      expect(batch.acceptance).to.match(/use them again/);
      expect((await refusal(world.handOver(batch))).detail).to.match(/no passed electrical test/);
      await world.tested('GP-1', '2025-10-01');
      expect(codes(await world.batch(batch.id))).to.deep.equal(['not_tested']);
      await world.tested('GP-1');
      const gone = await world.handOver(batch, { receivedBy: 'Pat Parent', receivedRole: 'buyer' });
      expect(codes(gone)).to.deep.equal(['unpaid', 'not_freed']);
      expect((await refusal(say(batch, 'papers', aNote()))).code).to.equal('batch.no_waste');
      await freed(batch);
      expect((await refusal(say(batch, 'close'))).detail).to.match(/payment of Pat Parent is not entered/);
      await say(batch, 'paid', { note: 'Bank transfer, receipt 12' });
      expect((await say(batch, 'close')).state).to.equal('closed');
      expect((await world.asset(asset.id)).state).to.equal('disposed');
      expect((await manifest(batch)).receipt?.signed).to.deep.include({
        ...{ way: 'sold', pricePence: 4_000, contractor: null },
        recipient: { name: 'Pat Parent', kind: 'staff', contact: 'pat@school.example' },
      });
      expect((await manifest(batch)).items[0]?.electricalTest).to.deep.equal({
        ...{ doneOn: '2026-11-20', doneBy: 'Terry Tech', result: 'passed' },
      });
      const pages = (await pageTexts(await file(batch, 'pack'))).join(' ');
      for (const words of ['Sold to', '£40.00', 'receipt 12', 'passed on 20 Nov 2026, done by Terry Tech'])
        expect(pages).to.include(words);
      const { items } = (await world.ask('get', `/assets/${asset.id}/checks`)) as { items: AssetCheck[] };
      const late = world.ask('post', `/asset-checks/${items[0]?.id}/withdraw`, { why: 'It was another' });
      expect((await refusal(late)).code).to.equal('asset.closed');
    });

    it('gives whoever took it a receipt with every thing, drive and word that was signed, and none before', async () => {
      const { itemId } = await wiped('GP-8', {}, 'collected');
      const batch = await world.collection([itemId]);
      expect((await refusal(file(batch, 'receipt'))).code).to.equal('disposal.unsigned');
      const { receipt } = await world.handOver(batch);
      const page = await firstPage(batch, 'receipt');
      for (const words of [
        'GP-8',
        'LENOVO ThinkPad L14',
        'S-GP-8',
        'Dan Driver, driver, for Green Bytes Ltd',
        'CBDU123456',
      ])
        expect(page).to.include(words);
      expect(page).to.include(receipt?.acceptance.slice(0, 40)).and.include(receipt?.hash);
    });

    it('leaves as it was agreed and for no less, or as waste', async () => {
      const waste = await wiped('GP-3', {}, 'collected');
      const sold = await wiped('GP-4');
      expect((await refusal(world.reuse([waste.itemId]))).detail).to.match(
        /“GP-3” was agreed as “a company collects it as waste”/,
      );
      expect((await refusal(world.reuse([sold.itemId], 'given'))).code).to.equal('disposal.not_agreed');
      const both = await world.approved([await world.laptop('GP-5')], { way: 'sold' });
      const cheap = await refusal(world.reuse([sold.itemId, both.items[0]?.id ?? '']));
      expect(cheap.detail).to.match(/agreed to be sold for £80.00 together at least/);
      expect((await world.item(waste.itemId)).missing).to.deep.equal([]);
      expect((await world.item(sold.itemId)).missing.join()).to.match(/no passed electrical test/);
      expect((await world.collection([waste.itemId, sold.itemId])).items).to.have.length(2);
      const free = await refusal(
        world.ask('post', '/disposals/write-offs', {
          items: [{ assetId: waste.asset.id, condition: 'good' }],
          ...{ way: 'sold', reason: 'Nobody needs it', personalData: 'no' },
        }),
      );
      expect(free.fields).to.deep.equal({ 'items.0.price': 'Write what it is to cost' });
    });

    it('is agreed to by somebody who reads its kind, its licence seats and how old it is', async () => {
      const old = await world.laptop('GP-1', [], { purchaseDate: '2008-12-31' });
      const young = await world.laptop('GP-2', [], { purchaseDate: '2009-01-01', make: 'Acer' });
      const unknown = await world.laptop('GP-3', []);
      await world.ask('post', `/licences/${await office()}/seats`, { tag: 'GP-2' });
      const read = async (way: 'sold' | 'collected') => {
        const { approvalId } = await world.request([old, young, unknown], { way });
        const { lines } = (await world.ask('get', `/approvals/${approvalId}`, {}, world.head)) as Approval;
        await world.ask('post', `/approvals/${approvalId}/refuse`, { reason: 'Not this way' }, world.head);
        return lines;
      };
      const sold = await read('sold');
      expect(sold).to.include('GP-2, laptop, Acer: broken hinge, for £40.00.');
      expect(sold).to.include('Licence seats to be given back: Office on GP-2.');
      const cautions = sold.filter(line => /lasting pollutants/.test(line));
      expect(cautions.map(line => line.split('. ')[0])).to.deep.equal([
        'Bought before 2009: GP-1',
        'When it was bought is not known of GP-3',
      ]);
      expect((await read('collected')).join(' ')).to.not.match(/pollutants/);
    });

    it('is not given to who agreed to it, nor what belongs to somebody else', async () => {
      const { itemId } = await wiped('GP-2', { owner: 'Lease & Co' }, 'given');
      await world.tested('GP-2');
      const batch = await world.reuse([itemId], 'given', 'hazel head');
      expect(codes(batch)).to.deep.equal(['not_ours', 'own_approval']);
      expect(await world.ask('get', '/disposals/contractors')).to.deep.equal({ items: [], next: null });
    });

    it('gives its licence seats back, thing by thing', async () => {
      const [one, two] = [await wiped('GP-1'), await wiped('GP-2')];
      const path = `/licences/${await office()}/seats`;
      for (const tag of ['gp-1', 'GP-2']) await world.ask('post', path, { tag });
      expect((await refusal(world.ask('post', path, { tag: 'GP-1' }))).code).to.equal('licence.full');
      const batch = await world.handOver(await world.collection([one.itemId, two.itemId]));
      expect(batch.items.map(item => item.seats)).to.deep.equal([['Office'], ['Office']]);
      const half = await freed(batch, { itemIds: [one.itemId] });
      expect(half.items.map(item => item.freed?.seats)).to.deep.equal([['Office'], undefined]);
      expect(half.toClose.filter(piece => piece.code === 'not_freed').map(piece => piece.tag)).to.deep.equal([
        'GP-2',
      ]);
      const seats = (await world.ask('get', path)) as { items: LicenceSeat[] };
      expect(seats.items.map(seat => seat.name)).to.deep.equal(['GP-2']);
      await freed(batch);
      expect((await refusal(freed(batch))).code).to.equal('disposal.freed');
      expect(await world.ask('get', path)).to.deep.equal({ items: [], next: null });
    });

    it('takes no licence seat with it: none is given once it has left, and what it got before goes back', async () => {
      const { itemId } = await wiped();
      const path = `/licences/${await office()}/seats`;
      const batch = await world.collection([itemId]);
      await freed(batch);
      await world.ask('post', path, { tag: 'GP-1' });
      await world.handOver(await world.batch(batch.id));
      expect((await refusal(world.ask('post', path, { tag: 'GP-1' }))).fields?.tag).to.match(/gone/);
      await say(batch, 'papers', aNote());
      await say(batch, 'close');
      expect(await world.ask('get', path)).to.deep.equal({ items: [], next: null });
      expect((await manifest(batch)).items[0]?.freed?.seats).to.deep.equal(['Office']);
    });

    it('waits for the company’s written guarantee, which stands in the pack', async () => {
      const { itemId } = await wiped();
      const batch = await world.handOver(await world.collection([itemId], { guaranteeOn: null }));
      await say(batch, 'papers', aNote());
      expect(codes(await freed(batch))).to.deep.equal(['guarantee']);
      const { id: guaranteeFileId } = await world.file(aPdf('We guarantee'), 'guarantee.pdf');
      const { contractor } = batch;
      if (contractor === null) return expect.fail('no company');
      const {
        id,
        checkedBy: _,
        ended: __,
        problems: ___,
        soon: ____,
        batches: _____,
        ...fields
      } = contractor;
      const body = { ...fields, guaranteeOn: '2026-11-20', guaranteeFileId };
      await world.ask('put', `/disposals/contractors/${id}`, body);
      expect((await say(batch, 'close')).state).to.equal('closed');
      expect((await manifest(batch)).guarantee).to.deep.equal({
        dated: '2026-11-20',
        fileId: guaranteeFileId,
      });
      expect(await cover(batch)).to.match(/written, of 20 Nov 2026, behind the receipt.*page 1 of \d/);
    });

    it('does not close while something of it runs again, and its pack names that also later', async () => {
      const { asset, itemId } = await wiped();
      const batch = await world.handOver(await world.collection([itemId]));
      await say(batch, 'papers', aNote());
      await freed(batch);
      const { device_id: id } = await world.db
        .selectFrom('asset')
        .select('device_id')
        .where('id', '=', asset.id)
        .executeTakeFirstOrThrow();
      const heard = () =>
        heardAfterDisposal(world.context, { id: id ?? '', schoolId: world.context.schoolId });
      await heard();
      expect((await refusal(say(batch, 'close'))).detail).to.match(/runs again since it left/);
      const { sightings } = (await world.ask('get', '/disposals')) as Disposals;
      const settle = (of: string, reason: string) =>
        world.ask('post', `/disposals/sightings/${of}/settle`, { reason });
      await settle(sightings[0]?.id ?? '', 'Found at the yard, shredded');
      expect((await say(batch, 'close')).state).to.equal('closed');
      expect((await manifest(batch)).items[0]?.runAgain[0]).to.include({ settledBy: 'Tara Tech' });
      await heard();
      const words = await cover(batch);
      expect(words).to.match(/One thing ran again after it had left/);
      expect(words).to.include('Found at the yard, shredded').and.include('Nobody has said yet');
    });
  });
});
