/** What a backend of a control must do. Each system's file implements it; `registry.ts` chooses. */
import type { ProbeFailure } from '../../../shared/controls/control.ts';

/** The edges a backend may touch, passed in so that tests and other roots can stand in for them. */
export interface Machine {
  /** Runs a known command (system/known-commands.ts). Never throws for a failing command. */
  run(
    command: string,
    args: readonly string[],
    options?: { timeoutMs?: number; signal?: AbortSignal },
  ): Promise<CommandResult>;
  /** Reads a file below the machine's root, or its first `maxBytes`; throws as `node:fs` does. */
  readFile(path: string, maxBytes?: number): Promise<string>;
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

/** `apply` comes with the controls that enforce (removable-media, idle-lock); watching backends only observe. */
export interface Backend<O> {
  /** Names what was read, for a person: `lsblk`. */
  source: string;
  /** Throws ProbeError. `signal` aborts at the round's deadline. */
  observe(machine: Machine, signal: AbortSignal): Promise<O>;
}
