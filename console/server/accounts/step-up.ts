/** The password again, before something that cannot be taken back: it is they who sit there, not an open screen. */
import type { Context } from '../context.ts';
import { AppError, conflict } from '../errors.ts';
import type { Caller } from '../route.ts';
import { verifyPassword } from './passwords.ts';
import { countTry, forgetTries, refuse } from './sign-in.ts';

/** Wrong tries count like those of a sign-in. Throws `step_up.no_person`, `step_up.no_password`, `step_up.wrong`. */
export async function proveAgain(
  context: Context,
  caller: Caller,
  password: string | undefined,
): Promise<void> {
  const account = await accountOf(context, caller);
  if (account.passwordHash === null)
    throw conflict(
      'step_up.no_password',
      'This asks for your password, and you have none yet. Set one on the page “Your account”, then come back.',
    );
  if (password === undefined || password === '') throw wrong('Type your password');
  const counted = await countTry(context.db, account.accountId, context.now());
  const right = await verifyPassword(password, counted === undefined ? null : account.passwordHash);
  if (!right) {
    if (counted !== undefined) await refuse(context, account, counted);
    throw wrong('That is not your password. After several wrong tries it has to rest for a while');
  }
  await forgetTries(context.db, account.accountId);
}

async function accountOf({ db }: Context, caller: Caller) {
  const row =
    caller.sessionId === undefined
      ? undefined
      : await db
          .selectFrom('session')
          .innerJoin('account', 'account.id', 'session.account_id')
          .select(['account.id', 'account.person_id', 'account.password_hash'])
          .where('session.id', '=', caller.sessionId)
          .where('account.disabled', '=', 0)
          .executeTakeFirst();
  if (row === undefined)
    throw new AppError({
      status: 403,
      code: 'step_up.no_person',
      detail: 'A person has to do this, signed in as themselves in a browser.',
    });
  return {
    accountId: row.id,
    schoolId: caller.schoolId,
    personId: row.person_id,
    name: caller.name,
    passwordHash: row.password_hash,
  };
}

const wrong = (words: string) =>
  new AppError({ status: 403, code: 'step_up.wrong', detail: `${words}.`, fields: { password: words } });
