/** People as a list, and one of them. */
import { sql } from 'kysely';
import * as z from 'zod';
import { type Person, personKinds, type personQuery } from '../../../shared/protocol/api/persons.ts';
import { type Database, pageOf, readCursor, saysAll, type Tx } from '../database/index.ts';
import { notFound } from '../errors.ts';

export type PersonRecord = Pick<
  Database['person'],
  'id' | 'school_id' | 'kind' | 'name' | 'email' | 'created_at'
> & { group_name: string | null; line_manager_id: string | null; left_at: number | null };

/** Throws `person.not_found`. */
export async function findPerson(db: Tx, schoolId: string, id: string): Promise<PersonRecord> {
  const row = await db
    .selectFrom('person')
    .selectAll()
    .where('school_id', '=', schoolId)
    .where('id', '=', id)
    .executeTakeFirst();
  if (row === undefined) throw notFound('person');
  return row;
}

const place = z.tuple([z.string(), z.string()]);
const order = sql<string>`lower(person.name)`;

export async function listPersons(db: Tx, schoolId: string, query: z.output<typeof personQuery>) {
  const narrowed = narrowing(schoolId, query);
  const after = readCursor(query.cursor, place);
  const found = await shown(db)
    .where(narrowed)
    .$if(after !== undefined, q =>
      q.where(sql<boolean>`(${order}, person.id) > (${after?.[0]}, ${after?.[1]})`),
    )
    .select(order.as('place'))
    .orderBy(order)
    .orderBy('person.id')
    .limit(query.limit + 1)
    .execute();
  const counted = await db
    .selectFrom('person')
    .select(eb => eb.fn.countAll<number>().as('all'))
    .where(narrowed)
    .executeTakeFirstOrThrow();
  return {
    ...pageOf(found, query.limit, present, row => [row.place, row.id]),
    total: Number(counted.all),
  };
}

function narrowing(schoolId: string, query: z.output<typeof personQuery>) {
  const conditions = [sql`person.school_id = ${schoolId}`];
  if (query.kind !== undefined) conditions.push(sql`person.kind = ${query.kind}`);
  if (query.left !== 'yes') conditions.push(sql`person.left_at is null`);
  conditions.push(
    saysAll(query.search, sql`lower(person.name)`, sql`lower(coalesce(person.group_name, ''))`),
  );
  return sql<boolean>`${sql.join(conditions, sql` and `)}`;
}

function shown(db: Tx) {
  return db
    .selectFrom('person')
    .leftJoin('person as manager', 'manager.id', 'person.line_manager_id')
    .leftJoin('account', join => join.onRef('account.person_id', '=', 'person.id').on('disabled', '=', 0))
    .select([
      'person.id',
      'person.name',
      'person.kind',
      'person.group_name',
      'person.email',
      'person.left_at',
    ])
    .select(['manager.id as manager_id', 'manager.name as manager_name', 'account.id as account_id'])
    .select(eb =>
      eb
        .selectFrom('loan_item')
        .innerJoin('loan', 'loan.id', 'loan_item.loan_id')
        .select(of => of.fn.countAll<number>().as('held'))
        .whereRef('loan.holder_id', '=', 'person.id')
        .where('loan.status', '=', 'out')
        .where('loan_item.back_at', 'is', null)
        .as('holding'),
    );
}

type Shown = Awaited<ReturnType<ReturnType<typeof shown>['executeTakeFirstOrThrow']>>;

function present(row: Shown): Person {
  return {
    id: row.id,
    name: row.name,
    kind: personKinds.find(kind => kind === row.kind) ?? 'staff',
    group: row.group_name,
    email: row.email,
    lineManager: row.manager_id === null ? null : { id: row.manager_id, name: row.manager_name ?? '' },
    leftAt: row.left_at,
    hasAccount: row.account_id !== null,
    holding: Number(row.holding ?? 0),
  };
}

/** Throws `person.not_found`. */
export async function readPerson(db: Tx, schoolId: string, id: string): Promise<Person> {
  const row = await shown(db)
    .where('person.school_id', '=', schoolId)
    .where('person.id', '=', id)
    .executeTakeFirst();
  if (row === undefined) throw notFound('person');
  return present(row);
}
