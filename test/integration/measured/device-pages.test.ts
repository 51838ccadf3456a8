/** Pages of the device list of a school with 5,000 devices, as the server makes them, on both engines. Prints what it measured. */
import { randomUUIDv7 } from 'node:crypto';
import { expect } from 'chai';
import { sql } from 'kysely';
import { isPostgres } from '../../../console/server/database/index.ts';
import {
  describe as describeDevice,
  insertDevice,
  restand,
  routes,
} from '../../../console/server/devices/index.ts';
import { ensureGroup } from '../../../console/server/groups/index.ts';
import { renewPolicies } from '../../../console/server/policies/index.ts';
import { controls } from '../../../shared/controls/index.ts';
import type { State } from '../../../shared/finding.ts';
import type { DeviceRow } from '../../../shared/protocol/api/devices.ts';
import { askRoutes } from '../../support/ask-routes.ts';
import { aContext, type TestContext } from '../../support/console-context.ts';
import { forEachDatabase } from '../../support/databases.ts';
import { aFinding } from '../../support/raw-device.ts';

const devices = 5000;
const atOnce = 500;
const rounds = 40;
const mostMs = 25;
const states: State[] = ['met', 'not_met', 'unknown', 'met', 'met'];

async function fill(context: TestContext, groupId: string): Promise<void> {
  const common = { schoolId: context.schoolId, groupId, codeId: null, previousDeviceId: null };
  const at = context.now();
  for (let from = 0; from < devices; from += atOnce) {
    await context.db.transaction().execute(async tx => {
      const changes = [];
      for (let i = from; i < from + atOnce; i++) {
        const id = randomUUIDv7();
        const its = { id, name: `Laptop ${i}`, system: 'Debian 12', publicKey: id, approvedBy: null };
        await insertDevice(tx, at - i, { ...common, ...its });
        const findings = controls.map(({ key }, n) => ({
          finding: aFinding(key, states[(i + n) % states.length] ?? 'met', { observedAt: at }),
          ...{ seq: 1, observedAt: at },
        }));
        changes.push({ id, findings, set: { ...(await describeDevice(tx, id)), status: 'approved' } });
      }
      await restand(tx, at, changes);
    });
  }
}

forEachDatabase((engine, open) => {
  describe(`a school with ${devices} devices`, () => {
    it(`has 95 of 100 pages of its device list in under ${mostMs} ms at the server`, async function () {
      this.timeout(90_000);
      const context = await aContext(await open());
      const groupId = (await ensureGroup(context.db, context.schoolId, context.now())).id;
      await renewPolicies(context);
      await fill(context, groupId);
      // PostgreSQL does so by itself within a minute of so many changes; SQLite never does.
      if (isPostgres(context.db)) await sql`analyze`.execute(context.db);
      const ask = askRoutes(context, () => routes(context));
      const questions = [
        {},
        { sort: 'lastSeen' },
        { sort: 'notMet' },
        { sort: 'unknown', direction: 'asc' },
        { search: 'laptop 49' },
        { control: 'antivirus', state: 'not_met', sort: 'notMet' },
        { group: groupId, sort: 'lastSeen' },
      ];
      const took: number[] = [];
      for (let round = 0; round < rounds; round++) {
        for (const query of questions) {
          const began = performance.now();
          const page = (await ask('get', '/devices', { query: { ...query, limit: 50 } })) as {
            items: DeviceRow[];
          };
          took.push(performance.now() - began);
          expect(page.items).to.have.length(50);
        }
      }
      took.sort((a, b) => a - b);
      const share = (part: number) => took[Math.floor((took.length - 1) * part)] ?? Number.POSITIVE_INFINITY;
      const say = (part: number) => `${share(part).toFixed(1)} ms`;
      process.stdout.write(
        `      ${took.length} pages of ${devices} devices on ${engine}: p50 ${say(0.5)}, p95 ${say(0.95)}, slowest ${say(1)}\n`,
      );
      expect(share(0.95)).to.be.below(mostMs);
    });
  });
});
