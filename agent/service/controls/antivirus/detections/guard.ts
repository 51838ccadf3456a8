/** Forwards what the virus protection found, each once, as the event `av.detected`. Changes nothing. */
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

export interface DetectionSource {
  everyMs: number;
  /** Undefined while nothing has changed since the last look. Throws where it could not look: the next one may. */
  look(signal: AbortSignal): Promise<Detection[] | undefined>;
}

const kept = z.object({ told: z.array(z.string().max(200)).max(mostKept) });

export class DetectionGuard implements Guard {
  readonly #edges: GuardEdges;
  readonly #source: DetectionSource;
  readonly #cell;
  readonly #stop = new AbortController();
  #cancel = () => {};
  #looking: Promise<void> = Promise.resolve();
  #on = false;

  constructor(edges: GuardEdges, source: DetectionSource) {
    this.#edges = edges;
    this.#source = source;
    this.#cell = edges.cell('detections', kept);
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

  #tell(detections: readonly Detection[]): void {
    for (const detection of detections.slice(-mostAtOnce))
      this.#edges.tell('av.detected', factsOf(detection));
    const more = detections.length - mostAtOnce;
    if (more > 0) this.#edges.tell('av.detected_more', { more });
    if (detections.length > 0) this.#edges.lookAgain();
  }
}
