import { randomUUIDv7 } from 'node:crypto';
import { expect } from 'chai';
import type { OrderView } from '../../../shared/protocol/api/orders.ts';
import {
  type Diagnostics,
  diagnosticsEvent,
  type PartFacts,
  partsOf,
} from '../../../shared/protocol/diagnostics.ts';
import { forEachDatabase } from '../../../test/support/databases.ts';
import { aLinkedSchool, type LinkedSchool } from '../../../test/support/linked-school.ts';
import type { RawDevice } from '../../../test/support/raw-device.ts';
import { routes as orderRoutes } from '../orders/index.ts';
import { forgetDiagnostics, keptMs } from './forget.ts';
import { giveDiagnostics } from './routes.ts';

const collected: Diagnostics = {
  collectedAt: Date.UTC(2026, 10, 22),
  versions: {
    ...{
      agent: 'caretaker',
      node: 'v24',
      platform: 'linux',
      architecture: 'x64',
      computerSince: 1,
      serviceSince: 2,
    },
  },
  resources: {
    ...{
      memoryBytes: 8,
      memoryFreeBytes: 4,
      serviceBytes: 1,
      diskBytes: 9,
      diskFreeBytes: 3,
      processors: 4,
      load: 0.5,
    },
  },
  console: {
    ...{ state: 'connected', since: 1, clockOffsetMs: 0, intercepted: false, waiting: 0, policyNumber: 1 },
    restraint: null,
  },
  controls: [],
  services: null,
  log: Array.from({ length: 150 }, (_, at) => ({
    at,
    event: `line ${at} of the log, always worded the same`,
  })),
};

forEachDatabase((_engine, open) => {
  describe('diagnostics of a device', () => {
    let school: LinkedSchool;
    let device: RawDevice;
    let deviceId: string;
    let seq = 0;

    beforeEach(async () => {
      school = await aLinkedSchool(await open());
      ({ device, deviceId } = await school.aLiveDevice());
    });
    afterEach(() => school.close());

    const order = async () => {
      const body = { order: { kind: 'collect_diagnostics' } };
      const route = 'POST /devices/{id}/orders';
      const given = (await school.ask(
        orderRoutes(school.context),
        route,
        { id: deviceId },
        body,
      )) as OrderView;
      await device.take('order');
      return given;
    };
    const latest = async () =>
      (
        (await school.ask(orderRoutes(school.context), 'GET /devices/{id}/orders', { id: deviceId })) as {
          items: OrderView[];
        }
      ).items[0];
    const take = (orderId: string, id = deviceId) =>
      giveDiagnostics(school.context, school.context.by, id, orderId);
    const code = (error: { code: string }) => error.code;

    async function tell(name: string, facts: PartFacts, by = device): Promise<void> {
      seq += 1;
      const event = { id: randomUUIDv7(), seq, at: Date.now(), type: 'event', name, facts };
      by.send('records', { records: [event] });
      // The same order may come twice: by its giving, and by the welcome that is just under way.
      const repeated = (error: Error) => error.message.includes('"kind":"order"');
      while ((await by.take('ack').catch(error => repeated(error) || Promise.reject(error))) === true);
    }
    async function answer(id: string, text = JSON.stringify(collected), by = device): Promise<void> {
      // Once more in another order, as after a lost acknowledgement.
      const parts = partsOf(id, text);
      for (const facts of [...parts.toReversed(), ...parts]) await tell(diagnosticsEvent, facts, by);
      await tell('order.done', { orderId: id, kind: 'collect_diagnostics', outcome: 'done', detail: '' }, by);
    }

    it('are put together from their pieces, downloaded, and the log says by whom', async () => {
      const given = await order();
      expect(given.fileUntil).to.equal(null);
      await answer(given.id);
      const now = await latest();
      expect(now?.fileUntil).to.equal((now?.endedAt ?? 0) + keptMs);
      const file = await take(given.id);
      expect(file.name).to.equal('diagnostics-Laptop-7-2026-11-22.json');
      expect(JSON.parse(file.bytes.toString())).to.deep.equal({ device: 'Laptop 7', ...collected });
      expect((await school.audited()).at(-1)).to.deep.equal({
        ...{ action: 'diagnostics.taken', facts: { name: 'Laptop 7' } },
      });
    });

    it('are no part of the device’s history, and gone after 14 days', async () => {
      const given = await order();
      await answer(given.id);
      const kept = await school.context.db
        .selectFrom('device_record')
        .select('body')
        .where('body', 'like', '%always worded%')
        .execute();
      expect(kept).to.deep.equal([]);
      school.context.clock.at += keptMs;
      expect(await take(given.id).catch(code)).to.equal('diagnostics.not_found');
      await forgetDiagnostics(school.context);
      expect(await school.context.db.selectFrom('diagnostics_part').select('part').execute()).to.deep.equal(
        [],
      );
    });

    it('are taken only for an order of that device that waits for them', async () => {
      const given = await order();
      const other = await school.aLiveDevice();
      await answer(given.id, undefined, other.device);
      expect(await take(given.id).catch(code)).to.equal('diagnostics.not_found');
      const [part = {}] = partsOf(randomUUIDv7(), 'x');
      await tell(diagnosticsEvent, part);
      await tell(diagnosticsEvent, { order: given.id, part: 3, of: 2, text0: 'x' });
      await answer(given.id);
      await tell(diagnosticsEvent, { order: given.id, part: 30, of: 30, text0: 'late' });
      expect((await take(given.id)).bytes.toString()).not.to.include('late');
      expect(await take(given.id, other.deviceId).catch(code)).to.equal('diagnostics.not_found');
    });

    it('are refused when a piece is missing or they are of another shape', async () => {
      const given = await order();
      const [first = {}] = partsOf(given.id, JSON.stringify(collected));
      await tell(diagnosticsEvent, first);
      expect(await take(given.id).catch(code)).to.equal('diagnostics.incomplete');
      await tell('order.done', { orderId: given.id, kind: '', outcome: 'done', detail: '' });
      const next = await order();
      await answer(next.id, '{"collectedAt":"<script>"}');
      expect(await take(next.id).catch(code)).to.equal('diagnostics.incomplete');
    });
  });
});
