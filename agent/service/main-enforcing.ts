/** What may change settings of this machine: built once by the service, and by `caretaker agent release` without it. */
import { join } from 'node:path';
import type { AgentConfig } from './config.ts';
import { systemClock } from './console-link/clock.ts';
import type { Machine } from './controls/control.ts';
import { bootIdOf, Enforcement, Ledger, openSafety, placesOf, Safety } from './enforcement/index.ts';
import type { Enforcing } from './main-agent.ts';
import type { Outbox } from './outbox.ts';
import { fileCell, makeFolder } from './state.ts';

export const ledgerFile = (data: string) => join(data, 'enforcement.db');

type Log = (event: string, facts?: Record<string, unknown>) => void;

export interface OpenEnforcing extends Enforcing {
  /** Nothing is being written any more when it resolves. */
  close(): Promise<void>;
}

export async function openEnforcing(
  config: AgentConfig,
  machine: Machine,
  outbox: Outbox,
  options: { watchOnly: boolean; log: Log },
): Promise<OpenEnforcing> {
  const tell = teller(outbox, options.log);
  const safety = new Safety({
    files: openSafety(config.data),
    clock: systemClock,
    machine,
    bootId: await bootIdOf(machine),
    tell,
  });
  const cellFor: Enforcing['cellFor'] = (control, name, schema) => {
    const folder = join(config.data, 'guards');
    makeFolder(folder);
    return fileCell(join(folder, `${control}.${name}.json`), schema);
  };
  const may = machine.privileged && !options.watchOnly;
  const opened = may ? openHands(config, machine, tell, () => safety.beforeWriting()) : undefined;
  if (opened === undefined) return { safety, cellFor, close: async () => {} };
  return { safety, cellFor, hands: opened.hands, close: opened.close };
}

interface Opened {
  hands: Enforcement;
  ledger: Ledger;
  close(): Promise<void>;
}

/** Undefined when the ledger cannot be read: without it nothing is changed, and the device goes on looking. */
function openHands(
  config: AgentConfig,
  machine: Machine,
  tell: ReturnType<typeof teller>,
  beforeWriting: () => void,
): Opened | undefined {
  try {
    return handsOf(config, machine, tell, beforeWriting);
  } catch (error) {
    tell('enforcement.ledger_unreadable', { detail: String(error).slice(0, 300) });
    return undefined;
  }
}

/** Throws when the ledger cannot be opened. */
export function handsOf(
  config: AgentConfig,
  machine: Machine,
  tell: ReturnType<typeof teller>,
  beforeWriting: () => void,
): Opened {
  const ledger = new Ledger(ledgerFile(config.data));
  const hands = new Enforcement({
    ledger,
    places: placesOf(machine, ledger.folders),
    machine,
    candidates: join(config.data, 'candidates'),
    beforeWriting,
    tell,
  });
  const close = async () => {
    await hands.idle();
    ledger.close();
  };
  return { hands, ledger, close };
}

/** An event that a full disk refuses is a line in the log. */
export function teller(outbox: Pick<Outbox, 'event'>, log: Log) {
  return (name: string, facts: Record<string, string | number | boolean | null>): void => {
    try {
      outbox.event(name, facts);
    } catch (error) {
      log('not saved', { event: name, error: String(error) });
    }
  };
}
