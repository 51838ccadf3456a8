import { randomUUIDv7 } from 'node:crypto';
import { expect } from 'chai';
import * as z from 'zod';
import { type ControlPolicy, defineControl, modes } from '../../shared/controls/control.ts';
import type { Order } from '../../shared/protocol/order.ts';
import { policyText } from '../../shared/protocol/transcript.ts';
import { World } from '../../test/support/enforced-world.ts';
import { scriptedMachine } from '../../test/support/scripted-machine.ts';
import { SettableClock } from '../../test/support/settable-clock.ts';
import type { Backend, GuardEdges } from './controls/control.ts';
import type { Plan, Setting } from './controls/plan.ts';
import { Safety } from './enforcement/index.ts';
import { makeKey, signText } from './identity.ts';
import { Agent } from './main-agent.ts';
import { Outbox } from './outbox.ts';
import { memoryCell, memoryState } from './state.ts';

const rules: Setting = { kind: 'file', path: '/etc/rules' };
const schoolConsole = makeKey();

/** A device with one control, which can set one file and has a guard. */
class Device {
  readonly world = new World();
  readonly clock = new SettableClock();
  readonly state = memoryState();
  readonly outbox = new Outbox({ path: ':memory:', now: () => this.clock.now() });
  readonly followed: string[] = [];
  readonly obeyed: Order[] = [];
  readonly safety: Safety;
  readonly agent: Agent;
  edges: GuardEdges | undefined;

  /** `isNew`: it was started before it had a policy, so what a policy asks is new here. */
  constructor(mode: ControlPolicy['mode'] | undefined, watchOnly = false, isNew = false) {
    if (mode !== undefined) this.#holdsPolicy(mode);
    const machine = scriptedMachine({});
    const cells = {
      ...{ look: memoryCell(), suspension: memoryCell() },
      ...{ boots: memoryCell(), watched: memoryCell() },
    };
    const files = { ...cells, watch: () => () => {} };
    if (isNew) cells.watched.write({});
    const tell = (name: string, facts: Record<string, string | number | boolean | null>) =>
      this.outbox.event(name, facts);
    this.safety = new Safety({ files, clock: this.clock, machine, bootId: 'one', tell } as never);
    this.state.identity.write({
      ...{ key: makeKey(), url: 'wss://console.invalid', status: 'approved', deviceId: randomUUIDv7() },
      ...{ pin: { fingerprint: '', key: schoolConsole.publicKey }, code: null, previous: null },
    });
    this.agent = new Agent({
      ...{ state: this.state, outbox: this.outbox, clock: this.clock, machine, watchOnly },
      watched: [{ meaning: this.#meaning(), backend: this.#backend() }],
      readInventory: async () => ({ errors: [] }),
      introduce: async () => ({ evidence: [], suggested: { name: 'x', system: '' } }),
      log: () => {},
      onChange: () => {},
      enforcing: {
        ...(watchOnly ? {} : { hands: this.world.service() }),
        safety: this.safety,
        cellFor: () => memoryCell(),
      },
      dial: () => Promise.reject(new Error('no console')),
    });
  }

  #meaning() {
    return defineControl<ControlPolicy, unknown>({
      key: 'some-control',
      freshForMs: 1000_000,
      policy: z.object({ mode: z.enum(modes).default('watch') }),
      observation: z.unknown(),
      evaluate: seen => ({ state: seen === 'set' ? 'met' : 'not_met', reason: 'looked' }),
      words: {
        ...{ title: '', help: '', facts: {} },
        promise: () => ({ sentence: '', broken: '' }),
        say: () => ({ sentence: '' }),
      },
    });
  }

  #backend(): Backend<unknown> {
    const value = { kind: 'file', text: 'block', mode: 0o644 } as const;
    const plan: Plan = { how: 'enforced', wanted: [{ setting: rules, value }] };
    return {
      source: 'looking',
      observe: async () => (this.world.get(rules) === null ? 'not set' : 'set'),
      plan: async () => plan,
      guard: edges => {
        this.edges = edges;
        return {
          follow: policy => this.followed.push(policy.mode),
          obey: async order => {
            this.obeyed.push(order);
            return { outcome: 'done', detail: '' };
          },
          stop: async () => {
            this.followed.push('stopped');
          },
        };
      },
    };
  }

  /** As if the console had sent it before this start. */
  #holdsPolicy(mode: ControlPolicy['mode'], number = 1): void {
    const payload = JSON.stringify({
      ...{ number, schoolId: 's', groupId: 'g', issuedAt: 1, timeZone: 'Europe/London' },
      controls: { 'some-control': { mode } },
    });
    const signature = signText(schoolConsole, policyText(payload));
    this.state.policy.write({ signed: { payload, signature }, floors: { 's/g': number } });
  }

  get finding() {
    return this.agent.view().findings[0];
  }

  events(): string[] {
    return this.outbox
      .next(0, 100, 1e6)
      .map(({ body }) => JSON.parse(body))
      .filter(one => one.type === 'event')
      .map(one => one.name);
  }
}

