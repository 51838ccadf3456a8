import { createHash } from 'node:crypto';
import { expect } from 'chai';
import type { AssetRow } from '../../../shared/protocol/api/assets.ts';
import type { Disposals } from '../../../shared/protocol/api/disposals.ts';
import type { FromDevice } from '../../../shared/protocol/device.ts';
import { forEachDatabase } from '../../../test/support/databases.ts';
import { aDisposalWorld, aWipe, type DisposalWorld } from '../../../test/support/disposal-world.ts';
import { refusal } from '../../../test/support/policy-school.ts';
import { aKey, type DeviceKey, RawDevice } from '../../../test/support/raw-device.ts';
import { decide } from '../enrolment/decide.ts';
import { makeCode } from '../enrolment/index.ts';
import { type Gateway, startGateway } from '../gateway/index.ts';
import { ensureGroup } from '../groups/index.ts';
import { disposalMatters } from './index.ts';

forEachDatabase((engine, open) => {
  if (engine !== 'SQLite') return;
  describe('a device that was handed over for disposal, on the wire', function () {
    this.timeout(60_000);
    let world: DisposalWorld;
    let gateway: Gateway;
    const raised: RawDevice[] = [];

    before(async () => {
      world = await aDisposalWorld(await open());
      const { context } = world;
      gateway = await startGateway({
        ...context,
        config: { ...context.config, devicePort: 0, deviceHost: '127.0.0.1' },
      });
    });
    after(async () => {
      for (const device of raised) device.close();
      await gateway?.close();
      world?.remove();
    });

    const aDevice = (key = aKey()) => {
      const device = new RawDevice(gateway.port, key);
      raised.push(device);
      return device;
    };

    const evidence = (board: string, disk: string): FromDevice['enrol']['evidence'] =>
      Object.entries({ board_serial: board, disk_serial: disk }).map(([kind, text]) => ({
        kind,
        hash: createHash('sha256').update(text).digest('base64url'),
      }));
    async function comes(board: string, disk: string, more: { key?: DeviceKey; preApproved?: boolean } = {}) {
      const { context } = world;
      const groupId = (await ensureGroup(world.db, context.schoolId, context.now())).id;
      const wish = { groupId, label: '', uses: 1, hours: 1, preApproved: more.preApproved ?? false };
      const { code } = await makeCode(context, context.by, wish);
      const device = aDevice(more.key);
      await device.open();
      device.send('enrol', device.enrolBody(code, { evidence: evidence(board, disk) }));
      const { deviceId } = await device.take(wish.preApproved ? 'approved' : 'waiting');
      return { device, deviceId };
    }
    const alarms = async () => (await disposalMatters(world.context, world.context.schoolId)).reappeared;

    it('is told to delete its keys when it next calls, and that it called is an alarm', async () => {
      const { ask } = world;
      const { device, deviceId } = await comes('BOARD-1', 'DISK-1', { preApproved: true });
      const asset = (await ask('post', '/assets', { tag: 'GP-1', kind: 'laptop', deviceId })) as {
        id: string;
      };
      const itemId = (await world.approved([asset])).items[0]?.id ?? '';
      await ask('post', `/disposals/items/${itemId}/storage`, {
        name: 'SSD',
        media: 'flash',
        serial: 'SN-1',
      });
      const storage = (await world.item(itemId)).storage[0]?.id ?? '';
      await ask('post', `/disposals/storage/${storage}/records`, aWipe());
      await world.handOver(await world.collection([itemId]));
      expect(await alarms()).to.deep.equal([]);

      const back = aDevice(device.key);
      await back.hello(deviceId, null);
      expect((await back.take('refuse')).code).to.equal('removed');
      expect(await alarms()).to.deep.equal([{ tag: 'GP-1', itemId }]);
    });

    it('is an alarm too when it was set up anew and asks to come in, told by its board and not by a disk', async () => {
      const [open] = ((await world.ask('get', '/disposals')) as Disposals).sightings;
      await world.ask('post', `/disposals/sightings/${open?.id}/settle`, { reason: 'The driver started it' });
      await comes('BOARD-2', 'DISK-1');
      expect(await alarms(), 'another computer with its disk').to.deep.equal([]);
      const { deviceId } = await comes('BOARD-1', 'DISK-9');
      expect((await alarms()).map(one => one.tag)).to.deep.equal(['GP-1']);
      const { items } = (await world.ask('get', '/assets?search=GP-1')) as { items: AssetRow[] };
      const same = { id: deviceId, sameAs: items[0]?.device?.id ?? '' };
      const decided = decide(world.context, world.technician, { approve: [same], refuse: [] });
      expect((await refusal(decided)).code, 'its old record').to.equal('queue.same_left');
    });
  });
});
