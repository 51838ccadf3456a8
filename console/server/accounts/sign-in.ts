/** Signing in with a password, and a code where one is asked for: one answer for every failure. */
import { type ExpressionBuilder, sql } from 'kysely';
import type { Context } from '../context.ts';
import type { Database, Db } from '../database/index.ts';
import { AppError } from '../errors.ts';
import type { From } from '../route.ts';
import { bucketOf, rememberBrowser } from './known-browsers.ts';
import { verifyPassword } from './passwords.ts';
import { codeNeeded, hasSecondStep, passSecondStep } from './second-step.ts';
import { type SignedIn, startSession } from './sessions.ts';
import { type Bucket, countTry, forgetTries, refuse, takeBack } from './tries.ts';

export function wrongPassword(): AppError {
  return new AppError({
    status: 401,
    code: 'session.wrong',
    detail:
      'That e-mail address and password do not fit. After several wrong tries a new browser has to wait for a while: use one in which you signed in before, or ask the technician for a sign-in link.',
  });
}

/** What the browser gets: its session, and what it is known by where it is new. */
export interface CameIn {
  token: string;
  known: string | null;
}

interface Given {
  code?: string | undefined;
  from?: From | undefined;
}

/**
 * `name` is an e-mail address, or the person's name while no address is known. Throws `session.wrong`,
 * `session.code_needed`, `session.code_wrong` (401).
 */
export async function signInWithPassword(
  context: Context,
  name: string,
  password: string,
  given: Given = {},
): Promise<CameIn> {
  const { db, now } = context;
  const found = await findAccount(db, name);
  const bucket = found && (await bucketOf(db, found.accountId, given.from?.known));
  const counted = bucket && (await countTry(db, bucket, now()));
  const right = await verifyPassword(password, counted ? (found?.passwordHash ?? null) : null);
  if (found === undefined || bucket === undefined || counted === undefined) throw wrongPassword();
  if (!right) {
    await refuse(context, found, counted);
    throw wrongPassword();
  }
  return comeIn(context, found, bucket, given).catch(async error => {
    if (error instanceof AppError && error.code === 'session.code_wrong')
      await refuse(context, found, counted);
    throw error;
  });
}

async function comeIn(
  context: Context,
  found: Found,
  bucket: Bucket,
  { code, from }: Given,
): Promise<CameIn> {
  const { db, now } = context;
  if ((code ?? '') === '' && (await hasSecondStep(db, found.accountId))) {
    await takeBack(db, bucket);
    throw codeNeeded();
  }
  return db.transaction().execute(async tx => {
    const step = await passSecondStep(context, tx, found.accountId, code);
    const how = step === null ? 'a password' : `a password and ${step}`;
    await forgetTries(tx, bucket);
    const token = await startSession(tx, found, now(), { how, from, proved: true });
    await context.audit.record(tx, callerOf(found), 'session.started', { facts: { how } });
    return { token, known: await rememberBrowser(tx, found, from?.known, now()) };
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
