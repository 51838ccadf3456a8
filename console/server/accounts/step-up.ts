/** Showing again that it is they who sit there, before something that cannot be taken back: not an open screen. */
import type { Context } from '../context.ts';
import type { Tx } from '../database/index.ts';
import { AppError, conflict } from '../errors.ts';
import type { Caller } from '../route.ts';
import { makersOf, resetMs } from './links.ts';
import { hasPasskey } from './passkeys.ts';
import { verifyPassword } from './passwords.ts';
import { markProved } from './sessions.ts';
import { countTry, forgetTries, refuse } from './tries.ts';

/** How long it holds: also right after a sign-in. */
export const provedMs = 5 * 60_000;

/**
 * Passes for some minutes after a sign-in or the last time it was shown; otherwise with the password. Throws
 * `step_up.no_person`, `step_up.no_password`, `step_up.needed`, `step_up.wrong`.
 */
export async function proveAgain(
  context: Context,
  caller: Caller,
  password: string | undefined,
): Promise<void> {
  const account = await accountOf(context, caller);
  if ((account.provedAt ?? 0) > context.now() - provedMs) return;
  if (account.passwordHash === null && !(await hasPasskey(context.db, account.accountId)))
    throw conflict(
      'step_up.no_password',
      'This asks for your password, and you have none yet. Set one on the page “Your account”, then come back.',
    );
  if (password === undefined || password === '') throw wrong('Type your password', 'step_up.needed');
  if (!(await isPasswordOf(context, account, password)))
    throw wrong('That is not your password. After several wrong tries it has to rest for a while');
  await markProved(context.db, account.sessionId, context.now());
}

type Account = Awaited<ReturnType<typeof accountOf>>;

/** Wrong ones are counted against the session, which then has to rest: an open screen is no place to guess. */
async function isPasswordOf(context: Context, account: Account, password: string): Promise<boolean> {
  const bucket = { table: 'session', id: account.sessionId } as const;
  const counted = await countTry(context.db, bucket, context.now());
  const right = await verifyPassword(password, counted === undefined ? null : account.passwordHash);
  if (right) await forgetTries(context.db, bucket);
  else if (counted !== undefined) await refuse(context, account, counted);
  return right;
}

/** Whether this is the password of whoever is signed in; a wrong one counts. Throws `step_up.no_person`. */
export const isOwnPassword = async (context: Context, caller: Caller, password: string): Promise<boolean> =>
  isPasswordOf(context, await accountOf(context, caller), password);

/**
 * For what gives somebody a way in. A token has its own limits, and whoever has nothing yet but a link has nothing to
 * show. Whoever came by the school's directory and has nothing here makes a way of their own first (`own way`), right
 * after coming in: others administer the directory, and it may let an open screen through. Throws `step_up.needed`,
 * `step_up.no_password`.
 */
export async function requireProof(
  context: Context,
  caller: Caller,
  what: true | 'own way' = true,
): Promise<void> {
  if (caller.sessionId === undefined) return;
  await proveAgain(context, caller, undefined).catch(async error => {
    if (!(error instanceof AppError && error.code === 'step_up.no_password')) throw error;
    const came = await cameByDirectory(context.db, caller);
    if (came === null) return;
    if (what === true) throw error;
    if (came.createdAt > context.now() - provedMs) return;
    throw conflict(
      'step_up.no_password',
      'You came in more than five minutes ago. Sign out, sign in again, and set it right away.',
    );
  });
}

/** When this session began by the school's directory, and whether they showed since that it is they; null for others. */
export async function cameByDirectory(db: Tx, caller: Caller) {
  const row = await db
    .selectFrom('session')
    .select(['created_at as createdAt', 'proved_at as provedAt'])
    .where('id', '=', caller.sessionId ?? '')
    .where('directory_id', 'is not', null)
    .executeTakeFirst();
  return row ?? null;
}

/**
 * Who else may sit there: whoever made the token, or the link by which this person came in, or by which a way in was made
 * within a week, and whoever may have sat where those were made, as `person:ID` or `token:ID`. They must not be the second
 * person to themselves.
 */
export async function whoMayActAs(
  { db, now }: Pick<Context, 'now'> & { db: Tx },
  caller: Pick<Caller, 'id' | 'sessionId'>,
): Promise<string[]> {
  if (caller.id.startsWith('token:')) {
    const token = await db
      .selectFrom('api_token')
      .select('made_by')
      .where('id', '=', caller.id.slice('token:'.length))
      .executeTakeFirst();
    return makersOf(token?.made_by);
  }
  const row = await db
    .selectFrom('session')
    .innerJoin('account', 'account.id', 'session.account_id')
    .select(['session.link_by', 'account.reset_by', 'account.reset_at'])
    .where('session.id', '=', caller.sessionId ?? '')
    .executeTakeFirst();
  const reset = (row?.reset_at ?? 0) > now() - resetMs ? row?.reset_by : null;
  return [...new Set([...makersOf(row?.link_by), ...makersOf(reset)])];
}

async function accountOf({ db }: Context, caller: Caller) {
  const row =
    caller.sessionId === undefined
      ? undefined
      : await db
          .selectFrom('session')
          .innerJoin('account', 'account.id', 'session.account_id')
          .select(['account.id', 'account.person_id', 'account.password_hash', 'session.proved_at'])
          .where('session.id', '=', caller.sessionId)
          .where('account.disabled', '=', 0)
          .executeTakeFirst();
  if (row === undefined || caller.sessionId === undefined)
    throw new AppError({
      status: 403,
      code: 'step_up.no_person',
      detail: 'A person has to do this, signed in as themselves in a browser.',
    });
  return {
    accountId: row.id,
    sessionId: caller.sessionId,
    schoolId: caller.schoolId,
    personId: row.person_id,
    name: caller.name,
    passwordHash: row.password_hash,
    provedAt: row.proved_at,
  };
}

const wrong = (words: string, code = 'step_up.wrong') =>
  new AppError({ status: 403, code, detail: `${words}.`, fields: { password: words } });
