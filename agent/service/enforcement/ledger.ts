/**
 * What was on this machine before Caretaker set something, and what Caretaker set. The intent is saved before a
 * write and confirmed after it, so that whatever a crash left can be told apart. Kept in SQLite, fully synchronised.
 */
import { closeSync, existsSync, openSync } from 'node:fs';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import * as z from 'zod';
import type { Setting, Step } from '../controls/plan.ts';
import { type Held, keyOf } from './held.ts';

/** One setting that is ours. */
export interface Entry {
  id: number;
  control: string;
  setting: Setting;
  /** Before our first write. */
  previous: Held;
  /** Undefined until the first write was confirmed. */
  written: Held | undefined;
  /** Set while a write is under way, or was when something ended it. */
  writing: Held | undefined;
  policy: number;
  steps: readonly Step[];
  /** It is being put back: what it holds meanwhile is no drift. */
  releasing: boolean;
}

export interface Intent {
  setting: Setting;
  previous: Held;
  writing: Held;
  steps: readonly Step[];
}

export interface Repairs {
  /** UTC milliseconds of the last ones, oldest first. */
  times: number[];
  /** The number of the policy under which repairing was given up. */
  pausedAt: number | null;
}

const schema = `
  create table if not exists entry (
    id integer primary key autoincrement, control text not null, key text not null unique, setting text not null,
    previous text not null, written text, writing text, policy integer not null, steps text not null,
    releasing integer not null default 0
  ) strict;
  create table if not exists step (control text not null, step text not null, primary key (control, step)) strict;
  create table if not exists folder (path text primary key) strict;
  create table if not exists repair (
    key text primary key, control text not null, name text not null, times text not null, paused_at integer
  ) strict;
`;

const setting = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('file'), path: z.string() }),
  z.object({ kind: z.literal('registry'), key: z.string(), name: z.string() }),
  z.object({ kind: z.literal('unit'), unit: z.string() }),
  z.object({ kind: z.literal('account'), kept: z.enum(['shadow', 'windows']), name: z.string() }),
]);
const held: z.ZodType<Held> = z.union([
  z.null(),
  z.object({
    kind: z.literal('file'),
    text: z.string().nullable(),
    base64: z.string().nullable(),
    mode: z.number(),
    owner: z.object({ uid: z.number(), gid: z.number() }).nullable(),
  }),
  z.object({ kind: z.literal('registry'), type: z.literal('dword'), data: z.number() }),
  z.object({ kind: z.literal('registry'), type: z.enum(['sz', 'expand']), data: z.string() }),
  z.object({ kind: z.literal('registry'), type: z.literal('multi'), data: z.array(z.string()) }),
  z.object({ kind: z.literal('unit'), enabled: z.boolean(), active: z.boolean(), masked: z.boolean() }),
  z.object({ kind: z.literal('account'), ends: z.number().nullable() }),
]);
const step = z.object({ command: z.string(), args: z.array(z.string()) });
const times = z.array(z.number());

type Row = Record<string, unknown>;

export class Ledger {
  readonly #db: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();

  /** `path` is a file, or `:memory:`. Throws when it cannot be opened or is no database. */
  constructor(path: string) {
    // Root's own: it holds what was in files that others may not read.
    if (path !== ':memory:' && !existsSync(path)) closeSync(openSync(path, 'ax', 0o600));
    this.#db = new DatabaseSync(path, { timeout: 5000 });
    this.#db.exec('pragma journal_mode = wal; pragma synchronous = full; pragma cache_size = -64');
    this.#db.exec(schema);
  }

  close(): void {
    this.#db.close();
  }

  /** In the order in which they were first written. Of one control, or of all. */
  entries(control?: string): Entry[] {
    const rows =
      control === undefined
        ? this.#sql('select * from entry order by id').all()
        : this.#sql('select * from entry where control = ? order by id').all(control);
    return rows.map(entryOf);
  }

  entry(id: number): Entry | undefined {
    const row = this.#sql('select * from entry where id = ?').get(id);
    return row === undefined ? undefined : entryOf(row);
  }

  /** Those that hold something or owe a step. */
  controls(): string[] {
    const rows = this.#sql('select control from entry union select control from step').all();
    return rows.map(row => String(row.control));
  }

  /** Which control set this. */
  holderOf(one: Setting): string | undefined {
    const row = this.#sql('select control from entry where key = ?').get(keyOf(one));
    return row === undefined ? undefined : String(row.control);
  }

  holds(control: string): boolean {
    const text =
      'select 1 from entry where control = ?1 union all select 1 from step where control = ?1 limit 1';
    return this.#sql(text).get(control) !== undefined;
  }

