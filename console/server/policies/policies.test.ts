import { expect } from 'chai';
import { judge } from '../../../shared/controls/judge.ts';
import { passwordPolicy } from '../../../shared/controls/password-policy/index.ts';
import type { PolicyDocument } from '../../../shared/policy.ts';
import { forEachDatabase } from '../../../test/support/databases.ts';
import { aReport } from '../../../test/support/raw-device.ts';
import { aReportingSchool, type ReportingSchool } from '../../../test/support/reporting-school.ts';
import { createAccount } from '../accounts/people.ts';
import type { Db } from '../database/index.ts';
import { AppError } from '../errors.ts';
import type { Caller } from '../route.ts';
import { approve, ask, refuse, returnTo } from './decide.ts';
import { readDelivery } from './delivery.ts';
import { readDevicePolicy } from './device-policy.ts';
import { discardDraft, restoreDraft, saveDraft } from './drafts.ts';
import { decideException, listExceptions, makeException } from './exceptions.ts';
import { currentPolicy, policyFor } from './policies.ts';
import { readPlace, readTable } from './present.ts';
import { act } from './rollout.ts';
import { changeRules } from './rules.ts';
import { policyPass } from './tick.ts';
import { findVersion } from './versions.ts';
import { whatIf } from './what-if.ts';

const control = 'password-policy';
const minutes = 60_000;
const dayMs = 24 * 60 * minutes;

const own = (settings: Record<string, unknown>, of = control) => ({
  controls: { [of]: settings },
  silentAfterSchoolDays: null,
});

async function refusal(work: Promise<unknown>): Promise<AppError> {
  const error = await work.then(
    () => undefined,
    thrown => thrown,
  );
  expect(error).to.be.instanceOf(AppError);
  return error as AppError;
}

