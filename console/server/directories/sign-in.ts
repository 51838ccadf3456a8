/**
 * Coming in by a directory. It says who somebody is; what they may do is said here: by the account that a technician made
 * for them, or by the groups that a technician set up. An address alone never opens an account that somebody has used.
 */
import { randomUUIDv7 } from 'node:crypto';
import type * as z from 'zod';
import type { Role } from '../../../shared/protocol/api/common.ts';
import { sayRole } from '../../../shared/protocol/api/common.ts';
import type { directoryReturn } from '../../../shared/protocol/api/directories.ts';
import {
  addAccount,
  codeNeeded,
  countTry,
  endLinks,
  endSessionsOf,
  forgetTries,
  hasSecondStep,
  passSecondStep,
  readAccount,
  readAccountByEmail,
  rememberBrowser,
  sayToThem,
  setManagedRole,
  startSession,
  tellThem,
} from '../accounts/index.ts';
import type { Context } from '../context.ts';
import type { Tx } from '../database/index.ts';
import { AppError, conflict } from '../errors.ts';
import type { From } from '../route.ts';
import { type Attempt, keepAttempt, openAttempt, passAttempt, takeAttempt } from './attempts.ts';
import { isOfTenant, provedEmail } from './belongs.ts';
import { asGoogleNames } from './google-groups.ts';
import { type Claims, groupsIn, type Provider } from './provider.ts';
import { type DirectoryRow, findDirectory, groupsOf } from './store.ts';

type Return = z.output<typeof directoryReturn>;

const no = (code: string, detail: string, status = 403) =>
  new AppError({ status, code: `directory.${code}`, detail });

/** Where the browser goes, and what its tab keeps. Throws `directory.not_found`, `directory.unreachable`. */
export async function beginSignIn(context: Context, provider: Provider, directoryId: string) {
  const row = await findDirectory(context.db, directoryId);
  return openAttempt(context, provider, row, { purpose: 'enter', accountId: null });
}

/** Also for connecting: the one who comes back has to be of the school's own directory. */
export async function whoCameBack(
  context: Context,
  provider: Provider,
  attempt: Attempt,
  back: Return,
): Promise<{ row: DirectoryRow; said: Claims }> {
  const row = await findDirectory(context.db, attempt.directoryId);
  if (back.error !== undefined || back.code === undefined) throw gaveUp(row, back.error);
  const said = await provider.finish(
    row,
    { state: back.state, code: back.code, iss: back.iss },
    attempt.secrets,
  );
  if (!isOfTenant(row, said))
    throw no(
      'other_tenant',
      `That is not an account of ${row.tenant}. Choose the one that the school gave you; a private one does not work here.`,
    );
  return { row, said };
}

const gaveUp = ({ label }: DirectoryRow, error: string | undefined) =>
  no(
    'refused',
    error === 'access_denied'
      ? `You stopped at ${label}, or it does not let you use Caretaker. Nobody was signed in.`
      : `${label} sent you back without signing you in. Begin again, or sign in another way.`,
    401,
  );

/**
 * Throws `directory.lost` (401) for a try that is old, used or of another tab, what `whoCameBack` throws,
 * `directory.no_account`, `.account_there`, `.no_role`, `.unproved`, `.closed` (403), `session.code_needed`,
 * `session.code_wrong` (401).
 */
export async function finishSignIn(
  context: Context,
  provider: Provider,
  back: Return,
  from: From | undefined,
): Promise<{ token: string; known: string | null }> {
  if (back.otp !== undefined) {
    const attempt = await passAttempt(context, back);
    return comeIn(context, attempt, { accountId: attempt.accountId, otp: back.otp, from });
  }
  const attempt = await takeAttempt(context, back, 'enter');
  const { row, said } = await whoCameBack(context, provider, attempt, back);
  const accountId = await accountOf(context, row, said);
  if (await hasSecondStep(context.db, accountId)) {
    await keepAttempt(context.db, attempt.id, accountId);
    throw codeNeeded();
  }
  return comeIn(context, attempt, { accountId, from });
}

interface Coming {
  accountId: string;
  otp?: string;
  from: From | undefined;
}

