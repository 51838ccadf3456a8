import { randomUUIDv7 } from 'node:crypto';
import { expect } from 'chai';
import { controls } from '../../../shared/controls/index.ts';
import type { State } from '../../../shared/finding.ts';
import type { Overview, Promises, Summary } from '../../../shared/protocol/api/overview.ts';
import { policyText } from '../../../shared/protocol/transcript.ts';
import { aContext, type TestContext } from '../../../test/support/console-context.ts';
import { forEachDatabase } from '../../../test/support/databases.ts';
import { aFinding } from '../../../test/support/raw-device.ts';
import type { Db } from '../database/index.ts';
import { routes as departureRoutes } from '../departures/index.ts';
import { leaveCount } from '../departures/store.ts';
import { insertDevice, restand } from '../devices/index.ts';
import { ensureGroup } from '../groups/index.ts';
import { verifies } from '../identity/index.ts';
import { routes as overviewRoutes } from '../overview/index.ts';
import { currentPolicy, renewPolicies } from '../policies/index.ts';
import { agePass } from '../reports/ageing.ts';
import { routes as promiseRoutes } from './index.ts';

const day = 24 * 3600_000;

forEachDatabase((_engine, open) => {
  describe('promises and overview', () => {
    let db: Db;
    let context: TestContext;
    let groupId: string;

    async function ask<T>(method: string, path: string, params: object = {}): Promise<T> {
      const all = [...promiseRoutes(context), ...overviewRoutes(context), ...departureRoutes(context)];
      const route = all.find(one => one.method === method && one.path === path);
      const answer = await route?.handle(
        { params, query: {}, body: { reason: 'It is broken' }, caller: context.by },
        { setSession: () => undefined },
      );
      return (route?.response?.parse(answer) ?? answer) as T;
    }
    const promises = () => ask<Promises>('get', '/promises');
    const lock = async () => (await promises()).promises.find(one => one.control === 'idle-lock');

    async function aDevice(state: State | null, approvedBy: string | null = 'a test') {
      const id = randomUUIDv7();
      const common = { schoolId: context.schoolId, groupId, codeId: null, previousDeviceId: null };
      await insertDevice(db, context.now(), {
        ...common,
        id,
        name: 'Laptop 7',
        system: 'Debian',
        publicKey: id,
        approvedBy,
      });
      if (state !== null) await report(id, state);
      return id;
    }
    const report = (id: string, state: State, seq = 1) =>
      db.transaction().execute(tx =>
        restand(tx, context.now(), [
          {
            id,
            set: { last_seen_at: context.now() },
            findings: controls.map(({ key }) => ({
              finding: aFinding(key, state, { observedAt: context.now() }),
              seq,
              observedAt: context.now(),
            })),
          },
        ]),
      );

    beforeEach(async () => {
      db = await open();
      context = await aContext(db);
      groupId = (await ensureGroup(db, context.schoolId, context.now())).id;
      await renewPolicies(context);
    });

    it('claims nothing while there is nothing, and nothing of devices that wait', async () => {
      await aDevice('met', null);
      const page = await promises();
      expect(page.devices).to.equal(0);
      expect(page.promises.every(one => one.verdict === 'nothing_to_check')).to.equal(true);
      expect(page.unknown).to.deep.equal([
        '1 computer waits for the technician to let it in, and does not count yet.',
      ]);
      expect(page.decision?.sentence).to.match(
        /^1 computer waits for the technician to let it in\. Ask the technician whether it is/,
      );
    });

    it('holds only when every device is known to keep it', async () => {
      const id = await aDevice('met');
      expect(await lock()).to.include({ verdict: 'holds', answer: 'Holds on the one computer there is.' });
      const second = await aDevice(null);
      expect(await lock()).to.include({
        verdict: 'cannot_be_known',
        answer: 'Holds on 1 of 2 computers. Of one it is not known.',
      });
      await report(second, 'not_met');
      expect((await lock())?.verdict).to.equal('does_not_hold');
      await report(second, 'met', 2);
      expect((await lock())?.verdict).to.equal('holds');
      await db.transaction().execute(tx => restand(tx, context.now(), [{ id, set: { status: 'cloned' } }]));
      expect(await lock()).to.include({ verdict: 'cannot_be_known' });
      const { headline, butFor } = await promises();
      expect(headline).to.equal(
        `None of our ${controls.length} promises about school computers can be shown to hold.`,
      );
      expect(butFor).to.equal('1 computer has a double. On all the others, each promise holds.');
    });

    it('nets what changed in a week, one line a promise, and says once what went wrong and was put right', async () => {
      const [first, second] = [await aDevice('met'), await aDevice('met')];
      context.clock.at += 8 * day;
      await report(first, 'not_met', 2);
      await report(first, 'met', 3);
      const mended = (await promises()).changed;
      expect(mended).to.have.length(Math.min(8, controls.length));
      for (const { sentence } of mended)
        expect(sentence).to.match(/^“.+” did not hold on 1 computer this week\. It does again\.$/);
      await report(second, 'not_met', 2);
      const { changed, promises: all } = await promises();
      expect(changed, 'at most eight lines').to.have.length(Math.min(8, controls.length));
      for (const { sentence, promise } of changed) {
        expect(sentence).to.match(/^“.+” holds on 1 computer fewer than a week ago\.$/);
        expect(sentence).to.contain(all.find(one => one.key === promise)?.sentence.slice(0, -1) ?? 'none');
      }
      await report(await aDevice('met'), 'not_met', 2);
      const more = (await promises()).changed;
      expect(more).to.have.length(8);
      expect(more.map(one => one.sentence)).to.include('1 computer joined.');
    });

    it('says once that nothing is known of a computer any more, not promise by promise', async () => {
      const id = await aDevice('met');
      const other = await aDevice('met');
      context.clock.at += 30 * day;
      await report(other, 'not_met', 2);
      await agePass(context);
      const said = async () => (await promises()).changed.map(one => one.sentence);
      const lost = 'Nothing is known of 1 computer now. More was known a week ago.';
      const lines = await said();
      expect(lines.filter(one => one === lost)).to.have.length(1);
      for (const line of lines.filter(one => one !== lost))
        expect(line).to.match(/ holds on 1 computer fewer than a week ago\.$/);
      await report(id, 'met', 2);
      expect(await said()).to.not.include(lost);
      context.clock.at += 8 * day;
      await report(other, 'not_met', 3);
      await report(id, 'met', 3);
      expect(await said()).to.deep.equal([]);
    });

    it('says of each promise why it is not known, and shows its age all the same', async () => {
      const id = await aDevice('unknown');
      await aDevice(null);
      const page = await promises();
      const one = page.promises[0];
      expect(page.unknown[0]).to.match(/^“.+”: 1 computer \(.+\)\.$/);
      expect(page.causes?.map(cause => cause.sentence)).to.deep.equal([
        `1 computer has not been checked yet. For that too, ${controls.length} promises cannot be known. Next: switch it on, and leave it on for an hour.`,
      ]);
      expect(page.unknown).to.have.length(controls.length);
      expect(one?.oldestAt).to.equal(context.now());
      expect(one?.doing).to.match(/^The check could not look on this computer;/);
      await ask('delete', '/devices/{id}', { id });
      expect((await lock())?.answer).to.equal('Holds on 0 of 2 computers. Of two it is not known.');
      // As when somebody else has agreed that it has left.
      await leaveCount(db, id);
      expect((await lock())?.answer).to.equal('Not known for the only computer.');
      expect((await lock())?.doing).to.match(/^It will be known when this computer has been switched on/);
    });

    it('tells the technician who came, and puts the same change of many devices together', async () => {
      const ids = [await aDevice('met'), await aDevice('met'), await aDevice('met')];
      const changed = async () => (await ask<Overview>('get', '/overview')).changed.map(one => one.sentence);
      expect(await changed()).to.deep.equal(['3 devices joined: “Laptop 7”, “Laptop 7” and “Laptop 7”.']);
      context.clock.at += 3 * day;
      expect(await changed()).to.deep.equal([]);
      const [one = '', ...others] = ids;
      await report(one, 'not_met', 2);
      const all = controls.length;
      expect(await changed()).to.deep.equal([`Laptop 7. ${all} checks changed: ${all} now not met.`]);
      for (const id of others) await report(id, 'not_met', 2);
      expect(await changed())
        .to.include('Disk encryption: 3 devices now not met.')
        .and.have.length(controls.length);
      for (const id of ids) await report(id, 'met', 3);
      expect(await changed(), 'what came and went is no news')
        .to.include('Disk encryption: 3 devices now met.')
        .and.have.length(controls.length);
      await ask('delete', '/devices/{id}', { id: ids[0] });
      await aDevice('met', null);
      expect(await changed()).to.include.members(['“Laptop 7” was removed.', '“Laptop 7” asked to join.']);
    });

    it('says that a device has not been seen, and that one was removed, rather than look better for it', async () => {
      const lost = await aDevice('not_met');
      await aDevice('met');
      context.clock.at += 9 * day;
      await agePass(context);
      await report(await aDevice('met'), 'met', 2);
      const answer = await lock();
      expect(answer?.counts).to.deep.equal({ met: 1, not_met: 0, unknown: 2, not_applicable: 0 });
      expect(answer?.answer).to.equal(
        'Holds on 1 of 3 computers. Two have not been seen for too many school days.',
      );
      await ask('delete', '/devices/{id}', { id: lost });
      // Nobody else may agree here, so it counts on.
      expect((await lock())?.answer).to.equal(
        'Holds on 1 of 3 computers. One has not been seen since 22 Nov 2026. Of one it is not known.',
      );
      await leaveCount(db, lost);
      expect((await lock())?.answer).to.equal(
        'Holds on 1 of 2 computers. One has not been seen since 22 Nov 2026.',
      );
      const { changed } = await promises();
      expect(changed.map(one => one.sentence).join()).to.include(
        'removed “Laptop 7”, so it is no longer counted.',
      );
    });

    it('gives the technician one sentence, what is needed by consequence, and figures that add up', async () => {
      await aDevice('not_met');
      await aDevice('met');
      await aDevice(null, null);
      const page = await ask<Overview>('get', '/overview');
      expect(page.sentence).to.equal(
        `2 of 2 devices have been seen today; ${controls.length + 1} things need you.`,
      );
      expect(page.needs.map(need => need.kind)).to.deep.equal([
        'not_met',
        'not_met',
        'approve',
        ...controls.slice(2).map(() => 'not_met'),
      ]);
      expect(page.needs[0]?.serious).to.equal(true);
      const summary = await ask<Summary>('get', '/summary');
      for (const { counts } of summary.controls)
        expect(counts.met + counts.not_met + counts.unknown + counts.not_applicable).to.equal(
          summary.devices.approved,
        );
    });

    it('signs a policy for each group, and a new one when the time zone changes', async () => {
      const first = await currentPolicy(context, context.schoolId, groupId);
      expect(first.fresh).to.equal(false);
      const { payload, signature } = first.signed;
      expect(verifies(context.identity.publicKey, policyText(payload), signature)).to.equal(true);
      expect(first.document).to.include({ schoolId: context.schoolId, groupId, timeZone: 'Europe/London' });
      await db.updateTable('school').set({ time_zone: 'Europe/Dublin' }).execute();
      await renewPolicies(context);
      const second = await currentPolicy(context, context.schoolId, groupId);
      expect(second.number).to.be.greaterThan(first.number);
      expect(second.document.timeZone).to.equal('Europe/Dublin');
      expect((await currentPolicy(context, context.schoolId, groupId)).number).to.equal(second.number);
    });
  });
});
