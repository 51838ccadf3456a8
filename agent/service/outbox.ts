/**
 * What the console does not have yet, kept through `kill -9` and power loss. Everything is saved here before it
 * is sent, numbered by this device, and kept for seven days after it was acknowledged so that a console restored
 * from a backup can ask again. Bounded: see `shed`.
 */
import { randomUUIDv7 } from 'node:crypto';
import { closeSync, existsSync, openSync } from 'node:fs';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import type { DeviceRecord } from '../../shared/protocol/device.ts';
import { keepAcknowledgedMs } from '../../shared/protocol/limits.ts';

export interface OutboxOptions {
  /** A file, or `:memory:` for devices that are not to outlive their process. */
  path: string;
  now(): number;
  /** Bytes of kept records above which the least valuable go. */
  maxBytes?: number;
}

export interface KeptRecord {
  seq: number;
  id: string;
  /** JSON of the record as it travels. */
  body: string;
}

type WithoutNumbers<T> = T extends unknown ? Omit<T, 'id' | 'seq' | 'at'> : never;
/** A record before the outbox gave it an id, a number and a time. */
export type NewRecord = WithoutNumbers<DeviceRecord>;

/**
 * What goes first when space runs out. Acknowledged copies are the console's already; inventory and states heal
 * by the hashes of the next `hello`; an event lost is lost.
 */
const worth: Record<DeviceRecord['type'], number> = { section: 1, software: 1, report: 2, event: 3 };
const defaultMaxBytes = 32 * 1024 * 1024;

const schema = `
  create table if not exists record (
    seq integer primary key, id text not null unique, type text not null, worth integer not null,
    at integer not null, body text not null, bytes integer not null, acknowledged_at integer
  ) strict;
  create index if not exists record_waiting on record (seq) where acknowledged_at is null;
  create index if not exists record_acknowledged on record (acknowledged_at) where acknowledged_at is not null;
  create table if not exists fact (name text primary key, value text not null) strict;
`;

/** Thrown when another process holds this outbox: two agents on one identity would look like a clone. */
export class OutboxInUse extends Error {}

export class Outbox {
  readonly #db: DatabaseSync;
  readonly #now: () => number;
  readonly #maxBytes: number;
  readonly #statements = new Map<string, StatementSync>();
  #bytes: number;
  #waiting: number;
  /** Called after a transaction that left more to send. */
  onWaiting: () => void = () => {};

  constructor(options: OutboxOptions) {
    this.#now = options.now;
    this.#maxBytes = options.maxBytes ?? defaultMaxBytes;
    this.#db = open(options.path);
    this.#bytes = this.#number('select coalesce(sum(bytes), 0) as n from record');
    this.#waiting = this.#number('select count(*) as n from record where acknowledged_at is null');
  }

  /** The highest number this device ever used. */
  get highestSeq(): number {
    return Number(this.fact('seq') ?? 0);
  }

  /** Records that were never acknowledged. */
  get waiting(): number {
    return this.#waiting;
  }