forEachDatabase((_engine, open) => {
  describe('policies', () => {
    let db: Db;
    let school: ReportingSchool;
    let context: ReportingSchool['context'];
    let group: string;
    let it_: Caller;
    let head: Caller;
    let seq = 0;

    beforeEach(async () => {
      db = await open();
      school = await aReportingSchool(db);
      ({ context } = school);
      group = `group.${school.groupId}`;
      it_ = await aPerson('Tara Tech', 'technician');
      head = { ...it_, id: 'person:nobody-yet', name: 'Harriet Head', role: 'headteacher' };
    });

    async function aPerson(name: string, role: 'technician' | 'headteacher'): Promise<Caller> {
      const made = await createAccount(context, context.by, {
        name,
        email: `${name.replace(' ', '.').toLowerCase()}@school.example`,
        role,
      });
      const row = await db
        .selectFrom('account')
        .select('person_id')
        .where('id', '=', made.id)
        .executeTakeFirstOrThrow();
      return { schoolId: context.schoolId, id: `person:${row.person_id}`, name, role };
    }

    const document = async (groupId = school.groupId): Promise<PolicyDocument> =>
      (await currentPolicy(context, context.schoolId, groupId)).document;
    const part = async (groupId?: string) => (await document(groupId)).controls[control];

    async function anotherGroup(name: string): Promise<string> {
      const id = crypto.randomUUID();
      await db
        .insertInto('device_group')
        .values({ id, school_id: context.schoolId, name, created_at: context.now() })
        .execute();
      await currentPolicy(context, context.schoolId, id);
      return id;
    }

    /** A device of a group that reported passwords of this length. */
    async function aDevice(name: string, minLength: number, groupId = school.groupId): Promise<string> {
      const id = await school.aDevice(name);
      await db.updateTable('device').set({ group_id: groupId }).where('id', '=', id).execute();
      await report(id, minLength);
      return id;
    }

    async function report(id: string, minLength: number): Promise<void> {
      const value = {
        minLength,
        complexity: true,
        denyList: false,
        lockoutAfter: 10,
        maxAgeDays: 0,
        people: [],
        directory: null,
      };
      const policy = passwordPolicy.policy.parse(await part());
      const look = { ok: true as const, value, source: 'composed', at: context.now() };
      const finding = judge(passwordPolicy, look, policy, 'test');
      seq += 1;
      const record = { ...aReport(seq, [finding]), findings: [{ finding, observation: value }] };
      const stored = await school.ingest.submit(school.from(id), [record]);
      expect(stored.rejected).to.deep.equal([]);
    }

    /** Saves, and asks for it to be put in force. */
    async function put(
      place: string,
      settings: object,
      by = it_,
      rings: { groupId: string; waitMinutes: number }[] = [],
    ) {
      const draft = await saveDraft(context, by, place, { revision: 0, settings: settings as never });
      return ask(context, by, draft.id, { revision: draft.revision, reason: 'A test asks', rings });
    }

    it('are inherited field by field: school, group, device, and the default where nobody says', async () => {
      const id = await aDevice('Y4-001', 12);
      await put('school', own({ minLength: 10, lockoutAfter: 5 }));
      await put(group, own({ minLength: 14 }));
      await put(`device.${id}`, own({ complexity: true }));
      expect(await part()).to.include({ minLength: 14, lockoutAfter: 5, complexity: false, mode: 'watch' });
      expect((await document()).devices).to.deep.equal({ [id]: { [control]: { complexity: true } } });
      const shown = await readDevicePolicy(context, context.schoolId, id);
      const fields = shown.controls.find(one => one.control === control)?.fields ?? [];
      expect(Object.fromEntries(fields.map(field => [field.field, field.from]))).to.deep.include({
        minLength: 'group',
        lockoutAfter: 'school',
        complexity: 'device',
        mode: 'default',
      });
    });

    it('give every school one key for hashes of serials, the same in every document', async () => {
      const other = await anotherGroup('Office');
      const [one, two] = [await document(), await document(other)];
      expect(one.serialKey).to.match(/^[\w-]{43}$/);
      expect(two.serialKey).to.equal(one.serialKey);
      expect(two.number).to.not.equal(one.number);
    });

    it('never let a number fall, whichever group changes', async () => {
      const other = await anotherGroup('Office');
      const before = Math.max((await document()).number, (await document(other)).number);
      await put(group, own({ minLength: 15 }));
      expect((await document()).number).to.be.greaterThan(before);
      expect((await document(other)).number).to.be.at.most(before);
    });

    it('refuse what the control’s own schema refuses, at the field, in words', async () => {
      const bad = { revision: 0, settings: own({ minLength: 500, nonsense: 1 }) };
      const error = await refusal(saveDraft(context, it_, group, bad));
      expect(error.fields).to.deep.equal({
        'controls.password-policy.minLength': 'Write 64 or less.',
        'controls.password-policy.nonsense': 'There is no such setting.',
      });
    });

    it('never save one technician’s draft over another’s', async () => {
      const other = await aPerson('Tom Tech', 'technician');
      const draft = await saveDraft(context, it_, group, { revision: 0, settings: own({ minLength: 13 }) });
      await saveDraft(context, other, group, { revision: draft.revision, settings: own({ minLength: 14 }) });
      const error = await refusal(
        saveDraft(context, it_, group, { revision: draft.revision, settings: own({ minLength: 15 }) }),
      );
      expect(error).to.include({ status: 409, code: 'policy.draft_changed' });
      expect(error.detail).to.match(/^Tom Tech changed this draft/);
      const kept = (await readPlace(context, it_, group)).draft?.version.settings.controls[control];
      expect(kept).to.deep.equal({ minLength: 14 });
    });

    it('discard a draft, and give it back', async () => {
      const draft = await saveDraft(context, it_, group, { revision: 0, settings: own({ minLength: 13 }) });
      await discardDraft(context, it_, draft.id);
      expect((await readPlace(context, it_, group)).draft).to.equal(null);
      await restoreDraft(context, it_, draft.id);
      expect((await readPlace(context, it_, group)).draft?.lines[0]?.sentence).to.equal(
        'Characters at least: 12 becomes 13.',
      );
    });

    it('say beforehand what would newly fail, where and for whom, by the devices’ own evaluator', async () => {
      await aDevice('Y4-001', 12);
      await aDevice('Y4-002', 16);
      await school.aDevice('Y4-003');
      const place = {
        scope: 'group',
        scopeId: school.groupId,
        groupId: school.groupId,
        name: '',
        key: group,
      } as const;
      const said = await whatIf(context, db, context.schoolId, place, own({ minLength: 14 }), []);
      expect(said.headline).to.equal('Would newly fail on 1 device.');
      expect(said.controls.map(one => one.control)).to.deep.equal([control]);
      expect(
        said.controls[0]?.consequences.map(one => [
          one.sentence,
          one.devices.named.map(device => device.name),
        ]),
      ).to.deep.equal([
        ['Would newly fail on 1 device.', ['Y4-001']],
        ['Nothing can be said yet of 1 device: not reported yet.', ['Y4-003']],
      ]);
      expect(said.needsSecond).to.equal(false);
    });

    it('need nobody else to watch, and a second person to enforce when there is one', async () => {
      expect((await put(group, own({ minLength: 13 }))).version.status).to.equal('in_force');
      head = await aPerson('Harriet Head', 'headteacher');
      const asked = await put(group, own({ minLength: 13, mode: 'enforce' }));
      expect(asked.version.status).to.equal('waiting');
      expect(asked.sentence).to.contain('Harriet Head has to agree');
      expect(await part()).to.include({ mode: 'watch' });
      const mine = await refusal(approve(context, it_, asked.version.id));
      expect(mine).to.include({ status: 403, code: 'policy.own_work' });
      const agreed = await approve(context, head, asked.version.id);
      expect(agreed.version).to.include({ status: 'rolling_out', decided_by: 'Harriet Head' });
      expect(await part()).to.include({ mode: 'enforce' });
    });

    it('stay as they are when the second person says no', async () => {
      head = await aPerson('Harriet Head', 'headteacher');
      const asked = await put(group, own({ mode: 'enforce' }));
      await refuse(context, head, asked.version.id, 'Not in the week of the tests');
      expect(await part()).to.include({ mode: 'watch' });
      expect((await findVersion(db, context.schoolId, asked.version.id)).end_note).to.contain('tests');
    });

    it('say in the change log that nobody else could have agreed', async () => {
      await db
        .updateTable('account')
        .set({ disabled: 1 })
        .where('person_id', '!=', it_.id.slice(7))
        .execute();
      await put(group, own({ mode: 'enforce' }));
      const entry = await db
        .selectFrom('audit')
        .select('facts')
        .where('action', '=', 'policy.put_in_force')
        .executeTakeFirstOrThrow();
      expect(JSON.parse(entry.facts)).to.include({ alone: true, reason: 'A test asks' });
    });

    it('go back to what held before, as a new version, without waiting', async () => {
      head = await aPerson('Harriet Head', 'headteacher');
      const first = await put(group, own({ minLength: 10 }));
      const second = await put(group, own({ minLength: 13 }));
      const back = await returnTo(context, it_, first.version.id, 'Staff could not sign in');
      expect(back.version).to.include({ number: second.version.number + 1, status: 'in_force' });
      expect(back.version.reason).to.contain('Back to version 1: Staff could not sign in');
      expect(await part()).to.include({ minLength: 10 });
      expect((await findVersion(db, context.schoolId, second.version.id)).status).to.equal('superseded');
    });

    describe('in rings', () => {
      let pilot: string;
      let class_: string;
      let devices: string[];

      beforeEach(async () => {
        pilot = await anotherGroup('IT');
        class_ = await anotherGroup('Year 4');
        devices = [];
        for (const [index, groupId] of [pilot, class_, class_, class_, class_, school.groupId].entries())
          devices.push(await aDevice(`D${index}`, 12, groupId));
      });

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
        const { version } = await put('school', own({ minLength: 11 }), it_, rings());
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

      it('are taken back by themselves when devices get worse than was expected', async () => {
        const { version } = await put('school', own({ minLength: 11 }), it_, rings());
        await applied(pilot);
        await pass(31 * minutes);
        expect(await part(class_)).to.include({ minLength: 11 });
        const before = (await document(class_)).number;
        for (const id of devices.slice(1, 3)) await report(id, 4);
        await pass(minutes);
        expect(await part(class_)).to.include({ minLength: 12 });
        expect(await part(pilot)).to.include({ minLength: 12 });
        expect((await document(class_)).number).to.be.greaterThan(before);
        const row = await findVersion(db, context.schoolId, version.id);
        expect(row.status).to.equal('returned');
        expect(row.end_note).to.match(/^2 of 5 devices got worse on “.+”, more than was to be expected\.$/);
      });

      it('go on when what fails is what the what-if said would fail', async () => {
        await put('school', own({ minLength: 14 }), it_, rings());
        await applied(pilot);
        await report(devices[0] ?? '', 12);
        await pass(31 * minutes);
        expect(await part(class_)).to.include({ minLength: 14 });
      });

      it('can be halted, resumed, finished and taken back by hand', async () => {
        await put('school', own({ minLength: 11 }), it_, rings());
        const rollout = (await readTable(context, context.schoolId)).rollouts[0];
        await act(context, it_, rollout?.id ?? '', 'halt', 'A question first');
        await applied(pilot);
        await pass(dayMs);
        expect(await part(class_)).to.include({ minLength: 12 });
        await act(context, it_, rollout?.id ?? '', 'finish', 'All is well');
        expect(await part()).to.include({ minLength: 11 });
        const again = await refusal(act(context, it_, rollout?.id ?? '', 'return', 'Too late'));
        expect(again.code).to.equal('rollout.over');
      });

      it('let no second version of the same place overtake', async () => {
        await put('school', own({ minLength: 11 }), it_, rings());
        const error = await refusal(put('school', own({ minLength: 13 })));
        expect(error.code).to.equal('policy.rolling_out');
      });
    });

    describe('exceptions', () => {
      let id: string;
      const wish = (over: object = {}) => ({
        control,
        deviceIds: [id],
        settings: { minLength: 6 },
        reason: 'A child who learns to read',
        askedBy: 'Reception teacher',
        endsAt: context.now() + 30 * dayMs,
        ...over,
      });
      beforeEach(async () => {
        id = await aDevice('EYFS-001', 12);
      });

      it('are in the signed document, with who and why and until when', async () => {
        await makeException(context, it_, wish());
        const [one] = (await document()).exceptions;
        expect(one).to.deep.include({
          control,
          deviceIds: [id],
          settings: { minLength: 6 },
          reason: 'A child who learns to read',
          askedBy: 'Reception teacher',
          approvedBy: 'Tara Tech',
        });
        const shown = await readDevicePolicy(context, context.schoolId, id);
        const field = shown.controls.find(each => each.control === control)?.fields[1];
        expect(field).to.include({ field: 'minLength', value: '6', from: 'exception', until: one?.endsAt });
      });

      it('end by themselves on their day', async () => {
        await makeException(context, it_, wish());
        const before = (await document()).number;
        context.clock.at += 31 * dayMs;
        await policyPass(context);
        expect((await document()).exceptions).to.deep.equal([]);
        expect((await document()).number).to.be.greaterThan(before);
        expect((await listExceptions(context, it_))[0]?.status).to.equal('expired');
      });

      it('need an end within a year, and settings that the control knows', async () => {
        const late = await refusal(
          makeException(context, it_, wish({ endsAt: context.now() + 400 * dayMs })),
        );
        expect(late.fields).to.have.keys(['endsAt']);
        const wrong = await refusal(makeException(context, it_, wish({ settings: { minLength: 1 } })));
        expect(wrong.fields).to.deep.equal({ 'settings.minLength': 'Write 4 or more.' });
      });

      it('for longer than a term wait for somebody else', async () => {
        head = await aPerson('Harriet Head', 'headteacher');
        const made = await makeException(context, it_, wish({ endsAt: context.now() + 200 * dayMs }));
        expect((await document()).exceptions).to.deep.equal([]);
        expect((await refusal(decideException(context, it_, made, 'approve'))).status).to.equal(403);
        await decideException(context, head, made, 'approve');
        expect((await document()).exceptions[0]?.approvedBy).to.equal('Harriet Head');
        await decideException(context, it_, made, 'end');
        expect((await document()).exceptions).to.deep.equal([]);
      });
    });

    it('tell who has the policy of a group, who has not, and why', async () => {
      const one = await aDevice('Y4-001', 12);
      await aDevice('Y4-002', 12);
      const { number } = await policyFor(context, context.schoolId, school.groupId, 0);
      await db.updateTable('device').set({ policy_applied: number }).where('id', '=', one).execute();
      const delivery = await readDelivery(context, context.schoolId, school.groupId);
      expect(delivery).to.include({ devices: 2, has: 1, number });
      expect(delivery.missing.map(device => [device.name, device.why])).to.deep.equal([
        ['Y4-002', 'Not connected since 22 Nov 2026, 12:00.'],
      ]);
    });

    it('keep a rule that asks for a second person always, or never', async () => {
      await aPerson('Harriet Head', 'headteacher');
      await changeRules(context, it_, { secondPerson: 'always' });
      expect((await put(group, own({ minLength: 13 }))).version.status).to.equal('waiting');
      await changeRules(context, it_, { secondPerson: 'never' });
      expect((await put('school', own({ mode: 'enforce' }))).version.status).to.equal('rolling_out');
    });
  });
});
