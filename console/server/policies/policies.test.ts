import { expect } from 'chai';
import { begunByLinkOf } from '../../../test/support/begun-by-link.ts';
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
import { present } from '../audit/read.ts';
import type { Db } from '../database/index.ts';
import { approve, foresee, refuse, returnTo } from './decide.ts';
import { readDelivery } from './delivery.ts';
import { readDevicePolicy } from './device-policy.ts';
import { discardDraft, restoreDraft, saveDraft } from './drafts.ts';
import { policyMatters } from './matters.ts';
import { policyFor } from './policies.ts';
import { readPlace } from './present.ts';
import { changeRules } from './rules.ts';
import { policyPass } from './tick.ts';
import { findVersion } from './versions.ts';
import { whatIf } from './what-if.ts';

forEachDatabase((_engine, open) => {
  describe('policies', () => {
    let db: Db;
    let school: PolicySchool;
    let context: PolicySchool['context'];
    let technician: PolicySchool['technician'];
    let group: string;
    const part: PolicySchool['part'] = (...given) => school.part(...given);
    const document: PolicySchool['document'] = (...given) => school.document(...given);
    const lockPart = async () => (await document()).controls[lock];
    const aDevice: PolicySchool['aDevice'] = (...given) => school.aDevice(...given);
    const aPerson: PolicySchool['aPerson'] = (...given) => school.aPerson(...given);
    const anotherGroup: PolicySchool['anotherGroup'] = (...given) => school.anotherGroup(...given);
    const put: PolicySchool['put'] = (...given) => school.put(...given);
    beforeEach(async () => {
      db = await open();
      school = await aPolicySchool(db);
      ({ context, technician } = school);
      group = school.group;
    });

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
      const error = await refusal(saveDraft(context, technician, group, bad));
      expect(error.fields).to.deep.equal({
        'controls.password-policy.minLength': 'Write 64 or less.',
        'controls.password-policy.nonsense': 'There is no such setting.',
      });
    });

    it('never save one technician’s draft over another’s', async () => {
      const other = await aPerson('Tom Tech', 'technician');
      const draft = await saveDraft(context, technician, group, {
        revision: 0,
        settings: own({ minLength: 13 }),
      });
      await saveDraft(context, other, group, { revision: draft.revision, settings: own({ minLength: 14 }) });
      const error = await refusal(
        saveDraft(context, technician, group, { revision: draft.revision, settings: own({ minLength: 15 }) }),
      );
      expect(error).to.include({ status: 409, code: 'policy.draft_changed' });
      expect(error.detail).to.match(/^Tom Tech changed this draft/);
      const kept = (await readPlace(context, technician, group)).draft?.version.settings.controls[control];
      expect(kept).to.deep.equal({ minLength: 14 });
    });

    it('discard a draft, and give it back', async () => {
      const draft = await saveDraft(context, technician, group, {
        revision: 0,
        settings: own({ minLength: 13 }),
      });
      await discardDraft(context, technician, draft.id);
      expect((await readPlace(context, technician, group)).draft).to.equal(null);
      await restoreDraft(context, technician, draft.id);
      expect((await readPlace(context, technician, group)).draft?.lines[0]?.sentence).to.equal(
        'Characters at least: 12 becomes 13.',
      );
    });

    it('say beforehand what would newly fail, where and for whom, by the devices’ own evaluator', async () => {
      await aDevice('Y4-001', 12);
      await aDevice('Y4-002', 16);
      await aDevice('Y4-003', null);
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
      const head = await aPerson('Harriet Head', 'headteacher');
      const asked = await put(group, enforcing);
      expect(asked.version.status).to.equal('waiting');
      expect(asked.sentence).to.contain('Harriet Head has to agree');
      const { waiting } = await policyMatters(db, context.schoolId, context.now());
      expect(waiting.map(one => one.reason)).to.deep.equal(['A test asks']);
      expect(await lockPart()).to.include({ mode: 'watch' });
      const mine = await refusal(approve(context, technician, asked.version.id));
      expect(mine).to.include({ status: 403, code: 'policy.own_work' });
      for (const less of [{ watchMinutes: 0 }, { haltPercent: 100 }]) {
        const shorter = await refusal(changeRules(context, technician, less));
        expect(shorter.fields, 'as good as no watch').to.have.all.keys(Object.keys(less));
      }
      await changeRules(context, technician, { watchMinutes: 90, haltPercent: 5 });
      await changeRules(context, technician, { watchMinutes: 60, haltPercent: 10 });
      const through = await begunByLinkOf(context, head, technician.id);
      const linked = await refusal(approve(context, through, asked.version.id));
      expect(linked).to.include({ status: 403, code: 'policy.own_work' });
      expect((await readPlace(context, through, group)).waiting?.youMayApprove).to.equal(false);
      const agreed = await approve(context, head, asked.version.id);
      expect(agreed.version).to.include({ status: 'rolling_out', decided_by: 'Harriet Head' });
      expect(await lockPart()).to.include({ mode: 'enforce' });
    });

    it('are not agreed to by whoever made the link behind which they were drafted or asked for', async () => {
      const head = await aPerson('Harriet Head', 'headteacher');
      const other = await aPerson('Theo Tech', 'technician');
      const asked = await put(group, enforcing, [], await begunByLinkOf(context, technician, head.id));
      expect(asked.sentence).to.contain('Theo Tech has to agree');
      const linked = await refusal(approve(context, head, asked.version.id));
      expect(linked).to.include({ status: 403, code: 'policy.own_work' });
      await approve(context, other, asked.version.id);
    });

    it('stay as they are when the second person says no', async () => {
      const head = await aPerson('Harriet Head', 'headteacher');
      const asked = await put(group, enforcing);
      await refuse(context, head, asked.version.id, 'Not in the week of the tests');
      expect(await lockPart()).to.include({ mode: 'watch' });
      expect((await findVersion(db, context.schoolId, asked.version.id)).end_note).to.contain('tests');
    });

    it('say in the change log that nobody else could have agreed', async () => {
      await db
        .updateTable('account')
        .set({ disabled: 1 })
        .where('person_id', '!=', technician.id.slice(7))
        .execute();
      await put(group, enforcing);
      const entry = await db
        .selectFrom('audit')
        .select('facts')
        .where('action', '=', 'policy.put_in_force')
        .executeTakeFirstOrThrow();
      expect(JSON.parse(entry.facts)).to.include({ alone: true, reason: 'A test asks' });
    });

    it('go back to what held before, as a new version, without waiting', async () => {
      await aPerson('Harriet Head', 'headteacher');
      const first = await put(group, own({ minLength: 10 }));
      const second = await put(group, own({ minLength: 13 }));
      const back = await returnTo(context, technician, first.version.id, 'Staff could not sign in');
      expect(back.version).to.include({ number: second.version.number + 1, status: 'in_force' });
      expect(back.version.reason).to.contain('Back to version 1: Staff could not sign in');
      expect(await part()).to.include({ minLength: 10 });
      expect((await findVersion(db, context.schoolId, second.version.id)).status).to.equal('superseded');
    });

    it('say before going back what that would do today, and whose yes it needs', async () => {
      const head = await aPerson('Harriet Head', 'headteacher');
      await changeRules(context, technician, { secondPerson: 'always' });
      await aDevice('Y4-001', 12);
      const versions: string[] = [];
      for (const minLength of [14, 10, 11]) {
        const { version } = await put(group, own({ minLength }));
        await approve(context, head, version.id);
        versions.push(version.id);
      }
      const [first = '', second = '', last = ''] = versions;
      const back = await foresee(context, technician, first);
      expect(back.headline).to.equal('Would newly fail on 1 device.');
      expect(back).to.include({ needsSecond: true });
      expect(back.secondSentence).to.contain('Harriet Head has to agree first');
      const quick = await foresee(context, technician, second);
      expect(quick).to.include({ needsSecond: false });
      expect(quick.secondSentence).to.contain('It held just before');
      expect((await returnTo(context, technician, first, 'A test')).version.status).to.equal('waiting');
      const draft = await saveDraft(context, technician, group, {
        revision: 0,
        settings: own({ minLength: 14 }),
      });
      const drafted = await foresee(context, technician, draft.id);
      expect(drafted.controls).to.deep.equal(back.controls);
      expect((await foresee(context, technician, last)).headline).to.not.equal(back.headline);
    });

    it('do not go back at once to what was taken back', async () => {
      const bad = await put(group, own({ minLength: 13 }));
      await db
        .updateTable('policy_version')
        .set({ status: 'returned' })
        .where('id', '=', bad.version.id)
        .execute();
      const error = await returnTo(context, technician, bad.version.id, 'Once more').catch(thrown => thrown);
      expect(error.code).to.equal('policy.was_taken_back');
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
      const head = await aPerson('Harriet Head', 'headteacher');
      await changeRules(context, technician, { secondPerson: 'always' });
      expect((await put(group, own({ minLength: 13 }))).version.status).to.equal('waiting');
      const alone = await refusal(changeRules(context, technician, { secondPerson: 'never' }));
      expect(alone).to.include({ status: 403, code: 'policy.rules_loosened' });
      const through = await begunByLinkOf(context, head, technician.id);
      for (const by of [{ ...head, id: 'token:1' }, through])
        expect((await refusal(changeRules(context, by, { secondPerson: 'never' }))).code).to.equal(
          'policy.rules_loosened',
        );
      await changeRules(context, head, { secondPerson: 'never' });
      expect((await put('school', enforcing)).version.status).to.equal('rolling_out');
    });

    it('wait for a second person for 28 days, then end by themselves, and nothing is changed', async () => {
      const head = await aPerson('Harriet Head', 'headteacher');
      const before = (await document()).number;
      const { version } = await put('school', enforcing);
      const status = async () => (await findVersion(db, context.schoolId, version.id)).status;
      context.clock.at += 28 * 86_400_000 - 1;
      await policyPass(context);
      expect(await status()).to.equal('waiting');
      context.clock.at += 1;
      await policyPass(context);
      expect(await status()).to.equal('refused');
      expect((await refusal(approve(context, head, version.id))).code).to.equal('policy.not_waiting');
      expect((await document()).number).to.equal(before);
      const told = await db
        .selectFrom('audit')
        .select('action')
        .where('action', '=', 'policy.expired')
        .execute();
      expect(told).to.have.length(1);
      expect((await put('school', enforcing)).version.status, 'asked for again').to.equal('waiting');
    });

    it('tell the change log which rings come first and how long a version is watched', async () => {
      const rings = [{ groupId: school.groupId, waitMinutes: 90 }];
      await changeRules(context, technician, { rings, watchMinutes: 30 });
      const row = await db
        .selectFrom('audit')
        .selectAll()
        .where('action', '=', 'policy.rules_changed')
        .executeTakeFirstOrThrow();
      const { sentence } = present(row);
      expect(sentence)
        .to.match(/1 groups before the rest \(.+ for 90 minutes\)/)
        .and.include('watched for 30 minutes');
    });
  });
});
