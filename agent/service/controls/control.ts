/** What a backend of a control must do. Each system's file implements it; `registry.ts` chooses. */
import type * as z from 'zod';
import type { SignedCalendar } from '../../../shared/calendar/signed.ts';
import type { ControlPolicy, ProbeFailure } from '../../../shared/controls/control.ts';
import type { RequestAnswer } from '../../../shared/protocol/answer.ts';
import type { Order, OrderOutcome } from '../../../shared/protocol/order.ts';
import type { Ask } from '../../../shared/protocol/tray/asks.ts';
import type { AlsoSent, Presenting, Refusal, Scene } from '../../../shared/protocol/tray/told.ts';
import type { Cell } from '../state.ts';
import type { Clock } from '../system/clock.ts';
import type { Plan } from './plan.ts';

export type { Cell };

/** Damaged, it is as if there were none: for what is only told once more then. */
export function keptIn<T>(cell: Cell<T>): T | undefined {
  try {
    return cell.read();
  } catch {
    return undefined;
  }
}

/** The edges a backend may touch, passed in so that tests and other roots can stand in for them. */
export interface Machine {
  /**
   * Runs a known command (system/known-commands.ts). Never throws for a failing command. `input` is what it reads: a
   * secret never stands among the arguments, which everybody on the machine can see.
   */
  run(
    command: string,
    args: readonly string[],
    options?: { timeoutMs?: number; signal?: AbortSignal; input?: string },
  ): Promise<CommandResult>;
  /** Reads a file below the machine's root, or its first `maxBytes`; throws as `node:fs` does. */
  readFile(path: string, maxBytes?: number): Promise<string>;
  /** The same of a file that is no text, from the byte `from`; below 0 it counts from the end. */
  readBytes(path: string, maxBytes: number, from?: number): Promise<Buffer>;
  /**
   * Runs a known command that speaks for as long as it lives (`usbguard watch`), calling `onLine` with each line, and
   * resolves when it has ended or `signal` stopped it. Never throws; whoever follows decides when to start it again.
   */
  follow(
    command: string,
    args: readonly string[],
    onLine: (line: string) => void,
    signal: AbortSignal,
  ): Promise<CommandResult>;
  readDirectory(path: string): Promise<string[]>;
  /** When a file or folder was last modified, in UTC milliseconds; throws as `node:fs` does. */
  modifiedAt(path: string): Promise<number>;
  /** What the machine's backends keep between rounds; durable where the service gave it a place. */
  memory: Memory;
  /** Milliseconds since the epoch. */
  now(): number;
  /** True for root or LocalSystem. */
  privileged: boolean;
}

/** Small texts by name, kept on this device and never sent. `get` gives null for what is not kept or not readable. */
export interface Memory {
  get(name: string): Promise<string | null>;
  set(name: string, value: string): Promise<void>;
}

export interface CommandResult {
  /** Null when it was killed or could not be started. */
  exit: number | null;
  signal: string | null;
  timedOut: boolean;
  /** The program is not on this machine. */
  missing: boolean;
  stdout: string;
  stderr: string;
}

/** Thrown by a backend that could not look. Becomes `unknown` with this reason, never a verdict. */
export class ProbeError extends Error {
  readonly reason: ProbeFailure;
  readonly source: string;

  constructor(reason: ProbeFailure, detail: string, source: string) {
    super(detail);
    this.reason = reason;
    this.source = source;
  }
}

/** What a control's hands can do on one system. Without `plan` or `guard` they only look, and the finding says so. */
export interface Backend<O> {
  /** Names what was read, for a person: `lsblk`. */
  source: string;
  /**
   * Throws ProbeError. `signal` aborts at the round's deadline. `policy` only narrows what is looked for, so that no
   * more is seen than is asked about; what it makes of it is the evaluator's business.
   */
  observe(machine: Machine, signal: AbortSignal, policy?: ControlPolicy): Promise<O>;
  /**
   * Everything this control wants set here by a policy in mode `enforce`, or in `watch` where it `setsToWatch`. It may look
   * but writes nothing.
   * Throws PlanRefused (plan.ts) for what must not be done, ProbeError when it could not look.
   */
  plan?(machine: Machine, policy: ControlPolicy, signal: AbortSignal): Promise<Plan>;
  /** For `caretaker agent doctor`: what is missing here and what to do about it, one sentence each. Empty when all is well. */
  hints?(machine: Machine): Promise<string[]>;
  /** What happens between rounds: a lock at its minute, a stick that is plugged in. Built once, by the real service. */
  guard?(edges: GuardEdges): Guard;
}

