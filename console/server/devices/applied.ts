/** Confirmations of policies, gathered for a moment and written together: a whole school confirms within a second. */
import { sql } from 'kysely';
import type { Context } from '../context.ts';
import { rows } from '../database/index.ts';

const gatherMs = 25;
const batch = 500;

interface Confirmation {
  schoolId: string;
  number: number;
}

export class Confirmations {
  readonly #context: Pick<Context, 'db' | 'events' | 'log'>;
  readonly #noted = new Map<string, Confirmation>();
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> = Promise.resolve();

  constructor(context: Pick<Context, 'db' | 'events' | 'log'>) {
    this.#context = context;
  }

  /** What is lost with the process comes again: a device says at each start which policy it has. */
  note(deviceId: string, confirmation: Confirmation): void {
    this.#noted.set(deviceId, confirmation);
    this.#timer ??= setTimeout(() => void this.flush(), gatherMs);
  }

  /** Writes what was noted so far. */
  flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#running = this.#running
      .then(() => this.#write())
      .catch(error => this.#context.log.error({ err: error }, 'confirmed policies were not stored'));
    return this.#running;
  }

  async #write(): Promise<void> {
    const { db, events } = this.#context;
    const noted = [...this.#noted];
    this.#noted.clear();
    for (let from = 0; from < noted.length; from += batch) {
      const values = noted.slice(from, from + batch).map(([id, { number }]) => ({ id, number }));
      await sql`update device set policy_applied = v.number
        from ${rows(db, { id: 'text', number: 'bigint' }, values)} where device.id = v.id`.execute(db);
    }
    for (const school of new Set(noted.map(([, { schoolId }]) => schoolId)))
      events.nudge(school, ['policies']);
  }
}
