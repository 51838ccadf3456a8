/** A school with a gateway on a real port, to which devices written out by hand connect. */
import type { Db } from '../../console/server/database/index.ts';
import { makeCode } from '../../console/server/enrolment/index.ts';
import { type Gateway, startGateway } from '../../console/server/gateway/index.ts';
import { ensureGroup } from '../../console/server/groups/index.ts';
import { renewPolicies } from '../../console/server/policies/index.ts';
import type { RouteSpec } from '../../console/server/route.ts';
import type { FromDevice } from '../../shared/protocol/device.ts';
import { aContext, type TestContext } from './console-context.ts';
import { aKey, RawDevice } from './raw-device.ts';

type More = (device: RawDevice, deviceId: string) => Partial<FromDevice['hello']>;
const nothing: More = () => ({});

export interface LinkedSchool {
  context: TestContext;
  gateway: Gateway;
  /** Enrolled, approved and in its first session. */
  aLiveDevice(more?: More): Promise<{ device: RawDevice; deviceId: string; chain: string }>;
  /** Another session of the same device. */
  again(
    key: RawDevice['key'],
    deviceId: string,
    chain: string,
    more?: More,
  ): Promise<{ device: RawDevice; chain: string }>;
  /** Asks a room's route as the technician, without a browser. */
  ask(routes: RouteSpec[], name: string, params: Record<string, string>, body?: unknown): Promise<unknown>;
  audited(): Promise<{ action: string; facts: Record<string, unknown> }[]>;
  close(): Promise<void>;
}

export async function aLinkedSchool(db: Db): Promise<LinkedSchool> {
  const made = await aContext(db);
  const config = { ...made.config, devicePort: 0, deviceHost: '127.0.0.1' };
  const context: TestContext = { ...made, config };
  context.clock.at = Date.now();
  const groupId = (await ensureGroup(db, context.schoolId, context.now())).id;
  await renewPolicies(context);
  const gateway = await startGateway(context);
  const raised: RawDevice[] = [];
  const aDevice = (key = aKey()) => {
    const device = new RawDevice(gateway.port, key);
    raised.push(device);
    return device;
  };
  return {
    context,
    gateway,
    async aLiveDevice(more = nothing) {
      const device = aDevice();
      await device.open();
      const wish = { groupId, label: '', uses: 1, hours: 1, preApproved: true };
      device.send('enrol', device.enrolBody((await makeCode(context, context.by, wish)).code));
      const { deviceId } = await device.take('approved');
      device.send('hello', device.helloBody(deviceId, null, more(device, deviceId)));
      const { chain } = await device.take('welcome');
      await device.take('policy');
      return { device, deviceId, chain };
    },
    async again(key, deviceId, chain, more = nothing) {
      const device = aDevice(key);
      await device.open();
      device.send('hello', device.helloBody(deviceId, chain, more(device, deviceId)));
      const welcome = await device.take('welcome');
      await device.take('policy');
      return { device, chain: welcome.chain };
    },
    async ask(routes, name, params, body) {
      const [method, path] = name.split(' ');
      const route = routes.find(one => one.method === method?.toLowerCase() && one.path === path);
      if (route === undefined) throw new Error(`no route ${name}`);
      const parsed = {
        params: route.params?.parse(params) ?? params,
        query: route.query?.parse({}) ?? {},
        body: route.body?.parse(body) ?? body,
      };
      const answer = await route.handle({ ...parsed, caller: context.by }, { setSession: () => undefined });
      return route.response === null ? undefined : route.response.parse(answer);
    },
    async audited() {
      const found = await db.selectFrom('audit').select(['action', 'facts']).orderBy('number').execute();
      return found.map(row => ({ action: row.action, facts: JSON.parse(row.facts) }));
    },
    async close() {
      for (const device of raised) device.close();
      await gateway.close();
    },
  };
}
