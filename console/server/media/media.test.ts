import { expect } from 'chai';
import { removableMedia } from '../../../shared/controls/removable-media/index.ts';
import type { Policy } from '../../../shared/controls/removable-media/policy.ts';
import { policyDocument } from '../../../shared/policy.ts';
import type { Medium, MediumDetail } from '../../../shared/protocol/api/media.ts';
import { forEachDatabase } from '../../../test/support/databases.ts';
import { aLinkedSchool, type LinkedSchool } from '../../../test/support/linked-school.ts';
import { refusal } from '../../../test/support/policy-school.ts';
import type { RawDevice } from '../../../test/support/raw-device.ts';
import { createAccount } from '../accounts/people.ts';
import type { Db } from '../database/index.ts';
import { ask as askPolicy } from '../policies/decide.ts';
import { saveDraft } from '../policies/drafts.ts';
import { currentPolicy, hashSerial, schoolSerialKey } from '../policies/index.ts';
import { changeRules } from '../policies/rules.ts';
import { mediaListKind } from './enter.ts';
import { importMedia } from './import.ts';
import { routes } from './index.ts';
import { noteSeen, unregistered } from './seen.ts';

const stick = { label: 'Office stick 4', vendorId: '0781', productId: '5567', serial: '4C530001' };

forEachDatabase((_engine, open) => {
  describe('the register of school media', () => {
    let db: Db;
    let school: LinkedSchool;

    beforeEach(async () => {
      db = await open();
      school = await aLinkedSchool(db);
    });
    afterEach(() => school.close());

    const enter = (more: object = {}) =>
      school.ask(routes(school.context), 'POST /media', {}, { ...stick, ...more }) as Promise<MediumDetail>;
    const move = (medium: Medium, to: string, more: object = {}) =>
      school.ask(
        routes(school.context),
        'POST /media/{id}/state',
        { id: medium.id },
        { revision: medium.revision, to, ...more },
      ) as Promise<MediumDetail>;
    const mediaOf = async (device: RawDevice): Promise<Policy> => {
      const { payload } = await device.take('policy');
      const { controls } = policyDocument.parse(JSON.parse(payload));
      return removableMedia.policy.parse(controls['removable-media']) as Policy;
    };

    /** What a device says it sees, as the console keeps it. */
    async function sees(deviceId: string, serialHash: string, encrypted: string, at: number) {
      const facts = {
        vendorId: '0781',
        productId: '5567',
        serialHash,
        kind: 'storage',
        standing: 'unlisted',
      };
      const finding = {
        control: 'removable-media',
        state: 'met',
        reason: 'blocked',
        how: 'watching',
        evidence: {
          facts: {},
          parts: [{ name: 'a stick', state: 'met', reason: 'not_open', facts: { ...facts, encrypted } }],
        },
        source: 'composed',
        observedAt: at,
        observedBy: 'test',
      };
      const row = { device_id: deviceId, school_id: school.context.schoolId, control: 'removable-media' };
      const now = {
        finding: JSON.stringify(finding),
        state: 'met',
        reason: 'blocked',
        seq: 1,
        observed_at: at,
      };
      await db.deleteFrom('device_finding').where('device_id', '=', deviceId).execute();
      await db
        .insertInto('device_finding')
        .values({ ...row, ...now })
        .execute();
    }

    it('lets a registered stick in at every connected device within a second', async () => {
      const { device } = await school.aLiveDevice();
      const began = Date.now();
      await enter({ holder: 'Anna Ash', encryption: 'by_itself' });
      const { approved, lost } = await mediaOf(device);
      expect(Date.now() - began).to.be.below(1000);
      expect(approved).to.deep.equal([{ ...stick, access: 'read_write', hardwareEncrypted: true }]);
      expect(lost).to.deep.equal([]);
    });

    it('shuts a lost one everywhere within a second, and lets it in again once it is found', async () => {
      const { device } = await school.aLiveDevice();
      const entered = await enter({ holder: 'Anna Ash' });
      await mediaOf(device);
      const began = Date.now();
      const gone = await move(entered, 'lost', { note: 'On the bus' });
      const after = await mediaOf(device);
      expect(Date.now() - began).to.be.below(1000);
      expect(after.approved).to.deep.equal([]);
      expect(after.lost).to.deep.equal([{ ...stick, serialHash: null }]);
      expect(gone).to.include({ state: 'lost', holder: 'Anna Ash' });
      const found = await move(gone, 'in_store');
      expect((await mediaOf(device)).approved).to.have.length(1);
      expect(found.history.map(one => one.sentence)).to.deep.equal([
        'Found; in store',
        'Lost or stolen; Anna Ash had it',
        'Entered in the register and issued to Anna Ash',
      ]);
      expect(found.history[1]?.note).to.equal('On the bus');
    });

    it('begins an incident for one that is lost, without its holder, and says what is known of its encryption', async () => {
      const entered = await enter({ holder: 'Anna Ash', encryption: 'by_software' });
      const of = async () =>
        (
          await db
            .selectFrom('incident')
            .select(['category', 'title', 'detail'])
            .where('matter', '=', `medium:${entered.id}`)
            .execute()
        ).map(one => ({ ...one }));
      const gone = await move(entered, 'lost');
      const [incident] = await of();
      expect(incident).to.include({ category: 'lost_or_stolen' });
      expect(incident?.title).to.equal(`${entered.label} (memory stick) is lost or stolen`);
      expect(incident?.detail).to.contain('says that it is encrypted; no computer has seen so');
      expect(JSON.stringify(incident)).to.not.contain('Anna');
      await move(await move(gone, 'in_store'), 'lost');
      expect(await of(), 'one matter while it is open').to.have.length(1);
    });

    it('is not in the policy of a group that lists its own media, but what is lost is stopped there too', async () => {
      const { context } = school;
      const one = await enter();
      const group = await db.selectFrom('device_group').select('id').executeTakeFirstOrThrow();
      const row = {
        ...{ id: crypto.randomUUID(), school_id: context.schoolId, scope: 'group', scope_id: group.id },
        ...{ number: 1, status: 'in_force', revision: 1, reason: '', editors: '[]', created_at: 0 },
        ...{ created_by: 'a test', updated_at: 0, updated_by: 'a test' },
        settings: JSON.stringify({ controls: { 'removable-media': { approved: [] } } }),
      };
      await db.insertInto('policy_version').values(row).execute();
      const part = async () => {
        const { document } = await currentPolicy(context, context.schoolId, group.id);
        return removableMedia.policy.parse(document.controls['removable-media']) as Policy;
      };
      expect((await part()).approved).to.deep.equal([]);
      await move(one, 'lost');
      expect((await part()).lost).to.have.length(1);
    });

    it('knows a stick once, and refuses a change of what somebody else changed meanwhile', async () => {
      const one = await enter();
      expect((await refusal(enter({ label: 'Another' }))).fields?.serial).to.equal(
        'Registered as “Office stick 4”',
      );
      await move(one, 'issued', { holder: 'Anna Ash' });
      expect((await refusal(move(one, 'lost'))).code).to.equal('medium.changed');
      expect((await refusal(move({ ...one, revision: 2 }, 'issued'))).fields?.holder).to.be.a('string');
    });

    it('takes a stick that a device saw only with that stick’s own serial number', async () => {
      const { deviceId } = await school.aLiveDevice();
      const { context } = school;
      const key = await schoolSerialKey(db, context.schoolId);
      const seenHash = hashSerial(stick.serial, key);
      await sees(deviceId, seenHash, 'bitlocker', context.now());
      const [seen] = await unregistered(context, context.schoolId);
      expect(seen).to.deep.include({ serialHash: seenHash, vendorId: '0781', encrypted: 'bitlocker' });
      const wrong = await refusal(enter({ serial: '4c530001', seenHash }));
      expect(wrong.fields?.serial).to.include('another stick');
      const one = await enter({ seenHash });
      expect(one.encrypted.answer).to.equal('unknown');
      expect(await unregistered(context, context.schoolId)).to.deep.equal([]);
      expect(await noteSeen(context, context.schoolId, [deviceId])).to.equal(true);
      expect(await noteSeen(context, context.schoolId, [deviceId])).to.equal(false);
      const after = (await school.ask(routes(context), 'GET /media/{id}', { id: one.id })) as MediumDetail;
      expect(after.encrypted).to.deep.equal({ answer: 'yes', how: 'With BitLocker, as Laptop 7 saw' });
      expect(after.seen?.device?.id).to.equal(deviceId);
    });

    it('is read from a spreadsheet: first what would happen, then the same in one go', async () => {
      await enter();
      const text = [
        'Name,Vendor,Product,Serial number,Issued to,Encrypted',
        'Office stick 4,0781,5567,4C530001,,yes',
        'Head stick,781,5583,AA11,Hazel Head,BitLocker',
        'Head stick again,0781,5583,AA11,,',
        'Broken,07zz,5583,AA12,,',
      ].join('\n');
      const { context } = school;
      const planned = await importMedia(context, context.by, { text, apply: false });
      expect(planned.counts).to.deep.equal({ create: 1, same: 2, rejected: 1 });
      expect(planned.rows[3]?.words).to.include('vendor: four digits');
      const done = await importMedia(context, context.by, { text, apply: true });
      expect(done.rows).to.deep.equal(planned.rows);
      const again = await importMedia(context, context.by, { text, apply: true });
      expect(again.counts).to.deep.equal({ create: 0, same: 3, rejected: 1 });
      const refused = await refusal(importMedia(context, context.by, { text: 'Name\nA', apply: false }));
      expect(refused.detail).to.include('Missing: “vendor”, “product”, “serial”');
    });

    it('lets so many at once in that a list is widened only where a second person agrees', async () => {
      const { context } = school;
      await changeRules(context, context.by, { secondPerson: 'never' });
      const { id: head } = await createAccount(context, context.by, {
        ...{ name: 'Hazel Head', role: 'headteacher', email: 'head@greenfield.example' },
      });
      const sheet = (from: number, count: number) =>
        [
          'Name,Vendor,Product,Serial number',
          ...Array.from({ length: count }, (_, at) => `Stick ${from + at},0781,5567,S${from + at}`),
        ].join('\n');
      const bring = (from: number, count: number, apply = true) =>
        importMedia(context, context.by, { text: sheet(from, count), apply });
      const known = async () => (await db.selectFrom('school_medium').select('id').execute()).length;
      expect((await bring(1, 12)).second, 'nothing stops sticks yet, so nothing is widened').to.equal(null);
      expect(await known()).to.equal(12);
      context.clock.at += 25 * 3600_000;
      const group = (await db.selectFrom('device_group').select('id').executeTakeFirstOrThrow()).id;
      const settings = { controls: { 'removable-media': { mode: 'enforce' } }, silentAfterSchoolDays: null };
      const draft = await saveDraft(context, context.by, `group.${group}`, { revision: 0, settings });
      await askPolicy(context, context.by, draft.id, {
        revision: draft.revision,
        reason: 'A test',
        rings: [],
      });
      expect((await bring(100, 11, false)).second, 'by the school’s rules').to.equal(null);
      await db.updateTable('policy_rule').set({ second_person: 'enforce' }).execute();

      expect((await bring(100, 10, false)).second).to.equal(null);
      const planned = await bring(100, 11, false);
      expect(planned.second).to.deep.equal({
        ...{ id: null, sentence: 'Hazel Head has to agree first, because so many are entered.' },
      });
      const asked = await bring(100, 11);
      expect(await known(), 'nothing is entered yet').to.equal(12);
      const approval = await db.selectFrom('approval').selectAll().executeTakeFirstOrThrow();
      expect(approval).to.include({ id: asked.second?.id, kind: 'media-list', title: 'Let in 11 sticks' });
      expect(approval.lines).to.include('Stick 100, Stick 101');
      expect((await refusal(bring(200, 11))).code).to.equal('approval.waits_already');

      // One of them was entered meanwhile, by hand.
      await enter({ label: 'Stick 100', serial: 'S100' });
      const yes = mediaListKind.read(JSON.parse(approval.payload));
      await db.updateTable('approval').set({ status: 'approved', decided_at: context.now() }).execute();
      const said = await db
        .transaction()
        .execute(tx =>
          mediaListKind.approved(
            context,
            tx,
            { ...approval, schoolId: context.schoolId, payload: yes, askedBy: context.by },
            { ...context.by, id: `person:${head}`, name: 'Hazel Head' },
          ),
        );
      expect(said.sentence).to.match(/^10 sticks were entered/);
      expect(await known()).to.equal(23);
      const group1 = await currentPolicy(context, context.schoolId, group);
      const policy = removableMedia.policy.parse(group1.document.controls['removable-media']) as Policy;
      expect(policy.approved).to.have.length(23);

      for (let one = 0; one < 10; one += 1) await enter({ serial: `MORE-${one}` });
      expect((await refusal(enter({ serial: 'ONE-MORE' }))).code, 'one by one is no way round').to.equal(
        'medium.many_today',
      );
      context.clock.at += 25 * 3600_000;
      await enter({ serial: 'ONE-MORE' });
    });
  });
});