  /** Before anything is written: all of them or none. */
  intend(control: string, policy: number, intents: readonly Intent[]): void {
    const put = this.#sql(`
      insert into entry (control, key, setting, previous, writing, policy, steps) values (?, ?, ?, ?, ?, ?, ?)
      on conflict (key) do update set writing = excluded.writing, policy = excluded.policy,
        steps = excluded.steps, releasing = 0`);
    this.#transaction(() => {
      for (const { setting, previous, writing, steps } of intents) {
        const values = [JSON.stringify(setting), JSON.stringify(previous), JSON.stringify(writing)] as const;
        put.run(control, keyOf(setting), ...values, policy, JSON.stringify(steps));
        this.#owe(control, steps);
      }
    });
  }

  /** What was being written is written. */
  confirm(settings: readonly Setting[]): void {
    const mark = this.#sql(
      'update entry set written = writing, writing = null where key = ? and writing is not null',
    );
    this.#transaction(() => {
      for (const one of settings) mark.run(keyOf(one));
    });
  }

  /** What was being written was not: as before the intent. */
  takeBack(settings: readonly Setting[]): void {
    const forget = this.#sql('delete from entry where key = ? and written is null');
    const clear = this.#sql('update entry set writing = null where key = ?');
    this.#transaction(() => {
      for (const one of settings) {
        forget.run(keyOf(one));
        clear.run(keyOf(one));
      }
    });
  }

  /** These are about to be put back; what makes the system read them again is owed from here on. */
  releasing(entries: readonly Entry[]): void {
    const mark = this.#sql('update entry set releasing = 1 where id = ?');
    this.#transaction(() => {
      for (const { id, control, steps } of entries) {
        mark.run(id);
        this.#owe(control, steps);
      }
    });
  }

  /** No longer ours. */
  forget(one: Setting): void {
    this.#sql('delete from entry where key = ?').run(keyOf(one));
    this.#sql('delete from repair where key = ?').run(keyOf(one));
  }

  /** Steps that were not run since something they belong to was written. */
  owed(control: string): Step[] {
    const rows = this.#sql('select step from step where control = ? order by rowid').all(control);
    return rows.map(row => step.parse(JSON.parse(String(row.step))));
  }

  paid(control: string, done: Step): void {
    this.#sql('delete from step where control = ? and step = ?').run(control, JSON.stringify(done));
  }

  repairs(one: Setting): Repairs {
    const row = this.#sql('select times, paused_at from repair where key = ?').get(keyOf(one));
    if (row === undefined) return { times: [], pausedAt: null };
    const pausedAt = row.paused_at === null ? null : Number(row.paused_at);
    return { times: times.parse(JSON.parse(String(row.times))), pausedAt };
  }

  setRepairs(control: string, one: Setting, name: string, repairs: Repairs): void {
    this.#sql(`insert into repair (key, control, name, times, paused_at) values (?, ?, ?, ?, ?)
      on conflict (key) do update set times = excluded.times, paused_at = excluded.paused_at`).run(
      keyOf(one),
      control,
      name,
      JSON.stringify(repairs.times),
      repairs.pausedAt,
    );
  }

  /** Settings that are no longer repaired, for a person. */
  paused(): { control: string; name: string }[] {
    const rows = this.#sql('select control, name from repair where paused_at is not null order by key').all();
    return rows.map(row => ({ control: String(row.control), name: String(row.name) }));
  }

  /** Empty when the file is whole, otherwise what SQLite says of it. */
  damage(): string {
    const said = this.#db
      .prepare('pragma quick_check')
      .all()
      .map(row => String(row.quick_check));
    return said.join('; ') === 'ok' ? '' : said.join('; ').slice(0, 200);
  }

  readonly folders = {
    add: (path: string): void => {
      this.#sql('insert or ignore into folder (path) values (?)').run(path);
    },
    all: (): string[] =>
      this.#sql('select path from folder')
        .all()
        .map(row => String(row.path)),
    remove: (path: string): void => {
      this.#sql('delete from folder where path = ?').run(path);
    },
  };

  #owe(control: string, steps: readonly Step[]): void {
    const add = this.#sql('insert or ignore into step (control, step) values (?, ?)');
    for (const { command, args } of steps) add.run(control, JSON.stringify({ command, args }));
  }

  #transaction(work: () => void): void {
    this.#db.exec('begin immediate');
    try {
      work();
      this.#db.exec('commit');
    } catch (error) {
      if (this.#db.isTransaction) this.#db.exec('rollback');
      throw error;
    }
  }

  #sql(text: string): StatementSync {
    const found = this.#statements.get(text) ?? this.#db.prepare(text);
    this.#statements.set(text, found);
    return found;
  }
}

function entryOf(row: Row): Entry {
  const value = (text: unknown) => (text === null ? undefined : held.parse(JSON.parse(String(text))));
  return {
    id: Number(row.id),
    control: String(row.control),
    setting: setting.parse(JSON.parse(String(row.setting))),
    previous: value(row.previous) ?? null,
    written: value(row.written),
    writing: value(row.writing),
    policy: Number(row.policy),
    steps: z.array(step).parse(JSON.parse(String(row.steps))),
    releasing: row.releasing === 1,
  };
}