/** What a guard may touch beside the machine. */
export interface GuardEdges {
  machine: Machine;
  clock: Clock;
  /** Saves an event for the console: `media.blocked`. Facts are bounded and never hold a path, a person or a raw serial. */
  tell(name: string, facts: Record<string, string | number | boolean | null>): void;
  /** Asks for a look at this control now instead of at its next turn. */
  lookAgain(): void;
  /** Small durable state of this control; `write` returns when it would survive a power cut. */
  cell<T>(name: string, schema: z.ZodType<T>): Cell<T>;
  /** Null until the device is enrolled. */
  device(): { deviceId: string; schoolId: string; consoleKey: string } | null;
  /** `serialKey` of the policy in force: what keys the hash of a stick's serial. Null: no hash leaves. */
  serialKey(): string | null;
  /** The console's X25519 key, of the policy in force, to which secrets for it are sealed; null when there is none. */
  sealTo?(): string | null;
  /** Opens what the console sealed to this device about `about` (given its key); undefined for anything else. */
  unseal?(sealed: { key: string; box: string }, about: (own: string) => string): Buffer | undefined;
  /** The school's calendar, of the policy in force; null when there is none. */
  calendar(): SignedCalendar | null;
  /** What people should see may be another now. */
  shownChanged?(): void;
}

/** Lives as long as the service. Must work with no console, no tray and nobody signed in. */
export interface Guard {
  /** Called once at the start and after every change. In `off` and `watch` it changes nothing on the machine. */
  follow(policy: ControlPolicy): void;
  /**
   * A signed order for this control, already checked and never seen before (shared/protocol/order.ts). `said` tells the
   * console how far a long one is, for a person: not more than a few times a minute.
   */
  obey?(order: Order, said: (detail: string) => void): Promise<OrderOutcome>;
  /** The calendar is another one. */
  calendarChanged?(): void;
  /** What whoever sits at the computer should be told now, if anything. */
  notice?(): Notice | null;
  /** Somebody there asks for more time: a harmless verb, so anybody may. */
  stillWorking?(): Promise<Waited>;
  /** What this person should see now. Called only while somebody is there to see it. */
  scenes?(of: Visitor): Scene[];
  /** What it tells the school beside findings, now that the policy asks for it; null while it asks for nothing. */
  sends?(): AlsoSent | null;
  /** From now on somebody sees what is shown, or nobody does any more. */
  watched?(watched: boolean): void;
  /** A harmless verb of somebody there; null when it was done, undefined when it is not this guard's. */
  asked?(by: Visitor, what: Ask, forStaff: boolean): Promise<Refusal | null> | undefined;
  /** The school answered what somebody asked for here, or took that back. True where whoever asked sees it as it is. */
  answered?(answer: RequestAnswer): boolean;
  /** Whether this person may hold the lock while presenting; `forStaff`: by the policy a computer of staff. */
  presents?(by: Visitor, forStaff: boolean): Presenting | null;
  stop(): Promise<void>;
}

/** Somebody at this computer, known by the door they came through (channel/README.md). */
export interface Visitor {
  uid: number;
  /** The sign-in name; null when the system does not say. */
  user: string | null;
}

/** As a request names whoever asked. */
export const askerOf = ({ user, uid }: Visitor): string => (user ?? `account ${uid}`).slice(0, 100);

/** Something that is about to happen, for the person at the computer. */
export interface Notice {
  /** UTC milliseconds. */
  at: number;
  /** How often they can still ask for more time. */
  waits: number;
  words: string;
}

/** What became of asking for more time, in words for that person. */
export interface Waited {
  ok: boolean;
  words: string;
}
