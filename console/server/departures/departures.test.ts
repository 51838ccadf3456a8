import { randomUUIDv7 } from 'node:crypto';
import { expect } from 'chai';
import fc from 'fast-check';
import { emptyCalendar } from '../../../shared/calendar/usual-year.ts';
import { controls } from '../../../shared/controls/index.ts';
import type { State } from '../../../shared/finding.ts';
import type { PromiseView, Summary } from '../../../shared/protocol/api/overview.ts';
import { askRoutes } from '../../../test/support/ask-routes.ts';
import { forEachDatabase } from '../../../test/support/databases.ts';
import { aPolicySchool, type PolicySchool } from '../../../test/support/policy-school.ts';
import { aFinding } from '../../../test/support/raw-device.ts';
import { approve, refuse } from '../approvals/decide.ts';
import { kindsOf } from '../approvals/store.ts';
import { writeCalendar } from '../calendar/store.ts';
import { insertDevice, restand } from '../devices/index.ts';
import { decide } from '../enrolment/decide.ts';
import { routes as overview } from '../overview/routes.ts';
import { renewPolicies } from '../policies/index.ts';
import { dayIn, keepDay } from '../promises/days.ts';
import { readPage } from '../promises/service.ts';
import { agePass } from '../reports/ageing.ts';
import type { Caller } from '../route.ts';
import { askAgain, readDepartures } from './again.ts';
import { departureKind } from './index.ts';
import { removeDevice } from './remove.ts';

const dayMs = 24 * 3600_000;
const kinds = kindsOf([departureKind]);
const states: readonly State[] = ['met', 'not_met', 'unknown', 'not_applicable'];

