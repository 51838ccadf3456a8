/** How many events of one device are kept in a day: a device that flaps must not fill the disk (peers.md 18). */
import type { Db } from '../database/index.ts';
import { type Arrived, sittingType } from './store.ts';

export const eventsPerDay = 1000;
const dayMs = 24 * 3600_000;

export class EventAllowance {
  #day = 0;
  #used = new Map<string, number>();

  /** Ids of the events that are too many. Counts from the database what was stored before this process began. */
  async beyond(db: Db, arrived: readonly Arrived[], now: number): Promise<Set<string>> {
    const events = arrived.filter(one => one.record.type === 'event');
    const over = new Set<string>();
    if (events.length === 0) return over;
    await this.#learn(db, [...new Set(events.map(one => one.deviceId))], now);
    const counting = new Map(this.#used);
    for (const { deviceId, record } of events) {
      const used = (counting.get(deviceId) ?? 0) + 1;
      counting.set(deviceId, used);
      if (used > eventsPerDay) over.add(record.id);
    }
    return over;
  }

  used(devices: readonly string[], arrived: readonly Arrived[], now: number): void {
    this.#turn(now);
    const stored = new Set(devices);
    for (const { deviceId, record } of arrived) {
      if (record.type !== 'event' || !stored.has(deviceId)) continue;
      this.#used.set(deviceId, (this.#used.get(deviceId) ?? 0) + 1);
    }
  }

  #turn(now: number): void {
    const day = Math.floor(now / dayMs);
    if (day === this.#day) return;
    this.#day = day;
    this.#used = new Map();
  }

  async #learn(db: Db, devices: string[], now: number): Promise<void> {
    this.#turn(now);
    const unknown = devices.filter(id => !this.#used.has(id));
    if (unknown.length === 0) return;
    const found = await db
      .selectFrom('device_record')
      .select(['device_id', eb => eb.fn.countAll<number>().as('events')])
      .where('device_id', 'in', unknown)
      .where('type', 'in', ['event', sittingType])
      .where('received_at', '>=', this.#day * dayMs)
      .groupBy('device_id')
      .execute();
    for (const id of unknown)
      this.#used.set(id, Number(found.find(row => row.device_id === id)?.events ?? 0));
  }
}
