/** The edges of one agent, and what may be seen of it. */
import type * as z from 'zod';
import type { Finding } from '../../shared/finding.ts';
import type { Dial, ProxySetting } from './console-link/line.ts';
import type { LinkStatus } from './console-link/link.ts';
import type { Introduction } from './console-link/opening.ts';
import type { Machine } from './controls/control.ts';
import type { Hands, Restraint, Safety } from './enforcement/index.ts';
import type { Hand } from './leaving/index.ts';
import type { RecoveryFiles } from './orders/index.ts';
import type { Outbox } from './outbox.ts';
import type { Inventory } from './outbox-differences.ts';
import type { NetworkHand } from './quarantine/network.ts';
import type { Watched } from './rounds.ts';
import type { Cell, State } from './state.ts';
import type { Clock } from './system/clock.ts';

export interface AgentOptions {
  state: State;
  outbox: Outbox;
  clock: Clock;
  machine: Machine;
  watched: readonly Watched[];
  /** What could not be read this time is left out; `errors` says why. */
  readInventory(): Promise<Partial<Inventory> & { errors: { section: string; error: string }[] }>;
  introduce(): Promise<Introduction>;
  /** Never do more than look, whatever a policy says. */
  watchOnly: boolean;
  log(event: string, facts?: Record<string, unknown>): void;
  onChange(view: AgentView): void;
  /** What may change settings here. Without it, everything only looks. */
  enforcing?: Enforcing;
  /** What people at the computer should see may be another now. */
  onShown?(): void;
  /** Signs out, restarts and switches off by order; absent where this agent only looks. */
  hand?: Hand | undefined;
  /** Keeps this computer from everything but its console, by order; null where that is not possible. */
  network?(): Promise<NetworkHand | null>;
  /** Room where the data of this agent lies, in bytes; null where it could not be read. */
  space?(): { bytes: number; freeBytes: number } | null;
  /** Where the recovery secret is kept; in memory without. */
  recovery?: RecoveryFiles;
  /** Who signs tables of ends of support; the releases' key without. Only a test has another. */
  supportKey?: string;
  proxy?: ProxySetting | undefined;
  /** The link waits for this; looking does not. */
  ready?: Promise<void>;
  dial?: Dial;
}

export interface Enforcing {
  /** Absent where nothing but looking is allowed. */
  hands?: Hands;
  safety: Safety;
  /** Small durable state of a control's guard. */
  cellFor<T>(control: string, name: string, schema: z.ZodType<T>): Cell<T>;
}

/** What a person at the device may see of it. */
export interface AgentView {
  link: LinkStatus | null;
  findings: Finding[];
  policyNumber: number;
  waiting: number;
  /** Why everything only watches, although the policy may ask for more. */
  restraint: Restraint | null;
}
