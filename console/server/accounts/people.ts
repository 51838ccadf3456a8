/** People who may sign in: who they are, which role they have, whether their account is open. */
import { randomUUIDv7 } from 'node:crypto';
import type { ExpressionBuilder } from 'kysely';
import * as z from 'zod';
import type { Account, accountInput } from '../../../shared/protocol/api/accounts.ts';
import { role as roleSchema, sayRole } from '../../../shared/protocol/api/common.ts';
import type { Context } from '../context.ts';
import { type Database, type Db, lockSchool, pageOf, readCursor, type Tx } from '../database/index.ts';
import { type AppError, conflict, notFound } from '../errors.ts';
import type { Caller } from '../route.ts';
import { endSessionsOf } from './sessions.ts';

export interface PersonRow {
  id: string;
  personId: string;
  name: string;
  email: string | null;
  role: string;
  disabled: number;
  last_sign_in_at: number | null;
  hasPassword: unknown;
  passkeys: string | number | null;
  secondStep: string | number | null;
  linkUntil: string | number | null;
}

const accountsOf = (db: Tx, schoolId: string) =>
  db
    .selectFrom('account')
    .innerJoin('person', 'person.id', 'account.person_id')
    .select(['account.id', 'account.role', 'account.disabled', 'account.last_sign_in_at'])
    .select(['person.id as personId', 'person.name', 'person.email'])
    .select(eb => [
      eb('account.password_hash', 'is not', null).as('hasPassword'),
      waysOf(eb, 'passkey').as('passkeys'),
      waysOf(eb, 'second_step').where('confirmed_at', 'is not', null).as('secondStep'),
      eb
        .selectFrom('sign_in_link')
        .select(link => link.fn.max('expires_at').as('until'))
        .whereRef('sign_in_link.account_id', '=', 'account.id')
        .where('used_at', 'is', null)
        .as('linkUntil'),
    ])
    .where('account.school_id', '=', schoolId);

const waysOf = (eb: ExpressionBuilder<Database, 'account'>, table: 'passkey' | 'second_step') =>
  eb
    .selectFrom(table as 'second_step')
    .select(way => way.fn.countAll<string>().as('ways'))
    .whereRef(`${table as 'second_step'}.account_id`, '=', 'account.id');

/** Throws `account.not_found`. */
export async function readAccount(db: Tx, schoolId: string, id: string): Promise<PersonRow> {
  const row = await accountsOf(db, schoolId).where('account.id', '=', id).executeTakeFirst();
  if (row === undefined) throw notFound('account');
  return row;
}

export async function readAccountByEmail(
  db: Tx,
  schoolId: string,
  email: string,
): Promise<PersonRow | undefined> {
  return accountsOf(db, schoolId).where('person.email', '=', email.trim().toLowerCase()).executeTakeFirst();
}

/** The technician that the command line means when it names nobody: the one who was there first. */
export async function firstTechnician(db: Tx, schoolId: string): Promise<PersonRow | undefined> {
  return accountsOf(db, schoolId)
    .where('account.role', '=', 'technician')
    .where('account.disabled', '=', 0)
    .orderBy('account.created_at')
    .orderBy('account.id')
    .executeTakeFirst();
}

export function presentAccount(
  row: PersonRow,
  caller: Pick<Caller, 'id'>,
  waits: ReadonlyMap<string, string> = new Map(),
): Account {
  return {
    id: row.id,
    name: row.name,
    email: row.email,
    role: roleSchema.parse(row.role),
    lastSignInAt: row.last_sign_in_at,
    disabled: row.disabled !== 0,
    you: caller.id === `person:${row.personId}`,
    signsInWith: {
      password: Boolean(row.hasPassword),
      secondStep: Number(row.secondStep) > 0,
      passkeys: Number(row.passkeys),
    },
    linkUntil: row.linkUntil === null ? null : Number(row.linkUntil),
    approvalId: waits.get(row.id) ?? null,
  };
}

const place = z.tuple([z.string(), z.string()]);

export async function listAccounts(
  db: Db,
  caller: Caller,
  query: { cursor?: string | undefined; limit: number },
  waits: ReadonlyMap<string, string> = new Map(),
) {
  const after = readCursor(query.cursor, place);
  let rows = accountsOf(db, caller.schoolId).orderBy('person.name').orderBy('account.id');
  if (after !== undefined)
    rows = rows.where(eb => eb(eb.refTuple('person.name', 'account.id'), '>', eb.tuple(...after)));
  const found = await rows.limit(query.limit + 1).execute();
  return pageOf(
    found,
    query.limit,
    row => presentAccount(row, caller, waits),
    row => [row.name, row.id],
  );
}

