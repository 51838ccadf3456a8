import { expect } from 'chai';
import { controls } from '../../../shared/controls/index.ts';
import type { Summary } from '../../../shared/protocol/api/overview.ts';
import { askRoutes } from '../../../test/support/ask-routes.ts';
import { forEachDatabase } from '../../../test/support/databases.ts';
import { aDepartingSchool, type DepartingSchool } from '../../../test/support/departing-school.ts';
import { approve, refuse } from '../approvals/decide.ts';
import { kindsOf } from '../approvals/store.ts';
import { decide } from '../enrolment/decide.ts';
import { draftReport } from '../governors/draft.ts';
import { keepReport } from '../governors/store.ts';
import { routes as overview } from '../overview/routes.ts';
import { keepPass } from '../promises/keeping.ts';
import { readWeek } from '../promises/week.ts';
import { askAgain } from './again.ts';
import { departureKind } from './index.ts';

const kinds = kindsOf([departureKind]);

forEachDatabase((_engine, open) => {
  describe('devices that leave', () => {
    let school: DepartingSchool;

    before(async () => {
      school = await aDepartingSchool(await open());
    });

    afterEach(() => school.forget());

    it('count as not known until somebody else agrees, and are named meanwhile', async () => {
      const { aDevice, page, remove, list, head, context, technician } = school;
      await aDevice('Kept', () => 'met');
      const broken = await aDevice('Broken', () => 'not_met');
      expect((await page()).promises.every(one => one.verdict === 'does_not_hold')).to.equal(true);
      const figures = askRoutes(context, () => overview(context));
      const unknown = async () =>
        ((await figures('get', '/summary')) as Summary).controls.map(({ counts }) => counts.unknown);
      await remove(broken);
      expect(await unknown()).to.deep.equal(controls.map(() => 1));
      const between = await page();
      expect(between.promises.map(one => one.verdict)).to.deep.equal(
        between.promises.map(() => 'cannot_be_known'),
      );
      expect(between.unknown).to.deep.equal([
        'Tara Tech removed “Broken” before it kept each promise. Until someone else agrees that it has left, it counts as not known.',
      ]);
      expect(between.promises[0]?.doing).to.equal(
        '1 computer was removed or replaced; until a second person agrees to that, it counts as not known.',
      );
      const approvalId = (await list()).items[0]?.approvalId ?? '';
      await refuse(context, kinds, head, approvalId, 'It stands in the hall');
      expect((await list()).items[0]).to.include({ name: 'Broken', approvalId: null });
      const { waits } = await askAgain(context, technician, broken, 'It was collected');
      await approve(context, kinds, head, waits?.id ?? '', undefined);
      expect((await list()).items).to.deep.equal([]);
      expect((await page()).promises.every(one => one.verdict === 'holds')).to.equal(true);
      expect(await unknown()).to.deep.equal(controls.map(() => 0));
    });

    it('go on counting when a machine of which nothing agrees is said to be them, until somebody else agrees', async () => {
      const { aDevice, report, aNewcomer, page, remove, list, head, context, technician } = school;
      await aDevice('Kept', () => 'met');
      const broken = await aDevice('Broken', () => 'not_met');
      const continued = async (record: string) => {
        const approve = [{ id: await aNewcomer(), sameAs: record }];
        await decide(context, technician, { approve, refuse: [] });
        await report(record, () => 'met');
      };
      await continued(broken);
      const between = await page();
      expect(between.devices).to.equal(3);
      expect(between.promises.every(one => one.verdict === 'cannot_be_known')).to.equal(true);
      expect(between.unknown).to.deep.equal([
        'Tara Tech said that a new computer is “Broken”. Until someone else agrees, the old one counts as not known.',
      ]);
      expect((await list()).items).to.have.length(1);
      expect((await list()).items[0]).to.include({ name: 'Broken', replaced: true });
      const approvalId = (await list()).items[0]?.approvalId ?? '';
      await refuse(context, kinds, head, approvalId, 'The old one stands in the hall');
      expect((await page()).promises.every(one => one.verdict === 'cannot_be_known')).to.equal(true);
      const [old] = (await list()).items;
      const { waits } = await askAgain(context, technician, old?.deviceId ?? '', 'It was collected');
      const asked = await context.db
        .selectFrom('approval')
        .selectAll()
        .orderBy('id', 'desc')
        .executeTakeFirst();
      expect(asked?.title).to.equal('A computer that asked to join is “Broken”');
      await approve(context, kinds, head, waits?.id ?? '', undefined);
      expect((await page()).promises.every(one => one.verdict === 'holds')).to.equal(true);
      // One that kept every promise: nothing is made better.
      await continued(broken);
      expect((await list()).items).to.deep.equal([]);
      // One that left, and still counts: its coming back under another machine's key ends nothing.
      await report(broken, () => 'not_met');
      await remove(broken);
      await continued(broken);
      expect((await list()).items.map(one => [one.name, one.replaced])).to.deep.equal([['Broken', true]]);
      expect((await page()).promises.every(one => one.verdict === 'cannot_be_known')).to.equal(true);
    });

    it('go on counting where nobody else may agree, until there is somebody who does', async () => {
      const { aDevice, aNewcomer, page, remove, list, head, context, technician } = school;
      const others = (disabled: number) =>
        context.db.updateTable('account').set({ disabled }).where('role', '=', 'headteacher').execute();
      await aDevice('Kept', () => 'met');
      const broken = await aDevice('Broken', () => 'not_met');
      const old = await aDevice('Old', () => 'unknown');
      await others(1);
      await remove(broken);
      await decide(context, technician, { approve: [{ id: await aNewcomer(), sameAs: old }], refuse: [] });
      const counted = (await list()).items.map(one => [one.name, one.replaced, one.approvalId]);
      expect(counted).to.have.deep.members([
        ['Broken', false, null],
        ['Old', true, null],
      ]);
      expect((await page()).promises.every(one => one.verdict === 'cannot_be_known')).to.equal(true);
      const refused = await askAgain(context, technician, broken, 'It broke').catch(error => error);
      expect(refused).to.include({ status: 409, code: 'approval.nobody' });
      expect((await list()).items).to.have.length(2);
      await others(0);
      const { waits } = await askAgain(context, technician, broken, 'It broke');
      await approve(context, kinds, head, waits?.id ?? '', undefined);
      expect((await list()).items.map(one => one.name)).to.deep.equal(['Old']);
    });

    it('are told to the head and to governors as having left, never as mended', async () => {
      const { aDevice, report, remove, list, head, context, page } = school;
      const { clock, db, schoolId } = context;
      const { at } = clock;
      clock.at = Date.UTC(2026, 10, 23, 15);
      const kept = await aDevice('Kept', () => 'met');
      const broken = await aDevice('Broken', control => (control === 0 ? 'not_met' : 'met'));
      const mended = await aDevice('Mended', control => (control === 1 ? 'not_met' : 'met'));
      expect(await keepPass(context)).to.equal(1);
      const before = await draftReport(db, schoolId, undefined);
      await keepReport(context, head, async () => before);
      expect(before.promises.filter(one => one.verdict === 'does_not_hold')).to.have.length(2);
      clock.at += 8 * 24 * 3600_000;
      await remove(broken);
      await approve(context, kinds, head, (await list()).items[0]?.approvalId ?? '', undefined);
      for (const id of [kept, mended]) await report(id, () => 'met');
      expect((await page()).promises.every(one => one.verdict === 'holds')).to.equal(true);
      const left = 'Some that were not seen to keep it have left.';
      const again = (await readWeek(context, head)).lines.find(({ about }) => about === 'Holds again');
      const [first, second] = controls.map(({ key }) =>
        before.promises.find(one => one.key === key)?.sentence.replace(/\.$/, ''),
      );
      expect(again?.words).to.equal(`“${second}”. “${first}” too, but not all was mended. ${left}`);
      expect(await keepPass(context)).to.equal(1);
      const { changed } = await draftReport(db, schoolId, undefined);
      expect(changed.filter(one => one.includes('holds now')).toSorted()).to.deep.equal(
        [
          `“${first}” holds now; it did not then. ${left}`,
          `“${second}” holds now; it did not then.`,
        ].toSorted(),
      );
      clock.at = at;
    });

    it('leave at once when they kept every promise', async () => {
      const { aDevice, page, remove, list } = school;
      await aDevice('Kept', () => 'met');
      const other = await aDevice('Also kept', () => 'met');
      await remove(other);
      expect((await list()).items).to.deep.equal([]);
      expect((await page()).devices).to.equal(1);
    });
  });
});
