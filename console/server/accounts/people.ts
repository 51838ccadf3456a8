/** People who may sign in: who they are, which role they have, whether their account is open. */
import { randomUUIDv7 } from 'node:crypto';
import type { ExpressionBuilder } from 'kysely';
import * as z from 'zod';
import type { Account, accountInput, accountPatch } from '../../../shared/protocol/api/accounts.ts';
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

export function presentAccount(row: PersonRow, caller: Pick<Caller, 'id'>): Account {
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
  };
}

const place = z.tuple([z.string(), z.string()]);

export async function listAccounts(
  db: Db,
  caller: Caller,
  query: { cursor?: string | undefined; limit: number },
) {
  const after = readCursor(query.cursor, place);
  let rows = accountsOf(db, caller.schoolId).orderBy('person.name').orderBy('account.id');
  if (after !== undefined)
    rows = rows.where(eb => eb(eb.refTuple('person.name', 'account.id'), '>', eb.tuple(...after)));
  const found = await rows.limit(query.limit + 1).execute();
  return pageOf(
    found,
    query.limit,
    row => presentAccount(row, caller),
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

async function isOtherTechnician(tx: Tx, schoolId: string, id: string): Promise<boolean> {
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

function emailTaken(): AppError {
  const words = 'Somebody already has an account with this e-mail address';
  return conflict('account.email_taken', `${words}.`, { email: words });
}

export async function createAccount(context: Context, caller: Caller, input: z.output<typeof accountInput>) {
  const { db, audit, now } = context;
  return db.transaction().execute(async tx => {
    const id = await addAccount(tx, { ...input, schoolId: caller.schoolId }, now());
    const facts = { name: input.name, role: sayRole(input.role) };
    await audit.record(tx, caller, 'account.created', { subject: `account:${id}`, facts });
    return presentAccount(await readAccount(tx, caller.schoolId, id), caller);
  });
}

/** Throws `account.not_found`, `account.email_taken`, `account.yourself`, `account.last_technician`, `account.last_head`. */
export async function patchAccount(
  { db, audit, now }: Context,
  caller: Caller,
  id: string,
  patch: z.output<typeof accountPatch>,
): Promise<Account> {
  return db.transaction().execute(async tx => {
    // Two technicians who close each other's account at the same moment must not both succeed.
    await lockSchool(tx, caller.schoolId);
    const before = await readAccount(tx, caller.schoolId, id);
    await refuseLockOut(tx, caller, before, patch);
    await refuseUnwatched(tx, caller.schoolId, before, patch, now());
    await setPerson(tx, before, patch);
    const disabled = patch.disabled === undefined ? before.disabled : Number(patch.disabled);
    await tx
      .updateTable('account')
      // A role that a person gives is no longer the directory's to change.
      .set({ role: patch.role ?? before.role, disabled, ...(patch.role && { directory_id: null }) })
      .where('id', '=', id)
      .execute();
    if (disabled === 1 || (patch.role ?? before.role) !== before.role) await endSessionsOf(tx, id);
    const after = await readAccount(tx, caller.schoolId, id);
    for (const [action, facts] of changesOf(before, after))
      await audit.record(tx, caller, action, { subject: `account:${id}`, facts });
    return presentAccount(after, caller);
  });
}

async function refuseLockOut(
  tx: Tx,
  caller: Caller,
  before: PersonRow,
  patch: z.output<typeof accountPatch>,
) {
  const closes = patch.disabled === true && before.disabled === 0;
  const demotes = before.role === 'technician' && patch.role !== undefined && patch.role !== 'technician';
  if (!closes && !demotes) return;
  if (caller.id === `person:${before.personId}`)
    throw conflict(
      'account.yourself',
      'You cannot close or change the role of your own account. Ask a colleague.',
    );
  if (before.role !== 'technician' || before.disabled !== 0) return;
  if (!(await isOtherTechnician(tx, caller.schoolId, before.id)))
    throw conflict(
      'account.last_technician',
      'This is the only technician left. Give somebody else that role first.',
    );
}

/** A head who is invited today cannot be the reason why yesterday's is closed. */
const watchesAfterMs = 7 * 24 * 3600_000;

/**
 * The headteacher watches over those who manage accounts (C-15), and is the second person to them: no technician takes
 * away the only one who has come in, nor makes another in the same breath to take the place.
 */
async function refuseUnwatched(
  tx: Tx,
  schoolId: string,
  before: PersonRow,
  patch: z.output<typeof accountPatch>,
  now: number,
) {
  const goes = patch.disabled === true || (patch.role !== undefined && patch.role !== 'headteacher');
  const watches = before.role === 'headteacher' && before.disabled === 0 && before.last_sign_in_at !== null;
  if (!goes || !watches) return;
  const other = await tx
    .selectFrom('account')
    .select('id')
    .where('school_id', '=', schoolId)
    .where('role', '=', 'headteacher')
    .where('disabled', '=', 0)
    .where('id', '!=', before.id)
    .where('last_sign_in_at', 'is not', null)
    .where('created_at', '<=', now - watchesAfterMs)
    .limit(1)
    .executeTakeFirst();
  if (other === undefined)
    throw conflict(
      'account.last_head',
      'Nobody else watches over this console as headteacher. Invite the next one first: a week after that, once they have signed in, this account can be closed or get another role. If somebody else may be using it, sign it out everywhere now.',
    );
}

async function setPerson(
  tx: Tx,
  before: PersonRow,
  patch: { name?: string | undefined; email?: string | undefined },
) {
  const email = patch.email?.toLowerCase() ?? before.email;
  if (email !== null && email !== before.email) await requireFreeEmail(tx, before.personId, email);
  await tx
    .updateTable('person')
    .set({ name: patch.name ?? before.name, email })
    .where('id', '=', before.personId)
    .execute();
}

/** Also for a person who sets their own address. Throws `account.email_taken`. */
export async function requireFreeEmail(tx: Tx, personId: string, email: string): Promise<void> {
  const other = await tx
    .selectFrom('person as mine')
    .innerJoin('person as other', 'other.school_id', 'mine.school_id')
    .select('other.id')
    .where('mine.id', '=', personId)
    .where('other.id', '!=', personId)
    .where('other.email', '=', email.toLowerCase())
    .executeTakeFirst();
  if (other !== undefined) throw emailTaken();
}

function changesOf(before: PersonRow, after: PersonRow): [string, Record<string, string>][] {
  const found: [string, Record<string, string>][] = [];
  const said = [
    ...(before.name === after.name ? [] : [`name ${before.name} → ${after.name}`]),
    ...(before.email === after.email ? [] : ['e-mail address']),
    ...(before.role === after.role ? [] : [`role ${sayRole(before.role)} → ${sayRole(after.role)}`]),
  ];
  if (said.length > 0) found.push(['account.changed', { name: after.name, changes: said.join(', ') }]);
  if (before.disabled !== after.disabled)
    found.push([after.disabled === 0 ? 'account.enabled' : 'account.disabled', { name: after.name }]);
  return found;
}
