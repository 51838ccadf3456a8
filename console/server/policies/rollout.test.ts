import { expect } from 'chai';
import { emptyCalendar, usualYear } from '../../../shared/calendar/usual-year.ts';
import { idleLock } from '../../../shared/controls/idle-lock/index.ts';
import { requiredSoftware } from '../../../shared/controls/required-software/index.ts';
import { forEachDatabase } from '../../../test/support/databases.ts';
import {
  aPolicySchool,
  control,
  enforcing,
  lock,
  own,
  type PolicySchool,
  refusal,
} from '../../../test/support/policy-school.ts';
import { anEvent } from '../../../test/support/raw-device.ts';
import { sentenceOf } from '../audit/words.ts';
import { changeCalendar } from '../calendar/change.ts';
import type { Db } from '../database/index.ts';
import { changesComing } from './coming.ts';
import { ask, foresee } from './decide.ts';
import { readDelivery } from './delivery.ts';
import { saveDraft } from './drafts.ts';
import { act } from './finish.ts';
import { policyMatters } from './matters.ts';
import { currentPolicy } from './policies.ts';
import { readTable } from './present.ts';
import { policyPass } from './tick.ts';
import { findVersion } from './versions.ts';

const minutes = 60_000;
const lockingAfter = (after: number) => ({
  desktops: [
    {
      ...{ name: 'Windows', understood: true, lockEnabled: true, idleSeconds: after * 60, delaySeconds: 0 },
      ...{ fixed: true, passwordOnWake: true, detail: null },
    },
  ],
  noDesktop: false,
  sessions: [],
});
const dayMs = 24 * 60 * minutes;

