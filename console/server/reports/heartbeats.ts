/** Heartbeats stay in memory for a few seconds and are written together: a pulse must not cost a commit. */
import type { Context } from '../context.ts';
import { type DeviceChange, restand } from '../devices/index.ts';
import { byOurClock } from './store.ts';

export interface Pulse {
  deviceId: string;
  schoolId: string;
  clockOffsetMs: number;
  /** When each control was last looked at, by the device's clock. */
  observed: Record<string, number>;
}

const flushMs = 3000;
const batch = 500;

export class Heartbeats {
  readonly #context: Pick<Context, 'db' | 'now' | 'events' | 'log'>;
  readonly #pulses = new Map<string, { pulse: Pulse; at: number }>();
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> = Promise.resolve();

  constructor(context: Pick<Context, 'db' | 'now' | 'events' | 'log'>) {
    this.#context = context;
  }

  note(pulse: Pulse): void {
    this.#pulses.set(pulse.deviceId, { pulse, at: this.#context.now() });
    this.#timer ??= setTimeout(() => {
      this.flush().catch(error => this.#context.log.error({ err: error }, 'heartbeats were not stored'));
    }, flushMs);
  }

  /** Writes what was noted so far. */
  flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#running = this.#running.catch(() => undefined).then(() => this.#write());
    return this.#running;
  }

  async #write(): Promise<void> {
    const noted = [...this.#pulses.values()];
    this.#pulses.clear();
    for (let from = 0; from < noted.length; from += batch) await this.#store(noted.slice(from, from + batch));
  }

  async #store(noted: { pulse: Pulse; at: number }[]): Promise<void> {
    const { db, now, events } = this.#context;
    const changed = await db.transaction().execute(tx => restand(tx, now(), noted.map(changeOf)));
    const schools = new Map(noted.map(({ pulse }) => [pulse.deviceId, pulse.schoolId]));
    for (const [school, ids] of Map.groupBy(changed, id => schools.get(id) ?? ''))
      events.nudge(school, ['devices', 'device'], ids);
  }
}

function changeOf({ pulse, at }: { pulse: Pulse; at: number }): DeviceChange {
  const observed = Object.entries(pulse.observed).map(([control, seen]) => [
    control,
    byOurClock(seen, pulse.clockOffsetMs, at),
  ]);
  return {
    id: pulse.deviceId,
    set: { last_seen_at: at, clock_offset_ms: pulse.clockOffsetMs },
    observed: Object.fromEntries(observed),
  };
}
