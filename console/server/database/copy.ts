/** All rows of all tables, as they were at one moment, out of one database and into an empty one, of either engine. */
import { Migrator, sql } from 'kysely';
import { AppError } from '../errors.ts';
import { isPostgres } from './engine.ts';
import type { Db, Tx } from './index.ts';
import { migrations } from './migrations/index.ts';

/** The schema has only text and whole numbers. */
export type Value = string | number | null;

export interface TableOf {
  table: string;
  columns: string[];
}

const rowsAtATime = 500;
/** SQLite takes 32,766 values in one statement, PostgreSQL 65,535. */
const mostValues = 8_000;

/** Nothing that is written meanwhile is seen, and nobody who writes waits. */
export function atOneMoment<T>(db: Db, work: (tx: Tx) => Promise<T>): Promise<T> {
  return db.connection().execute(async held => {
    // SQLite's plain `begin` would take the write lock here (sqlite.ts).
    const begin = isPostgres(held)
      ? sql`begin transaction isolation level repeatable read read only`
      : sql`begin deferred`;
    await begin.execute(held);
    try {
      return await work(held);
    } finally {
      await sql`rollback`.execute(held);
    }
  });
}

/** By name, without the migrator's own. */
export async function tablesOf(tx: Tx): Promise<TableOf[]> {
  const found = await tx.introspection.getTables();
  const here = isPostgres(tx)
    ? (await sql<{ name: string }>`select current_schema() as name`.execute(tx)).rows[0]?.name
    : undefined;
  return found
    .filter(one => !one.isView && one.schema === here)
    .map(one => ({ table: one.name, columns: one.columns.map(column => column.name) }))
    .sort((a, b) => (a.table < b.table ? -1 : 1));
}

/** By name: so they are done, too. */
export async function migrationsOf(tx: Tx): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`select name from kysely_migration order by name`.execute(tx);
  return rows.map(row => row.name);
}

/** A few hundred rows are in memory at a time. Inside `atOneMoment`. */
export async function* readTable(tx: Tx, { table, columns }: TableOf): AsyncGenerator<Value[]> {
  const query = sql<
    Record<string, Value>
  >`select ${sql.join(columns.map(name => sql.ref(name)))} from ${sql.table(table)}`;
  const valuesOf = (row: Record<string, Value>) => columns.map(name => row[name] ?? null);
  if (!isPostgres(tx)) {
    const select = tx.selectFrom(table as never).select(columns as never);
    for await (const row of select.stream()) yield valuesOf(row as Record<string, Value>);
    return;
  }
  await sql`declare copied no scroll cursor for ${query}`.execute(tx);
  for (;;) {
    const { rows } = await sql<Record<string, Value>>`fetch ${sql.lit(rowsAtATime)} from copied`.execute(tx);
    if (rows.length === 0) break;
    for (const row of rows) yield valuesOf(row);
  }
  await sql`close copied`.execute(tx);
}

/** Those of `names` that this version does not know: a newer one made them. */
export const unknownMigrations = (names: readonly string[]): string[] =>
  names.filter(name => migrations[name] === undefined);

/**
 * Makes the tables as these migrations made them and has the rows written, all or nothing, whatever else `write` does.
 * The database is an empty one (`openEmpty`). Throws as the driver does.
 */
export async function fillEmpty(
  db: Db,
  names: readonly string[],
  write: (fill: Fill) => Promise<void>,
): Promise<void> {
  // Its own two tables and nothing else.
  await new Migrator({ db, provider: { getMigrations: async () => ({}) } }).migrateToLatest();
  // A setting of the connection, which a transaction cannot change; PostgreSQL's constraints are taken off instead.
  if (!isPostgres(db)) await sql`pragma foreign_keys = off`.execute(db);
  await db.transaction().execute(async tx => {
    await migrateBy(tx, names);
    await sql`delete from setting`.execute(tx);
    const restore = await withoutReferences(tx);
    const fill = new Fill(tx);
    await write(fill);
    await fill.flush();
    await restore();
  });
  if (!isPostgres(db)) await sql`pragma foreign_keys = on`.execute(db);
}

async function migrateBy(tx: Tx, names: readonly string[]): Promise<void> {
  const timestamp = new Date().toISOString();
  for (const name of [...names].sort()) {
    await migrations[name]?.up(tx);
    await sql`insert into kysely_migration (name, timestamp) values (${name}, ${timestamp})`.execute(tx);
  }
}

/** Rows come table by table, whichever refers to which. Answers what makes every reference hold again, or throws. */
async function withoutReferences(tx: Tx): Promise<() => Promise<void>> {
  if (!isPostgres(tx))
    return async () => {
      const { rows } = await sql`pragma foreign_key_check`.execute(tx);
      if (rows.length > 0) throw new Error(`${rows.length} rows refer to rows that are not there`);
    };
  const { rows } = await sql<{ owner: string; name: string; definition: string }>`
    select conrelid::regclass::text as owner, quote_ident(conname) as name, pg_get_constraintdef(oid) as definition
    from pg_constraint where contype = 'f' and connamespace = current_schema()::regnamespace`.execute(tx);
  for (const { owner, name } of rows)
    await sql.raw(`alter table ${owner} drop constraint ${name}`).execute(tx);
  return async () => {
    for (const { owner, name, definition } of rows)
      await sql.raw(`alter table ${owner} add constraint ${name} ${definition}`).execute(tx);
  };
}

export class Fill {
  readonly #tx: Tx;
  #into: TableOf | undefined;
  #waiting: Record<string, Value>[] = [];

  constructor(tx: Tx) {
    this.#tx = tx;
  }

  async table(into: TableOf): Promise<void> {
    await this.flush();
    this.#into = into;
  }

  async row(values: readonly Value[]): Promise<void> {
    const { columns } = this.#into ?? { columns: [] };
    this.#waiting.push(Object.fromEntries(columns.map((name, at) => [name, values[at] ?? null])));
    if (this.#waiting.length * columns.length >= mostValues) await this.flush();
  }

  async flush(): Promise<void> {
    const rows = this.#waiting;
    this.#waiting = [];
    if (this.#into === undefined || rows.length === 0) return;
    await this.#tx
      .insertInto(this.#into.table as never)
      .values(rows as never)
      .execute();
  }
}

/** Throws AppError `database.not_empty`. */
export async function refuseFilled(db: Db): Promise<void> {
  const [first] = await tablesOf(db);
  if (first === undefined) return;
  throw new AppError({
    status: 409,
    code: 'database.not_empty',
    detail: `The database is not empty (it has a table “${first.table}”), so nothing is restored into it. Name an empty one.`,
  });
}
