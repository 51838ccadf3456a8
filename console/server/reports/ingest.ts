/** Group commit: gathers what all devices send for a moment, stores it in one transaction, answers after it committed. */
import * as z from 'zod';
import {
  type DeviceRecord,
  type FromConsole,
  record as recordSchema,
} from '../../../shared/protocol/device.ts';
import type { Context } from '../context.ts';
import { clean } from '../devices/index.ts';
import { EventAllowance } from './event-allowance.ts';
import { type Arrived, type Stored, storeRecords } from './store.ts';

export interface Sender {
  deviceId: string;
  schoolId: string;
  /** Device clock minus console clock. */
  clockOffsetMs: number;
}

export interface Outcome {
  /** Stored now or before, and committed. */
  acknowledged: string[];
  /** Those, as they were understood: all that other rooms may hear. */
  kept: DeviceRecord[];
  rejected: FromConsole['reject'][];
  want: FromConsole['want'] | null;
}

/** The device may not send records now: it waits, was removed, or is set aside. */
export class NotApproved extends Error {}

interface Waiting {
  sender: Sender;
  records: DeviceRecord[];
  rejected: FromConsole['reject'][];
  done(outcome: Outcome): void;
  failed(error: unknown): void;
}

const gatherMs = 10;
const mostRecords = 100;

export class Ingest {
  readonly #context: Pick<Context, 'db' | 'now' | 'events' | 'log'>;
  readonly #allowance = new EventAllowance();
  #waiting: Waiting[] = [];
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> = Promise.resolve();
  #busy = false;

  constructor(context: Pick<Context, 'db' | 'now' | 'events' | 'log'>) {
    this.#context = context;
  }

  /** Resolves after the commit; rejects when nothing was stored (NotApproved, or the database's own error). */
  submit(sender: Sender, raw: readonly unknown[]): Promise<Outcome> {
    const { records, rejected } = parse(raw);
    const first = rejected[0];
    if (first !== undefined)
      this.#context.log.warn(
        {
          device: sender.deviceId,
          records: raw.length - records.length,
          first: first.ids[0],
          reason: clean(first.reason, 200),
        },
        'records rejected',
      );
    if (records.length === 0) return Promise.resolve({ acknowledged: [], kept: [], rejected, want: null });
    return new Promise((done, failed) => {
      this.#waiting.push({ sender, records, rejected, done, failed });
      this.#schedule();
    });
  }

  /** Everything that was submitted before this call is committed or failed when it resolves. */
  async drain(): Promise<void> {
    while (this.#waiting.length > 0 || this.#busy) {
      this.#flush();
      await this.#running;
    }
  }

  #schedule(): void {
    if (this.#busy) return;
    const count = this.#waiting.reduce((sum, one) => sum + one.records.length, 0);
    if (count >= mostRecords) this.#flush();
    else this.#timer ??= setTimeout(() => this.#flush(), gatherMs);
  }

  #flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#busy || this.#waiting.length === 0) return;
    this.#busy = true;
    this.#running = this.#commit(this.#take()).finally(() => {
      this.#busy = false;
      if (this.#waiting.length > 0) this.#schedule();
    });
  }

  #take(): Waiting[] {
    let count = 0;
    let until = 0;
    while (until < this.#waiting.length && (until === 0 || count < mostRecords)) {
      count += this.#waiting[until]?.records.length ?? 0;
      until += 1;
    }
    return this.#waiting.splice(0, until);
  }

  /** What one device sent must not cost the others theirs: after a failure each is tried alone. */
  async #commit(batch: Waiting[]): Promise<void> {
    try {
      await this.#store(batch);
    } catch (error) {
      if (batch.length === 1) return this.#fail(batch, error);
      const devices = Map.groupBy(batch, one => one.sender.deviceId);
      if (devices.size === 1) return this.#fail(batch, error);
      for (const alone of devices.values()) await this.#store(alone).catch(own => this.#fail(alone, own));
    }
  }

  #fail(batch: Waiting[], error: unknown): void {
    this.#context.log.error({ err: error, device: batch[0]?.sender.deviceId }, 'records were not stored');
    for (const one of batch) one.failed(error);
  }

  async #store(batch: Waiting[]): Promise<void> {
    const { db, now, events } = this.#context;
    const at = now();
    const { arrived, over } = await this.#withinAllowance(batch, at);
    const stored = await db.transaction().execute(tx => storeRecords(tx, at, arrived));
    this.#allowance.used(stored.touched, arrived, at);
    for (const one of batch) answer(one, stored, over);
    const schools = Map.groupBy(batch, one => one.sender.schoolId);
    for (const [school, ofSchool] of schools) {
      const ids = new Set(ofSchool.map(one => one.sender.deviceId));
      const touched = stored.touched.filter(id => ids.has(id));
      if (touched.length > 0) events.nudge(school, ['devices', 'device'], touched);
    }
  }

  async #withinAllowance(batch: Waiting[], at: number): Promise<{ arrived: Arrived[]; over: Set<string> }> {
    const all = batch.flatMap(({ sender, records }) => records.map(record => ({ ...sender, record })));
    const over = await this.#allowance.beyond(this.#context.db, all, at);
    return { arrived: all.filter(one => !over.has(one.record.id)), over };
  }
}

function answer(
  { sender, records, rejected, done, failed }: Waiting,
  stored: Stored,
  over: Set<string>,
): void {
  if (stored.refused.has(sender.deviceId)) {
    failed(new NotApproved('the device is not approved'));
    return;
  }
  const kept = records.filter(one => !over.has(one.id));
  const beyond = records.filter(one => over.has(one.id)).map(one => one.id);
  const sections = stored.wants.get(sender.deviceId);
  done({
    acknowledged: kept.map(one => one.id),
    kept,
    rejected:
      beyond.length === 0
        ? rejected
        : [...rejected, { ids: beyond, reason: 'more events today than are kept' }],
    want: sections === undefined ? null : { states: false, sections },
  });
}

/** One by one: a bad record is named and the others go on. What is wrong in the same way is told together. */
function parse(raw: readonly unknown[]): { records: DeviceRecord[]; rejected: FromConsole['reject'][] } {
  const records: DeviceRecord[] = [];
  const wrong = new Map<string, string[]>();
  for (const one of raw) {
    const parsed = recordSchema.safeParse(one);
    if (parsed.success) {
      records.push(parsed.data);
      continue;
    }
    const reason = firstOf(parsed.error);
    wrong.set(reason, [...(wrong.get(reason) ?? []), ...idOf(one)]);
  }
  return { records, rejected: [...wrong].map(([reason, ids]) => ({ ids, reason })) };
}

/** A record can be wrong in thousands of places; one of them is enough. */
function firstOf({ issues }: z.ZodError): string {
  return z
    .prettifyError({ issues: issues.slice(0, 1) })
    .slice(0, 300)
    .toWellFormed();
}

const identified = z.object({ id: z.uuid() });

function idOf(raw: unknown): string[] {
  const id = identified.safeParse(raw);
  return id.success ? [id.data.id] : [];
}