describe('an agent that may enforce', () => {
  const devices: Device[] = [];
  const aDevice = async (mode: ControlPolicy['mode'] | undefined, watchOnly = false) => {
    const device = new Device(mode, watchOnly);
    devices.push(device);
    device.agent.start();
    await device.clock.settled();
    await device.agent.lookNow();
    return device;
  };
  afterEach(async () => {
    for (const device of devices.splice(0)) await device.agent.stop();
  });
  const suspend: Order = { kind: 'suspend_enforcement', minutes: 30 };

  it('sets what the policy asks and says enforced', async () => {
    const device = await aDevice('enforce');
    expect(device.world.get(rules)).to.include({ text: 'block' });
    expect(device.finding).to.include({ state: 'met', how: 'enforced' });
    expect(device.followed).to.deep.equal(['enforce']);
  });

  it('watches what it never watched here for an hour, whatever a signed policy says, and begins by itself', async () => {
    const device = new Device('enforce', false, true);
    devices.push(device);
    device.agent.start();
    await device.clock.settled();
    expect(device.world.get(rules)).to.equal(null);
    expect(device.finding?.how).to.equal('watching');
    expect(device.finding?.evidence.facts.enforcement).to.equal('watching_first');
    expect(device.followed.at(-1)).to.equal('watch');
    for (let minutes = 0; minutes < 59; minutes += 1) {
      device.clock.pass(60_000);
      await device.clock.settled();
      expect(device.world.get(rules)).to.equal(null);
    }
    device.clock.pass(90_000);
    await device.clock.settled();
    expect(device.world.get(rules)).to.include({ text: 'block' });
    expect(device.finding).to.include({ state: 'met', how: 'enforced' });
    expect(device.followed.at(-1)).to.equal('enforce');
  });

  it('only looks without a policy, and where nothing else is allowed', async () => {
    for (const device of [await aDevice(undefined), await aDevice('enforce', true)]) {
      expect(device.world.get(rules)).to.equal(null);
      expect(device.finding?.how).to.equal('watching');
      expect(device.followed).to.deep.equal(['watch']);
    }
  });

  it('shows what it found to whoever sits there though the disk is too full to keep it for the console', async () => {
    const device = new Device('watch');
    await device.agent.lookNow();
    expect(device.outbox.waiting).to.equal(1);
    device.world.set(rules, { kind: 'file', text: 'by hand', base64: null, mode: 0o644, owner: null });
    device.outbox.transaction = () => {
      throw new Error('database or disk is full');
    };
    await device.agent.lookNow();
    expect(device.agent.view().findings[0]?.state).to.equal('met');
    expect(device.outbox.waiting).to.equal(1);
  });

  it('puts back and watches while it is suspended, says so, and sets again afterwards', async () => {
    const device = await aDevice('enforce');
    expect(await device.agent.obey(suspend)).to.include({ outcome: 'done' });
    await device.clock.settled();
    expect(device.world.get(rules)).to.equal(null);
    expect(device.finding?.how).to.equal('watching');
    expect(device.finding?.evidence.facts.enforcement).to.equal('suspended');
    expect(device.agent.view().restraint?.detail).to.contain('from the console or with a code');
    device.clock.pass(30 * 60_000);
    await device.clock.settled();
    await device.agent.lookNow();
    expect(device.world.get(rules)).to.include({ text: 'block' });
    expect(device.followed).to.deep.equal(['enforce', 'watch', 'enforce']);
    expect(device.events()).to.include.members(['enforcement.suspended', 'enforcement.resumed']);
  });

  it('hands an order to the guard of its control, and says what it cannot do', async () => {
    const device = await aDevice('watch');
    const lock = { kind: 'lock', control: 'idle-lock' } as const;
    expect(await device.agent.obey(lock)).to.include({ outcome: 'not_possible' });
    const mine = { ...lock, control: 'some-control' } as unknown as Order;
    expect(await device.agent.obey(mine)).to.include({ outcome: 'done' });
    expect(device.obeyed).to.deep.equal([mine]);
  });

  it('tells a guard who it is, and looks again when the guard asks', async () => {
    const device = await aDevice('watch');
    expect(device.edges?.device()).to.equal(null);
    device.state.session.write({
      chain: '',
      schoolId: 's',
      groupId: 'g',
      heartbeatMs: 1,
      reconnectSpreadMs: 1,
    });
    expect(device.edges?.device()).to.include({ schoolId: 's', consoleKey: schoolConsole.publicKey });
    device.world.set(rules, { kind: 'file', text: 'x', base64: null, mode: 0o644, owner: null });
    device.edges?.lookAgain();
    device.clock.pass(1000);
    await device.clock.settled();
    expect(device.finding?.state).to.equal('met');
  });

  it('stops its guards with itself', async () => {
    const device = await aDevice('watch');
    devices.splice(0);
    await device.agent.stop();
    expect(device.followed.at(-1)).to.equal('stopped');
  });
});
