/** Many rows as one parameter, so that a statement's text never changes with their number (baselines: one statement a batch). */
import { type RawBuilder, sql } from 'kysely';
import { isPostgres } from './engine.ts';
import type { Tx } from './index.ts';

export type ColumnKind = 'text' | 'bigint';
export type RowOf<C extends Record<string, ColumnKind>> = {
  [K in keyof C]: (C[K] extends 'text' ? string : number) | null;
};

/**
 * A table named `v` to select from: `sql`insert into t select v.a from ${rows(…)} where true``.
 * PostgreSQL's text holds no NUL and no half character: clean what devices wrote first.
 */
export function rows<C extends Record<string, ColumnKind>>(
  tx: Tx,
  columns: C,
  values: readonly RowOf<C>[],
): RawBuilder<unknown> {
  const json = JSON.stringify(values);
  const names = Object.keys(columns);
  if (isPostgres(tx)) {
    const typed = names.map(name => sql`${sql.ref(name)} ${sql.raw(columns[name] ?? 'text')}`);
    return sql`jsonb_to_recordset(${json}::jsonb) as v(${sql.join(typed)})`;
  }
  const read = names.map(name => sql`value ->> ${sql.lit(`$.${name}`)} as ${sql.ref(name)}`);
  return sql`(select ${sql.join(read)} from json_each(${json})) as v`;
}

/** `a, b` and `v.a, v.b`, for an insert; `a = v.a, b = v.b`, for an update. */
export function columnList(columns: Record<string, ColumnKind>): {
  into: RawBuilder<unknown>;
  from: RawBuilder<unknown>;
} {
  const names = Object.keys(columns);
  return {
    into: sql.join(names.map(name => sql.ref(name))),
    from: sql.join(names.map(name => sql.ref(`v.${name}`))),
  };
}

/** `from` is `v` or `excluded`. */
export function assignments(names: readonly string[], from: 'v' | 'excluded'): RawBuilder<unknown> {
  return sql.join(names.map(name => sql`${sql.ref(name)} = ${sql.ref(`${from}.${name}`)}`));
}
