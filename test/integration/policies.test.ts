/** Policies between a real console and simulated devices: what was said would happen happens, and what is forged does not. */
import { expect } from 'chai';
import fc from 'fast-check';
import type { SimulatedDevice } from '../../agent/simulate/device.ts';
import { currentPolicy } from '../../console/server/policies/index.ts';
import { controls } from '../../shared/controls/index.ts';
import { settingsFor } from '../../shared/policy.ts';
import type { WhatIf } from '../../shared/protocol/api/policies.ts';
import { offerText, policyText } from '../../shared/protocol/transcript.ts';
import { anyPolicy } from '../support/any-policy.ts';
import { aFleet } from '../support/browser-console.ts';
import { type Ask, aConsole, type TestConsole } from '../support/console.ts';
import { named } from '../support/lab/what-if.ts';
import { obeyPrograms, type Standing, standingOf, unlessStopped } from '../support/obeyed-programs.ts';
import { until } from '../support/until.ts';

const fleet = 3;
const randomPolicies = 100;

/** Asked often: what is waited for takes a few milliseconds, a hundred times over. */
const soon = (what: string, holds: () => boolean | Promise<boolean>) => until(what, holds, 30_000, 4);

describe('policies, from the console to devices', function () {
  this.timeout(240_000);
  let here: TestConsole;
  let technician: Ask;
  let devices: SimulatedDevice[] = [];
  let groupId: string;

  before(async () => {
    here = await aConsole();
    technician = await here.as('technician');
    // They say that they enforce, and stay as they are: what they then are is what was to be set there.
    devices = await aFleet(technician, fleet, { obeys: new Map() });
    for (const device of devices) obeyPrograms(device);
    await settled();
    groupId = (await technician('GET', '/groups')).body.items[0].id;
    await technician('PATCH', '/policies/rules', { secondPerson: 'never', watchMinutes: 0 });
  });
  after(async () => {
    await Promise.all(devices.map(device => device.agent.stop()));
    await here?.remove();
  });

  /** As the devices' names are, so are they. */
  async function idsInOrder(): Promise<string[]> {
    const { items } = (await technician('GET', '/devices?limit=50')).body;
    const named: { id: string; name: string }[] = items;
    return named.sort((a, b) => (a.name < b.name ? -1 : 1)).map(one => one.id);
  }

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

  /** By device's id, then by control. */
  type Standings = Map<string, Map<string, Standing>>;

  /** What every device says of itself, and what is asked of it. */
  async function standings(byId: ReadonlyMap<string, SimulatedDevice>): Promise<Standings> {
    const { document } = await currentPolicy(here.context, here.schoolId, groupId);
    return new Map(
      [...byId].map(([id, device]) => {
        const findings = new Map(device.agent.view().findings.map(one => [one.control, one]));
        const of = controls.map(meaning => {
          const { mode } = meaning.policy.parse(settingsFor(document, meaning, id, Date.now()) ?? {});
          const standing = standingOf(findings.get(meaning.key), mode === 'enforce');
          return [meaning.key, standing] as const;
        });
        return [id, new Map(of)] as const;
      }),
    );
  }

  /** By how a sentence of the what-if begins: whether a device turned out so. */
  const promised: Record<string, (was: Standing, is: Standing, told: boolean) => boolean> = {
    'Would newly fail': (was, is) => !is.enforced && is.state === 'not_met' && was.state !== 'not_met',
    'Would no longer fail': (was, is) => is.state === 'met' && was.state === 'not_met',
    'Would no longer be known': (was, is) => is.state === 'unknown' && was.state !== 'unknown',
    'Would be enforced': (was, is) => is.enforced && !was.enforced,
    'Would no longer be enforced': (was, is) => was.enforced && !is.enforced,
    'Is not as it should be': (was, is, told) =>
      is.enforced &&
      is.state === 'not_met' &&
      // What is enforced already and fails is told again only where it is asked otherwise.
      (told || !was.enforced || was.state !== 'not_met'),
  };

  it(`do what the what-if said, for every control, over ${randomPolicies} random policies`, async () => {
    const ids = await idsInOrder();
    const byId = new Map(ids.map((id, index) => [id, devices[index] as SimulatedDevice]));
    const [first = '', , third = ''] = ids;
    const excepted = await technician('POST', '/policies/exceptions', {
      ...{ control: 'idle-lock', deviceIds: [third], settings: { afterMinutes: 20 } },
      ...{ reason: 'A test', askedBy: 'A teacher', endsAt: Date.now() + 86_400_000 },
    });
    expect(excepted.status, JSON.stringify(excepted.body)).to.be.lessThan(300);
    await everybodyHasIt();
    const places = { group: `group.${groupId}`, school: 'school', device: `device.${first}` };
    /** What came true, by control and by sentence. */
    const came = new Map<string, number>();
    const count = (what: string, by: number) => came.set(what, (came.get(what) ?? 0) + by);
    for (const { place, settings } of fc.sample(anyPolicy, { numRuns: randomPolicies, seed: 20261122 })) {
      await Promise.all(devices.map(device => device.change()));
      const since = Date.now();
      const version = await draft({ controls: settings }, places[place]);
      const asked = place === 'device' ? 1 : fleet;
      await soon('every device said afresh what it sees', async () => (await reportedSince(since)) >= asked);
      const said: WhatIf = (await technician('GET', `/policies/versions/${version.id}/what-if`)).body;
      const before = await standings(byId);
      if ((await putInForce(version)) === 0) {
        await technician('POST', `/policies/versions/${version.id}/discard`, {});
        continue;
      }
      await settled();
      const after = await standings(byId);
      for (const { key } of controls) {
        const of = said.controls.find(one => one.control === key)?.consequences ?? [];
        const about = (begins: string) =>
          of
            .filter(one => one.sentence.startsWith(begins))
            .flatMap(one => one.devices.named.map(device => device.id));
        const open = about('Nothing can be said');
        // By two sentences, where not every start was seen everywhere.
        const stopping = of.filter(one => /would have been stopped/.test(one.sentence));
        const [told, turned] = [
          stopping.flatMap(one => one.devices.named.map(device => device.id)),
          new Set<string>(),
        ];
        for (const id of ids) {
          const [was, is] = [before.get(id)?.get(key), after.get(id)?.get(key)];
          const newly = is?.enforced && !was?.enforced && !open.includes(id);
          if (told.includes(id) || newly) for (const name of is?.unapproved ?? []) turned.add(name);
        }
        const stopped = [...new Set(stopping.flatMap(one => named([one.sentence], /./)))].sort();
        expect(stopped, `${key} stopped: ${place} ${JSON.stringify(settings)}`).to.deep.equal(
          [...turned].sort(),
        );
        if (key === 'approved-software') count('programs stopped', stopped.length);
        for (const [begins, holds] of Object.entries(promised)) {
          const told = about(begins);
          const turned = ids.filter(id => {
            const [was, is] = [before.get(id)?.get(key), after.get(id)?.get(key)];
            return (
              was !== undefined && is !== undefined && holds(was, unlessStopped(was, is), told.includes(id))
            );
          });
          // Of a device that nothing could be said of, only what is asked is known beforehand.
          const known = begins.endsWith('enforced') ? turned : turned.filter(id => !open.includes(id));
          expect(told.sort(), `${key} ${begins}: ${place} ${JSON.stringify(settings)}`).to.deep.equal(
            known.sort(),
          );
          count(key, known.length);
          count(begins, known.length);
        }
      }
    }
    process.stdout.write(`      ${[...came].map(([what, times]) => `${what} ${times}`).join(', ')}\n`);
    for (const [what, times] of came) expect(times, what).to.be.greaterThan(2);
  });

  it('that were changed, replayed, meant for others or are over are refused by every device, once told, and the last good one stays', async () => {
    await putInForce(await draft({ controls: { autorun: { mode: 'off' } } }));
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
    /** By the console's own key, as a fault of its own or whoever has that key would make them. */
    const signed = (payload: string) => ({
      payload,
      signature: here.context.identity.sign(policyText(payload)),
    });
    const bad = [
      ...[{ payload, signature: row.signature }, earlier, others.signed],
      signed(JSON.stringify({ ...document, number: 'next' })),
      signed(JSON.stringify({ ...document, controls: {} })),
    ];
    const ids = (await technician('GET', '/devices')).body.items.map((one: { id: string }) => one.id);
    for (const { payload, signature } of [...bad, ...bad])
      for (const id of ids) presence.offer(id, { payload, signature });
    // Signed and newer than what they have, but offered in a session that is over.
    const late = signed(payload);
    const over = { deviceNonce: held.join(), consoleNonce: '', certificate: '' };
    const offer = here.context.identity.sign(offerText(over, late.signature));
    for (const id of [...ids, ...ids]) presence.send(id, 'policy', { ...late, offer });
    await until('every device said no', async () => (await refusals()).length >= fleet * (bad.length + 1));
    await settled();
    const reasons = ['bad_signature', 'expired', 'malformed', 'number_reused', 'older', 'wrong_audience'];
    expect((await refusals()).sort()).to.deep.equal(reasons.flatMap(reason => Array(fleet).fill(reason)));
    expect(devices.map(device => device.agent.view().policyNumber)).to.deep.equal(held);
    // Changed where the console keeps it, and read there for devices that come into a group.
    const loosened = JSON.stringify({ ...document, number: document.number + 2, controls: {} });
    await db.updateTable('policy').set({ payload: loosened }).where('id', '=', row.id).execute();
    for (const id of ids) await presence.regroup(id);
    await until(
      'every device said no to that',
      async () => (await refusals()).length >= reasons.length * fleet + fleet,
    );
    expect((await refusals()).filter(reason => reason === 'bad_signature')).to.have.length(2 * fleet);
    expect(devices.map(device => device.agent.view().policyNumber)).to.deep.equal(held);
    await db.updateTable('policy').set({ payload: row.payload }).where('id', '=', row.id).execute();
  });

  it('that break one class are taken back by the console itself, and every device has the one before again', async () => {
    const { db } = here.context;
    const ids = await idsInOrder();
    const clear = async (place: string) => putInForce(await draft({ controls: {} }, place));
    for (const place of [`device.${ids[0]}`, `device.${ids[1]}`, `device.${ids[2]}`, `group.${groupId}`])
      await clear(place);
    const locks = (afterMinutes: number) =>
      draft({ controls: { 'idle-lock': { mode: 'enforce', afterMinutes } } }, 'school');
    await clear('school');
    const year4 = (await technician('POST', '/groups', { name: 'Year 4' })).body.id;
    const moved = await technician('POST', '/bulk/moves', {
      ...{ devices: ids.slice(1), groupId: year4, apply: true },
    });
    expect(moved.status).to.equal(200);
    const standing = async () => {
      const rows = await db.selectFrom('device').selectAll().orderBy('name').execute();
      return Promise.all(
        rows.map(async row => {
          const { number } = await currentPolicy(here.context, here.schoolId, row.group_id);
          const state = /idle-lock=(\w+)/.exec(row.states)?.[1];
          return `${row.policy_applied === number ? 'has it' : 'waits'}, ${state}`;
        }),
      );
    };
    const allWell = async () => (await standing()).every(one => one === 'has it, met');
    // Nobody can make the class lock sooner than it does; the first group does already.
    for (const device of devices) device.backends.get('idle-lock')?.become('locks_after_20');
    devices[0]?.backends.get('idle-lock')?.become('locks_after_15');
    const first = await locks(20);
    const ask = { revision: first.revision, reason: 'A test' };
    expect((await technician('POST', `/policies/versions/${first.id}/ask`, ask)).status).to.equal(200);
    await settled();
    await until('every device has it and locks in time', allWell);
    const tighter = await locks(15);
    const rings = [
      { groupId, waitMinutes: 0 },
      { groupId: year4, waitMinutes: 30 },
    ];
    await technician('POST', `/policies/versions/${tighter.id}/ask`, {
      ...ask,
      revision: tighter.revision,
      rings,
    });
    // The console looks every 20 seconds; nobody else does.
    const version = async () => (await technician('GET', `/policies/versions/${tighter.id}`)).body.version;
    await until('it is taken back', async () => (await version()).status === 'returned', 90_000, 500);
    expect((await version()).endNote).to.match(/^[12] of 3 devices got worse on /);
    await until('every device has the one before, and is well', allWell);
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
