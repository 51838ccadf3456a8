/** Signing in with a password: one answer for every failure, and longer waits the more of them an account has seen. */
import { type ExpressionBuilder, sql } from 'kysely';
import type { Context } from '../context.ts';
import type { Database, Db, Tx } from '../database/index.ts';
import { AppError } from '../errors.ts';
import { verifyPassword } from './passwords.ts';
import { type SignedIn, startSession } from './sessions.ts';

const free = 5;
const minute = 60_000;
const longestMs = 60 * minute;

/** Five free tries, then a minute, doubled each time, up to an hour. */
export function lockMs(failures: number): number {
  return failures < free ? 0 : Math.min(longestMs, minute * 2 ** (failures - free));
}

export function wrongPassword(): AppError {
  return new AppError({
    status: 401,
    code: 'session.wrong',
    detail:
      'That e-mail address and password do not fit. After several wrong tries an account rests for a while: wait a few minutes, or ask the technician for a sign-in link.',
  });
}

/** `name` is an e-mail address, or the person's name while no address is known. Returns the session's token. */
export async function signInWithPassword(context: Context, name: string, password: string): Promise<string> {
  const { db, now } = context;
  const found = await findAccount(db, name);
  const counted = found && (await countTry(db, found.accountId, now()));
  const right = await verifyPassword(password, counted ? found.passwordHash : null);
  if (found === undefined || counted === undefined) throw wrongPassword();
  if (!right) {
    await refuse(context, found, counted);
    throw wrongPassword();
  }
  return db.transaction().execute(async tx => {
    await forgetTries(tx, found.accountId);
    const token = await startSession(tx, found, now());
    await context.audit.record(tx, callerOf(found), 'session.started', { facts: { how: 'a password' } });
    return token;
  });
}

interface Found extends SignedIn {
  personId: string;
  name: string;
  passwordHash: string | null;
}

const callerOf = (found: Found) => ({
  schoolId: found.schoolId,
  id: `person:${found.personId}`,
  name: found.name,
});

async function findAccount(db: Db, name: string): Promise<Found | undefined> {
  const wanted = name.trim().toLowerCase();
  const row = await db
    .selectFrom('account')
    .innerJoin('person', 'person.id', 'account.person_id')
    .select([
      'account.id',
      'account.school_id',
      'account.password_hash',
      'person.id as personId',
      'person.name',
    ])
    .where('account.disabled', '=', 0)
    .where(isCalled(wanted))
    .orderBy('account.created_at')
    .executeTakeFirst();
  return (
    row && {
      accountId: row.id,
      schoolId: row.school_id,
      personId: row.personId,
      name: row.name,
      passwordHash: row.password_hash,
    }
  );
}

function isCalled(wanted: string) {
  return (eb: ExpressionBuilder<Database, 'account' | 'person'>) =>
    eb.or([
      eb('person.email', '=', wanted),
      eb.and([eb('person.email', 'is', null), eb(sql<string>`lower(person.name)`, '=', wanted)]),
    ]);
}

/** Counts the try before the password is looked at, so that many at once are not all free. Undefined while locked. */
export function countTry(db: Db, accountId: string, now: number): Promise<number | undefined> {
  return db.transaction().execute(async tx => {
    const row = await tx
      .updateTable('account')
      .set(eb => ({ failed_count: eb('failed_count', '+', 1) }))
      .where('id', '=', accountId)
      .where(eb => eb.or([eb('locked_until', 'is', null), eb('locked_until', '<=', now)]))
      .returning('failed_count')
      .executeTakeFirst();
    const lock = lockMs(row?.failed_count ?? 0);
    if (lock > 0)
      await tx
        .updateTable('account')
        .set({ locked_until: now + lock })
        .where('id', '=', accountId)
        .execute();
    return row?.failed_count;
  });
}

export async function forgetTries(tx: Tx, accountId: string): Promise<void> {
  await tx
    .updateTable('account')
    .set({ failed_count: 0, locked_until: null })
    .where('id', '=', accountId)
    .execute();
}

export async function refuse({ db, audit, log }: Context, found: Found, failures: number): Promise<void> {
  log.info({ account: found.accountId, failures }, 'wrong password');
  if (lockMs(failures) === 0) return;
  await db.transaction().execute(tx =>
    audit.record(tx, callerOf(found), 'account.locked', {
      facts: { name: found.name, attempts: failures },
    }),
  );
}
