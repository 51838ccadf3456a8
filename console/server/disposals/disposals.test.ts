import { expect } from 'chai';
import type { Disposals } from '../../../shared/protocol/api/disposals.ts';
import { forEachDatabase } from '../../../test/support/databases.ts';
import {
  aContractor,
  aDestruction,
  aDisk,
  aDisposalWorld,
  aWipe,
  aWipeLog,
  type DisposalWorld,
} from '../../../test/support/disposal-world.ts';
import { refusal } from '../../../test/support/policy-school.ts';
import type { FileAnswer } from '../route.ts';
import { packDefinition } from './pack-pages.ts';

forEachDatabase((_engine, open) => {
  describe('a disposal', function () {
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
    describe('asked for', () => {
      it('lists the storage that the device itself saw, with serial, medium and who saw it', async () => {
        const asset = await world.laptop('GP-1', [aDisk('S-1'), aDisk(null, 'hdd', 'sdb')]);
        const asked = await world.request([asset]);
        const storage = asked.items[0]?.storage ?? [];
        expect(storage.map(one => [one.serial, one.media, one.origin])).to.deep.equal([
          ['S-1', 'flash', 'agent'],
          [null, 'magnetic', 'agent'],
        ]);
        expect(storage[0]?.notedBy).to.equal('Laptop GP-1');
      });

      it('waits for somebody else, and changes nothing in the register until then', async () => {
        const asset = await world.laptop('GP-1');
        const asked = await world.request([asset]);
        expect(asked).to.deep.include({ state: 'waiting', number: 1 });
        expect((await world.asset(asset.id)).state).to.equal('in_stock');
        const own = await refusal(world.ask('post', `/approvals/${asked.approvalId}/approve`));
        expect(own.code).to.equal('approval.own_work');
        await world.ask('post', `/approvals/${asked.approvalId}/approve`, {}, world.head);
        expect((await world.asset(asset.id)).state).to.equal('awaiting_disposal');
      });

      it('and refused or taken back, leaves the thing as it was and free to be asked for again', async () => {
        const asset = await world.laptop('GP-1');
        const asked = await world.request([asset]);
        await world.ask(
          'post',
          `/approvals/${asked.approvalId}/refuse`,
          { reason: 'We need it for the club' },
          world.head,
        );
        const after = (await world.ask('get', `/disposals/write-offs/${asked.id}`)) as typeof asked;
        expect(after.state).to.equal('refused');
        expect(after.items[0]?.state).to.equal('out');
        expect((await world.asset(asset.id)).state).to.equal('in_stock');
        expect((await world.request([asset])).number).to.equal(2);
      });

      it('is refused for what is lent, quarantined or asked for already, each named with what to do', async () => {
        const [busy, kept] = [await world.laptop('GP-1'), await world.laptop('GP-2')];
        await world.request([busy]);
        await world.ask('post', `/assets/${kept.id}/state`, {
          revision: kept.revision,
          to: 'quarantined',
          note: 'Evidence, seal 12',
        });
        const { detail } = await refusal(world.request([busy, kept]));
        expect(detail)
          .to.match(/“GP-1” is in write-off 1 already/)
          .and.match(/“GP-2” is quarantined as evidence/);
      });

      it('is refused when nobody else in the school could agree', async () => {
        const asset = await world.laptop('GP-1');
        await world.db
          .updateTable('account')
          .set({ disabled: 1 })
          .where('role', '=', 'headteacher')
          .execute();
        expect((await refusal(world.request([asset]))).code).to.equal('approval.nobody');
      });
    });

    describe('of storage', () => {
      it('by hand is marked as such, and an unknown serial is a state of its own', async () => {
        const asset = await world.laptop('GP-1', []);
        const itemId = (await world.approved([asset])).items[0]?.id ?? '';
        expect((await world.item(itemId)).missing).to.deep.equal(['nobody has said what storage is in it']);
        await world.ask('post', `/disposals/items/${itemId}/storage`, { name: 'SSD', media: 'flash' });
        const [added] = (await world.item(itemId)).storage;
        expect(added).to.include({ origin: 'hand', serial: null, notedBy: 'Tara Tech' });
        expect(added?.trouble).to.match(/serial number is not known/);
      });

      it('calls an overwritten SSD Clear, never Purge', async () => {
        const itemId = (await world.approved([await world.laptop('GP-1')])).items[0]?.id ?? '';
        await record(await first(itemId), aWipe());
        expect((await world.item(itemId)).storage[0]?.records[0]).to.include({
          category: 'clear',
          method: 'overwrite',
        });
      });

      it('asks of a destruction a witness who is somebody else, and the place', async () => {
        const itemId = (await world.approved([await world.laptop('GP-1')])).items[0]?.id ?? '';
        const wrong = await refusal(
          record(await first(itemId), aDestruction({ witness: 'terry tech', place: '' })),
        );
        expect(wrong.fields).to.have.keys('witness', 'place');
        await record(await first(itemId), aDestruction());
        expect((await world.item(itemId)).missing).to.deep.equal([]);
      });

      it('holds what NIST’s record asks for, and the pack shows it', async () => {
        const asked = await world.approved([await world.laptop('GP-1')]);
        const itemId = asked.items[0]?.id ?? '';
        const id = await first(itemId);
        const left = await refusal(record(id, aWipe({ hidden: 'no' })));
        expect(left.fields?.result).to.match(/a warning, not a pass/);
        const odd = { began: '2026-11-20T10:00', ended: '2026-11-20 09:00', samplePercent: 10 };
        expect((await refusal(record(id, aWipe(odd)))).fields).to.have.keys('ended', 'samplePercent');
        const late = await refusal(
          record(id, aWipe({ began: '2026-11-20 09:00', ended: '2026-11-21 09:00' })),
        );
        expect(late.fields?.ended).to.match(/another day/);
        expect((await refusal(record(id, aWipe({ ended: '2026-11-20 09:00' })))).fields).to.have.keys(
          'began',
        );
        await record(id, aWipe({ result: 'failed', trouble: '2 I/O errors', doneOn: '2026-11-19' }));
        const ran = { began: '2026-11-19T17:30', ended: '2026-11-20 09:05' };
        await record(id, aWipe({ ...ran, hidden: 'yes', passes: 3, verifiedBy: 'Vera Verifier' }));
        await record(id, aWipe({ verification: 'sample', samplePercent: 10, verifiedBy: 'Vera Verifier' }));
        await record(id, aDestruction({ verifiedBy: 'Terry Tech' }));
        const { storage } = await world.item(itemId);
        const verified = storage[0]?.records.map(one => one.verifiedBy);
        expect(verified, 'its witness, where it is destroyed').to.deep.equal([
          ...[null, 'Vera Verifier', 'Vera Verifier', 'Hazel Head'],
        ]);
        const batch = await world.collection([itemId]);
        const file = (await world.ask('get', `/disposals/batches/${batch.id}/manifest`)) as FileAnswer;
        const made = { hash: 'h', missing: 0, madeAt: 0, sightings: [] };
        const pack = JSON.stringify(packDefinition(JSON.parse(file.bytes.toString()), made));
        for (const words of [
          ...['256 GB', 'likely, says the request', 'Hidden sectors: none left', '3 passes'],
          ...['Read back in full, says Vera Verifier', 'seen by Hazel Head'],
          'from 19 Nov 2026, 17:30 to 20 Nov 2026, 09:05',
          'Read back in samples (10 %), says Vera Verifier',
          'GP-1: S-GP-1, overwritten on 19 Nov 2026: failed (2 I/O errors). Then: overwritten on 20 Nov 2026',
        ])
          expect(pack).to.include(words);
      });

      it('refuses a magnet for flash and a day that has not come', async () => {
        const itemId = (await world.approved([await world.laptop('GP-1')])).items[0]?.id ?? '';
        const wrong = await refusal(
          record(await first(itemId), aWipe({ method: 'degauss', doneOn: '2027-01-01' })),
        );
        expect(wrong.fields).to.have.keys('method', 'doneOn');
      });

      it('is not touched while the thing is quarantined as evidence', async () => {
        const asset = await world.laptop('GP-1');
        const itemId = (await world.approved([asset])).items[0]?.id ?? '';
        const { revision } = await world.asset(asset.id);
        await world.ask('post', `/assets/${asset.id}/state`, {
          revision,
          to: 'quarantined',
          note: 'Seal 12, safe',
        });
        expect((await refusal(record(await first(itemId), aWipe()))).code).to.equal('disposal.quarantined');
      });

      it('keeps every record; the one done last counts', async () => {
        const itemId = (await world.approved([await world.laptop('GP-1')])).items[0]?.id ?? '';
        const storage = await first(itemId);
        await record(storage, aWipe({ result: 'failed', trouble: '12 bad sectors' }));
        expect((await world.item(itemId)).missing[0]).to.match(/the wipe failed/);
        await record(storage, aDestruction());
        const after = await world.item(itemId);
        expect(after.storage[0]?.records.map(one => one.result)).to.deep.equal(['failed', 'passed']);
        expect(after.missing).to.deep.equal([]);
      });
    });

    describe('with nwipe’s log', () => {
      it('places a drive by its serial, spaces and case aside, as what it was: an overwrite', async () => {
        const itemId =
          (await world.approved([await world.laptop('GP-1', [aDisk('S3YB NB0K')])])).items[0]?.id ?? '';
        const answer = await world.log(aWipeLog('s3ybnb0k'));
        expect(answer.lines[0]).to.include({ result: 'passed', matched: 'GP-1' });
        const [one] = (await world.item(itemId)).storage[0]?.records ?? [];
        expect(one).to.include({
          tool: 'nwipe',
          toolVersion: '0.34',
          standard: 'DoD Short',
          verification: 'full',
          category: 'clear',
          operator: 'Terry',
        });
      });

      it('takes over what failed or was stopped as such', async () => {
        const itemId =
          (await world.approved([await world.laptop('GP-1', [aDisk('S1-1')])])).items[0]?.id ?? '';
        await world.log(aWipeLog('S1-1', 'UABORTED'));
        expect((await world.item(itemId)).missing[0]).to.match(/the wipe was stopped/);
        await world.log(aWipeLog('S1-1', ' Erased ', 3));
        expect((await world.item(itemId)).storage[0]?.records.at(-1)).to.include({
          result: 'failed',
          trouble: 'pass errors: 3',
        });
      });

      it('lists what nothing matches until the serial is entered, somebody places it or puts it aside', async () => {
        const itemId = (await world.approved([await world.laptop('GP-1', [])])).items[0]?.id ?? '';
        await world.log(aWipeLog('LATER-1'));
        expect((await overview()).unmatched[0]?.words).to.match(/serial LATER-1, passed \(wipe\.txt\)/);
        await world.ask('post', `/disposals/items/${itemId}/storage`, {
          name: 'SSD',
          media: 'flash',
          serial: 'LATER-1',
        });
        expect((await world.item(itemId)).missing).to.deep.equal([]);
        expect((await overview()).unmatched).to.deep.equal([]);

        await world.log(aWipeLog('OTHER-1'), 'other.txt');
        await world.log(aWipeLog('OTHER-2'), 'another.txt');
        const [second, one] = (await overview()).unmatched;
        await world.ask('post', `/disposals/lines/${second?.id}/set-aside`, {
          reason: 'A disk of the neighbour school',
        });
        await world.ask('post', `/disposals/lines/${one?.id}/match`, {
          storageId: await first(itemId),
          reason: 'The label is torn',
        });
        expect((await overview()).unmatched).to.deep.equal([]);
        expect((await world.item(itemId)).storage[0]?.records).to.have.length(2);
      });

      it('is refused twice, and when it is no log', async () => {
        await world.log(aWipeLog('S1-1'));
        expect((await refusal(world.log(aWipeLog('S1-1'), 'again.txt'))).code).to.equal('log.imported');
        expect((await refusal(world.log('A letter'))).code).to.equal('log.unreadable');
        expect((await refusal(world.log('<html><script>'))).code).to.equal('file.refused');
      });
    });

    it('keeps a thing after all, back in stock and out of its collection', async () => {
      const asset = await world.laptop('GP-1');
      const itemId = (await world.approved([asset])).items[0]?.id ?? '';
      const batch = await world.collection([itemId]);
      await world.ask('post', `/disposals/items/${itemId}/keep`, { reason: 'The library needs it' });
      expect((await world.asset(asset.id)).state).to.equal('in_stock');
      expect((await world.batch(batch.id)).items).to.deep.equal([]);
      await world.ask('post', `/disposals/batches/${batch.id}/cancel`, { reason: 'Nothing left in it' });
      expect((await refusal(world.handOver(batch))).code).to.equal('batch.state');
    });

    it('says what keeps how many here', async () => {
      const assets = [
        await world.laptop('GP-1'),
        await world.laptop('GP-2', [aDisk(null)]),
        await world.laptop('GP-3'),
      ];
      const { items } = await world.approved(assets);
      await record(await first(items[0]?.id ?? ''), aWipe());
      await record(await first(items[2]?.id ?? ''), aWipe({ verification: 'none' }));
      expect((await overview()).headline).to.equal(
        '2 of 3 cannot leave: one serial unknown, one wipe unverified.',
      );
    });

    it('lists contractors with what has run out and what soon will', async () => {
      await world.ask(
        'post',
        '/disposals/contractors',
        aContractor({ carrierUntil: '2026-12-24', permitUntil: '2026-10-01' }),
      );
      const { items } = (await world.ask('get', '/disposals/contractors')) as {
        items: { problems: string[]; soon: string[] }[];
      };
      expect(items[0]?.problems[0]).to.match(/^The permit .* ran out on 1 Oct 2026/);
      expect(items[0]?.soon).to.deep.equal(['Carrier registration runs out on 24 Dec 2026']);
    });
  });
});