async function comeIn(context: Context, attempt: Attempt, { accountId, otp, from }: Coming) {
  const { db, now, audit } = context;
  const bucket = otp === undefined ? undefined : await secondStepOf(db, accountId);
  if (bucket !== undefined && (await countTry(db, bucket, now())) === undefined)
    throw no(
      'rests',
      'Codes have to rest for a while after five wrong ones. Wait some minutes and begin again.',
      401,
    );
  return db.transaction().execute(async tx => {
    const row = await findDirectory(tx, attempt.directoryId);
    const account = await openAccount(tx, accountId);
    if (account === undefined) throw closed();
    const step = await passSecondStep(context, tx, accountId, otp);
    if (bucket !== undefined) await forgetTries(tx, bucket);
    await tx.deleteFrom('directory_attempt').where('id', '=', attempt.id).execute();
    await tx
      .updateTable('directory_identity')
      .set({ last_used_at: now() })
      .where('directory_id', '=', row.id)
      .where('account_id', '=', accountId)
      .execute();
    const who = { accountId, schoolId: row.school_id };
    const how = step === null ? row.label : `${row.label} and ${step}`;
    const by = { schoolId: row.school_id, id: `person:${account.personId}`, name: account.name };
    await audit.record(tx, by, 'session.started', { facts: { how } });
    // It does not count as showing here who one is: whoever runs the directory, or an open screen, could do as much.
    const begun = { how, from, proved: false, directoryId: row.id };
    return {
      token: await startSession(tx, who, now(), begun),
      known: await rememberBrowser(tx, who, from?.known, now()),
    };
  });
}

const closed = () => no('closed', 'Your account here is closed. Ask the technician.');

async function secondStepOf(db: Tx, accountId: string) {
  const row = await db
    .selectFrom('second_step')
    .select('id')
    .where('account_id', '=', accountId)
    .where('confirmed_at', 'is not', null)
    .executeTakeFirst();
  return row && ({ table: 'second_step', id: row.id } as const);
}

const openAccount = (tx: Tx, id: string) =>
  tx
    .selectFrom('account')
    .innerJoin('person', 'person.id', 'account.person_id')
    .select(['person.id as personId', 'person.name', 'account.directory_id as managedBy'])
    .where('account.id', '=', id)
    .where('account.disabled', '=', 0)
    .executeTakeFirst();

/** The account of whoever came: known by their subject, or connected or made now. */
async function accountOf(context: Context, row: DirectoryRow, said: Claims): Promise<string> {
  const { db } = context;
  const known = await db
    .selectFrom('directory_identity')
    .select('account_id')
    .where('directory_id', '=', row.id)
    .where('subject', '=', said.sub)
    .executeTakeFirst();
  if (known === undefined) return newcomer(context, row, said);
  const account = await openAccount(db, known.account_id);
  if (account === undefined) throw closed();
  if (account.managedBy === row.id) await renewRole(context, row, said, known.account_id);
  return known.account_id;
}

/** The role by the groups as they are now; whoever is in none of them any more is signed out. */
async function renewRole(context: Context, row: DirectoryRow, said: Claims, id: string): Promise<void> {
  const role = roleOf(row, said);
  if (role === undefined) {
    await context.db.transaction().execute(tx => endSessionsOf(tx, id));
    throw noRole(row);
  }
  await context.db.transaction().execute(async tx => {
    const before = await readAccount(tx, row.school_id, id);
    const now = await setManagedRole(tx, { id, schoolId: row.school_id }, { directoryId: row.id, role });
    if (before.role === now) return;
    const after = { ...before, role: now };
    await tellThem(context, tx, directoryItself(row), before, sayToThem(before, after));
    await context.audit.record(tx, directoryItself(row), 'directory.role_given', {
      subject: `account:${id}`,
      facts: { name: said.name ?? said.email ?? '', role: sayRole(now) },
    });
  });
}

const directoryItself = (row: DirectoryRow) => ({
  ...{ schoolId: row.school_id, id: `directory:${row.id}`, name: row.label },
});

