/** Enters and changes people who need no account. */
import { randomUUIDv7 } from 'node:crypto';
import type * as z from 'zod';
import type { personInput, personPatch } from '../../../shared/protocol/api/persons.ts';
import { may } from '../access.ts';
import type { Context } from '../context.ts';
import { lockSchool, type Tx } from '../database/index.ts';
import { clean, cleanOrNull } from '../devices/index.ts';
import { AppError, conflict, invalid } from '../errors.ts';
import type { Caller } from '../route.ts';
import { findPerson, type PersonRecord, readPerson } from './list.ts';

type Written = Omit<z.output<typeof personInput>, never>;

export async function createPerson(context: Context, by: Caller, given: Written): Promise<string> {
  const id = randomUUIDv7();
  await context.db.transaction().execute(async tx => {
    await lockSchool(tx, by.schoolId);
    await refuseTakenEmail(tx, by.schoolId, given.email);
    await refuseManager(tx, by.schoolId, id, given.lineManagerId);
    await insertPersons(tx, by.schoolId, context.now(), [{ id, ...given }]);
    await context.audit.record(tx, by, 'person.created', { subject: id, facts: { name: given.name } });
  });
  context.events.nudge(by.schoolId, ['people']);
  return id;
}

export async function insertPersons(
  tx: Tx,
  schoolId: string,
  at: number,
  people: readonly (Written & { id: string })[],
): Promise<void> {
  const rows = people.map(({ id, name, kind, group, email, lineManagerId }) => ({
    id,
    school_id: schoolId,
    kind,
    name: clean(name, 100),
    email: email?.toLowerCase() ?? null,
    created_at: at,
    group_name: cleanOrNull(group, 60),
    line_manager_id: lineManagerId,
  }));
  for (let from = 0; from < rows.length; from += 500)
    await tx
      .insertInto('person')
      .values(rows.slice(from, from + 500))
      .execute();
}

/** Whether somebody would sign in with another address from then on. */
export async function changesSignIn(
  db: Tx,
  by: Caller,
  id: string,
  { email }: z.output<typeof personPatch>,
): Promise<boolean> {
  if (email === undefined) return false;
  const before = await readPerson(db, by.schoolId, id);
  return before.hasAccount && before.email !== (email?.toLowerCase() ?? null);
}

export async function patchPerson(
  context: Context,
  by: Caller,
  id: string,
  patch: z.output<typeof personPatch>,
): Promise<void> {
  await context.db.transaction().execute(async tx => {
    await lockSchool(tx, by.schoolId);
    const before = await findPerson(tx, by.schoolId, id);
    const email = patch.email === undefined ? before.email : (patch.email?.toLowerCase() ?? null);
    if (email !== before.email) await refuseTakenEmail(tx, by.schoolId, email, id);
    const name = patch.name === undefined ? before.name : clean(patch.name, 100);
    await refuseSignIn(tx, by, before, { name, email });
    await refuseManager(tx, by.schoolId, id, patch.lineManagerId);
    if (patch.left === true) await refuseHolding(tx, before);
    await tx
      .updateTable('person')
      .set({
        name,
        kind: patch.kind ?? before.kind,
        group_name: patch.group === undefined ? before.group_name : cleanOrNull(patch.group, 60),
        email,
        line_manager_id: patch.lineManagerId === undefined ? before.line_manager_id : patch.lineManagerId,
        left_at: leftAfter(before, patch.left, context.now()),
      })
      .where('id', '=', id)
      .execute();
    await context.audit.record(tx, by, 'person.changed', {
      subject: id,
      facts: { name: patch.name ?? before.name },
    });
  });
  context.events.nudge(by.schoolId, ['people']);
}

function leftAfter(before: PersonRecord, left: boolean | undefined, now: number): number | null {
  if (left === undefined) return before.left_at;
  return left ? (before.left_at ?? now) : null;
}

/** What somebody signs in with is for whoever keeps the accounts. Throws `person.signs_in`. */
async function refuseSignIn(
  tx: Tx,
  by: Caller,
  before: PersonRecord,
  after: Pick<PersonRecord, 'name' | 'email'>,
): Promise<void> {
  const fields = (['name', 'email'] as const).filter(one => before[one] !== after[one]);
  if (fields.length === 0 || may(by, 'people.manage')) return;
  if (!(await signingIn(tx, by.schoolId)).has(before.id)) return;
  const words = `${before.name} signs in with this. A technician can change it`;
  throw new AppError({
    ...{ status: 403, code: 'person.signs_in', detail: `${words}.` },
    fields: Object.fromEntries(fields.map(one => [one, words])),
  });
}

/** Ids of whoever has an account, open or closed. */
export async function signingIn(tx: Tx, schoolId: string): Promise<Set<string>> {
  const rows = await tx.selectFrom('account').select('person_id').where('school_id', '=', schoolId).execute();
  return new Set(rows.map(row => row.person_id));
}

/** Throws `person.email_taken`. */
async function refuseTakenEmail(tx: Tx, schoolId: string, email: string | null, but = ''): Promise<void> {
  if (email === null) return;
  const other = await tx
    .selectFrom('person')
    .select('name')
    .where('school_id', '=', schoolId)
    .where('email', '=', email.toLowerCase())
    .where('id', '!=', but)
    .executeTakeFirst();
  if (other !== undefined)
    throw conflict('person.email_taken', `${other.name} has this e-mail address already.`, {
      email: `This is ${other.name}’s address`,
    });
}

/** Throws 400 for somebody unknown or for oneself. */
async function refuseManager(tx: Tx, schoolId: string, id: string, managerId: string | null | undefined) {
  if (managerId === null || managerId === undefined) return;
  if (managerId === id)
    throw invalid('Nobody is their own line manager.', { lineManagerId: 'Choose somebody else' });
  await findPerson(tx, schoolId, managerId);
}

/** Who leaves gives back first, or nobody looks for it. Throws `person.holds`. */
async function refuseHolding(tx: Tx, person: PersonRecord): Promise<void> {
  const held = await tx
    .selectFrom('loan_item')
    .innerJoin('loan', 'loan.id', 'loan_item.loan_id')
    .select('loan_item.tag')
    .where('loan.holder_id', '=', person.id)
    .where('loan.status', '=', 'out')
    .where('loan_item.back_at', 'is', null)
    .limit(5)
    .execute();
  if (held.length === 0) return;
  throw conflict(
    'person.holds',
    `${person.name} still has ${held.map(one => one.tag).join(', ')}. Take that back first, or record it as lost.`,
  );
}
