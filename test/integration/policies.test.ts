/** Policies between a real console and simulated devices: what was said would happen happens, and what is forged does not. */
import { expect } from 'chai';
import fc from 'fast-check';
import type { SimulatedDevice } from '../../agent/simulate/device.ts';
import { currentPolicy } from '../../console/server/policies/index.ts';
import { controls } from '../../shared/controls/index.ts';
import { type Field, fieldsOf } from '../../shared/policies/fields.ts';
import type { WhatIf } from '../../shared/protocol/api/policies.ts';
import { offerText, policyText } from '../../shared/protocol/transcript.ts';
import { aFleet } from '../support/browser-console.ts';
import { type Ask, aConsole, type TestConsole } from '../support/console.ts';
import { until } from '../support/until.ts';

const fleet = 3;
const randomPolicies = 100;

/** Any value that the setting's form could give; lists stay as they are. */
function anyValue(field: Field): fc.Arbitrary<unknown> | undefined {
  // Simulated devices have nothing to enforce on; what enforcing does is the lab's to show.
  if (field.kind === 'choice') return fc.constantFrom(...field.options.filter(one => one !== 'enforce'));
  if (field.kind === 'yesNo') return fc.boolean();
  if (field.kind === 'number')
    return fc.integer({ min: field.min ?? 0, max: Math.min(field.max ?? 100, 1000) });
  return undefined;
}

/** Asked often: what is waited for takes a few milliseconds, a hundred times over. */
const soon = (what: string, holds: () => boolean | Promise<boolean>) => until(what, holds, 30_000, 4);

const anySettings = fc.record(
  Object.fromEntries(
    controls.map(meaning => {
      const values = fieldsOf(meaning).flatMap(field => {
        const value = anyValue(field);
        return value === undefined ? [] : [[field.name, value] as const];
      });
      return [meaning.key, fc.record(Object.fromEntries(values), { requiredKeys: [] })];
    }),
  ),
  { requiredKeys: [] },
);