export interface NewPerson {
  schoolId: string;
  name: string;
  email: string | null;
  role: string;
}

/** Throws `account.email_taken`. Returns the account's id. */
export async function addAccount(tx: Tx, person: NewPerson, now: number): Promise<string> {
  const made = await tx
    .insertInto('person')
    .values({
      id: randomUUIDv7(),
      school_id: person.schoolId,
      kind: person.role === 'governor' ? 'governor' : 'staff',
      name: person.name,
      email: person.email?.toLowerCase() ?? null,
      created_at: now,
    })
    .onConflict(clash => clash.columns(['school_id', 'email']).doNothing())
    .returning('id')
    .executeTakeFirst();
  const personId = made?.id ?? (await withoutAccount(tx, person));
  if (personId === undefined) throw emailTaken();
  const id = randomUUIDv7();
  await tx
    .insertInto('account')
    .values({
      id,
      school_id: person.schoolId,
      person_id: personId,
      role: person.role,
      password_hash: null,
      locked_until: null,
      last_sign_in_at: null,
      created_at: now,
    })
    .execute();
  return id;
}

/** Before a second person is asked about it. Throws `account.email_taken`. */
export async function refuseTaken(tx: Tx, schoolId: string, email: string): Promise<void> {
  const there = await tx
    .selectFrom('person')
    .leftJoin('account', 'account.person_id', 'person.id')
    .select(['person.kind', 'account.id as accountId'])
    .where('person.school_id', '=', schoolId)
    .where('person.email', '=', email.toLowerCase())
    .executeTakeFirst();
  if (there !== undefined && (there.kind === 'pupil' || there.accountId !== null)) throw emailTaken();
}

/** Somebody in the list of people with this address, who could not sign in until now. */
async function withoutAccount(tx: Tx, { schoolId, email }: NewPerson): Promise<string | undefined> {
  const found = await tx
    .selectFrom('person')
    .leftJoin('account', 'account.person_id', 'person.id')
    .select('person.id')
    .where('person.school_id', '=', schoolId)
    .where('person.email', '=', email?.toLowerCase() ?? '')
    .where('person.kind', '!=', 'pupil')
    .where('account.id', 'is', null)
    .executeTakeFirst();
  return found?.id;
}

/**
 * The role that a directory's groups give an account which they made; its other sessions end. The last technician stays
 * one. Answers the role that it has then.
 */
export async function setManagedRole(
  tx: Tx,
  { id, schoolId }: { id: string; schoolId: string },
  { directoryId, role }: { directoryId: string; role: string },
): Promise<string> {
  await lockSchool(tx, schoolId);
  const before = await readAccount(tx, schoolId, id);
  const stays =
    before.role === 'technician' && role !== 'technician' && !(await isOtherTechnician(tx, schoolId, id));
  const next = stays ? before.role : role;
  await tx
    .updateTable('account')
    .set({ role: next, directory_id: directoryId })
    .where('id', '=', id)
    .execute();
  if (next !== before.role) await endSessionsOf(tx, id);
  return next;
}

export async function isOtherTechnician(tx: Tx, schoolId: string, id: string): Promise<boolean> {
  const other = await tx
    .selectFrom('account')
    .select('id')
    .where('school_id', '=', schoolId)
    .where('role', '=', 'technician')
    .where('disabled', '=', 0)
    .where('id', '!=', id)
    .limit(1)
    .executeTakeFirst();
  return other !== undefined;
}

export function emailTaken(): AppError {
  const words = 'Somebody already has an account with this e-mail address';
  return conflict('account.email_taken', `${words}.`, { email: words });
}

export async function createAccount(context: Context, caller: Caller, input: NewAccount): Promise<Account> {
  return context.db.transaction().execute(async tx => {
    const id = await giveAccount(context, tx, caller, input);
    return presentAccount(await readAccount(tx, caller.schoolId, id), caller);
  });
}

export type NewAccount = Omit<z.output<typeof accountInput>, 'reason'>;

/** Whoever has agreed to it. Throws `account.email_taken`. Returns the account's id. */
export async function giveAccount(
  { audit, now }: Pick<Context, 'audit' | 'now'>,
  tx: Tx,
  by: Pick<Caller, 'schoolId' | 'id' | 'name'>,
  { name, email, role }: NewAccount,
): Promise<string> {
  const id = await addAccount(tx, { name, email, role, schoolId: by.schoolId }, now());
  const facts = { name, role: sayRole(role) };
  await audit.record(tx, by, 'account.created', { subject: `account:${id}`, facts });
  return id;
}