forEachDatabase((_engine, open) => {
  describe('devices that leave', () => {
    let school: PolicySchool;
    let head: Caller;

    before(async () => {
      school = await aPolicySchool(await open());
      await renewPolicies(school.context);
      head = await school.aPerson('Hazel Head', 'headteacher');
    });

    async function aDevice(name: string, stands: (control: number) => State): Promise<string> {
      const { context, groupId } = school;
      const id = randomUUIDv7();
      const common = { schoolId: context.schoolId, groupId, codeId: null, previousDeviceId: null };
      const device = { ...common, id, name, system: 'Debian', publicKey: id, approvedBy: 'a test' };
      await insertDevice(context.db, context.now(), device);
      await report(id, stands);
      return id;
    }
    let seqs = 0;
    async function report(id: string, stands: (control: number) => State): Promise<void> {
      const { context } = school;
      const observedAt = context.now();
      const findings = controls.map(({ key }, at) => ({
        finding: aFinding(key, stands(at), { observedAt }),
        seq: ++seqs,
        observedAt,
      }));
      await context.db
        .transaction()
        .execute(tx => restand(tx, observedAt, [{ id, set: { last_seen_at: observedAt }, findings }]));
    }
    const aNewcomer = async () => {
      const { context, groupId } = school;
      const id = randomUUIDv7();
      const common = { schoolId: context.schoolId, groupId, codeId: null, previousDeviceId: null };
      const device = { ...common, id, name: 'Newcomer', system: 'Debian', publicKey: id, approvedBy: null };
      await insertDevice(context.db, context.now(), device);
      return id;
    };
    async function letOff(deviceId: string, control: string): Promise<void> {
      const { db, schoolId, clock } = school.context;
      const id = randomUUIDv7();
      const who = { asked_by: 'T', created_by: 'T', author: 'T', approved_by: 'H' };
      await db
        .insertInto('policy_exception')
        .values({
          ...{
            id,
            school_id: schoolId,
            control,
            settings: '{}',
            reason: 'It is old',
            status: 'active',
            ...who,
          },
          ...{ created_at: clock.at, approved_at: clock.at, ends_at: clock.at + 300 * dayMs },
          ...{ ended_at: null, ended_by: null },
        })
        .execute();
      const row = { exception_id: id, device_id: deviceId, school_id: schoolId };
      await db.insertInto('policy_exception_device').values(row).execute();
    }
    const page = () => readPage(school.context, school.context.schoolId);
    const remove = (id: string) => removeDevice(school.context, school.technician, id, 'It is broken');
    const list = () => readDepartures(school.context.db, school.context.schoolId);
    const forget = () =>
      school.context.db.transaction().execute(async tx => {
        await tx.deleteFrom('departure').execute();
        await tx
          .updateTable('approval')
          .set({ status: 'withdrawn' })
          .where('status', '=', 'waiting')
          .execute();
        const left = await tx.selectFrom('device').select('id').where('status', '!=', 'removed').execute();
        await restand(
          tx,
          school.context.now(),
          left.map(({ id }) => ({ id, set: { status: 'removed' } })),
        );
      });

    afterEach(forget);

    it('count as not known until somebody else agrees, and are named meanwhile', async () => {
      await aDevice('Kept', () => 'met');
      const broken = await aDevice('Broken', () => 'not_met');
      expect((await page()).promises.every(one => one.verdict === 'does_not_hold')).to.equal(true);
      const figures = askRoutes(school.context, () => overview(school.context));
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
      await refuse(school.context, kinds, head, approvalId, 'It stands in the hall');
      expect((await list()).items[0]).to.include({ name: 'Broken', approvalId: null });
      const { waits } = await askAgain(school.context, school.technician, broken, 'It was collected');
      await approve(school.context, kinds, head, waits?.id ?? '', undefined);
      expect((await list()).items).to.deep.equal([]);
      expect((await page()).promises.every(one => one.verdict === 'holds')).to.equal(true);
      expect(await unknown()).to.deep.equal(controls.map(() => 0));
    });

    it('go on counting when a machine of which nothing agrees is said to be them, until somebody else agrees', async () => {
      const { context, technician } = school;
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

    it('leave at once when they kept every promise', async () => {
      await aDevice('Kept', () => 'met');
      const other = await aDevice('Also kept', () => 'met');
      await remove(other);
      expect((await list()).items).to.deep.equal([]);
      expect((await page()).devices).to.equal(1);
    });

    it('make no figure better by being removed, set aside or switched off, whatever is done in which order', async () => {
      const act = fc.record({
        what: fc.constantFrom('remove', 'cloned', 'blocked', 'off'),
        which: fc.nat(5),
      });
      const world = fc.array(fc.array(fc.constantFrom(...states), { minLength: 4, maxLength: 4 }), {
        minLength: 1,
        maxLength: 4,
      });
      await fc.assert(
        fc.asyncProperty(world, fc.array(act, { minLength: 1, maxLength: 5 }), async (devices, acts) => {
          const ids: string[] = [];
          for (const [at, own] of devices.entries())
            ids.push(await aDevice(`Laptop ${at}`, control => own[control % own.length] ?? 'met'));
          let last = (await page()).promises;
          for (const { what, which } of acts) {
            const at = which % ids.length;
            const id = ids[at] ?? '';
            if (what === 'off') {
              school.context.clock.at += 30 * dayMs;
              await agePass(school.context);
            } else if (what !== 'remove') {
              await school.context.db
                .transaction()
                .execute(tx => restand(tx, school.context.now(), [{ id, set: { status: what } }]));
            } else if (ids.length > 0) {
              await remove(id);
              ids.splice(at, 1);
            }
            if (ids.length === 0) ids.push(await aDevice('Newcomer', () => 'not_met'));
            const now = (await page()).promises;
            for (const view of now)
              expectNoBetter(
                last.find(one => one.key === view.key),
                view,
              );
            last = now;
          }
          await forget();
        }),
        { numRuns: 6 },
      );
    });

    it('look no better beside last term by leaving, agreed or not, by not being asked, or by being set aside', async function () {
      this.timeout(60_000);
      const { context } = school;
      const { db, schoolId, clock } = context;
      const acts = [
        ...(['remove', 'agree', 'not_asked', 'cloned', 'blocked', 'silent'] as const),
        ...(['let_off', 'let_off_ends', 'same_as', 'back'] as const),
        ...(['move', 'move_back', 'switch_off', 'switch_on'] as const),
      ];
      const act = fc.record({ what: fc.constantFrom(...acts), which: fc.nat(5) });
      const world = fc.array(fc.array(fc.constantFrom(...states), { minLength: 4, maxLength: 4 }), {
        minLength: 1,
        maxLength: 4,
      });
      const rank = (words: string) => ['Worse', 'The s', 'Bette'].indexOf(words.slice(0, 5));
      let seq = 100;
      let revision = 0;
      let worse = 0;
      // A group of which every third check is not asked, by a signed policy of its own.
      const unasked = controls.filter((_, nth) => nth % 3 === 0).map(one => one.key);
      const setOff = async (place: string, keys: readonly string[]) => {
        const own = Object.fromEntries(keys.map(key => [key, { mode: 'off' }]));
        await school.put(place, { controls: own, silentAfterSchoolDays: null });
      };
      const freeGroup = await school.anotherGroup('Free');
      await setOff(`group.${freeGroup}`, unasked);
      const free = new Set<string>();
      let off = '';
      const switchOff = async (key: string) => {
        if (key !== off) await setOff('school', key === '' ? [] : [key]);
        off = key;
      };
      const isAsked = (id: string, key: string) => key !== off && !(free.has(id) && unasked.includes(key));
      await fc.assert(
        fc.asyncProperty(world, fc.array(act, { minLength: 1, maxLength: 6 }), async (devices, done) => {
          const ids: string[] = [];
          for (const [at, own] of devices.entries())
            ids.push(await aDevice(`Laptop ${at}`, control => own[control % own.length] ?? 'met'));
          const all = [...ids];
          clock.at += 60_000;
          const day = dayIn(clock.at, 'Europe/London');
          const calendar = { ...emptyCalendar(), terms: [{ name: 'Autumn', from: day, to: day }] };
          await writeCalendar(db, schoolId, calendar, { at: clock.at, by: 'a test', revision: revision++ });
          expect(await keepDay(context, schoolId, await page())).to.equal(true);
          clock.at += 2 * dayMs;
          const truth = new Map(all.map((id, at) => [id, devices[at] ?? []]));
          /** As the computer itself would tell it: what it is, or what is asked of it now. */
          const tells = async (id: string, state?: State, only?: string) => {
            const own = truth.get(id) ?? [];
            const findings = controls.flatMap(({ key }, nth) =>
              only !== undefined && key !== only
                ? []
                : [
                    {
                      finding: isAsked(id, key)
                        ? aFinding(key, state ?? own[nth % own.length] ?? 'met', { observedAt: clock.at })
                        : aFinding(key, 'not_applicable', { reason: 'control_off', observedAt: clock.at }),
                      ...{ seq: ++seq, observedAt: clock.at },
                    },
                  ],
            );
            const set = { last_seen_at: clock.at };
            await db.transaction().execute(tx => restand(tx, clock.at, [{ id, set, findings }]));
          };
          for (const { what, which } of done) {
            const at = which % ids.length;
            const id = ids[at] ?? '';
            if (what === 'let_off') {
              const { key } = controls[which % controls.length] ?? { key: '' };
              await letOff(id, key);
              const own = truth.get(id) ?? [];
              const eased = which % 2 === 0 ? 'met' : 'not_met';
              // To be let off makes nothing apply that does not.
              const asked = own[(which % controls.length) % own.length] !== 'not_applicable';
              await tells(id, asked ? eased : 'not_applicable', key);
            } else if (what === 'let_off_ends') {
              await db.updateTable('policy_exception').set({ status: 'ended', ended_at: clock.at }).execute();
              await tells(id);
            } else if (what === 'same_as') {
              const anew = await aNewcomer();
              const gone = all.find(one => !ids.includes(one)) ?? id;
              const wish = { approve: [{ id: anew, sameAs: gone }], refuse: [] };
              await decide(context, school.technician, wish);
              if (!ids.includes(gone)) ids.push(gone);
              await tells(gone);
            } else if (what === 'back')
              await db
                .transaction()
                .execute(tx => restand(tx, clock.at, [{ id, set: { status: 'approved' } }]));
            else if (what === 'remove' && ids.length > 1) {
              await remove(id);
              ids.splice(at, 1);
            } else if (what === 'agree') {
              for (const { approvalId } of (await list()).items)
                if (approvalId !== null) await approve(context, kinds, head, approvalId, undefined);
            } else if (what === 'not_asked') {
              const observedAt = clock.at;
              const findings = controls.map(({ key }) => ({
                finding: aFinding(key, 'not_applicable', { reason: 'control_off', observedAt }),
                ...{ seq: ++seq, observedAt },
              }));
              await db.transaction().execute(tx => restand(tx, observedAt, [{ id, findings }]));
            } else if (what === 'move' || what === 'move_back') {
              if (what === 'move') free.add(id);
              else free.delete(id);
              const set = { group_id: what === 'move' ? freeGroup : school.groupId };
              await db.transaction().execute(tx => restand(tx, clock.at, [{ id, set }]));
              await tells(id);
            } else if (what === 'switch_off' || what === 'switch_on') {
              await switchOff(what === 'switch_off' ? (controls[which % controls.length]?.key ?? '') : '');
              for (const one of ids) await tells(one);
            } else if (what === 'silent') {
              clock.at += 30 * dayMs;
              await agePass(context);
            } else if (what === 'cloned' || what === 'blocked')
              await db.transaction().execute(tx => restand(tx, clock.at, [{ id, set: { status: what } }]));
            clock.at += 60_000;
            const { promises } = await page();
            expect(promises, 'none leaves the page').to.have.length(controls.length);
            for (const { trend, control, verdict } of promises) {
              if (control === off) expect(verdict).to.equal('cannot_be_known');
              if (trend === undefined) continue;
              expect(rank(trend), `${control} ${what}: ${trend}`).to.be.within(0, 1);
              if (rank(trend) === 0) worse++;
            }
          }
          expect(all.length).to.be.at.least(ids.length);
          await db.deleteFrom('policy_exception_device').execute();
          await db.deleteFrom('policy_exception').execute();
          await forget();
          free.clear();
          await switchOff('');
          clock.at += 2 * dayMs;
        }),
        {
          numRuns: 20,
          // Not asked any more, then removed: that counted as neither for a while.
          examples: [
            [
              [
                ['met', 'met', 'not_met', 'met'],
                ['met', 'met', 'met', 'met'],
              ],
              [
                { what: 'not_asked', which: 0 },
                { what: 'remove', which: 0 },
              ],
            ],
            // Let off, so that it kept what was asked of it then: and removed, not asked any more, or the exception over and not looked at since.
            ...(['remove', 'not_asked', 'let_off_ends'] as const).map(
              (what): [State[][], { what: (typeof acts)[number]; which: number }[]] => [
                [
                  ['not_met', 'met', 'met', 'met'],
                  ['met', 'met', 'met', 'met'],
                ],
                [
                  { what: 'let_off', which: 0 },
                  { what, which: what === 'let_off_ends' ? 3 : 0 },
                ],
              ],
            ),
          ],
        },
      );
      expect(worse).to.be.above(0);
    });
  });
});

/** `open`: what is asked of devices and not seen to hold. */
function expectNoBetter(before: PromiseView | undefined, after: PromiseView): void {
  const open = ({ counts }: PromiseView) => counts.not_met + counts.unknown;
  if (before === undefined) return;
  expect(open(after), after.control).to.be.at.least(open(before));
  expect(after.counts.met, after.control).to.be.at.most(before.counts.met);
  if (before.verdict !== 'holds') expect(after.verdict, after.control).to.not.equal('holds');
}
