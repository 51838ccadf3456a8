/** Forwards what the virus protection found, and who turned it off, each once, as events. Changes nothing. */
import * as z from 'zod';
import type { ControlPolicy } from '../../../../../shared/controls/control.ts';
import type { Guard, GuardEdges } from '../../control.ts';
import { type Detection, factsOf } from './detection.ts';

/** So many are told one by one at a look; the rest is a number. */
const mostAtOnce = 20;
/** So many are remembered as told. */
const mostKept = 200;
/** At the very first look, older ones are history. */
const recentMs = 7 * 24 * 3600_000;

export interface DetectionSource<Found = Detection> {
  everyMs: number;
  /** Undefined while nothing has changed since the last look. Throws where it could not look: the next one may. */
  look(signal: AbortSignal): Promise<Found[] | undefined>;
}

/** Under which name the device remembers, and what the console is told. */
export interface Telling<Found> {
  cell: string;
  event: string;
  factsOf(found: Found): Record<string, string | number | boolean | null>;
}
const detections: Telling<Detection> = { cell: 'detections', event: 'av.detected', factsOf };

const kept = z.object({ told: z.array(z.string().max(200)).max(mostKept) });

/** `id` stays the same at every look; `at` is in UTC milliseconds, null where it is not told. */
export class FoundGuard<Found extends { id: string; at: number | null }> implements Guard {
  readonly #edges: GuardEdges;
  readonly #source: DetectionSource<Found>;
  readonly #telling: Telling<Found>;
  readonly #cell;
  readonly #stop = new AbortController();
  #cancel = () => {};
  #looking: Promise<void> = Promise.resolve();
  #on = false;

  constructor(edges: GuardEdges, source: DetectionSource<Found>, telling: Telling<Found>) {
    this.#edges = edges;
    this.#source = source;
    this.#telling = telling;
    this.#cell = edges.cell(telling.cell, kept);
  }

  follow(policy: ControlPolicy): void {
    const on = policy.mode !== 'off';
    if (on === this.#on) return;
    this.#on = on;
    this.#cancel();
    if (on) this.#next(1000);
  }

  /** Something may just have been found. */
  soon(): void {
    if (!this.#on) return;
    this.#cancel();
    this.#next(1000);
  }

  async stop(): Promise<void> {
    this.#on = false;
    this.#cancel();
    this.#stop.abort();
    await this.#looking;
  }

  #next(ms: number): void {
    this.#cancel = this.#edges.clock.after(ms, () => {
      this.#looking = this.#look().finally(() => {
        if (this.#on) this.#next(this.#source.everyMs);
      });
    });
  }

  async #look(): Promise<void> {
    const found = await this.#source.look(this.#stop.signal).catch(() => undefined);
    if (found === undefined) return;
    const before = this.#cell.read()?.told;
    const known = new Set(before ?? []);
    const since = this.#edges.clock.now() - recentMs;
    const fresh = found.filter(({ id }) => !known.has(id));
    // Remembered first: a detection told twice is worse than an entry of a list that nobody can read.
    if (fresh.length > 0 || before === undefined)
      this.#cell.write({ told: [...(before ?? []), ...fresh.map(({ id }) => id)].slice(-mostKept) });
    this.#tell(before === undefined ? fresh.filter(({ at }) => at !== null && at > since) : fresh);
  }

  #tell(found: readonly Found[]): void {
    const { event, factsOf } = this.#telling;
    for (const one of found.slice(-mostAtOnce)) this.#edges.tell(event, factsOf(one));
    const more = found.length - mostAtOnce;
    if (more > 0) this.#edges.tell(`${event}_more`, { more });
    if (found.length > 0) this.#edges.lookAgain();
  }
}

export class DetectionGuard extends FoundGuard<Detection> {
  constructor(edges: GuardEdges, source: DetectionSource) {
    super(edges, source, detections);
  }
}
