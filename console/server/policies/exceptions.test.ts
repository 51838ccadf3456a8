import { expect } from 'chai';
import { begunByLinkOf } from '../../../test/support/begun-by-link.ts';
import { forEachDatabase } from '../../../test/support/databases.ts';
import {
  aPolicySchool,
  control,
  lock,
  type PolicySchool,
  refusal,
} from '../../../test/support/policy-school.ts';
import { sentenceOf } from '../audit/words.ts';
import type { Db } from '../database/index.ts';
import { readDevicePolicy } from './device-policy.ts';
import { decideException, makeException } from './exceptions.ts';
import { listExceptions } from './exceptions-list.ts';
import { policyPass } from './tick.ts';

const dayMs = 24 * 3600_000;

forEachDatabase((_engine, open) => {
  describe('exceptions', () => {
    let db: Db;
    let school: PolicySchool;
    let context: PolicySchool['context'];
    let technician: PolicySchool['technician'];
    const document: PolicySchool['document'] = (...given) => school.document(...given);
    const aDevice: PolicySchool['aDevice'] = (...given) => school.aDevice(...given);
    const aPerson: PolicySchool['aPerson'] = (...given) => school.aPerson(...given);
    beforeEach(async () => {
      db = await open();
      school = await aPolicySchool(db);
      ({ context, technician } = school);
      id = await aDevice('EYFS-001', 12);
    });

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

    it('are in the signed document, with who and why and until when', async () => {
      await makeException(context, technician, wish());
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
      await makeException(context, technician, wish());
      const before = (await document()).number;
      context.clock.at += 31 * dayMs;
      await policyPass(context);
      expect((await document()).exceptions).to.deep.equal([]);
      expect((await document()).number).to.be.greaterThan(before);
      expect((await listExceptions(context, technician))[0]?.status).to.equal('expired');
    });

    it('need an end within a year, and settings that the control knows', async () => {
      const late = await refusal(
        makeException(context, technician, wish({ endsAt: context.now() + 400 * dayMs })),
      );
      expect(late.fields).to.have.keys(['endsAt']);
      const wrong = await refusal(makeException(context, technician, wish({ settings: { minLength: 1 } })));
      expect(wrong.fields).to.deep.equal({ 'settings.minLength': 'Write 4 or more.' });
    });

    it('loosen nothing where the group is held to the rules for secure data', async () => {
      const secure = {
        controls: { [lock]: { secureData: true, afterMinutes: 10 } },
        silentAfterSchoolDays: null,
      };
      await school.put(school.group, secure);
      const looser = wish({ control: lock, settings: { afterMinutes: 20, mode: 'off' } });
      const refused = await refusal(makeException(context, technician, looser));
      expect(refused.fields).to.have.keys(['settings.afterMinutes', 'settings.mode']);
      expect(refused.fields?.['settings.afterMinutes']).to.contain('secure data');
      await makeException(context, technician, wish({ control: lock, settings: { afterMinutes: 5 } }));
      const asked = (await readDevicePolicy(context, context.schoolId, id)).controls.find(
        one => one.control === lock,
      );
      expect(asked?.fields.find(one => one.field === 'afterMinutes')).to.include({
        value: '5',
        from: 'exception',
      });
    });

    it('for longer than a term wait for somebody else', async () => {
      const head = await aPerson('Harriet Head', 'headteacher');
      const made = await makeException(context, technician, wish({ endsAt: context.now() + 200 * dayMs }));
      expect((await document()).exceptions).to.deep.equal([]);
      expect((await refusal(decideException(context, technician, made, 'approve'))).status).to.equal(403);
      const through = await begunByLinkOf(context, head, technician.id);
      expect((await refusal(decideException(context, through, made, 'approve'))).status).to.equal(403);
      expect((await listExceptions(context, through))[0]?.youMayApprove).to.equal(false);
      expect((await listExceptions(context, head))[0]?.youMayApprove).to.equal(true);
      await decideException(context, head, made, 'approve');
      expect((await document()).exceptions[0]?.approvedBy).to.equal('Harriet Head');
      await decideException(context, technician, made, 'end');
      expect((await document()).exceptions).to.deep.equal([]);
    });

    it('wait for somebody else when they let many devices off, at once or one after another', async () => {
      await aPerson('Harriet Head', 'headteacher');
      const many = [id];
      while (many.length < 11) many.push(await aDevice(`Y1-${many.length}`, null));
      const status = async (deviceIds: string[], over: object = {}) => {
        const made = await makeException(context, technician, wish({ deviceIds, ...over }));
        return (await listExceptions(context, technician)).find(one => one.id === made)?.status;
      };
      expect(await status(many)).to.equal('waiting');
      expect(await status(many.slice(0, 6))).to.equal('active');
      expect(await status(many.slice(6)), 'the others').to.equal('waiting');
      const another = { control: lock, settings: { mode: 'watch' } };
      expect(await status(many.slice(6), another), 'from another').to.equal('active');
      for (let more = 0; more < 100; more += 1) await aDevice(`Large-${more}`, null);
      expect(await status(many.slice(6)), 'in a large school').to.equal('active');
    });

    it('wait for somebody else too when earlier ones of that device and control make it longer than a term', async () => {
      await aPerson('Harriet Head', 'headteacher');
      const other = await aDevice('EYFS-002', 12);
      const statusOf = async (made: Promise<string>) => {
        const asked = await made;
        return (await listExceptions(context, technician)).find(one => one.id === asked)?.status;
      };
      const make = (days: number, over: object = {}) =>
        makeException(context, technician, wish({ endsAt: context.now() + days * dayMs, ...over }));
      expect(await statusOf(make(60))).to.equal('active');
      expect(await statusOf(make(100)), 'at the same time').to.equal('active');
      context.clock.at += 100 * dayMs;
      await policyPass(context);
      expect(await statusOf(make(1)), 'one after the other').to.equal('waiting');
      expect(await statusOf(make(1, { deviceIds: [other, id] })), 'with another').to.equal('waiting');
      expect(await statusOf(make(90, { deviceIds: [other] })), 'of another').to.equal('active');
      expect(
        await statusOf(make(90, { control: lock, settings: { mode: 'watch' } })),
        'from another',
      ).to.equal('active');
      context.clock.at += 300 * dayMs;
      await policyPass(context);
      expect(await statusOf(make(60)), 'a year later').to.equal('active');
    });

    it('end, when ended early, with what counts of them', async () => {
      await aPerson('Harriet Head', 'headteacher');
      const made = await makeException(context, technician, wish({ endsAt: context.now() + 99 * dayMs }));
      context.clock.at += dayMs;
      await decideException(context, technician, made, 'end');
      const again = await makeException(context, technician, wish({ endsAt: context.now() + 98 * dayMs }));
      const shown = (await listExceptions(context, technician)).find(one => one.id === again);
      expect(shown?.status).to.equal('active');
    });

    it('say what they change of what the devices are asked, and a no is told with its reason', async () => {
      const head = await aPerson('Harriet Head', 'headteacher');
      const other = await aDevice('EYFS-002', 12);
      const shown = async (made: string) =>
        (await listExceptions(context, technician)).find(one => one.id === made);
      await makeException(context, technician, wish({ endsAt: context.now() + 60 * dayMs }));
      context.clock.at += 60 * dayMs;
      await policyPass(context);
      const long = { endsAt: context.now() + 200 * dayMs, deviceIds: [id, other] };
      const made = await makeException(context, technician, wish(long));
      expect(await shown(made)).to.include({
        ...{ sentence: 'Characters at least: 12 becomes 6.', togetherDays: 260 },
      });
      await school.put(`device.${other}`, {
        ...{ controls: { [control]: { minLength: 10 } }, silentAfterSchoolDays: null },
      });
      expect((await shown(made))?.sentence).to.equal(
        'On 1 of 2: Characters at least: 12 becomes 6. On 1 of 2: Characters at least: 10 becomes 6.',
      );
      await decideException(context, head, made, 'refuse', 'Six letters are too few');
      expect(await shown(made)).to.include({ status: 'refused', endNote: 'Six letters are too few' });
      const { facts } = await db
        .selectFrom('audit')
        .select('facts')
        .where('action', '=', 'exception.refused')
        .executeTakeFirstOrThrow();
      expect(facts).to.include('Six letters are too few');
    });

    it('that end while they wait are never said to have held', async () => {
      await aPerson('Harriet Head', 'headteacher');
      const long = { endsAt: context.now() + 200 * dayMs };
      await decideException(context, technician, await makeException(context, technician, wish(long)), 'end');
      await makeException(context, technician, wish(long));
      context.clock.at += 201 * dayMs;
      await policyPass(context);
      const told = await db
        .selectFrom('audit')
        .select(['action', 'facts'])
        .where('action', 'in', ['exception.ended', 'exception.expired'])
        .execute();
      expect(told.map(one => one.action)).to.have.members(['exception.ended', 'exception.expired']);
      for (const { action, facts } of told)
        expect(sentenceOf(action, facts, null)).to.match(/ \(nobody had approved it: it never held\)$/);
    });

    it('are not agreed to by whoever made the link behind which they were asked', async () => {
      const head = await aPerson('Harriet Head', 'headteacher');
      const through = await begunByLinkOf(context, technician, head.id);
      const other = await aPerson('Theo Tech', 'technician');
      const made = await makeException(context, through, wish({ endsAt: context.now() + 200 * dayMs }));
      expect((await refusal(decideException(context, head, made, 'approve'))).status).to.equal(403);
      await decideException(context, other, made, 'approve');
    });
  });
});
