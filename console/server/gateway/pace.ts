/** What the console asks of its devices' timing: brisk in a small school, gentle in a large one. */
import type { Db } from '../database/index.ts';

const refreshMs = 60_000;

export class Pace {
  readonly #db: Db;
  #devices = 0;
  #readAt = Number.NEGATIVE_INFINITY;

  constructor(db: Db) {
    this.#db = db;
  }

  /** Counted at most once a minute. */
  async current(now: number): Promise<{ heartbeatMs: number; reconnectSpreadMs: number }> {
    if (now - this.#readAt > refreshMs) {
      this.#readAt = now;
      const counted = await this.#db
        .selectFrom('device')
        .select(eb => eb.fn.countAll<number>().as('all'))
        .where('status', '=', 'approved')
        .executeTakeFirstOrThrow();
      this.#devices = Number(counted.all);
    }
    return paceFor(this.#devices);
  }
}

/** One core makes some 700 handshakes a second; 250 a second leaves it room for what follows them. */
const spreadPerDeviceMs = 4;

export function paceFor(devices: number): { heartbeatMs: number; reconnectSpreadMs: number } {
  const heartbeatMs = devices <= 50 ? 15_000 : devices <= 500 ? 30_000 : 60_000;
  return { heartbeatMs, reconnectSpreadMs: Math.min(600_000, Math.max(200, devices * spreadPerDeviceMs)) };
}
