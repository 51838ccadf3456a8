/** Programs that ran without approval: how the list follows what devices report, and how one is approved. */
import { randomUUIDv7 } from 'node:crypto';
import { expect } from 'chai';
import type { Observation } from '../../../shared/controls/approved-software/observation.ts';
import type { Program } from '../../../shared/controls/approved-software/program.ts';
import { controlByKey } from '../../../shared/controls/index.ts';
import { approvalInput, approvalQuery, unapprovedQuery } from '../../../shared/protocol/api/unapproved.ts';
import { forEachDatabase } from '../../../test/support/databases.ts';
import { aPolicySchool, refusal } from '../../../test/support/policy-school.ts';
import { aFinding } from '../../../test/support/raw-device.ts';
import type { Db } from '../database/index.ts';
import { ask } from '../policies/decide.ts';
import { saveDraft } from '../policies/drafts.ts';
import { routes } from './routes.ts';
import { storeUnapproved } from './unapproved-store.ts';

const key = 'approved-software';
const scratch: Program = {
  publisher: 'O=Scratch Foundation, L=Boston, C=US',
  product: 'Scratch Link',
  package: null,
  hash: 'a'.repeat(64),
  pathClass: 'user_writable',
  stopped: 'no',
};
const unsigned: Program = { ...scratch, publisher: null, product: null, hash: 'b'.repeat(64) };

const ran = (...programs: Program[]): Observation => ({
  system: 'windows',
  mechanism: {
    ...{ name: 'AppLocker', state: 'watching', running: true, owner: 'caretaker', canary: null },
    ...{ trust: null, detail: null },
  },
  learned: { since: 0, boots: 9, users: 9 },
  programs,
  ...{ seenBy: 'every_start', complete: true, search: { complete: true, count: 0, found: [] }, browsers: [] },
});

async function aSchoolThatRuns(db: Db) {
  const school = await aPolicySchool(db);
  const { context, technician } = school;
  const meaning = controlByKey(key);
  if (meaning === undefined) throw new Error('no such control');
  const all = routes(context);
  const call = async (method: string, path: string, given: object = {}) => {
    const found = all.find(one => one.method === method && one.path === path);
    return found?.handle({ caller: technician, params: {}, query: {}, body: {}, ...given } as never) as never;
  };
  const list = async (query: object = {}) =>
    (await call('get', '/unapproved-programs', { query: unapprovedQuery.parse(query) })) as {
      items: {
        id: string;
        name: string;
        devices: number;
        stopped: number;
        standing: string;
        ways: string[];
      }[];
      next: string | null;
      total: number;
    };
  const names = async (query?: object) => (await list(query)).items.map(one => [one.name, one.devices]);
  const runs = async (id: string, ...programs: Program[]) => school.sees(id, meaning, ran(...programs));
  const whatIf = (id: string, query: object) =>
    call('get', '/unapproved-programs/{id}/what-if', {
      params: { id },
      query: approvalQuery.parse(query),
    }) as Promise<{ headline: string; needsSecond: boolean }>;
  const approve = (id: string, body: object) =>
    call('post', '/unapproved-programs/{id}/approve', {
      params: { id },
      body: approvalInput.parse({ reason: 'For computing lessons', ...body }),
    }) as Promise<{ sentence: string; version: { status: string } }>;
  const detail = (id: string) =>
    call('get', '/unapproved-programs/{id}', { params: { id } }) as Promise<{
      on: { name: string }[];
      places: { place: string; devices: number }[];
    }>;
  const rules = async (groupId?: string) =>
    ((await school.document(groupId)).controls[key] as { rules?: { by: string; value: string }[] }).rules ??
    [];
  return { ...school, list, names, runs, whatIf, approve, detail, rules };
}

