/** Whatever is done in whichever order, a computer that leaves makes no figure of the head's page better. */
import { expect } from 'chai';
import fc from 'fast-check';
import { emptyCalendar } from '../../../shared/calendar/usual-year.ts';
import { controls } from '../../../shared/controls/index.ts';
import type { State } from '../../../shared/finding.ts';
import type { PromiseView } from '../../../shared/protocol/api/overview.ts';
import { forEachDatabase } from '../../../test/support/databases.ts';
import { aDepartingSchool, type DepartingSchool } from '../../../test/support/departing-school.ts';
import { aFinding } from '../../../test/support/raw-device.ts';
import { approve } from '../approvals/decide.ts';
import { kindsOf } from '../approvals/store.ts';
import { writeCalendar } from '../calendar/store.ts';
import { restand } from '../devices/index.ts';
import { decide } from '../enrolment/decide.ts';
import { dayIn, keepDay } from '../promises/days.ts';
import { agePass } from '../reports/ageing.ts';
import { departureKind } from './index.ts';

const dayMs = 24 * 3600_000;
const kinds = kindsOf([departureKind]);
const states: readonly State[] = ['met', 'not_met', 'unknown', 'not_applicable'];

forEachDatabase((_engine, open) => {
  describe('devices that leave, step by step', () => {
    let school: DepartingSchool;

    before(async () => {
      school = await aDepartingSchool(await open());
    });

    it('make no figure better by being removed, set aside or switched off, whatever is done in which order', async () => {
      const { aDevice, page, remove, forget, context } = school;
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
              context.clock.at += 30 * dayMs;
              await agePass(context);
            } else if (what !== 'remove') {
              await context.db
                .transaction()
                .execute(tx => restand(tx, context.now(), [{ id, set: { status: what } }]));
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

    it('look no better beside last term, and are no good news, by leaving, agreed or not, by not being asked, or by being set aside', async function () {
      const { aDevice, aNewcomer, letOff, page, remove, list, forget, head, context, technician } = school;
      this.timeout(60_000);
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
          // Longer than the week that the page tells of, so that none of them is new.
          clock.at += 9 * dayMs;
          let seenAll = true;
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
              await decide(context, technician, wish);
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
            const { promises, changed } = await page();
            // A computer that was silent for longer than a week and is seen again may be news.
            seenAll &&= what !== 'silent';
            if (seenAll)
              for (const { sentence } of changed)
                expect(sentence, what).to.not.match(/ more than |It does again/);
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
