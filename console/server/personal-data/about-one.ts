/**
 * All that is kept about one person (subject access): every row of every table of `records.ts` that names them by their
 * id, their e-mail address or their name. Read when it is asked for, a few times a year, so it may read through.
 */
import { type RawBuilder, sql } from 'kysely';
import type { Context } from '../context.ts';
import { isPostgres, type Tx } from '../database/index.ts';
import { notFound } from '../errors.ts';
import { readableBy } from '../incidents/index.ts';
import type { Caller } from '../route.ts';
import { anywhere } from './read.ts';
import { type Kept, records } from './records.ts';

/** Keys, and what is written by the day or the computer for programs: of these only how many there are is said. */
const unwritten: readonly string[] = [
  ...['passkey', 'second_step', 'recovery_code', 'known_browser', 'sign_in_link', 'api_token'],
  ...['disk_key', 'device_recovery', 'enrolment_code'],
  ...['policy', 'promise_day', 'promise_look', 'diagnostics_part'],
];
/** Of the other tables: secrets, their hashes, and what only a program reads. */
const secretColumns =
  /(hash|secret|password|token|signature|public_key|private|sealed|totp|search_text|_key|delivery\.body)$/;
/** Computers' own reports name accounts at most, and thousands of them come a day: the page says how long they are kept. */
const unread: readonly string[] = ['device_record', 'posture_change', 'stored_file', 'neighbour_sighting'];
/** More of one table than this is told by its number. */
const mostRows = 2000;

export interface Found {
  record: Kept;
  table: string;
  rows: { by: 'id' | 'e-mail' | 'name'; values: [column: string, value: string | number][] }[];
  /** Of how many; of what is secret no row is given. */
  count: number;
}

export interface Subject {
  id: string;
  name: string;
  email: string | null;
  /** Other names by which computers know them. */
  also: string[];
}

/** Throws `person.not_found`. */
export async function readSubject(db: Tx, schoolId: string, id: string, also: string): Promise<Subject> {
  const found = await db
    .selectFrom('person')
    .select(['id', 'name', 'email'])
    .where('school_id', '=', schoolId)
    .where('id', '=', id)
    .executeTakeFirst();
  if (found === undefined) throw notFound('person');
  return { ...found, also: also === '' ? [] : [also] };
}

/** In the order of the page. */
export async function aboutOne({ db }: Context, by: Caller, subject: Subject): Promise<Found[]> {
  const columns = await textColumns(db);
  const accounts = await db
    .selectFrom('account')
    .select('id')
    .where('school_id', '=', by.schoolId)
    .where('person_id', '=', subject.id)
    .execute();
  const terms = termsOf(
    subject,
    accounts.map(({ id }) => id),
  );
  const found: Found[] = [];
  for (const record of records)
    for (const table of record.tables) {
      const of = columns.get(table) ?? [];
      if (unread.includes(table) || of.length === 0) continue;
      found.push({ record, table, ...(await rowsOf(db, by, { table, columns: of, terms, id: subject.id })) });
    }
  return found.filter(({ count }) => count > 0);
}

async function textColumns(db: Tx): Promise<Map<string, string[]>> {
  const tables = await db.introspection.getTables();
  return new Map(
    tables.map(({ name, columns }) => [
      name,
      columns.filter(({ dataType }) => dataType.toLowerCase() === 'text').map(one => one.name),
    ]),
  );
}

interface Asked {
  table: string;
  columns: string[];
  terms: Term[];
  /** Of the person. */
  id: string;
}

/** Rows that name nobody, and hang on one that is theirs. */
function hangs(table: string, id: string): RawBuilder<unknown>[] {
  const loans = sql`loan_id in (select loan.id from loan where loan.holder_id = ${id})`;
  const incidents = sql`(select incident_about.incident_id from incident_about where person_id = ${id})`;
  if (['loan_item', 'loan_statement', 'loan_extension'].includes(table)) return [loans];
  if (table === 'incident') return [sql`incident.id in ${incidents}`];
  return table === 'incident_note' ? [sql`incident_id in ${incidents}`] : [];
}

async function rowsOf(db: Tx, by: Caller, { table, columns, terms, id }: Asked) {
  const like = isPostgres(db) ? sql`ilike` : sql`like`;
  const names = columns.filter(column => column !== 'school_id');
  const says = names.flatMap(column =>
    terms.map(({ text }) => sql`${sql.ref(column)} ${like} ${anywhere(text)} escape '!'`),
  );
  const where = sql`school_id = ${by.schoolId} and (${sql.join([...says, ...hangs(table, id)], sql` or `)}) and ${readable(table, by)}`;
  const counted = await sql<{ count: number | string }>`
    select count(*) as count from ${sql.table(table)} where ${where}`.execute(db);
  const count = Number(counted.rows[0]?.count ?? 0);
  if (count === 0 || unwritten.includes(table)) return { rows: [], count };
  const { rows } = await sql<Record<string, unknown>>`
    select * from ${sql.table(table)} where ${where} limit ${mostRows}`.execute(db);
  return { rows: rows.map(row => told(table, row, terms)), count };
}

/** What is about somebody is read by whoever may read it on its page, and by nobody through this file. */
function readable(table: string, by: Caller): RawBuilder<unknown> {
  const theirs = readableBy(by);
  if (table === 'incident') return theirs;
  if (table !== 'incident_note' && table !== 'incident_about') return sql`1 = 1`;
  return sql`incident_id in (select incident.id from incident where ${theirs})`;
}

type Term = { by: Found['rows'][number]['by']; text: string };

const termsOf = ({ id, email, name, also }: Subject, accounts: string[]): Term[] => [
  ...[id, ...accounts].map(text => ({ by: 'id' as const, text })),
  ...(email === null ? [] : [{ by: 'e-mail' as const, text: email }]),
  ...[name, ...also].map(text => ({ by: 'name' as const, text })),
];

function told(table: string, row: Record<string, unknown>, terms: readonly Term[]): Found['rows'][number] {
  const whole = Object.values(row)
    .filter(value => typeof value === 'string')
    .join('\n')
    .toLowerCase();
  const by = terms.find(({ text }) => whole.includes(text.toLowerCase()))?.by ?? 'id';
  const values = Object.entries(row).flatMap(([column, value]): [string, string | number][] => {
    const hidden =
      column === 'school_id' || secretColumns.test(`${table}.${column}`) || value === null || value === '';
    return hidden || typeof value === 'object' ? [] : [[column, value as string | number]];
  });
  return { by, values };
}