describe('policies, from the console to devices', function () {
  this.timeout(240_000);
  let here: TestConsole;
  let technician: Ask;
  let devices: SimulatedDevice[] = [];
  let groupId: string;

  before(async () => {
    here = await aConsole();
    technician = await here.as('technician');
    devices = await aFleet(technician, fleet);
    groupId = (await technician('GET', '/groups')).body.items[0].id;
    await technician('PATCH', '/policies/rules', { secondPerson: 'never', watchMinutes: 0 });
  });
  after(async () => {
    await Promise.all(devices.map(device => device.agent.stop()));
    await here?.remove();
  });

  async function draft(
    settings: object,
    place = `group.${groupId}`,
  ): Promise<{ id: string; revision: number }> {
    const { body: now } = await technician('GET', `/policies/places/${place}`);
    const answer = await technician('PUT', `/policies/places/${place}/draft`, {
      revision: now.draft?.version.revision ?? 0,
      settings,
    });
    expect(answer.status, JSON.stringify(answer.body)).to.equal(200);
    return answer.body;
  }

  async function putInForce(version: { id: string; revision: number }): Promise<number> {
    const { id, revision } = version;
    const { status } = await technician('POST', `/policies/versions/${id}/ask`, {
      revision,
      reason: 'A test',
    });
    if (status === 409) return 0;
    expect(status).to.equal(200);
    await everybodyHasIt();
    return status;
  }

  async function everybodyHasIt(): Promise<void> {
    const { db } = here.context;
    const { number } = await db
      .selectFrom('policy')
      .select(eb => eb.fn.max('number').as('number'))
      .where('group_id', '=', groupId)
      .executeTakeFirstOrThrow();
    await soon('every device has it', () =>
      devices.every(device => device.agent.view().policyNumber === Number(number)),
    );
  }

  /** Everything was looked at, said and stored. */
  async function settled(): Promise<void> {
    await Promise.all(devices.map(device => device.agent.lookNow()));
    await soon('nothing waits to be sent', () => devices.every(device => device.agent.view().waiting === 0));
  }

  /** Devices that since then said of every control what they see. */
  async function reportedSince(at: number): Promise<number> {
    const found = await here.context.db
      .selectFrom('device_record')
      .select(['device_id', 'body'])
      .where('type', '=', 'report')
      .where('received_at', '>=', at)
      .execute();
    const told = new Map<string, Set<string>>();
    for (const row of found) {
      const of = told.get(row.device_id) ?? new Set<string>();
      for (const one of JSON.parse(row.body).findings) of.add(one.finding.control);
      told.set(row.device_id, of);
    }
    return [...told.values()].filter(of => of.size === controls.length).length;
  }

  type States = Map<string, string>;
  const statesNow = (): Map<string, States> => {
    const names = devices.map(device => device.outbox);
    return new Map(
      names.map((_, index) => [
        String(index),
        new Map(devices[index]?.agent.view().findings.map(one => [one.control, one.state])),
      ]),
    );
  };

  /** Devices by the order of the fleet, for which this control turned as asked. */
  function turned(
    before: Map<string, States>,
    after: Map<string, States>,
    control: string,
    to: 'worse' | 'better',
  ) {
    return [...after].flatMap(([device, states]) => {
      const [was, is] = [before.get(device)?.get(control), states.get(control)];
      const worse = is === 'not_met' && was !== 'not_met';
      const better = is === 'met' && was === 'not_met';
      return (to === 'worse' ? worse : better) ? [device] : [];
    });
  }

  it(`do what the what-if said, for every control, over ${randomPolicies} random policies`, async () => {
    const names = (await technician('GET', '/devices?limit=50')).body.items.map(
      (one: { id: string; name: string }) => one.name,
    );
    const inOrder = new Map([...names].sort().map((name: string, index: number) => [name, String(index)]));
    let compared = 0;
    let changed = 0;
    for (const settings of fc.sample(anySettings, { numRuns: randomPolicies, seed: 20261122 })) {
      await Promise.all(devices.map(device => device.change()));
      const since = Date.now();
      const version = await draft({ controls: settings });
      await soon('every device said afresh what it sees', async () => (await reportedSince(since)) === fleet);
      const said: WhatIf = (await technician('GET', `/policies/versions/${version.id}/what-if`)).body;
      const before = statesNow();
      if ((await putInForce(version)) === 0) {
        await technician('POST', `/policies/versions/${version.id}/discard`, {});
        continue;
      }
      await settled();
      const after = statesNow();
      for (const { key } of controls) {
        const of = said.controls.find(one => one.control === key)?.consequences ?? [];
        for (const tone of ['worse', 'better'] as const) {
          const told = of
            .filter(one => one.tone === tone)
            .flatMap(one => one.devices.named.map(device => inOrder.get(device.name) ?? device.name));
          expect(told.sort(), `${key} ${tone}: ${JSON.stringify(settings)}`).to.deep.equal(
            turned(before, after, key, tone).sort(),
          );
          compared += 1;
          changed += told.length;
        }
      }
    }
    process.stdout.write(`      ${compared} answers compared, ${changed} devices turned as was said\n`);
    expect(changed).to.be.greaterThan(50);
  });

  it('that were changed, replayed, meant for others or are over are refused by every device, once told, and the last good one stays', async () => {
    await putInForce(await draft({ controls: {} }));
    const held = devices.map(device => device.agent.view().policyNumber);
    const { db, presence } = here.context;
    const rows = await db
      .selectFrom('policy')
      .selectAll()
      .where('group_id', '=', groupId)
      .orderBy('number', 'desc')
      .execute();
    const [row, earlier] = rows;
    if (row === undefined || earlier === undefined) throw new Error('two policies were put in force');
    const document = JSON.parse(row.payload);
    const payload = JSON.stringify({ ...document, number: document.number + 1, controls: {} });
    const made = await technician('POST', '/groups', { name: 'Office' });
    const others = await currentPolicy(here.context, here.schoolId, made.body.id);
    const bad = [{ payload, signature: row.signature }, earlier, others.signed];
    const ids = (await technician('GET', '/devices')).body.items.map((one: { id: string }) => one.id);
    for (const { payload, signature } of [...bad, ...bad])
      for (const id of ids) presence.offer(id, { payload, signature });
    // Signed and newer than what they have, but offered in a session that is over.
    const late = { payload, signature: here.context.identity.sign(policyText(payload)) };
    const over = { deviceNonce: held.join(), consoleNonce: '', certificate: '' };
    const offer = here.context.identity.sign(offerText(over, late.signature));
    for (const id of [...ids, ...ids]) presence.send(id, 'policy', { ...late, offer });
    await until('every device said no', async () => (await refusals()).length >= fleet * (bad.length + 1));
    await settled();
    const reasons = ['bad_signature', 'expired', 'older', 'wrong_audience'];
    expect((await refusals()).sort()).to.deep.equal(reasons.flatMap(reason => Array(fleet).fill(reason)));
    expect(devices.map(device => device.agent.view().policyNumber)).to.deep.equal(held);
  });

  /** The reasons that devices gave. */
  async function refusals(): Promise<string[]> {
    const found = await here.context.db
      .selectFrom('device_record')
      .select('body')
      .where('type', '=', 'event')
      .where('body', 'like', '%"policy.refused"%')
      .execute();
    return found.map(({ body }) => JSON.parse(body).facts.reason as string);
  }
});
