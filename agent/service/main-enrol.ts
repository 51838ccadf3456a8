/** `caretaker enrol URL CODE`: gives this device an identity and waits for the console's first answer. */
import type { AgentConfig } from './config.ts';
import { ConsoleLink, type LinkStatus } from './console-link/link.ts';
import type { Introduction } from './console-link/opening.ts';
import { makeKey } from './identity.ts';
import { readView } from './main-view.ts';
import type { Outbox } from './outbox.ts';
import { Differences } from './outbox-differences.ts';
import { PolicyInForce } from './policy/in-force.ts';
import type { Identity, State } from './state.ts';
import { systemClock } from './system/clock.ts';

export type EnrolOutcome = { kind: 'approved' } | { kind: 'waiting' } | { kind: 'failed'; message: string };

const usualPort = 8443;

/** `wss://host:port` from an address as people write it; undefined when it is none. */
export function consoleAddress(text: string): string | undefined {
  const match = /^(?:(?:wss|https):\/\/)?([^/:\s?#@]+|\[[0-9a-f:.]+\])(?::(\d{1,5}))?\/?$/i.exec(text.trim());
  const port = Number(match?.[2] ?? usualPort);
  if (match?.[1] === undefined || port < 1 || port > 65535) return undefined;
  return `wss://${match[1]}:${port}`;
}

export function newIdentity(url: string, code: string, fingerprint: string): Identity {
  return {
    key: makeKey(),
    url,
    pin: { fingerprint, key: null },
    status: 'enrolling',
    deviceId: null,
    code,
    previous: null,
  };
}

/** Enrols by a link of our own, because no agent runs here. What failed leaves nothing behind. */
export function enrolHere(
  config: AgentConfig,
  { state, outbox }: { state: State; outbox: Outbox },
  introduce: () => Promise<Introduction>,
): Promise<EnrolOutcome> {
  return new Promise(resolve => {
    const done = (outcome: EnrolOutcome) => {
      void link.stop().then(() => {
        if (outcome.kind === 'failed') state.identity.remove();
        resolve(outcome);
      });
    };
    let settled = false;
    const link = new ConsoleLink({
      state,
      outbox,
      introduce,
      differences: new Differences(outbox),
      policy: new PolicyInForce(state.policy, null),
      clock: systemClock,
      observed: () => ({}),
      onPolicy: () => {},
      log: () => {},
      ...(config.proxy === undefined ? {} : { proxy: config.proxy }),
      onStatus: status => {
        const outcome = outcomeOf(status);
        if (outcome === undefined || settled) return;
        settled = true;
        // Not from within its own call.
        setImmediate(done, outcome);
      },
    });
    link.start();
  });
}

const patienceMs = 40_000;

/** The agent that runs here finds the new identity by itself; this only watches it. */
export async function enrolThroughAgent(config: AgentConfig, state: State): Promise<EnrolOutcome> {
  const since = systemClock.now();
  while (systemClock.now() - since < patienceMs) {
    await new Promise(resolve => setTimeout(resolve, 200));
    const view = readView(config.data);
    const link = view === undefined || view.at < since ? null : view.link;
    const outcome = link === null ? undefined : outcomeOf(link);
    if (outcome?.kind === 'failed') state.identity.remove();
    if (outcome !== undefined) return outcome;
  }
  state.identity.remove();
  return { kind: 'failed', message: 'The agent that runs here did not answer.' };
}

function outcomeOf({ state, trouble }: LinkStatus): EnrolOutcome | undefined {
  if (state === 'connected') return { kind: 'approved' };
  if (state === 'waiting') return { kind: 'waiting' };
  if (state !== 'offline' || trouble === null) return undefined;
  return { kind: 'failed', message: trouble };
}
