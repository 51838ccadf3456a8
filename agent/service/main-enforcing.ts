/** What may change settings of this machine: built once by the service, and by `caretaker agent release` without it. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Enforcing } from './agent-options.ts';
import type { AgentConfig } from './config.ts';
import type { Machine } from './controls/control.ts';
import type { Plan } from './controls/plan.ts';
import {
  type Brought,
  bootIdOf,
  Enforcement,
  type Hands,
  Ledger,
  openSafety,
  placesOf,
  type Residue,
  Safety,
} from './enforcement/index.ts';
import type { Outbox } from './outbox.ts';
import { fileCell, makeFolder } from './state.ts';
import { systemClock } from './system/clock.ts';

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
  if (!machine.privileged || options.watchOnly) return { safety, cellFor, close: async () => {} };
  const hands = new LateHands(ledgerFile(config.data), () =>
    handsOf(config, machine, tell, () => safety.beforeWriting()),
  );
  return { safety, cellFor, hands, close: () => hands.close() };
}

interface Opened {
  hands: Enforcement;
  ledger: Ledger;
  close(): Promise<void>;
}

/** Opens the ledger when it is first needed: a device that only ever watches has none, and needs no memory for it. */
class LateHands implements Hands {
  readonly #file: string;
  readonly #open: () => Opened;
  #opened: Opened | undefined;

  constructor(file: string, open: () => Opened) {
    this.#file = file;
    this.#open = open;
  }

  /** A ledger that cannot be read counts as holding something, so that it is met and told. */
  holds(control: string): boolean {
    if (this.#opened === undefined && !existsSync(this.#file)) return false;
    const hands = this.#hands();
    return hands instanceof Enforcement ? hands.holds(control) : true;
  }

  async bring(control: string, plan: Plan, policy: number): Promise<Brought> {
    const hands = this.#hands();
    if (hands instanceof Enforcement) return hands.bring(control, plan, policy);
    return { kind: 'kept', reason: 'ledger_unreadable', detail: hands.trouble, held: true };
  }

  async release(control: string): Promise<Residue[]> {
    const hands = this.#hands();
    if (hands instanceof Enforcement) return hands.release(control);
    return [{ control, setting: this.#file, reason: 'not_put_back', detail: hands.trouble }];
  }

  async close(): Promise<void> {
    await this.#opened?.close();
  }

  #hands(): Enforcement | { trouble: string } {
    try {
      this.#opened ??= this.#open();
      return this.#opened.hands;
    } catch (error) {
      return { trouble: `The ledger ${this.#file} cannot be read: ${(error as Error).message}` };
    }
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