forEachDatabase((_engine, open) => {
  describe('programs that nobody approved', () => {
    it('are listed as devices report them, each once, with how many run it, and leave when they no longer run', async () => {
      const school = await aSchoolThatRuns(await open());
      const [one, two] = [await school.aDevice('L1', null), await school.aDevice('L2', null)];
      await school.runs(one, scratch, unsigned);
      await school.runs(two, { ...scratch, hash: 'c'.repeat(64) });
      const unnamed = `program ${'b'.repeat(12)}`;
      expect(await school.names()).to.deep.equal([
        ['Scratch Link (Scratch Foundation)', 2],
        [unnamed, 1],
      ]);
      const [first, second] = (await school.list()).items;
      expect(first?.ways).to.deep.equal(['product', 'publisher', 'version']);
      expect(second?.ways, 'nobody signed it').to.deep.equal(['version']);
      expect(await school.names({ search: 'scratch boston' })).to.have.length(1);
      const page = await school.list({ limit: '1' });
      expect([page.total, page.items[0]?.devices]).to.deep.equal([2, 2]);
      expect(await school.names({ limit: '1', cursor: page.next })).to.deep.equal([[unnamed, 1]]);
      await school.runs(one, unsigned);
      expect(await school.names()).to.deep.equal([
        ...(first && second && first.id > second.id ? [[unnamed, 1]] : []),
        ['Scratch Link (Scratch Foundation)', 1],
        ...(first && second && first.id > second.id ? [] : [[unnamed, 1]]),
      ]);
      await school.context.db
        .updateTable('device')
        .set({ status: 'removed' })
        .where('id', '=', two)
        .execute();
      expect(await school.names(), 'of computers that are here').to.deep.equal([[unnamed, 1]]);
    });

    it('are counted with each report as one would count them at the end, whatever is refused, goes, leaves or is put back', async () => {
      const { context, list, aDevice } = await aSchoolThatRuns(await open());
      const { db, schoolId } = context;
      const ids = [await aDevice('L1', null), await aDevice('L2', null), await aDevice('L3', null)];
      let last = 7;
      const chance = (among: number) => {
        last = (last * 48_271) % 2_147_483_647;
        return last % among;
      };
      const facts = () => ({
        ...{ place: 'user_writable', publisher: null, hash: null },
        rule: chance(3) === 0 ? 'no' : null,
      });
      const part = (name: string) => ({
        ...{ name, state: 'not_met' as const, facts: facts() },
        reason: chance(3) === 0 ? 'cannot_run' : 'unapproved_ran',
      });
      for (let step = 0; step < 40; step += 1) {
        const deviceId = ids[chance(3)] ?? '';
        const parts = ['a', 'b', 'c', 'd'].filter(() => chance(2) === 0).map(part);
        const finding = aFinding(key, 'not_met', { evidence: { facts: {}, parts } });
        await storeUnapproved(db, [{ deviceId, schoolId, finding, at: step }]);
        const status = ['approved', 'removed'][chance(5) === 0 ? 1 : 0];
        await db.updateTable('device').set({ status }).where('id', '=', deviceId).execute();
        const rows = await db
          .selectFrom('unapproved_program as told')
          .innerJoin('device', 'device.id', 'told.device_id')
          .select(['told.name', 'told.rule', 'told.stopped'])
          .where('device.status', '=', 'approved')
          .execute();
        for (const show of ['all', 'refused', 'undecided'] as const) {
          const shown = rows.filter(({ rule }) => show === 'all' || (rule !== null) === (show === 'refused'));
          const counted = [...Map.groupBy(shown, one => one.name)].map(([name, of]) => {
            return `${name} ${of.length} ${of.filter(({ stopped }) => stopped === 1).length}`;
          });
          const { items, total } = await list({ show });
          const kept = items.map(one => `${one.name} ${one.devices} ${one.stopped}`);
          expect([kept.sort(), total], `${show}, step ${step}`).to.deep.equal([counted.sort(), kept.length]);
        }
      }
    });

    it('of one title are those that it may be: by package, by product, or by a word of its name and its maker', async () => {
      const school = await aSchoolThatRuns(await open());
      const { db, schoolId } = school.context;
      const packaged = { ...unsigned, package: 'scratch', pathClass: 'removable' as const };
      await school.runs(await school.aDevice('L1', null), scratch, packaged);
      const of = async (name: string, publisher: string | null) => {
        const id = randomUUIDv7();
        const row = { id, school_id: schoolId, source: 'registry', name, publisher };
        await db.insertInto('software').values(row).execute();
        await db
          .insertInto('catalogue_title')
          .values({
            ...{
              software_id: id,
              school_id: schoolId,
              source: 'registry',
              name,
              name_order: name,
              publisher,
            },
            ...{ search_text: '', devices: 1, first_seen_at: 1 },
          })
          .execute();
        return (await school.names({ title: id })).map(([called]) => called);
      };
      const link = 'Scratch Link (Scratch Foundation)';
      expect(await of('Scratch', null)).to.deep.equal(['scratch']);
      expect(await of('scratch link', null)).to.deep.equal([link]);
      expect(await of('Scratch Link 2.0 (x64)', 'Scratch Foundation')).to.deep.equal([link]);
      expect(await of('Scratch Link 3.0 (x64)', 'Somebody_ else')).to.deep.equal([]);
      expect((await refusal(school.names({ title: 'none' }))).status).to.equal(404);
    });

    it('what approving would do is shown and changes nothing; approving is in force, and devices then tell so', async () => {
      const school = await aSchoolThatRuns(await open());
      const device = await school.aDevice('L1', null);
      await school.runs(device, scratch);
      const id = (await school.list()).items[0]?.id ?? '';
      const foreseen = await school.whatIf(id, { by: 'publisher' });
      expect(foreseen.headline).to.equal('Would no longer fail on 1 device.');
      expect(await school.rules()).to.deep.equal([]);
      expect((await school.approve(id, { by: 'publisher' })).version.status).to.equal('in_force');
      expect(await school.rules()).to.containSubset([{ by: 'publisher', value: scratch.publisher }]);
      expect((await school.list()).items[0]?.standing, 'before the device tells').to.equal('approved');
      const again = await refusal(school.approve(id, { by: 'publisher' }));
      expect(again.code).to.equal('policy.nothing_changed');
      await school.runs(device, scratch);
      expect(await school.names()).to.deep.equal([]);
    });

    it('a draft that somebody is writing is not put in force with it, and does not take it out again', async () => {
      const school = await aSchoolThatRuns(await open());
      const { context, technician } = school;
      await school.runs(await school.aDevice('L1', null), scratch);
      const id = (await school.list()).items[0]?.id ?? '';
      const theirs = {
        controls: { 'idle-lock': { mode: 'watch', afterMinutes: 7 } },
        silentAfterSchoolDays: null,
      };
      const draft = await saveDraft(context, technician, 'school', {
        revision: 0,
        settings: theirs as never,
      });
      const said = await school.approve(id, { by: 'product' });
      expect(said.sentence).to.contain(`It is in draft ${draft.number} as well.`);
      const lock = async () => (await school.document()).controls['idle-lock'] as { afterMinutes?: number };
      expect((await lock()).afterMinutes).to.not.equal(7);
      await ask(context, technician, draft.id, { revision: draft.revision + 1, reason: 'Seven', rings: [] });
      expect((await lock()).afterMinutes).to.equal(7);
      expect(await school.rules()).to.containSubset([{ by: 'product', value: 'Scratch Link' }]);
    });

    it('where programs are stopped a second person is asked, and a group with a list of its own is told apart', async () => {
      const school = await aSchoolThatRuns(await open());
      await school.aPerson('Harriet Head', 'headteacher');
      const own = await school.anotherGroup('Computing');
      const keep = { id: 'keep', by: 'publisher', value: 'O=Somebody' };
      await school.put(`group.${own}`, {
        controls: { [key]: { rules: [keep] } },
        silentAfterSchoolDays: null,
      });
      await school.runs(await school.aDevice('L1', null), scratch);
      await school.runs(await school.aDevice('C1', null, own), scratch);
      await school.runs(await school.aDevice('C2', null, own), scratch);
      const id = (await school.list()).items[0]?.id ?? '';
      const { places, on } = await school.detail(id);
      expect(on.map(one => one.name)).to.deep.equal(['C1', 'C2', 'L1']);
      expect(places.map(one => [one.place, one.devices])).to.deep.equal([
        [`group.${own}`, 2],
        ['school', 1],
      ]);
      await school.approve(id, { by: 'publisher', place: `group.${own}` });
      expect((await school.rules(own)).map(one => one.value)).to.deep.equal([
        'O=Somebody',
        scratch.publisher,
      ]);
      expect(await school.rules(), 'the school’s list is another').to.deep.equal([]);
      const version = await refusal(school.approve(id, { by: 'package' }));
      expect(Object.keys(version.fields ?? {})).to.deep.equal(['by']);
      const enforced = { controls: { [key]: { mode: 'enforce' } }, silentAfterSchoolDays: null };
      const asked = await school.put('school', enforced);
      expect(asked.version.status).to.equal('waiting');
      const stands = await refusal(school.approve(id, { by: 'publisher' }));
      expect(stands.code).to.equal('policy.other_waiting');
    });
  });
});
