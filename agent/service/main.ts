/** The service of one real machine: builds everything once, and undoes it at the end. */
import { createReadStream, statfsSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { controls } from '../../shared/controls/index.ts';
import { type Handover, handover, handoverDescriptor } from '../../shared/protocol/handover.ts';
import type { AgentConfig } from './config.ts';
import { deriveCode, type Introduction } from './console-link/opening.ts';
import type { Machine } from './controls/control.ts';
import { backendsFor, thisPlatform } from './controls/registry.ts';
import { type ReadInventory, readEvidence, readInventory } from './inventory/index.ts';
import { handOf } from './leaving/index.ts';
import { Agent } from './main-agent.ts';
import { openChannel } from './main-channel.ts';
import { openEnforcing } from './main-enforcing.ts';
import { newIdentity } from './main-enrol.ts';
import { writeView } from './main-view.ts';
import { openRecovery } from './orders/index.ts';
import { Outbox, OutboxInUse } from './outbox.ts';
import { networkHand } from './quarantine/network.ts';
import type { Watched } from './rounds.ts';
import { openState, type State } from './state.ts';
import { systemClock } from './system/clock.ts';
import { giveBackSoon } from './system/give-back.ts';
import { thisMachine } from './system/machine.ts';
import { folderMemory } from './system/memory.ts';

/** Something that a person can put right; said in one line, without a stack. */
export class Trouble extends Error {}

const viewEveryMs = 15_000;

export interface RunOptions {
  /** Never do more than look, whatever a policy says. */
  watchOnly: boolean;
  /** Take the console's address and a code from the inherited pipe. */
  handover: boolean;
}

export interface RunningAgent {
  agent: Agent;
  stop(): Promise<void>;
}

/** Every control with this system's hands. */
export function watchedHere(): Watched[] {
  const backends = backendsFor(thisPlatform);
  return controls.map(meaning => ({ meaning, backend: backends.get(meaning.key) }));
}

export function inventoryHere(machine: Machine): Promise<ReadInventory> {
  return readInventory(machine);
}

export async function introductionHere(machine: Machine, name: string | undefined): Promise<Introduction> {
  const [{ system }, evidence] = await Promise.all([readInventory(machine), readEvidence(machine)]);
  const suggested = {
    name: (name ?? (system?.hostName || hostname())).slice(0, 64) || 'unnamed',
    system: `${system?.name ?? ''} ${system?.version ?? ''}`.trim().slice(0, 100),
  };
  return { evidence: evidence.slice(0, 16), suggested };
}

/** Throws Trouble. */
export function openData(config: AgentConfig): { state: State; outbox: Outbox } {
  try {
    const state = openState(config.data);
    return { state, outbox: new Outbox({ path: join(config.data, 'outbox.db'), now: systemClock.now }) };
  } catch (error) {
    if (error instanceof OutboxInUse)
      throw new Trouble(`An agent is already running with the data folder ${config.data}.`, { cause: error });
    const { code, message } = error as NodeJS.ErrnoException;
    const why = code === 'ENOTDIR' || code === 'EEXIST' ? 'it is, or lies in, a file' : message;
    throw new Trouble(`The data folder ${config.data} cannot be used: ${why}.`);
  }
}

/** Throws Trouble. Logs are JSON lines on the error stream. */
export async function startAgent(config: AgentConfig, options: RunOptions): Promise<RunningAgent> {
  const { state, outbox } = openData(config);
  const machine = thisMachine(folderMemory(join(config.data, 'memory')));
  const ready = options.handover ? awaitHandover(state) : undefined;
  if (!options.handover) sayUnlessEnrolled(state);
  const { watchOnly } = options;
  const enforcing = await openEnforcing(config, machine, outbox, { watchOnly, log });
  const channel = openChannel(config, machine, outbox, log);
  const agent = new Agent({
    state,
    outbox,
    machine,
    clock: systemClock,
    watched: watchedHere(),
    readInventory: () => inventoryHere(machine),
    introduce: () => introductionHere(machine, config.name),
    watchOnly,
    log: logger(),
    onChange: view => {
      writeView(config.data, view, systemClock.now());
      giveBackSoon();
    },
    enforcing,
    onShown: () => channel.changed(),
    hand: watchOnly ? undefined : handOf(machine, thisPlatform),
    network: async () => (watchOnly ? null : networkHand(machine, thisPlatform)),
    space: () => spaceIn(config.data),
    recovery: openRecovery(config.data),
    proxy: config.proxy,
    ...(ready === undefined ? {} : { ready }),
  });
  agent.start();
  channel.start(agent);
  const view = setInterval(() => writeView(config.data, agent.view(), systemClock.now()), viewEveryMs);
  const stop = async () => {
    clearInterval(view);
    channel.stop();
    await agent.stop();
    await enforcing.close();
  };
  return { agent, stop };
}

function spaceIn(folder: string): { bytes: number; freeBytes: number } | null {
  try {
    const { bsize, blocks, bavail } = statfsSync(folder);
    return { bytes: bsize * blocks, freeBytes: bsize * bavail };
  } catch {
    return null;
  }
}

/** It goes on all the same: an installed service waits for `caretaker agent enrol`. */
function sayUnlessEnrolled(state: State): void {
  const identity = state.identity.read();
  if (identity !== undefined && identity.status !== 'removed') return;
  process.stderr.write(
    'This device is not enrolled, so nobody sees what it finds. Enrol it: sudo caretaker agent enrol URL CODE\n',
  );
}

function log(event: string, facts: Record<string, unknown> = {}): void {
  process.stderr.write(`${JSON.stringify({ at: new Date().toISOString(), event, ...facts })}\n`);
}

/** A console that stays away is one line, not one at each attempt. */
function logger(): typeof log {
  let before = '';
  return (event, facts = {}) => {
    const said = JSON.stringify([event, facts]);
    if (said !== before) log(event, facts);
    before = said;
  };
}

/** The console beside us listens once it has written; without it, what is known already must do. */
async function awaitHandover(state: State): Promise<void> {
  try {
    const given = await readHandover();
    if (given !== undefined) takeHandover(state, given);
  } catch (error) {
    log('nothing was handed over', { error: String(error) });
  }
}

/** Undefined when that console could not start: it says why itself. */
async function readHandover(): Promise<Handover | undefined> {
  let text = '';
  for await (const part of createReadStream('', { fd: handoverDescriptor, encoding: 'utf8' })) text += part;
  return text === '' ? undefined : handover.parse(JSON.parse(text));
}

/** Whoever started us said which console is ours. A device that is enrolled there stays as it is. */
function takeHandover(state: State, given: Handover): void {
  const code = deriveCode(given.code);
  if (code === undefined) {
    log('the code handed over is not one');
    return;
  }
  const identity = state.identity.read();
  const same = identity !== undefined && identity.pin.fingerprint === code.fingerprint;
  if (!same || identity.status === 'removed' || identity.deviceId === null) {
    state.session.remove();
    state.policy.remove();
    state.identity.write(newIdentity(given.url, given.code, code.fingerprint));
  } else if (identity.url !== given.url) {
    state.identity.write({ ...identity, url: given.url });
  }
}

/** Runs until a signal ends it, and is gone within five seconds of it. */
export async function serve(config: AgentConfig, options: RunOptions): Promise<void> {
  // Whatever a library creates is its owner's too.
  process.umask(0o077);
  const running = await startAgent(config, options);
  let stopping = false;
  const stop = () => {
    if (stopping) return;
    stopping = true;
    setTimeout(() => process.exit(1), 4000).unref();
    void running.stop().then(() => process.exit(0));
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, stop);
  process.on('SIGHUP', () => {
    running.agent.reread();
    void running.agent.lookNow();
  });
}