/** Throws `directory.too_many_groups`, `directory.groups_not_told`. */
function roleOf(row: DirectoryRow, said: Claims): Role | undefined {
  const mapped = row.kind === 'google' ? asGoogleNames(groupsOf(row)) : groupsOf(row);
  if (mapped.length === 0) return undefined;
  const groups = groupsIn(said, row.groups_claim);
  if (groups === undefined && row.kind === 'google')
    throw no(
      'groups_not_told',
      `${row.label} did not tell your groups. Begin again and allow what it asks for; if it asks for nothing, the technician has to switch on the Cloud Identity API there.`,
    );
  if (groups === undefined)
    throw no(
      'too_many_groups',
      `${row.label} did not send your groups, as you are in too many. The technician can have it send only “groups assigned to the application”.`,
    );
  return mapped.find(({ group }) => groups.includes(group))?.role;
}

const noRole = ({ label }: DirectoryRow) =>
  no(
    'no_role',
    `${label} knows you, but none of your groups has a role here. Ask the technician to give you an account, or to add your group.`,
  );

/**
 * Somebody whom this directory has not brought before. An account with their address is theirs only where nobody has
 * used it yet and the directory has proved the address; otherwise they connect it themselves, signed in.
 */
async function newcomer(context: Context, row: DirectoryRow, said: Claims): Promise<string> {
  const { db, now, audit } = context;
  const email = provedEmail(row, said);
  if (email === undefined)
    throw no(
      'unproved',
      `${row.label} does not say that it has proved your e-mail address. If you have an account here, sign in to it another way and connect ${row.label} on the page “Your account”.`,
    );
  return db.transaction().execute(async tx => {
    const there = await readAccountByEmail(tx, row.school_id, email);
    if (there?.disabled === 1) throw closed();
    if (there !== undefined && hasBeenUsed(there))
      throw conflict(
        'directory.account_there',
        `You have an account here already. Sign in to it the way you know, then connect ${row.label} on the page “Your account”: an address alone opens nothing.`,
      );
    const role = there === undefined ? roleOf(row, said) : undefined;
    if (there === undefined && role === undefined)
      throw groupsOf(row).length > 0
        ? noRole(row)
        : no(
            'no_account',
            'There is no account for you here yet. Ask the technician to invite you with this address.',
          );
    const accountId =
      there?.id ?? (await makeAccount(tx, row, { said, email, role: role ?? 'staff' }, now()));
    // What was sent to them before opens nothing beside it.
    await endLinks(tx, accountId);
    await connect(tx, row, { accountId, subject: said.sub, at: now() });
    const facts = { name: said.name ?? email, label: row.label, role: sayRole(role ?? there?.role ?? '') };
    const action = there === undefined ? 'directory.account_made' : 'directory.connected';
    await audit.record(tx, directoryItself(row), action, { subject: `account:${accountId}`, facts });
    return accountId;
  });
}

const hasBeenUsed = (row: NonNullable<Awaited<ReturnType<typeof readAccountByEmail>>>): boolean =>
  Boolean(row.hasPassword) || Number(row.passkeys) > 0 || row.last_sign_in_at !== null;

async function makeAccount(
  tx: Tx,
  row: DirectoryRow,
  { said, email, role }: { said: Claims; email: string; role: Role },
  now: number,
): Promise<string> {
  const name = (said.name ?? email).trim().slice(0, 100) || email;
  const id = await addAccount(tx, { schoolId: row.school_id, name, email, role }, now);
  await setManagedRole(tx, { id, schoolId: row.school_id }, { directoryId: row.id, role });
  return id;
}

/** Throws `directory.taken`: one subject is one account, and one account one subject of a directory. */
export async function connect(
  tx: Tx,
  row: DirectoryRow,
  { accountId, subject, at }: { accountId: string; subject: string; at: number },
): Promise<void> {
  const made = await tx
    .insertInto('directory_identity')
    .values({
      ...{ id: randomUUIDv7(), school_id: row.school_id, directory_id: row.id },
      ...{ account_id: accountId, subject, created_at: at },
    })
    .onConflict(clash => clash.doNothing())
    .executeTakeFirst();
  if (Number(made.numInsertedOrUpdatedRows) === 0)
    throw conflict(
      'directory.taken',
      `This account of ${row.label} is connected with another account here, or yours with another of ${row.label}. Disconnect it first.`,
    );
}
