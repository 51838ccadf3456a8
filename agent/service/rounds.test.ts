import { expect } from 'chai';
import * as z from 'zod';
import { type ControlPolicy, defineControl, modes } from '../../shared/controls/control.ts';
import { World } from '../../test/support/enforced-world.ts';
import { type Backend, type Machine, ProbeError } from './controls/control.ts';
import type { Plan, Setting } from './controls/plan.ts';
import type { Hands } from './enforcement/index.ts';
import type { Looked } from './outbox-differences.ts';
import { Rounds, type Watched } from './rounds.ts';
import type { Clock } from './system/clock.ts';

const aControl = (
  key: string,
  observe: Backend<unknown>['observe'] | undefined,
  freshForMs = 1000,
): Watched => ({
  meaning: defineControl<ControlPolicy, unknown>({
    key,
    freshForMs,
    policy: z.object({ mode: z.enum(modes).default('watch') }),
    observation: z.unknown(),
    evaluate: seen => ({ state: seen === 'good' ? 'met' : 'not_met', reason: 'looked' }),
    words: {
      title: key,
      help: '',
      promise: () => ({ sentence: '', broken: '' }),
      say: () => ({ sentence: '' }),
      facts: {},
    },
  }),
  backend: observe === undefined ? undefined : { source: `reading ${key}`, observe },
});

