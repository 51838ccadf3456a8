/** One simulated device: the real agent, with a machine that does not exist. */
import { join } from 'node:path';
import { controls } from '../../shared/controls/index.ts';
import type { Enforcing } from '../service/agent-options.ts';
import { deriveCode } from '../service/console-link/opening.ts';
import type { Backend, CommandResult, Machine } from '../service/controls/control.ts';
import { randomFrom } from '../service/controls/fake.ts';
import { fakeBackends } from '../service/controls/registry.ts';
import { longWatched, Safety } from '../service/enforcement/index.ts';
import type { Hand } from '../service/leaving/index.ts';
import { Agent } from '../service/main-agent.ts';
import { newIdentity } from '../service/main-enrol.ts';
import { openRecovery, type RecoveryFiles } from '../service/orders/index.ts';
import { Outbox } from '../service/outbox.ts';
import { memoryCell, memoryState, openState, type State } from '../service/state.ts';
import { type Clock, systemClock } from '../service/system/clock.ts';
import { fleetingMemory } from '../service/system/memory.ts';
import { type PlausibleMachine, plausibleMachine, withAnUpdate } from './plausible.ts';

export interface SimulatedOptions {
  index: number;
  seed: number;
  /** Where its identity and outbox live; in memory without. */
  folder: string | undefined;
  console: { url: string; code: string } | undefined;
  log(event: string, facts?: Record<string, unknown>): void;
  /** Which machine it is; one by its seed and index without. */
  machine?: PlausibleMachine;
  /** By control, the situation in which it begins. */
  situations?: ReadonlyMap<string, string>;
  /**
   * With it the machine does what policies ask: enforcing a control brings it into the situation named here. Without it,
   * it only watches.
   */
  obeys?: ReadonlyMap<string, string>;
  /** A test may put a channel to a tray beside it. */
  onShown?(): void;
  /** A test may hurry the back-off. */
  clock?: Clock;
  /** A test may see it sign out, restart and turn off. */
  hand?: Hand;
  /** A test may type at it; beside its identity without. */
  recovery?: RecoveryFiles;
}

const nothingRuns = async (): Promise<CommandResult> => ({
  exit: null,
  signal: null,
  timedOut: false,
  missing: true,
  stdout: '',
  stderr: 'a machine that does not exist runs nothing',
});

/** Runs nothing and holds nothing; it only has the time. */
export const noMachine = (now: () => number): Machine => ({
  run: nothingRuns,
  follow: nothingRuns,
  readFile: () => Promise.reject(new Error('a machine that does not exist has no files')),
  readBytes: () => Promise.reject(new Error('a machine that does not exist has no files')),
  readDirectory: () => Promise.reject(new Error('a machine that does not exist has no folders')),
  modifiedAt: () => Promise.reject(new Error('a machine that does not exist has no files')),
  memory: fleetingMemory(),
  now,
  privileged: true,
});

/** What is to be set is known at once: the machine's own mechanism does not exist either. */
function obeying(fake: Backend<unknown> | undefined, obeys: boolean): Backend<unknown> | undefined {
  if (fake === undefined || !obeys) return fake;
  const { source } = fake;
  return {
    source,
    observe: (machine, signal, policy) => fake.observe(machine, signal, policy),
    plan: async () => ({ wanted: [], how: 'enforced' }),
  };
}

/** Settings take hold at once, and nothing is left of them. */
function pretending(
  backends: ReturnType<typeof fakeBackends>,
  well: ReadonlyMap<string, string>,
  clock: Clock,
  outbox: Outbox,
): Enforcing {
  const watched = memoryCell<Record<string, number>>();
  watched.write(longWatched([...backends.keys()]));
  const files = {
    ...{ suspension: memoryCell<never>(), boots: memoryCell<never>(), watched },
    look: { ask: () => {}, take: () => null },
    watch: () => () => {},
  };
  return {
    safety: new Safety({
      ...{ files, clock, machine: noMachine(clock.now), bootId: 'simulated' },
      tell: (name, facts) => outbox.event(name, facts),
    }),
    cellFor: () => memoryCell(),
    hands: {
      async bring(control) {
        const fake = backends.get(control);
        const to = well.get(control);
        const changed = fake !== undefined && to !== undefined && fake.situation !== to;
        if (changed) fake.become(to);
        return { kind: 'in_place', changed };
      },
      release: async () => [],
      holds: () => false,
    },
  };
}

export class SimulatedDevice {
  readonly agent: Agent;
  readonly outbox: Outbox;
  /** What it looks at: each can be told what the machine is like from now on. */
  readonly backends: ReturnType<typeof fakeBackends>;
  readonly #change: () => void;
  readonly #state: State;

  constructor(options: SimulatedOptions) {
    const { index, seed, folder, log, clock = systemClock, obeys } = options;
    const machine = options.machine ?? plausibleMachine(seed, index);
    const backends = fakeBackends(seed, () => this.agent.calendar());
    this.backends = backends;
    for (const [control, situation] of options.situations ?? []) backends.get(control)?.become(situation);
    const random = randomFrom(seed);
    const state = folder === undefined ? memoryState() : openState(folder);
    this.#state = state;
    const path = folder === undefined ? ':memory:' : join(folder, 'outbox.db');
    this.outbox = new Outbox({ path, now: clock.now });
    const recovery = options.recovery ?? (folder === undefined ? undefined : openRecovery(folder));
    const identity = state.identity.read();
    if (options.console !== undefined && (identity === undefined || identity.deviceId === null)) {
      const { url, code } = options.console;
      state.identity.write(newIdentity(url, code, deriveCode(code)?.fingerprint ?? ''));
    }
    this.agent = new Agent({
      state,
      hand: options.hand,
      outbox: this.outbox,
      clock,
      machine: noMachine(clock.now),
      watched: controls.map(meaning => ({
        meaning,
        backend: obeying(backends.get(meaning.key), obeys !== undefined),
      })),
      readInventory: async () => ({
        hardware: machine.hardware,
        system: machine.system,
        software: machine.software,
        errors: [],
      }),
      introduce: async () => ({
        evidence: machine.evidence,
        suggested: { name: machine.name, system: `${machine.system.name} ${machine.system.version}` },
      }),
      watchOnly: obeys === undefined,
      ...(obeys && { enforcing: pretending(backends, obeys, clock, this.outbox) }),
      log: (event, facts) => log(event, { device: machine.name, ...facts }),
      onChange: () => {},
      ...(options.onShown === undefined ? {} : { onShown: options.onShown }),
      ...(recovery === undefined ? {} : { recovery }),
    });
    this.#change = () => {
      const fakes = [...backends.values()];
      const fake = fakes[Math.floor(random() * fakes.length)];
      if (fake === undefined || random() < 0.3) machine.software = withAnUpdate(machine.software, random);
      else fake.become(fake.situations[Math.floor(random() * fake.situations.length)] ?? fake.situation);
    };
  }

  /** The console's id of it while it waits for somebody to say yes. */
  get waitsAs(): string | undefined {
    if (this.agent.view().link?.state !== 'waiting') return undefined;
    return this.#state.identity.read()?.deviceId ?? undefined;
  }

  /** Something about it becomes different, and it notices. */
  async change(): Promise<void> {
    this.#change();
    await this.agent.lookNow();
  }
}
