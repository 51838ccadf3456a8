import { expect } from 'chai';
import type { Approval, ApprovalList } from '../../../shared/protocol/api/approvals.ts';
import type { Batch, Disposals } from '../../../shared/protocol/api/disposals.ts';
import { forEachDatabase } from '../../../test/support/databases.ts';
import {
  aDisk,
  aDisposalWorld,
  aNote,
  aPdf,
  aWipe,
  aWipeLog,
  type DisposalWorld,
} from '../../../test/support/disposal-world.ts';
import { refusal } from '../../../test/support/policy-school.ts';
import type { Caller, FileAnswer } from '../route.ts';
import type { Manifest } from './manifest.ts';
import { packDefinition } from './pack-pages.ts';

const made = { hash: 'h', missing: 0, madeAt: 0, sightings: [] };

forEachDatabase((_engine, open) => {
  describe('the proof of a disposal', function () {
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

    const leaveOut = (storageId: string, reason: string) =>
      world.ask('post', `/disposals/storage/${storageId}/leave-out`, { reason });
    async function leftOut(storageId: string, reason: string) {
      await leaveOut(storageId, reason);
      await world.agree('storage-left-out', storageId);
    }

    /** One wiped laptop on the van. */
    async function collected(tag = 'GP-1', serial = `S-${tag}`) {
      const asset = await world.laptop(tag, [aDisk(serial)]);
      const { items } = await world.approved([asset]);
      const itemId = items[0]?.id ?? '';
      await record(await first(itemId), aWipe());
      const batch = await world.collection([itemId]);
      return { asset, itemId, batch: await world.handOver(batch) };
    }

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

    describe('that one of several drives is not in a thing', () => {
      it('holds only when a second person agrees, and the pack names both', async () => {
        const disks = [aDisk('S-IN'), aDisk('S-OUT', 'ssd', 'sdb')];
        const itemId = (await world.approved([await world.laptop('GP-1', disks)])).items[0]?.id ?? '';
        const out = async () => (await world.item(itemId)).storage.find(one => one.serial === 'S-OUT');
        const id = (await out())?.id ?? '';
        await record(await first(itemId), aWipe());
        await leaveOut(id, 'A stick that was plugged in');
        expect(await out(), 'one person alone').to.deep.include({ leftOut: null, leftOutBy: [] });
        const batch = await world.collection([itemId]);
        expect((await refusal(world.handOver(batch))).detail).to.match(/sdb: not wiped or destroyed yet/);
        expect((await refusal(leaveOut(id, 'Again'))).code).to.equal('approval.waits_already');

        const { waiting } = (await world.ask('get', '/approvals', {}, world.head)) as ApprovalList;
        const asked = waiting.find(one => one.kind === 'storage-left-out');
        expect(asked?.about).to.deep.equal({ label: 'The thing', to: `/disposals/items/${itemId}` });
        expect(asked?.lines.join(' ')).to.match(
          /S-OUT, read by Laptop GP-1 itself.*besides: sda, serial S-IN/,
        );
        const yes = (by: Caller) => world.ask('post', `/approvals/${asked?.id}/approve`, {}, by);
        expect((await refusal(yes(world.technician))).code).to.equal('approval.own_work');
        await yes(world.head);
        expect(await out()).to.deep.include({
          leftOut: 'A stick that was plugged in',
          leftOutBy: ['Tara Tech', 'Hazel Head'],
        });
        const { bytes } = (await world.ask('get', `/disposals/batches/${batch.id}/manifest`)) as FileAnswer;
        const manifest = JSON.parse(bytes.toString()) as Manifest;
        expect(JSON.stringify(packDefinition(manifest, made))).to.include(
          'A stick that was plugged in (says Tara Tech, and agreed by Hazel Head)',
        );
        expect((await world.handOver(batch)).state).to.equal('collected');
      });

      it('is asked of nobody any longer once it is in it after all, or the thing is kept', async () => {
        const waits = async () =>
          ((await world.ask('get', '/approvals', {}, world.head)) as ApprovalList).waiting.length;
        const itemId = (await world.approved([await world.laptop('GP-1')])).items[0]?.id ?? '';
        const id = await first(itemId);
        await leaveOut(id, 'Taken out in May');
        expect(await waits()).to.equal(1);
        await world.ask('post', `/disposals/storage/${id}/put-back`);
        expect(await waits()).to.equal(0);
        await leaveOut(id, 'Taken out in May');
        await world.ask('post', `/disposals/items/${itemId}/keep`, { reason: 'The library needs it' });
        expect(await waits()).to.equal(0);
      });
    });

    describe('that there is no storage in a thing', () => {
      it('holds for what was left out only when a second person agrees to it', async () => {
        const itemId = (await world.approved([await world.laptop('GP-1')])).items[0]?.id ?? '';
        const none = (reason = 'Opened it, the slot is empty') =>
          world.ask('post', `/disposals/items/${itemId}/no-storage`, { reason });
        expect((await refusal(none())).code).to.equal('storage.listed');
        await leftOut(await first(itemId), 'Taken out in May');
        await none();
        const asked = await world.item(itemId);
        expect(asked).to.deep.include({ noStorage: null, noneNeedsSecond: true });
        expect(asked.missing[0]).to.match(/a second person has to agree/);
        expect((await overview()).headline).to.match(/waits for a second person to agree/);
        const batch = await world.collection([itemId]);
        expect((await refusal(world.handOver(batch))).detail).to.match(/a second person has to agree/);

        const question = async (by = world.head) => {
          const { waiting } = (await world.ask('get', '/approvals', {}, by)) as ApprovalList;
          return waiting.find(one => one.kind === 'no-storage');
        };
        const approval = await question();
        const { lines } = (await world.ask('get', `/approvals/${approval?.id}`, {}, world.head)) as Approval;
        expect(lines[1]).to.match(/serial S-GP-1, read by Laptop GP-1 itself\. Tara Tech: Taken out in May/);
        const yes = (by: Caller) => world.ask('post', `/approvals/${approval?.id}/approve`, {}, by);
        expect((await refusal(yes(world.technician))).code).to.equal('approval.own_work');
        await yes(world.head);
        const agreed = await world.item(itemId);
        expect(agreed.missing).to.deep.equal([]);
        expect(agreed.noStorageBy).to.deep.equal(['Tara Tech', 'Hazel Head']);
        const manifest = (await world.ask('get', `/disposals/batches/${batch.id}/manifest`)) as FileAnswer;
        expect(JSON.parse(manifest.bytes.toString()).items[0].noStorage).to.deep.equal({
          ...{ reason: 'Opened it, the slot is empty', by: 'Tara Tech', agreedBy: 'Hazel Head' },
        });

        await world.ask('post', `/disposals/storage/${await first(itemId)}/put-back`);
        expect((await world.item(itemId)).missing[0]).to.match(/not wiped or destroyed yet/);
        await leftOut(await first(itemId), 'No, out');
        await none();
        await world.ask('post', `/disposals/items/${itemId}/keep`, { reason: 'The library needs it' });
        expect(await question(), 'nobody is asked about what stays').to.equal(undefined);
      });

      it('is nobody else’s to agree to where there never is any', async () => {
        const projector = await world.laptop('PR-1', [], { kind: 'projector' });
        const itemId = (await world.approved([projector])).items[0]?.id ?? '';
        await world.ask('post', `/disposals/items/${itemId}/no-storage`, { reason: 'It keeps nothing' });
        expect(await world.item(itemId)).to.deep.include({ missing: [], noStorageBy: ['Tara Tech'] });
        // A card keeps pictures and a copier scans; what was lent held data whatever it is called later.
        for (const [tag, kind] of [
          ['CAM-1', 'camera'],
          ['COP-1', 'printer'],
          ['REC-1', 'audio'],
        ] as const) {
          const asset = await world.laptop(tag, [], { kind });
          if (kind === 'audio')
            await world.db.updateTable('asset').set({ held_data_at: 1 }).where('id', '=', asset.id).execute();
          const id = (await world.approved([asset])).items[0]?.id ?? '';
          await world.ask('post', `/disposals/items/${id}/no-storage`, { reason: 'It keeps nothing' });
          expect((await world.item(id)).missing[0], kind).to.match(/a second person has to agree/);
          const { waiting } = (await world.ask('get', '/approvals', {}, world.head)) as ApprovalList;
          const { lines } = waiting.find(one => one.about?.to === `/disposals/items/${id}`) ?? {};
          expect(
            lines?.some(line => /It was lent/.test(line)),
            kind,
          ).to.equal(kind === 'audio');
        }
        const unlinked = await world.laptop('GP-2', []);
        const laptop = (await world.approved([unlinked])).items[0]?.id ?? '';
        await world.ask('post', `/disposals/items/${laptop}/no-storage`, { reason: 'Was taken out' });
        expect((await world.item(laptop)).noStorage, 'a laptop that told nothing').to.equal(null);
      });
    });

    describe('from a log of another serial number', () => {
      it('says wherever it is read that a person, and no serial number, says which drive it was', async () => {
        const itemId = (await world.approved([await world.laptop('GP-1')])).items[0]?.id ?? '';
        await world.log(aWipeLog('OTHER-1'));
        const [line] = (await overview()).unmatched;
        const match = (more: object) =>
          world.ask('post', `/disposals/lines/${line?.id}/match`, { storageId: storage, ...more });
        const storage = await first(itemId);
        expect(await match({}).catch((error: Error) => error.message)).to.match(/Say why|expected string/);
        await match({ reason: 'The label was torn off' });
        const hand = { by: 'Tara Tech', at: world.context.now(), why: 'The label was torn off' };
        const [record] = (await world.item(itemId)).storage[0]?.records ?? [];
        expect(record?.placed).to.deep.equal({ names: 'OTHER-1', same: false, hand });

        const batch = await world.handOver(await world.collection([itemId]));
        const { bytes } = (await world.ask('get', `/disposals/batches/${batch.id}/manifest`)) as FileAnswer;
        const manifest = JSON.parse(bytes.toString()) as Manifest;
        expect(manifest.items[0]?.storage[0]?.records[0]?.readFrom).to.deep.equal({
          serial: 'OTHER-1',
          sameSerial: false,
          matchedByHand: { by: 'Tara Tech', at: new Date(hand.at).toISOString(), because: hand.why },
        });
        const pack = JSON.stringify(packDefinition(manifest, made));
        expect(pack).to.match(
          /Matched by hand by Tara Tech on \d+ Nov 2026[^"]*, because: The label was torn off; the record names serial OTHER-1/,
        );
        expect(pack).to.include('overwritten, matched by hand');
      });

      it('needs nobody’s word where the serial is the same', async () => {
        const itemId = (await world.approved([await world.laptop('GP-1')])).items[0]?.id ?? '';
        await world.log(aWipeLog('s-gp-1'));
        const [record] = (await world.item(itemId)).storage[0]?.records ?? [];
        expect(record?.placed).to.deep.equal({ names: 's-gp-1', same: true, hand: null });
      });
    });

    describe('by papers that came after the van', () => {
      it('names a waste paper that does not fit, and closes with it only for a reason', async () => {
        const { batch } = await collected();
        await freed(batch);
        await paper(batch, { number: 'N-1', dated: '2026-11-21' });
        await paper(batch, { number: 'N-2', codes: '20 01 36' });
        await paper(batch, { number: 'N-3' });
        const { toClose, papers } = await world.batch(batch.id);
        expect(toClose.map(one => one.code)).to.deep.equal(['paper_odd', 'paper_odd']);
        expect(toClose[0]?.words).to.match(/note N-1 is dated 21 Nov 2026, before the collection on 22 Nov/);
        expect((await refusal(close(batch))).detail).to.match(/note N-2 is entered as hazardous/);
        const accept = (number: string) =>
          world.ask('post', `/disposals/papers/${papers.find(one => one.number === number)?.id}/accept`, {
            reason: 'N-3 is in its place',
          });
        expect((await refusal(accept('N-3'))).code).to.equal('paper.fits');
        await accept('N-1');
        await accept('N-2');
        const closed = await close(batch);
        expect(closed.papers.find(one => one.number === 'N-1')?.accepted).to.deep.equal({
          ...{ at: world.context.now(), by: 'Tara Tech', why: 'N-3 is in its place' },
        });
      });

      it('says of a certificate that it names a serial number only where it does', async () => {
        const asset = await world.laptop('GP-1', [aDisk('SN-9')]);
        const itemId = (await world.approved([asset])).items[0]?.id ?? '';
        const storageId = await first(itemId);
        await world.ask('patch', `/disposals/storage/${storageId}`, { byContractor: true });
        const batch = await world.handOver(await world.collection([itemId]));
        const words = async () => {
          const { bytes } = (await world.ask('get', `/disposals/batches/${batch.id}/manifest`)) as {
            bytes: Buffer;
          };
          const manifest = JSON.parse(bytes.toString()) as Manifest;
          return JSON.stringify(packDefinition(manifest, made));
        };
        const after = await certify(batch, 'SN-8');
        const lineId = after.certificates[0]?.unmatched[0]?.id;
        const reason = 'They say that it is a slip of the pen';
        await world.ask('post', `/disposals/lines/${lineId}/match`, { storageId, reason });
        expect(await words())
          .to.match(/C-77 of Green Bytes. Matched by hand by Tara Tech .*; the certificate names serial SN-8/)
          .and.not.include('names this serial number');
        const { matched } = (await world.batch(batch.id)).certificates[0] ?? { matched: [] };
        expect(matched[0]?.placed.hand?.why).to.equal(reason);
        await certify(batch, 'sn-9');
        expect(await words()).to.include('C-77 of Green Bytes. It names this serial number.');
      });

      it('takes no certificate dated before the van or of less than the rule, and one can be withdrawn', async () => {
        const rules = (await world.ask('get', '/disposals/rules')) as object;
        await world.ask('put', '/disposals/rules', { ...rules, least: 'destroy' });
        const asset = await world.laptop('GP-1', [aDisk('SN-9')]);
        const itemId = (await world.approved([asset])).items[0]?.id ?? '';
        await world.ask('patch', `/disposals/storage/${await first(itemId)}`, { byContractor: true });
        const batch = await world.handOver(await world.collection([itemId]));
        await paper(batch);
        await freed(batch);
        const early = await certify(batch, 'SN-9', { number: 'C-1', dated: '2026-11-21' });
        expect(early.toClose.map(one => one.words)).to.deep.equal([
          'sda: certificate C-1 is dated 21 Nov 2026, before it was collected on 22 Nov 2026. Ask for one that counts, or withdraw it if it was entered wrongly',
        ]);
        expect((await world.item(itemId)).missing[0]).to.match(/C-1 is dated 21 Nov 2026/);
        const weak = await certify(batch, 'SN-9', { number: 'C-2', method: 'overwrite' });
        expect(weak.certificates.map(one => one.whyNot)).to.deep.equal([
          'is dated 21 Nov 2026, before it was collected on 22 Nov 2026',
          'says Clear only, and the school’s rule asks for Destroy',
        ]);
        expect((await refusal(close(batch))).detail).to.match(/asks for Destroy/);
        const right = await certify(batch, 'SN-9', { number: 'C-3' });
        expect(right.toClose).to.deep.equal([]);

        const withdraw = (id = '') =>
          world.ask('post', `/disposals/certificates/${id}/withdraw`, { reason: 'It is of another school' });
        const after = (await withdraw(right.certificates[2]?.id)) as Batch;
        expect(after.toClose.map(one => one.code)).to.deep.equal(['certificate_no_proof']);
        expect(after.certificates[2]?.withdrawn).to.deep.equal({
          ...{ at: world.context.now(), by: 'Tara Tech', why: 'It is of another school' },
        });
        expect((await refusal(withdraw(right.certificates[2]?.id))).code).to.equal('certificate.withdrawn');
        await certify(batch, 'SN-9', { number: 'C-4' });
        await close(batch);
        const { bytes } = (await world.ask('get', `/disposals/batches/${batch.id}/manifest`)) as {
          bytes: Buffer;
        };
        const pack = JSON.stringify(packDefinition(JSON.parse(bytes.toString()), made));
        expect(pack).to.match(/"Withdrawn"[^\]]*"by Tara Tech, [^"]*of another school"/);
        // On the cover what went wrong stands together, for whoever reads no further.
        expect(pack).to.include(
          'Certificate C-3 of Green Bytes was withdrawn by Tara Tech: It is of another school.',
        );
        expect(pack).to.match(/SN-9: certificate C-1 of Green Bytes proves nothing: it is dated 21 Nov 2026/);
        expect(pack).to.include('It proves nothing: it is dated 21 Nov 2026');
        expect(pack).not.to.match(/Certificate C-3 of Green Bytes\. It names/);
        expect((await refusal(withdraw(right.certificates[0]?.id))).code).to.equal('batch.state');
      });
    });
  });
});