forEachDatabase((_engine, open) => {
  describe('policies in rings', () => {
    let db: Db;
    let school: PolicySchool;
    let context: PolicySchool['context'];
    let technician: PolicySchool['technician'];
    const part: PolicySchool['part'] = (...given) => school.part(...given);
    const document: PolicySchool['document'] = (...given) => school.document(...given);
    const aDevice: PolicySchool['aDevice'] = (...given) => school.aDevice(...given);
    const anotherGroup: PolicySchool['anotherGroup'] = (...given) => school.anotherGroup(...given);
    const put: PolicySchool['put'] = (...given) => school.put(...given);
    beforeEach(async () => {
      db = await open();
      school = await aPolicySchool(db);
      ({ context, technician } = school);
      pilot = await anotherGroup('IT');
      class_ = await anotherGroup('Year 4');
      devices = [];
      for (const [index, groupId] of [pilot, class_, class_, class_, class_, school.groupId].entries())
        devices.push(await aDevice(`D${index}`, 12, groupId));
    });

    let pilot: string;
    let class_: string;
    let devices: string[];

    const rings = () => [
      { groupId: pilot, waitMinutes: 30 },
      { groupId: class_, waitMinutes: 60 },
    ];
    const applied = async (groupId: string) => {
      const { number } = await currentPolicy(context, context.schoolId, groupId);
      await db
        .updateTable('device')
        .set({ policy_applied: number })
        .where('group_id', '=', groupId)
        .execute();
    };
    const pass = async (ms: number) => {
      context.clock.at += ms;
      await policyPass(context);
    };

    it('reach one group after another, each after its wait and once a device has it', async () => {
      const { version } = await put('school', own({ minLength: 11 }), rings());
      const lengths = async () =>
        Promise.all(
          [pilot, class_, school.groupId].map(
            async id => ((await part(id)) as { minLength: number }).minLength,
          ),
        );
      expect(await lengths()).to.deep.equal([11, 12, 12]);
      await pass(31 * minutes);
      expect(await lengths(), 'no device of the first ring has it').to.deep.equal([11, 12, 12]);
      await applied(pilot);
      await pass(0);
      expect(await lengths()).to.deep.equal([11, 11, 12]);
      await applied(class_);
      await pass(61 * minutes);
      expect(await lengths()).to.deep.equal([11, 11, 11]);
      expect((await findVersion(db, context.schoolId, version.id)).status).to.equal('in_force');
      expect((await readTable(context, context.schoolId)).rollouts).to.deep.equal([]);
    });

    it('begin with the next group on a school day, where the school keeps its calendar', async () => {
      const calendar = { ...emptyCalendar(), ...usualYear(2026) };
      await changeCalendar(context, technician, { revision: 0, calendar });
      // It is Sunday: the second group follows on Monday, the school a day after, and so the headteacher is told.
      await put('school', own({ minLength: 11 }), [
        { groupId: pilot, waitMinutes: 30 },
        { groupId: class_, waitMinutes: 24 * 60 },
      ]);
      const monday = Date.UTC(2026, 10, 23);
      expect((await changesComing(db, context.schoolId))[0]?.at).to.equal(monday + dayMs);
      await applied(pilot);
      await pass(31 * minutes);
      const reached = async () => ((await part(class_)) as { minLength: number }).minLength;
      expect(await reached()).to.equal(12);
      await pass(monday - context.now());
      expect(await reached()).to.equal(11);
    });

    it('are taken back by themselves when devices get worse than was expected', async () => {
      const { version } = await put('school', own({ minLength: 11 }), rings());
      await applied(pilot);
      await pass(31 * minutes);
      expect(await part(class_)).to.include({ minLength: 11 });
      const before = (await document(class_)).number;
      for (const id of devices.slice(1, 3)) await school.report(id, 4);
      await pass(minutes);
      expect(await part(class_)).to.include({ minLength: 12 });
      expect(await part(pilot)).to.include({ minLength: 12 });
      expect((await document(class_)).number).to.be.greaterThan(before);
      const row = await findVersion(db, context.schoolId, version.id);
      expect(row.status).to.equal('returned');
      const [told] = (await policyMatters(db, context.schoolId, context.now())).takenBack;
      expect(told).to.include({ place: 'the whole school', number: 1 });
      expect(row.end_note).to.match(/^2 of 5 devices got worse on “.+”, more than was to be expected\.$/);
    });

    it('are judged device by device: what two mend does not hide what two others break', async () => {
      for (const id of devices.slice(1, 3)) await school.report(id, 4);
      await put('school', own({ minLength: 11 }), [{ groupId: class_, waitMinutes: 30 }]);
      for (const id of devices.slice(1, 3)) await school.report(id, 12);
      for (const id of devices.slice(3, 5)) await school.report(id, 4);
      await pass(minutes);
      const [told] = (await policyMatters(db, context.schoolId, context.now())).takenBack;
      expect(told?.why).to.match(/^2 of 4 devices got worse on /);
    });

    it('are not judged by devices that came or were moved there since', async () => {
      const elsewhere = await aDevice('Moved', 4, school.groupId);
      await put('school', own({ minLength: 11 }), [{ groupId: class_, waitMinutes: 30 }]);
      await aDevice('New', 4, class_);
      await db.updateTable('device').set({ group_id: class_ }).where('id', '=', elsewhere).execute();
      await pass(minutes);
      expect(await tookBack()).to.equal(0);
    });

    it('of one device are judged by that device alone', async () => {
      const [, one = '', ...others] = devices;
      const controls = { ...own({ minLength: 11 }).controls, ...enforcing.controls };
      await put(`device.${one}`, { ...enforcing, controls });
      for (const id of others) await school.report(id, 4);
      await pass(minutes);
      expect(await tookBack()).to.equal(0);
      await school.report(one, 4);
      await pass(minutes);
      const [told] = (await policyMatters(db, context.schoolId, context.now())).takenBack;
      expect(told?.why).to.match(/^1 of 1 device got worse on /);
    });

    it('begun when only numbers were kept go on, and their next ring is judged', async () => {
      await put('school', own({ minLength: 11 }), rings());
      const numbers = JSON.stringify({ [pilot]: { [control]: 0 } });
      await db.updateTable('policy_rollout').set({ bad_before: numbers, expected: '{}' }).execute();
      await applied(pilot);
      await school.report(devices[0] ?? '', 4);
      await pass(31 * minutes);
      expect(await part(class_)).to.include({ minLength: 11 });
      for (const id of inClass()) await school.report(id, 4);
      await pass(minutes);
      expect(await tookBack()).to.equal(1);
    });

    it('go on when what fails is what the what-if said would fail', async () => {
      await put('school', own({ minLength: 14 }), rings());
      await applied(pilot);
      await school.report(devices[0] ?? '', 12);
      await pass(31 * minutes);
      expect(await part(class_)).to.include({ minLength: 14 });
    });

    const tookBack = async () => (await policyMatters(db, context.schoolId, context.now())).takenBack.length;
    const inClass = () => devices.slice(1, 3);

    it('are taken back when what was set until now is asked more strictly and setting it fails', async () => {
      const locksAfter = (minutes: number, inPlace: boolean) =>
        Promise.all(
          inClass().map(id =>
            school.sees(id, idleLock, lockingAfter(minutes), { how: 'enforced', inPlace, facts: {} }),
          ),
        );
      const asks = (afterMinutes: number) => ({ controls: { [lock]: { mode: 'enforce', afterMinutes } } });
      await put('school', { ...asks(20), silentAfterSchoolDays: null });
      await locksAfter(20, true);
      await pass(61 * minutes);
      await put('school', { ...asks(10), silentAfterSchoolDays: null }, [
        { groupId: class_, waitMinutes: 30 },
      ]);
      await locksAfter(20, false);
      await pass(minutes);
      expect(await tookBack()).to.equal(1);
    });

    it('are taken back when a program that is newly asked for is nowhere: no what-if foresaw that', async () => {
      for (const id of inClass()) await school.sees(id, requiredSoftware, { system: 'linux', looked: [] });
      const asks = { [requiredSoftware.key]: { required: [{ title: 'Filter*' }] } };
      const draft = await saveDraft(context, technician, 'school', {
        revision: 0,
        settings: { controls: asks, silentAfterSchoolDays: null },
      });
      const said = await foresee(context, technician, draft.id);
      expect(said.controls[0]?.consequences.map(one => one.sentence)).to.include(
        'Nothing can be said yet of 2 devices: what is asked is looked for only once it is asked.',
      );
      const rings = [{ groupId: class_, waitMinutes: 30 }];
      await ask(context, technician, draft.id, { revision: draft.revision, reason: 'A test asks', rings });
      const missing = { title: 'Filter*', found: [], service: '', running: null };
      for (const id of inClass())
        await school.sees(id, requiredSoftware, { system: 'linux', looked: [missing] });
      await pass(minutes);
      expect(await tookBack()).to.equal(1);
    });

    it('are taken back when devices cannot read them, and not for one that is older or forged', async () => {
      const earlier = await currentPolicy(context, context.schoolId, class_);
      await put('school', own({ minLength: 11 }), [{ groupId: class_, waitMinutes: 30 }]);
      let seq = 1000;
      const refuse = async (facts: Record<string, string>) => {
        seq += 1;
        for (const id of inClass()) {
          const refused = { ...anEvent(seq, 'policy.refused'), facts };
          expect((await school.ingest.submit(school.from(id), [refused])).rejected).to.deep.equal([]);
        }
        await pass(minutes);
      };
      const { signature } = (await currentPolicy(context, context.schoolId, class_)).signed;
      await refuse({ reason: 'malformed', signature: earlier.signed.signature });
      await refuse({ reason: 'malformed', signature: 'x' });
      for (const reason of ['bad_signature', 'older', 'wrong_audience', 'number_reused', 'expired'])
        await refuse({ reason, signature });
      expect(await tookBack()).to.equal(0);
      const { missing } = await readDelivery(context, context.schoolId, class_);
      expect(missing.map(one => one.why)).to.include('Refused it: it was offered for an earlier connection.');
      await refuse({ reason: 'malformed', signature });
      const [told] = (await policyMatters(db, context.schoolId, context.now())).takenBack;
      expect(told?.why).to.match(/^2 of 4 devices refused it, /);
    });

    it('are taken back in the hour after the last ring of what is enforced, and not after it', async () => {
      const worseAfter = async (minLength: number, wait: number) => {
        const controls = { ...own({ minLength }).controls, ...enforcing.controls };
        const { version } = await put('school', { ...enforcing, controls });
        await applied(class_);
        await pass(wait * minutes);
        for (const id of inClass()) await school.report(id, 4);
        await pass(minutes);
        for (const id of inClass()) await school.report(id, 12);
        return (await findVersion(db, context.schoolId, version.id)).status;
      };
      expect(await worseAfter(11, 50)).to.equal('returned');
      expect(await worseAfter(10, 61)).to.equal('in_force');
    });

    it('end their last ring an hour after the first device has it, not before any of them does', async () => {
      const { version } = await put('school', enforcing);
      const status = async () => (await findVersion(db, context.schoolId, version.id)).status;
      await pass(2 * dayMs);
      expect(await status(), 'everything is off').to.equal('rolling_out');
      await applied(class_);
      await pass(50 * minutes);
      expect(await status(), 'what they say of it is waited for').to.equal('rolling_out');
      await pass(11 * minutes);
      expect(await status()).to.equal('in_force');
      const { facts } = await db
        .selectFrom('audit')
        .select('facts')
        .where('action', '=', 'policy.rolled_out')
        .executeTakeFirstOrThrow();
      expect(sentenceOf('policy.rolled_out', facts, null)).to.match(
        /is in force; confirmed by 4 of 6 devices$/,
      );
    });

    it('go no further once halted by hand, but are taken back still when devices get worse', async () => {
      await put('school', own({ minLength: 11 }), [{ groupId: class_, waitMinutes: 30 }]);
      const rollout = (await readTable(context, context.schoolId)).rollouts[0];
      await act(context, technician, rollout?.id ?? '', 'halt', 'A question first');
      await applied(class_);
      await pass(dayMs);
      expect(await part()).to.include({ minLength: 12 });
      expect(await tookBack()).to.equal(0);
      for (const id of inClass()) await school.report(id, 4);
      await pass(minutes);
      expect(await tookBack()).to.equal(1);
    });

    it('can be halted, resumed, finished and taken back by hand', async () => {
      await put('school', own({ minLength: 11 }), rings());
      const rollout = (await readTable(context, context.schoolId)).rollouts[0];
      await act(context, technician, rollout?.id ?? '', 'halt', 'A question first');
      await applied(pilot);
      await pass(dayMs);
      expect(await part(class_)).to.include({ minLength: 12 });
      await act(context, technician, rollout?.id ?? '', 'finish', 'All is well');
      expect(await part()).to.include({ minLength: 11 });
      const again = await refusal(act(context, technician, rollout?.id ?? '', 'return', 'Too late'));
      expect(again.code).to.equal('rollout.over');
    });

    it('let no second version of the same place overtake', async () => {
      await put('school', own({ minLength: 11 }), rings());
      const error = await refusal(put('school', own({ minLength: 13 })));
      expect(error.code).to.equal('policy.rolling_out');
    });
  });
});
