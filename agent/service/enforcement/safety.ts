/** What keeps enforcement from locking a school out: suspension, and giving up what made a machine unusable. */
import { watch } from 'node:fs';
import { join } from 'node:path';
import type { Machine } from '../controls/control.ts';
import { type Cell, fileCell, makeFolder } from '../state.ts';
import type { Clock } from '../system/clock.ts';
import { Boots, bootsSchema, type KeptBoots, somebodySignedIn } from './boots.ts';
import { LookRequest } from './look-request.ts';
import { type KeptSuspension, Suspension, suspensionSchema } from './suspension.ts';
import { type KeptWatched, WatchFirst, watchedSchema } from './watch-first.ts';
import { gaveUpWords, suspendedWords } from './words.ts';

/** Small files in a folder of their own, which the service and the command line share. */
export interface SafetyFiles {
  look: Pick<LookRequest, 'ask' | 'take'>;
  suspension: Cell<KeptSuspension>;
  boots: Cell<KeptBoots>;
  watched: Cell<KeptWatched>;
  /** Calls soon after another process wrote; the answer ends it. */
  watch(changed: () => void): () => void;
}

/** Why every control only watches, whatever the policy says. */
export interface Restraint {
  reason: 'suspended' | 'boot_loop';
  detail: string;
  until: number | null;
}

export interface SafetyOptions {
  files: SafetyFiles;
  clock: Clock;
  machine: Machine;
  bootId: string;
  tell(name: string, facts: Record<string, string | number | boolean | null>): void;
}

/** What it must know of the agent. */
export interface SafetyEdges {
  /** In touch with the console at any time since the service started. */
  inTouch(): boolean;
  policyNumber(): number;
  /** A fingerprint of all that the policy enforces here. */
  enforced(): string;
  /** The controls that the policy in force enforces. */
  enforcing(): string[];
  /** This control may act from now on, where the policy asks for it. */
  onWatched(control: string): void;
  /** Somebody at the device wants these looked at; none named: everything. */
  onLook(controls: string[]): void;
  /** What is asked of controls is otherwise from now on. */
  onChange(): void;
}

const rereadMs = 15_000;

/** Throws when the folder cannot be made. */
export function openSafety(data: string): SafetyFiles {
  const folder = join(data, 'safety');
  makeFolder(folder);
  return {
    look: new LookRequest(join(folder, 'look.json')),
    suspension: fileCell(join(folder, 'suspension.json'), suspensionSchema),
    boots: fileCell(join(folder, 'boots.json'), bootsSchema),
    watched: fileCell(join(folder, 'watched.json'), watchedSchema),
    watch: changed => watchFolder(folder, changed),
  };
}

/** Where the system cannot tell of a change, it is looked for. */
function watchFolder(folder: string, changed: () => void): () => void {
  try {
    const watcher = watch(folder, { persistent: false }, changed);
    watcher.on('error', () => watcher.close());
    return () => watcher.close();
  } catch {
    const timer = setInterval(changed, rereadMs);
    timer.unref();
    return () => clearInterval(timer);
  }
}

export class Safety {
  readonly #options: SafetyOptions;
  readonly #suspension: Suspension;
  readonly #boots: Boots;
  readonly #watchFirst: WatchFirst;
  #edges: SafetyEdges = {
    inTouch: () => false,
    policyNumber: () => 0,
    enforced: () => '',
    enforcing: () => [],
    onWatched: () => {},
    onLook: () => {},
    onChange: () => {},
  };
  #stopWatching = () => {};

  constructor(options: SafetyOptions) {
    const { files, clock, machine, bootId, tell } = options;
    this.#options = options;
    this.#suspension = new Suspension({
      ...{ cell: files.suspension, clock, tell },
      onChange: () => this.#edges.onChange(),
    });
    this.#watchFirst = new WatchFirst({
      ...{ cell: files.watched, clock },
      onEnough: control => this.#edges.onWatched(control),
    });
    this.#boots = new Boots({
      ...{ cell: files.boots, bootId, clock, tell },
      inTouch: () => this.#edges.inTouch(),
      signedIn: () => somebodySignedIn(machine),
      policyNumber: () => this.#edges.policyNumber(),
      enforced: () => this.#edges.enforced(),
    });
  }

  /** Before anything is looked at: a start may be one too many. */
  start(edges: SafetyEdges): void {
    this.#edges = edges;
    this.#watchFirst.start(edges.enforcing());
    this.#boots.start();
    this.#stopWatching = this.#options.files.watch(() => this.reread());
  }

  stop(): void {
    this.#stopWatching();
    this.#suspension.stop();
    this.#boots.stop();
    this.#watchFirst.stop();
  }

  /** Which controls were watched here for long enough to act. */
  get watchFirst(): WatchFirst {
    return this.#watchFirst;
  }

  get restraint(): Restraint | null {
    const suspended = this.#suspension.current;
    if (suspended !== null) {
      const { until, by } = suspended;
      return { reason: 'suspended', detail: suspendedWords(until, by), until };
    }
    if (this.#boots.gaveUp) return { reason: 'boot_loop', detail: gaveUpWords, until: null };
    return null;
  }

  /** Durable when it returns. */
  suspend(minutes: number, by: string): void {
    this.#suspension.begin(minutes, by);
  }

  /** Throws when it cannot be kept: then nothing may be written. */
  beforeWriting(): void {
    this.#boots.beforeWriting();
  }

  /** The command line may have written. */
  reread(): void {
    this.#suspension.reread();
    if (this.#boots.reread()) this.#edges.onChange();
    const asked = this.#options.files.look.take();
    if (asked !== null) this.#edges.onLook(asked);
  }
}