/** Time that passes only when it is told to. */
class FakeClock implements Clock {
  #now = 1000;
  #due: { at: number; call: () => void }[] = [];
  now = () => this.#now;
  monotonic = () => this.#now;
  random = () => 0.5;
  after(ms: number, call: () => void): () => void {
    const entry = { at: this.#now + ms, call };
    this.#due.push(entry);
    return () => {
      this.#due = this.#due.filter(one => one !== entry);
    };
  }
  get pending(): number {
    return this.#due.length;
  }
  async pass(ms: number): Promise<void> {
    const end = this.#now + ms;
    for (;;) {
      const next = this.#due.filter(one => one.at <= end).sort((a, b) => a.at - b.at)[0];
      if (next === undefined) break;
      this.#due = this.#due.filter(one => one !== next);
      this.#now = next.at;
      next.call();
      await new Promise(resolve => setImmediate(resolve));
    }
    this.#now = end;
  }
}

describe('rounds', () => {
  const running: Rounds[] = [];
  const rounds = (watched: Watched[], policy: ControlPolicy = { mode: 'watch' }, hands?: Hands) => {
    const clock = new FakeClock();
    const told: Looked[][] = [];
    const troubles: string[] = [];
    const machine = { now: () => clock.now() } as Machine;
    const made = new Rounds({
      watched,
      machine,
      clock,
      asked: () => ({ policy, number: 1, stance: policy.mode === 'enforce' ? 'plan' : 'release' }),
      hands,
      observedBy: 'caretaker test',
      onLooked: looked => told.push(looked),
      onTrouble: control => troubles.push(control),
    });
    running.push(made);
    return { rounds: made, clock, told, troubles };
  };
  afterEach(() => {
    for (const one of running.splice(0)) one.stop();
  });

  it('tell one whole round in one report', async () => {
    const { rounds: made, told } = rounds([
      aControl('one-control', async () => 'good'),
      aControl('two-control', async () => 'bad'),
    ]);
    await made.runAll();
    expect(told.map(looked => looked.map(one => one.finding.state))).to.deep.equal([['met', 'not_met']]);
    expect(told[0]?.[0]?.observation).to.equal('good');
    await made.runAll(true, ['two-control']);
    expect(
      told[1]?.map(one => one.finding.control),
      'only what was asked for',
    ).to.deep.equal(['two-control']);
  });

  it('report unknown with its reason when a probe fails, and the other controls as they are', async () => {
    const { rounds: made, told } = rounds([
      aControl('failing', async () => {
        throw new ProbeError('tool_missing', 'lsblk is not there', 'lsblk');
      }),
      aControl('broken', async () => {
        throw new TypeError('a mistake of ours');
      }),
      aControl('sound', async () => 'good'),
    ]);
    await made.runAll();
    const said = told[0]?.map(({ finding }) => [finding.control, finding.state, finding.reason]);
    expect(said).to.deep.equal([
      ['failing', 'unknown', 'tool_missing'],
      ['broken', 'unknown', 'probe_failed'],
      ['sound', 'met', 'looked'],
    ]);
    expect(told[0]?.[0]).to.not.have.property('observation');
  });

  it('report unsupported where this system has no hands for a control', async () => {
    const { rounds: made, told } = rounds([aControl('handless', undefined)]);
    await made.runAll();
    expect(told[0]?.[0]?.finding).to.deep.include({ state: 'unknown', reason: 'unsupported' });
  });

  it('report a control that is off as not applicable', async () => {
    const { rounds: made, told } = rounds([aControl('off-control', async () => 'good')], { mode: 'off' });
    await made.runAll();
    expect(told[0]?.[0]?.finding).to.deep.include({ state: 'not_applicable', how: 'off' });
  });

  it('look again at each control before its finding is stale', async () => {
    const looks = { quick: 0, slow: 0 };
    const { rounds: made, clock } = rounds([
      aControl('quick', async () => ++looks.quick, 1000),
      aControl('slow', async () => ++looks.slow, 10_000),
    ]);
    made.start();
    await clock.pass(0);
    await new Promise(resolve => setImmediate(resolve));
    await clock.pass(9999);
    expect(looks.quick).to.be.within(12, 15);
    expect(looks.slow).to.equal(2);
  });

  it('leave nothing running when they stop', async () => {
    const { rounds: made, clock } = rounds([aControl('one-control', async () => 'good')]);
    made.start();
    await new Promise(resolve => setImmediate(resolve));
    expect(clock.pending).to.equal(1);
    made.stop();
    expect(clock.pending).to.equal(0);
  });

  it('do not look at a control twice at once', async () => {
    let looking = 0;
    const { rounds: made } = rounds([
      aControl('slow', async () => {
        looking += 1;
        await new Promise(resolve => setImmediate(resolve));
        return looking;
      }),
    ]);
    await Promise.all([made.runAll(), made.runAll()]);
    expect(looking).to.equal(1);
  });

  it('look at a few at a time, so that each is done within its deadline on a slow computer', async () => {
    let [looking, most] = [0, 0];
    const slow = async () => {
      most = Math.max(most, ++looking);
      await new Promise(resolve => setImmediate(resolve));
      looking--;
      return 'good';
    };
    const { rounds: made } = rounds(Array.from({ length: 10 }, (_, i) => aControl(`control-${i}`, slow)));
    const looked = await made.runAll();
    expect(looked).to.have.length(10);
    expect(most).to.equal(3);
  });

  it('look once more when what was asked has changed meanwhile', async () => {
    let looks = 0;
    const { rounds: made } = rounds([
      aControl('slow', async () => {
        looks += 1;
        await new Promise(resolve => setImmediate(resolve));
      }),
    ]);
    const first = made.runAll();
    await made.runAll(true);
    await first;
    expect(looks).to.equal(2);
  });

  it('look soon, and once, at a control that something happened to', async () => {
    let looks = 0;
    const { rounds: made, clock } = rounds([aControl('quiet', async () => ++looks, 1_000_000)]);
    made.start();
    await new Promise(resolve => setImmediate(resolve));
    for (let i = 0; i < 50; i += 1) made.lookSoon('quiet');
    await clock.pass(2000);
    await new Promise(resolve => setImmediate(resolve));
    expect(looks).to.equal(2);
  });

  it('set what is planned, look again, and only then say enforced', async () => {
    const world = new World();
    const rules: Setting = { kind: 'file', path: '/etc/rules' };
    const one = aControl('some-control', async () => (world.get(rules) === null ? 'bad' : 'good'));
    const value = { kind: 'file', text: 'block', mode: 0o644 } as const;
    const backend = {
      source: 'looking',
      observe: one.backend?.observe,
      plan: async () => aPlan,
    } as Backend<unknown>;
    const aPlan: Plan = { how: 'enforced', wanted: [{ setting: rules, value }] };
    const { rounds: made, told } = rounds([{ ...one, backend }], { mode: 'enforce' }, world.service());
    await made.runAll();
    expect(told[0]?.[0]?.finding).to.deep.include({ state: 'met', how: 'enforced' });
  });
});
