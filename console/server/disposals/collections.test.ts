import { createHash } from 'node:crypto';
import { expect } from 'chai';
import type { ImportCheck } from '../../../shared/protocol/api/asset-imports.ts';
import type { AssetDisposal, Batch, Disposals } from '../../../shared/protocol/api/disposals.ts';
import { forEachDatabase } from '../../../test/support/databases.ts';
import {
  aDisk,
  aDisposalWorld,
  aNote,
  aPdf,
  aPicture,
  aWipe,
  aWipeLog,
  type DisposalWorld,
} from '../../../test/support/disposal-world.ts';
import { pageTexts } from '../../../test/support/page-texts.ts';
import { refusal } from '../../../test/support/policy-school.ts';
import { readPdfPage } from '../pdf/index.ts';
import type { FileAnswer } from '../route.ts';
import { disposalMatters, heardAfterDisposal } from './index.ts';
import type { Manifest } from './manifest.ts';
import { readSerials } from './papers.ts';

forEachDatabase((_engine, open) => {
  describe('a collection', function () {
    this.timeout(60_000);
    let world: DisposalWorld;
    beforeEach(async () => {
      world = await aDisposalWorld(await open());
    });
    afterEach(() => world.remove());

    const record = (storageId: string, body: object) =>
      world.ask('post', `/disposals/storage/${storageId}/records`, body);
    const first = async (itemId: string) => (await world.item(itemId)).storage[0]?.id ?? '';
    const overview = () => world.ask('get', '/disposals') as Promise<Disposals>;
    const codes = async (batch: Batch) => {
      const { toLeave, toClose } = await world.batch(batch.id);
      return [...toLeave, ...toClose].map(one => one.code);
    };

    /** One wiped laptop on the van. */
    async function collected(tag = 'GP-1', serial = `S-${tag}`) {
      const asset = await world.laptop(tag, [aDisk(serial)]);
      const { items } = await world.approved([asset]);
      const itemId = items[0]?.id ?? '';
      await record(await first(itemId), aWipe());
      const batch = await world.collection([itemId]);
      return { asset, itemId, batch: await world.handOver(batch) };
    }

    describe('on its way out', () => {
      it('goes to nobody whose papers have run out, said in words', async () => {
        const asset = await world.laptop('GP-1');
        const itemId = (await world.approved([asset])).items[0]?.id ?? '';
        const late = await refusal(world.collection([itemId], { carrierUntil: '2026-11-01' }));
        expect(late.code).to.equal('contractor.out_of_date');
        expect(late.detail).to.match(
          /CBDU123456 ran out on 1 Nov 2026\. Ask Green Bytes Ltd for the new one/,
        );
        const none = await refusal(world.collection([itemId], { name: 'B', agreementOn: null }));
        expect(none.detail).to.match(/no data processing agreement/);
      });

      it('does not leave when the papers run out between plan and van', async () => {
        const { batch } = await planned({ carrierUntil: '2026-11-23' });
        world.context.clock.at += 3 * 24 * 3600_000;
        expect((await refusal(world.handOver(batch))).detail).to.match(/ran out on 23 Nov 2026/);
      });

      it('does not leave while a thing has not been looked at, or was taken back into use', async () => {
        const { batch, asset } = await planned();
        expect((await refusal(world.handOver(batch, { seen: [] }))).detail).to.match(
          /Not ticked on the list yet: “GP-1”/,
        );
        const { revision } = await world.asset(asset.id);
        await world.ask('post', `/assets/${asset.id}/state`, { revision, to: 'in_stock', note: '' });
        expect((await refusal(world.handOver(batch))).detail).to.match(/no longer waiting for its disposal/);
      });

      it('is frozen at the van: receipt, serials and acceptance under one hash, and nothing of it changes any more', async () => {
        const { batch, itemId, asset } = await planned();
        const gone = await world.handOver(batch, { strokes: [[1, 2, 3, 4]] });
        const row = await world.db
          .selectFrom('disposal_batch')
          .selectAll()
          .where('id', '=', batch.id)
          .executeTakeFirstOrThrow();
        expect(
          createHash('sha256')
            .update(row.receipt ?? '')
            .digest('hex'),
        ).to.equal(gone.receipt?.hash);
        expect(JSON.parse(row.receipt ?? '')).to.deep.include({ collection: 1, quantity: '2 items, 5 kg' });
        expect(JSON.parse(row.receipt ?? '').items[0]).to.deep.include({
          tag: 'GP-1',
          serial: 'PF-Laptop GP-1',
        });
        const { state, revision } = await world.asset(asset.id);
        expect(state).to.equal('collected');
        for (const [method, path, more] of [
          ['patch', `/assets/${asset.id}`, { kind: 'desktop', serial: 'X99' }],
          ['post', `/assets/${asset.id}/unlink`, {}],
        ] as const)
          expect((await refusal(world.ask(method, path, { revision, ...more }))).code, path).to.equal(
            'asset.leaving',
          );
        expect(await imported('Asset tag,Serial number\nGP-1,X99\n')).to.match(/^rejected: .*on its way out/);
        expect((await refusal(record(await first(itemId), aWipe()))).code).to.equal('disposal.frozen');
        expect((await refusal(world.handOver(batch))).code).to.equal('batch.state');
        expect(
          (await refusal(world.ask('post', `/disposals/items/${itemId}/keep`, { reason: 'changed my mind' })))
            .code,
        ).to.equal('disposal.frozen');
      });

      it('has photos of what is loaded, frozen with the receipt and behind it in the pack', async () => {
        const { batch } = await planned();
        const at = `/disposals/batches/${batch.id}/photos`;
        const add = (name: string, bytes: Buffer) =>
          world.ask('post', `${at}?name=${name}&caption=The+pallet`, {}, undefined, bytes) as Promise<Batch>;
        expect((await refusal(add('a.png', aPdf()))).code).to.equal('file.refused');
        await add('pallet.png', aPicture());
        const [kept, floor] = (await add('floor.png', aPicture())).photos;
        await world.ask('delete', `/disposals/photos/${floor?.id}`);
        const { photos, receipt } = await world.handOver(await world.batch(batch.id));
        expect(photos.map(({ name, caption }) => [name, caption])).to.deep.equal([
          ['pallet.png', 'The pallet'],
        ]);
        expect((await refusal(add('late.png', aPicture()))).code).to.equal('batch.state');
        expect((await refusal(world.ask('delete', `/disposals/photos/${kept?.id}`))).code).to.equal(
          'batch.state',
        );
        const { bytes } = (await world.ask('get', `/disposals/batches/${batch.id}/manifest`)) as FileAnswer;
        const manifest = JSON.parse(bytes.toString()) as Manifest;
        const [file] = manifest.files.filter(one => one.id === kept?.fileId);
        expect(manifest.receipt).to.deep.include({ sha256: receipt?.hash });
        expect(manifest.receipt?.signed.photos).to.deep.equal([
          { name: 'pallet.png', caption: 'The pallet', sha256: file?.sha256 },
        ]);
        const picture = (await world.ask('get', `/disposals/files/${kept?.fileId}`)) as FileAnswer;
        expect((picture.bytes as Buffer).includes('GPS')).to.equal(false);
        const pack = (await world.ask('get', `/disposals/batches/${batch.id}/pack`)) as FileAnswer;
        const without = (await world.ask('get', `/disposals/batches/${batch.id}/receipt`)) as FileAnswer;
        const read = (await readPdfPage(without.bytes as Buffer))?.map(({ text }) => text).join('');
        expect(read).to.include('The pallet (pallet.png)');
        const [, signed, behind] = await pageTexts(pack.bytes as Buffer);
        expect(signed).to.include('The pallet (pallet.png); behind this page');
        expect(behind).to.include('The pallet: pallet.png, SHA-256');
      });

      it('takes its device out of the console, and a device that comes back raises an alarm', async () => {
        const { batch, asset } = await planned();
        const deviceId = asset.device?.id ?? '';
        await heardAfterDisposal(world.context, { id: deviceId, schoolId: world.context.schoolId });
        expect((await disposalMatters(world.context, world.context.schoolId)).reappeared).to.deep.equal([]);
        await world.handOver(batch);
        const row = await world.db
          .selectFrom('device')
          .select('status')
          .where('id', '=', deviceId)
          .executeTakeFirst();
        expect(row?.status).to.equal('removed');
        for (let times = 0; times < 2; times += 1)
          await heardAfterDisposal(world.context, { id: deviceId, schoolId: world.context.schoolId });
        const { sightings } = await overview();
        expect(sightings).to.have.length(1);
        expect(sightings[0]).to.include({ tag: 'GP-1', times: 2 });
        expect((await disposalMatters(world.context, world.context.schoolId)).reappeared[0]?.tag).to.equal(
          'GP-1',
        );
        await world.ask('post', `/disposals/sightings/${sightings[0]?.id}/settle`, {
          reason: 'The driver started it to test',
        });
        expect((await overview()).sightings).to.deep.equal([]);
      });

      it('keeps the kind by which its proof is asked for, whoever puts it right by hand or by a spreadsheet', async () => {
        const asset = await world.laptop('SRV-1', [aDisk('S-1')], { kind: 'server' });
        const { items } = await world.approved([asset]);
        const { revision } = await world.asset(asset.id);
        const smaller = world.ask('patch', `/assets/${asset.id}`, { revision, kind: 'desktop' });
        expect((await refusal(smaller)).detail).to.match(/its kind decides what has to be proved/);
        expect(await imported('Asset tag,Kind\nSRV-1,Desktop computer\n')).to.match(/^rejected: /);
        expect(await imported('Asset tag,Location\nSRV-1,Store\n'), 'where it waits').to.match(/^change: /);
        expect((await world.item(items[0]?.id ?? '')).server).to.equal(true);
      });

      /** What a spreadsheet of one row would do. */
      async function imported(text: string): Promise<string> {
        const path = '/assets/import/check?name=list.csv';
        const seen = (await world.ask('post', path, {}, world.technician, Buffer.from(text))) as ImportCheck;
        return `${seen.rows[0]?.outcome}: ${seen.rows[0]?.words}`;
      }

      async function planned(more: object = {}) {
        const asset = await world.laptop('GP-1');
        const itemId = (await world.approved([asset])).items[0]?.id ?? '';
        await record(await first(itemId), aWipe());
        return { asset, itemId, batch: await world.collection([itemId], more) };
      }
    });

    describe('after the van', () => {
      const paper = (batch: Batch, more: object = {}) =>
        world.ask('post', `/disposals/batches/${batch.id}/papers`, aNote(more));
      const freed = (batch: Batch) =>
        world.ask('post', `/disposals/batches/${batch.id}/freed`, { licences: true, accounts: true });
      const close = (batch: Batch) =>
        world.ask('post', `/disposals/batches/${batch.id}/close`) as Promise<Batch>;
      const certify = async (batch: Batch, serials: string, more: object = {}) => {
        const { id: fileId } = await world.file(aPdf());
        const body = {
          fileId,
          issuer: 'Green Bytes',
          number: 'C-77',
          dated: '2026-11-22',
          method: 'shred',
          serials,
          ...more,
        };
        return (await world.ask('post', `/disposals/batches/${batch.id}/certificates`, body)) as Batch;
      };

      it('closes only with every paper, and what is missing is one list with the days outstanding', async () => {
        const { batch } = await collected();
        world.context.clock.at += 9 * 24 * 3600_000;
        expect(await codes(batch)).to.deep.equal(['paperwork', 'not_freed']);
        const { missing, headline } = await overview();
        expect(missing.map(one => one.daysOutstanding)).to.deep.equal([9, 9]);
        expect(headline).to.equal('2 pieces of evidence are outstanding for what was collected.');
        expect(await disposalMatters(world.context, world.context.schoolId)).to.deep.include({
          outstanding: 2,
          oldestDays: 9,
        });
        expect((await refusal(close(batch))).detail).to.match(/transfer or consignment note is not here/);
        await paper(batch);
        expect((await refusal(close(batch))).code).to.equal('disposal.incomplete');
        await freed(batch);
        expect((await close(batch)).state).to.equal('closed');
        expect((await overview()).headline).to.equal('Nothing is on its way out.');
      });

      it('keeps waste papers as long as the law or the school asks, whichever is longer', async () => {
        const { batch } = await collected();
        await paper(batch);
        expect((await world.batch(batch.id)).papers[0]).to.include({ keepUntil: '2032-11-22' });
        const wrong = await refusal(paper(batch, { kind: 'transfer_note' }));
        expect(wrong.fields?.kind).to.match(/needs a consignment note/);
      });

      it('waits for the certificate of what the contractor destroys, by storage serial', async () => {
        const asset = await world.laptop('GP-1', [aDisk('SN-9')]);
        const itemId = (await world.approved([asset])).items[0]?.id ?? '';
        await world.ask('patch', `/disposals/storage/${await first(itemId)}`, { byContractor: true });
        const batch = await world.handOver(await world.collection([itemId]));
        await paper(batch);
        await freed(batch);
        expect(await codes(batch)).to.deep.equal(['certificate']);
        const weak = await certify(batch, '');
        expect(weak.certificates[0]).to.include({ weak: true });
        expect(await codes(batch)).to.deep.equal(['certificate']);
        const after = await certify(batch, 'XX-1\nsn-9, PF-Laptop GP-1');
        expect(after.certificates[1]?.matched.map(one => one.serial)).to.deep.equal(['sn-9']);
        expect(after.certificates[1]?.unmatched.map(one => one.serial)).to.have.members([
          'XX-1',
          'PF-Laptop GP-1',
        ]);
        expect((await close(batch)).state).to.equal('closed');
      });

      it('wants the certificate of a server’s storage even when it was wiped here', async () => {
        const asset = await world.laptop('SRV-1', [aDisk('SRV-DISK')], { kind: 'server' });
        const itemId = (await world.approved([asset])).items[0]?.id ?? '';
        await record(await first(itemId), aWipe());
        const batch = await world.handOver(await world.collection([itemId]));
        expect(await codes(batch)).to.include('certificate');
        await certify(batch, 'SRV-DISK');
        expect(await codes(batch)).not.to.include('certificate');
      });

      it('is closed for good: read-only, still traceable, its manifest frozen under its hash', async () => {
        const { batch, asset, itemId } = await collected();
        await paper(batch);
        await freed(batch);
        const closed = await close(batch);
        const { bytes } = (await world.ask('get', `/disposals/batches/${batch.id}/manifest`)) as {
          bytes: Buffer;
        };
        expect(createHash('sha256').update(bytes).digest('hex')).to.equal(closed.manifestHash);
        const manifest = JSON.parse(bytes.toString()) as Manifest;
        expect(manifest.items[0]?.storage[0]).to.deep.include({
          serial: 'S-GP-1',
          serialFrom: 'the device itself',
        });
        expect((await world.asset(asset.id)).state).to.equal('disposed');
        const told = (await world.ask('get', `/assets/${asset.id}/disposal`)) as AssetDisposal;
        expect(told.disposal).to.deep.include({
          ...{ itemId, state: 'closed', keepUntil: '2032-11-22' },
          batch: { id: batch.id, number: 1, state: 'closed' },
        });
        expect(await world.item(itemId)).to.include({ state: 'closed' });
        for (const work of [
          () => close(batch),
          () => paper(batch),
          () => certify(batch, 'S-GP-1'),
          () => world.request([asset]),
        ])
          expect((await refusal(work())).status).to.equal(409);
      });

      it('makes a pack with every certificate behind its device, and says when a file is no longer what it was', async () => {
        const asset = await world.laptop('GP-1', [aDisk('S-GP-1')]);
        const { items } = await world.approved([asset, await world.laptop('GP-2', [aDisk('S-GP-2')])]);
        await world.log(aWipeLog(['S-GP-1', 'S-GP-2']));
        const batch = await world.handOver(await world.collection(items.map(({ id }) => id)));
        await paper(batch, { fileId: (await world.file(aPdf('We took it'), 'note.pdf')).id });
        await certify(batch, 'S-GP-1');
        const { bytes, name, type } = (await world.ask('get', `/disposals/batches/${batch.id}/pack`)) as {
          bytes: Buffer;
          name: string;
          type: string;
        };
        expect([name, type]).to.deep.equal(['disposal-1-not-closed.pdf', 'application/pdf']);
        const pages = await pageTexts(bytes);
        const file = /(\S+), SHA-256 begins with [0-9a-f]{16}, page 1 of 1/;
        expect(
          pages.map(one => file.exec(one)?.[1] ?? /^(Waste papers|Receipt|GP-\d|Every file)/.exec(one)?.[0]),
        ).to.deep.equal([
          ...[undefined, 'Receipt', 'Waste papers', 'note.pdf'],
          ...['GP-1', 'certificate.pdf', 'wipe.txt', 'GP-2', 'wipe.txt', 'Every file'],
        ]);
        expect(pages[6]).to.include('S-GP-2');
        await world.db.updateTable('stored_file').set({ sha256: 'other' }).execute();
        expect((await refusal(world.ask('get', `/disposals/batches/${batch.id}/pack`))).code).to.equal(
          'file.lost',
        );
      });
    });
  });
});

describe('serials on a certificate', () => {
  it('are read one a line or parted by commas, each once, what is no serial left out', () => {
    expect(readSerials('S1-A, s1-a\n\n S2 B ;N/A\t000\n')).to.deep.equal(['s1-a', 'S2 B']);
  });
});
