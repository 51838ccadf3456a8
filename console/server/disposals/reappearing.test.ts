import { expect } from 'chai';
import { forEachDatabase } from '../../../test/support/databases.ts';
import { aDisposalWorld, aWipe, type DisposalWorld } from '../../../test/support/disposal-world.ts';
import { aKey, RawDevice } from '../../../test/support/raw-device.ts';
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

    it('is told to delete its keys when it next calls, and that it called is an alarm', async () => {
      const { context, ask } = world;
      const groupId = (await ensureGroup(world.db, context.schoolId, context.now())).id;
      const { code } = await makeCode(context, context.by, {
        groupId,
        label: '',
        uses: 1,
        hours: 1,
        preApproved: true,
      });
      const device = aDevice();
      await device.open();
      device.send('enrol', device.enrolBody(code));
      const { deviceId } = await device.take('approved');

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
      expect((await disposalMatters(context, context.schoolId)).reappeared).to.deep.equal([]);

      const back = aDevice(device.key);
      await back.hello(deviceId, null);
      expect((await back.take('refuse')).code).to.equal('removed');
      expect((await disposalMatters(context, context.schoolId)).reappeared).to.deep.equal([
        { tag: 'GP-1', itemId },
      ]);
    });
  });
});
