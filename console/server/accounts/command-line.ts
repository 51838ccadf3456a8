/** What first start and the command line do with accounts. All of it is in the audit log. */
import type { Context } from '../context.ts';
import type { Tx } from '../database/index.ts';
import { AppError } from '../errors.ts';
import type { Caller } from '../route.ts';
import { firstLinkMs, makeLink, type SignInLink } from './links.ts';
import { addAccount, firstTechnician, type PersonRow, readAccountByEmail } from './people.ts';

export function commandLine(schoolId: string): Caller {
  return { schoolId, id: 'command-line', name: 'the command line', role: 'technician' };
}

/** A technician without a password, reached by a sign-in link. Does nothing when there is one. */
export async function ensureTechnician({ db, audit, now }: Context, schoolId: string): Promise<void> {
  await db.transaction().execute(async tx => {
    if ((await firstTechnician(tx, schoolId)) !== undefined) return;
    const person = { schoolId, name: 'Technician', email: null, role: 'technician' };
    const id = await addAccount(tx, person, now());
    const facts = { name: person.name, role: person.role };
    await audit.record(tx, commandLine(schoolId), 'account.created', { subject: `account:${id}`, facts });
  });
}

/** Of everybody, with every link that was not used: what had ended since a backup was made must not come back with it. */
export async function endEverySession(tx: Tx): Promise<void> {
  await tx.deleteFrom('session').execute();
  await tx.deleteFrom('sign_in_link').where('used_at', 'is', null).execute();
}

/** Whether nobody could sign in without a link made here: no technician has a password. */
export async function needsFirstLink(db: Tx, schoolId: string): Promise<boolean> {
  const row = await db
    .selectFrom('account')
    .select('id')
    .where('school_id', '=', schoolId)
    .where('role', '=', 'technician')
    .where('disabled', '=', 0)
    .where('password_hash', 'is not', null)
    .limit(1)
    .executeTakeFirst();
  return row === undefined;
}

/** The person with this address, or the first technician. Throws `account.not_found` where their account is not open. */
export async function findHere(db: Tx, schoolId: string, email?: string): Promise<PersonRow> {
  const person = await (email === undefined
    ? firstTechnician(db, schoolId)
    : readAccountByEmail(db, schoolId, email));
  if (person !== undefined && person.disabled === 0) return person;
  const detail =
    email === undefined
      ? 'No technician has an open account.'
      : `Nobody has an open account with the address ${email}.`;
  throw new AppError({ status: 404, code: 'account.not_found', detail });
}

/** A ten-minute link for the person with this address, or for the first technician. Throws `account.not_found`. */
export async function makeFirstLink(
  { db, audit, config, now }: Pick<Context, 'db' | 'audit' | 'config' | 'now'>,
  schoolId: string,
  email?: string,
): Promise<SignInLink> {
  return db.transaction().execute(async tx => {
    const person = await findHere(tx, schoolId, email);
    const about = { subject: `account:${person.id}`, facts: { name: person.name } };
    await audit.record(tx, commandLine(schoolId), 'account.link_made', about);
    return makeLink(tx, config, { accountId: person.id, schoolId }, now(), firstLinkMs, 'command-line');
  });
}
