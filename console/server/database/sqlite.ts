/** SQLite through `node:sqlite`: WAL, full synchronisation, one connection, prepared statements kept. */
import { closeSync, openSync } from 'node:fs';
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import { type Dialect, type SqliteDatabase, SqliteDialect } from 'kysely';

const keptStatements = 100;
/** Longer ones are lists of values, each of its own length: kept, a thousand devices' worth of them is 15 MB. */
const longestKept = 1500;
/**
 * A transaction that reads first and writes later fails at once when another process (the command line) wrote in
 * between, whatever the busy timeout; taking the write lock from the start makes it wait instead.
 */
const beginWriting = 'begin immediate';

/** Kysely's dialect speaks to better-sqlite3; this gives `node:sqlite` the same few methods. */
class NodeSqlite implements SqliteDatabase {
  readonly #database: DatabaseSync;
  readonly #statements = new Map<string, Prepared>();

  constructor(file: string) {
    makePrivate(file);
    this.#database = new DatabaseSync(file);
    this.#database.exec(`
      pragma journal_mode = wal;
      pragma synchronous = full;
      pragma foreign_keys = on;
      pragma busy_timeout = 5000;
      pragma cache_size = -2048;
      pragma temp_store = memory;
    `);
  }

  prepare(text: string): Prepared {
    const kept = this.#statements.get(text);
    if (kept !== undefined) return kept;
    const statement = prepared(this.#database.prepare(text === 'begin' ? beginWriting : text));
    if (text.length > longestKept) return statement;
    if (this.#statements.size >= keptStatements) {
      const oldest = this.#statements.keys().next().value;
      if (oldest !== undefined) this.#statements.delete(oldest);
    }
    this.#statements.set(text, statement);
    return statement;
  }

  close(): void {
    this.#statements.clear();
    this.#database.close();
  }
}

function prepared(statement: StatementSync) {
  return {
    reader: statement.columns().length > 0,
    all: (parameters: readonly unknown[]) => statement.all(...(parameters as SQLInputValue[])),
    run: (parameters: readonly unknown[]) => statement.run(...(parameters as SQLInputValue[])),
    iterate: (parameters: readonly unknown[]) => statement.iterate(...(parameters as SQLInputValue[])),
  };
}
type Prepared = ReturnType<typeof prepared>;

/** A new file is its owner's alone; SQLite gives its log and shared memory the same mode. */
function makePrivate(file: string): void {
  if (file !== ':memory:') closeSync(openSync(file, 'a', 0o600));
}

/** `file` is a path, or `:memory:`. */
export function sqliteDialect(file: string): Dialect {
  return new SqliteDialect({ database: () => Promise.resolve(new NodeSqlite(file)) });
}
