/** One simulated device: the real agent, with a machine that does not exist. */
import { join } from 'node:path';
import { controls } from '../../shared/controls/index.ts';
import { deriveCode } from '../service/console-link/opening.ts';
import type { CommandResult, Machine } from '../service/controls/control.ts';
import { randomFrom } from '../service/controls/fake.ts';
import { fakeBackends } from '../service/controls/registry.ts';
import { Agent } from '../service/main-agent.ts';
import { newIdentity } from '../service/main-enrol.ts';
import { openRecovery, type RecoveryFiles } from '../service/orders/index.ts';
import { Outbox } from '../service/outbox.ts';
import { memoryState, openState, type State } from '../service/state.ts';
import { type Clock, systemClock } from '../service/system/clock.ts';
import { fleetingMemory } from '../service/system/memory.ts';
import { plausibleMachine, withAnUpdate } from './plausible.ts';

export interface SimulatedOptions {
  index: number;
  seed: number;
  /** Where its identity and outbox live; in memory without. */
  folder: string | undefined;
  console: { url: string; code: string } | undefined;
  log(event: string, facts?: Record<string, unknown>): void;
  /** A test may hurry the back-off. */
  clock?: Clock;
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

const nowhere: Machine = {
  run: nothingRuns,
  follow: nothingRuns,
  readFile: () => Promise.reject(new Error('a machine that does not exist has no files')),
  readBytes: () => Promise.reject(new Error('a machine that does not exist has no files')),
  readDirectory: () => Promise.reject(new Error('a machine that does not exist has no folders')),
  modifiedAt: () => Promise.reject(new Error('a machine that does not exist has no files')),
  memory: fleetingMemory(),
  now: systemClock.now,
  privileged: true,
};

export class SimulatedDevice {
  readonly agent: Agent;
  readonly outbox: Outbox;
  /** What it looks at: each can be told what the machine is like from now on. */
  readonly backends: ReturnType<typeof fakeBackends>;
  readonly #change: () => void;
  readonly #state: State;

  constructor(options: SimulatedOptions) {
    const { index, seed, folder, log } = options;
    const machine = plausibleMachine(seed, index);
    const backends = fakeBackends(seed, () => this.agent.calendar());
    this.backends = backends;
    const random = randomFrom(seed);
    const state = folder === undefined ? memoryState() : openState(folder);
    this.#state = state;
    const path = folder === undefined ? ':memory:' : join(folder, 'outbox.db');
    this.outbox = new Outbox({ path, now: systemClock.now });
    const recovery = options.recovery ?? (folder === undefined ? undefined : openRecovery(folder));
    const identity = state.identity.read();
    if (options.console !== undefined && (identity === undefined || identity.deviceId === null)) {
      const { url, code } = options.console;
      state.identity.write(newIdentity(url, code, deriveCode(code)?.fingerprint ?? ''));
    }
    this.agent = new Agent({
      state,
      outbox: this.outbox,
      clock: options.clock ?? systemClock,
      machine: nowhere,
      watched: controls.map(meaning => ({ meaning, backend: backends.get(meaning.key) })),
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
      watchOnly: true,
      log: (event, facts) => log(event, { device: machine.name, ...facts }),
      onChange: () => {},
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
