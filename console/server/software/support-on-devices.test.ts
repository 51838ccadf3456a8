/** A newer table of ends of support, from the page to a real agent's own finding, over the real gateway. */
import { expect } from 'chai';
import { deriveCode } from '../../../agent/service/console-link/opening.ts';
import { linuxBelieving } from '../../../agent/service/controls/os-updates/linux.ts';
import { Agent } from '../../../agent/service/main-agent.ts';
import { newIdentity } from '../../../agent/service/main-enrol.ts';
import { Outbox } from '../../../agent/service/outbox.ts';
import { memoryState } from '../../../agent/service/state.ts';
import { systemClock } from '../../../agent/service/system/clock.ts';
import { osUpdates } from '../../../shared/controls/os-updates/index.ts';
import { finding } from '../../../shared/finding.ts';
import { forEachDatabase } from '../../../test/support/databases.ts';
import { aLinkedSchool, type LinkedSchool } from '../../../test/support/linked-school.ts';
import { ended, scriptedMachine } from '../../../test/support/scripted-machine.ts';
import { aTableMaker } from '../../../test/support/support-tables.ts';
import { until } from '../../../test/support/until.ts';
import { makeCode } from '../enrolment/index.ts';
import { ensureGroup } from '../groups/index.ts';
import { routes } from './routes.ts';

forEachDatabase((_engine, open) => {
  describe('a newer table of ends of support', function () {
    this.timeout(60_000);
    const maker = aTableMaker();
    let school: LinkedSchool;
    let agent: Agent | undefined;
    beforeEach(async () => {
      school = await aLinkedSchool(await open());
      school.context.supportKey = maker.key;
    });
    afterEach(async () => {
      await agent?.stop();
      agent = undefined;
      await school.close();
    });

    const give = ({ text }: { text: string }) =>
      school.ask(routes(school.context), 'POST /support-ends', {}, { text });

    /** A machine with a system that no table of a release names. */
    async function anAgent(): Promise<Agent> {
      const { context, gateway } = school;
      const groupId = (await ensureGroup(context.db, context.schoolId, context.now())).id;
      const wish = { groupId, label: '', uses: 1, hours: 1, preApproved: true };
      const { code } = await makeCode(context, context.by, wish);
      const state = memoryState();
      const url = `wss://127.0.0.1:${gateway.port}`;
      state.identity.write(newIdentity(url, code, deriveCode(code)?.fingerprint ?? ''));
      const now = Date.now();
      const machine = scriptedMachine({
        now,
        // Nothing to install, and advisories that tell of the system's own packages.
        commands: { dnf: ended('FEDORA-2026-1a2b Moderate/Sec. expat-2.6.4-1.fc41.x86_64\n') },
        files: { '/etc/os-release': 'ID=debian\nVERSION_ID="99"\n' },
        modified: { '/var/cache/dnf/last_makecache': now },
      });
      const made = new Agent({
        ...{ state, machine, clock: systemClock, watchOnly: true, supportKey: maker.key },
        outbox: new Outbox({ path: ':memory:', now: Date.now }),
        watched: [{ meaning: osUpdates, backend: linuxBelieving(maker.key) }],
        readInventory: async () => ({ errors: [] }),
        introduce: async () => ({ evidence: [], suggested: { name: 'Laptop', system: 'Debian 99' } }),
        log: () => {},
        onChange: () => {},
      });
      made.start();
      return made;
    }

    /** What the console was told last. */
    async function told(): Promise<{ reason?: string; table?: unknown }> {
      const row = await school.context.db.selectFrom('device_finding').selectAll().executeTakeFirst();
      if (row === undefined) return {};
      const { evidence } = finding.parse(JSON.parse(row.finding));
      return { reason: row.reason, table: evidence.facts.supportTable };
    }
    const untilTold = (reason: string, table: number) =>
      until(`${reason} by table ${table}`, async () => {
        const now = await told();
        return now.reason === reason && now.table === table;
      });

    it('changes what a device finds, at its next welcome and while it is connected', async () => {
      await give(maker.table(7, { 'Debian:99': '2026-01-31' }));
      agent = await anAgent();
      await untilTold('system_unsupported', 7);
      await give(maker.table(8, { 'Debian:99': '2099-01-31' }));
      await untilTold('up_to_date', 8);
    });

    it('is sent to a device that says it goes by an older one, and to no other', async () => {
      const first = maker.table(7);
      await give(first);
      const old = await school.aLiveDevice(() => ({ supportEnds: 6 }));
      expect(await old.device.take('support_ends')).to.deep.equal(first.signed);
      const same = await school.aLiveDevice(() => ({ supportEnds: 7 }));
      const older = await school.aLiveDevice();
      const newer = maker.table(8);
      await give(newer);
      // Each gets this one next, so nothing came before it.
      for (const { device } of [old, same, older])
        expect(await device.take('support_ends')).to.deep.equal(newer.signed);
    });
  });
});
