/** PostgreSQL 15 or newer. */
import { type Dialect, PostgresDialect } from 'kysely';
import pg from 'pg';

const int8 = 20;

/** `url` is a `postgres://` address. Times and counts come as numbers, as they do from SQLite. */
export function postgresDialect(url: string): Dialect {
  const types = {
    getTypeParser: (oid: number, format?: 'text' | 'binary') =>
      oid === int8 && format !== 'binary' ? Number : pg.types.getTypeParser(oid, format as 'text'),
  };
  return new PostgresDialect({
    pool: new pg.Pool({ connectionString: url, max: 10, types: types as never }),
  });
}
