/** The log as people read it, newest first: narrowed. */
import { sql } from 'kysely';
import * as z from 'zod';
import type { AuditEntry } from '../../../shared/protocol/api/accounts.ts';
import type { auditQuery } from '../../../shared/protocol/api/audit.ts';
import type { Context } from '../context.ts';
import { isPostgres, pageOf, readCursor, saysAll, type Tx } from '../database/index.ts';
import { startOfDay } from '../overview/index.ts';
import { readSchool } from '../schools/index.ts';
import type { AuditRow } from './chain.ts';
import { looks, wordsOfKind } from './kinds.ts';
import { sentenceOf } from './words.ts';

type Narrowing = Omit<z.output<typeof auditQuery>, 'cursor' | 'limit'>;

const place = z.tuple([z.int()]);
const dayMs = 24 * 3600_000;

export async function listEntries({ db }: Context, schoolId: string, query: z.output<typeof auditQuery>) {
  const before = readCursor(query.cursor, place)?.[0] ?? Number.MAX_SAFE_INTEGER;
  const rows = await entries(db, schoolId, query, before, query.limit + 1);
  return pageOf(rows, query.limit, present, row => [row.number]);
}

async function entries(tx: Tx, schoolId: string, narrowing: Narrowing, before: number, limit: number) {
  const conditions = await conditionsOf(tx, schoolId, narrowing);
  return tx
    .selectFrom('audit')
    .selectAll()
    .where('school_id', '=', schoolId)
    .where('number', '<', before)
    .where(sql<boolean>`${sql.join(conditions, sql` and `)}`)
    .orderBy('number', 'desc')
    .limit(limit)
    .execute();
}

async function conditionsOf(tx: Tx, schoolId: string, { kind, actor, from, to, search }: Narrowing) {
  const conditions = [sql`1 = 1`];
  if (actor !== undefined) conditions.push(sql`actor = ${actor}`);
  if (kind === 'looked') conditions.push(sql`action in (${sql.join(looks)})`);
  else if (kind !== undefined) {
    const some = wordsOfKind[kind].map(word =>
      word.includes('.') ? sql`action = ${word}` : sql`action like ${`${word}.%`}`,
    );
    conditions.push(sql`(${sql.join(some, sql` or `)})`);
  }
  if (from !== undefined || to !== undefined) {
    const { timeZone } = await readSchool(tx, schoolId);
    const begin = (day: string) => startOfDay(Date.parse(`${day}T12:00:00Z`), timeZone);
    if (from !== undefined) conditions.push(sql`at >= ${begin(from)}`);
    // The day after begins 23 to 25 hours later.
    if (to !== undefined) conditions.push(sql`at < ${startOfDay(begin(to) + 1.5 * dayMs, timeZone)}`);
  }
  // SQLite compares letters of either case by itself, and folding every line first takes half as long again.
  const places = [sql.ref('facts'), sql.ref('actor_name')];
  conditions.push(saysAll(search, ...(isPostgres(tx) ? places.map(one => sql`lower(${one})`) : places)));
  return conditions;
}

export function present(row: AuditRow): AuditEntry {
  return {
    id: row.id,
    number: row.number,
    at: row.at,
    actor: row.actor_name,
    action: row.action,
    sentence: sentenceOf(row.action, row.facts, row.subject),
  };
}

/** Who looked at or took what is about people, newest first; `count` is of all of them since then. */
export async function listLooks(db: Tx, schoolId: string, { since, most }: { since: number; most: number }) {
  const made = db
    .selectFrom('audit')
    .where('school_id', '=', schoolId)
    .where('action', 'in', [...looks])
    .where('at', '>=', since);
  const rows = await made.selectAll().orderBy('number', 'desc').limit(most).execute();
  const all = await made.select(eb => eb.fn.countAll().as('count')).executeTakeFirst();
  return { items: rows.map(present), count: Number(all?.count ?? 0) };
}

/** Everybody who did something, as they were last called; devices and the console itself are left out. */
export async function listActors({ db }: Context, schoolId: string) {
  const rows = await db
    .selectFrom('audit')
    .select(['actor', eb => eb.fn.max('actor_name').as('name')])
    .where('school_id', '=', schoolId)
    .where('actor', 'not like', 'device:%')
    .groupBy('actor')
    .orderBy('name')
    .limit(300)
    .execute();
  return rows.map(row => ({ actor: row.actor, name: String(row.name) }));
}