  /** All or nothing; nesting joins the outer one. */
  transaction<T>(work: () => T): T {
    if (this.#db.isTransaction) return work();
    this.#db.exec('begin immediate');
    const before = { bytes: this.#bytes, waiting: this.#waiting };
    try {
      const result = work();
      this.#db.exec('commit');
      // Only now: what is sent must be on the disk.
      if (this.#waiting > before.waiting) this.onWaiting();
      return result;
    } catch (error) {
      this.#bytes = before.bytes;
      this.#waiting = before.waiting;
      if (this.#db.isTransaction) this.#db.exec('rollback');
      throw error;
    }
  }

  /** Durable when it returns. */
  add(record: NewRecord): void {
    this.transaction(() => {
      const seq = this.highestSeq + 1;
      const id = randomUUIDv7();
      const at = this.#now();
      const { type, ...rest } = record;
      const body = JSON.stringify({ id, seq, at, type, ...rest });
      this.#insert(seq, id, type, at, body);
      this.setFact('seq', String(seq));
      this.#shed();
    });
  }

  event(name: string, facts: Record<string, string | number | boolean | null> = {}): void {
    this.add({ type: 'event', name, facts });
  }

  /** Unacknowledged records above `afterSeq` in order, as many as fit; always at least one if there is one. */
  next(afterSeq: number, limit: number, maxBytes: number): KeptRecord[] {
    const rows = this.#sql(
      'select seq, id, body, bytes from record where acknowledged_at is null and seq > ? order by seq limit ?',
    );
    const found: KeptRecord[] = [];
    let bytes = 0;
    for (const row of rows.iterate(afterSeq, limit)) {
      bytes += Number(row.bytes);
      if (found.length > 0 && bytes > maxBytes) break;
      found.push({ seq: Number(row.seq), id: String(row.id), body: String(row.body) });
    }
    return found;
  }

  acknowledge(ids: readonly string[]): void {
    const mark = this.#sql('update record set acknowledged_at = ? where id = ? and acknowledged_at is null');
    this.transaction(() => {
      for (const id of ids) this.#waiting -= Number(mark.run(this.#now(), id).changes);
    });
  }

  /** Forgets records that the console can never store. */
  drop(ids: readonly string[]): void {
    this.transaction(() => {
      for (const id of ids) this.#remove('id = ?', id);
    });
  }

  /**
   * Prepares a session: what the console lost becomes unacknowledged again, and numbers continue above what it
   * holds (a reimaged device begins at 1 again; ids stay, so nothing is stored twice).
   */
  resume(after: number): void {
    this.transaction(() => {
      const again = this.#sql(
        'update record set acknowledged_at = null where seq > ? and acknowledged_at is not null',
      );
      this.#waiting += Number(again.run(after).changes);
      if (after > this.highestSeq) this.#numberAbove(after);
      this.#reportShed();
    });
  }

  /** After the console gave this device another record: copies of what the old record holds are not the new one's. */
  forgetAcknowledged(): void {
    this.transaction(() => this.#remove('acknowledged_at is not null'));
  }

  /** Removes acknowledged copies older than seven days. */
  prune(): void {
    this.transaction(() => this.#remove('acknowledged_at < ?', this.#now() - keepAcknowledgedMs));
  }

  /** A small fact kept beside the records, in their transaction. */
  fact(name: string): string | undefined {
    const row = this.#sql('select value from fact where name = ?').get(name);
    return row === undefined ? undefined : String(row.value);
  }

  setFact(name: string, value: string): void {
    this.#sql('insert into fact values (?, ?) on conflict (name) do update set value = excluded.value').run(
      name,
      value,
    );
  }

  facts(prefix: string): { name: string; value: string }[] {
    const rows = this.#sql("select name, value from fact where name >= ? and name < ? || '~' order by name");
    return rows.all(prefix, prefix).map(row => ({ name: String(row.name), value: String(row.value) }));
  }

  /** Whether a difference of this type is still on its way. */
  isWaiting(type: DeviceRecord['type']): boolean {
    const sql = 'select count(*) as n from record where acknowledged_at is null and type = ?';
    return this.#number(sql, type) > 0;
  }

  close(): void {
    this.#statements.clear();
    this.#db.close();
  }

  #insert(seq: number, id: string, type: DeviceRecord['type'], at: number, body: string): void {
    const bytes = Buffer.byteLength(body);
    this.#sql('insert into record values (?, ?, ?, ?, ?, ?, ?, null)').run(
      seq,
      id,
      type,
      worth[type],
      at,
      body,
      bytes,
    );
    this.#bytes += bytes;
    this.#waiting += 1;
  }

  #remove(where: string, ...values: (string | number)[]): number {
    const condition = `delete from record where ${where} returning bytes, acknowledged_at`;
    const gone = this.#sql(condition).all(...values);
    for (const row of gone) {
      this.#bytes -= Number(row.bytes);
      if (row.acknowledged_at === null) this.#waiting -= 1;
    }
    return gone.length;
  }

  /** Keeps the outbox within its bound: acknowledged copies first, then the least valuable and oldest. Counted. */
  #shed(): void {
    if (this.#bytes <= this.#maxBytes) return;
    const target = this.#maxBytes * 0.9;
    const newest = this.highestSeq;
    for (const { where, counts } of [
      { where: 'acknowledged_at is not null', counts: false },
      ...[1, 2, 3].map(value => ({ where: `acknowledged_at is null and worth = ${value}`, counts: true })),
    ]) {
      while (this.#bytes > target) {
        const oldest = `seq in (select seq from record where ${where} and seq < ? order by seq limit 50)`;
        const gone = this.#remove(oldest, newest);
        if (gone === 0) break;
        if (counts) this.setFact('shed', String(Number(this.fact('shed') ?? 0) + gone));
      }
    }
  }

  /** Says once, at the next session, how many records were lost. */
  #reportShed(): void {
    const records = Number(this.fact('shed') ?? 0);
    if (records === 0) return;
    this.setFact('shed', '0');
    this.event('outbox.dropped', { records });
  }

  #numberAbove(after: number): void {
    const rows = this.#sql(
      'select seq, body from record where acknowledged_at is null order by seq desc',
    ).all();
    const renumber = this.#sql('update record set seq = ?, body = ? where seq = ?');
    for (const row of rows) {
      const seq = after + Number(row.seq);
      renumber.run(seq, JSON.stringify({ ...JSON.parse(String(row.body)), seq }), Number(row.seq));
    }
    this.setFact('seq', String(after + this.highestSeq));
  }

  #number(sql: string, ...values: (string | number)[]): number {
    return Number(this.#sql(sql).get(...values)?.n ?? 0);
  }

  #sql(text: string): StatementSync {
    const known = this.#statements.get(text);
    if (known !== undefined) return known;
    const made = this.#db.prepare(text);
    this.#statements.set(text, made);
    return made;
  }
}

/**
 * SQLite would let everybody read it; the log that it makes beside it takes its mode. Never called for a file that is
 * there: closing one drops the locks that this process has on it.
 */
function makePrivate(path: string): void {
  try {
    closeSync(openSync(path, 'ax', 0o600));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

/** One process at a time, each transaction on the disk when it returns. */
function open(path: string): DatabaseSync {
  if (path !== ':memory:' && !existsSync(path)) makePrivate(path);
  const db = new DatabaseSync(path);
  try {
    db.exec('pragma locking_mode = exclusive; pragma journal_mode = wal; pragma synchronous = full');
    db.exec('pragma cache_size = -64; begin exclusive');
    db.exec(schema);
    db.exec('commit');
    return db;
  } catch (error) {
    db.close();
    if (/locked|busy/i.test((error as Error).message)) throw new OutboxInUse(path);
    throw error;
  }
}
