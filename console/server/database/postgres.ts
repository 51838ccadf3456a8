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
  const pool = new pg.Pool({ connectionString: url, max: 10, types: types as never });
  // When the server restarts, connections break: the pool throws them away and the next queries open others. Each must
  // have somebody listening, or the whole console would end; a query under way fails and says so by itself.
  pool.on('error', () => undefined);
  pool.on('connect', client => client.on('error', () => undefined));
  return new PostgresDialect({ pool });
}
