/** What a person does with their own session: look at it, set a password, go. */
import type * as z from 'zod';
import type { Session, setPassword } from '../../../shared/protocol/api/accounts.ts';
import { role as roleSchema } from '../../../shared/protocol/api/common.ts';
import { permissionsOf } from '../access.ts';
import type { Context } from '../context.ts';
import type { Tx } from '../database/index.ts';
import { invalid, notFound } from '../errors.ts';
import type { Caller, From } from '../route.ts';
import { readSchool } from '../schools/index.ts';
import { requireFreeEmail } from './change.ts';
import { forgetBrowsers } from './known-browsers.ts';
import { beganWithLink, noteReset } from './links.ts';
import { hasPasskey } from './passkeys.ts';
import { hashPassword, isGuessable } from './passwords.ts';
import { endSession, endSessionsOf, markProved } from './sessions.ts';
import { isOwnPassword, provedMs, requireProof } from './step-up.ts';
import { tellOldAddress } from './tell-them.ts';

export const ownAccount = (db: Tx, sessionId: string) =>
  db
    .selectFrom('session')
    .innerJoin('account', 'account.id', 'session.account_id')
    .innerJoin('person', 'person.id', 'account.person_id')
    .select(['account.id', 'account.role', 'account.password_hash'])
    .select(['person.id as personId', 'person.name', 'person.email'])
    .where('session.id', '=', sessionId)
    .executeTakeFirst();

export async function describeSession({ db }: Context, caller: Caller, version: string): Promise<Session> {
  const school = await readSchool(db, caller.schoolId);
  const own = caller.sessionId === undefined ? undefined : await ownAccount(db, caller.sessionId);
  const role = roleSchema.parse(caller.role);
  return {
    person: own
      ? { id: own.personId, name: own.name, email: own.email, role }
      : { id: caller.id, name: caller.name, email: null, role },
    school,
    hasPassword: own?.password_hash != null,
    hasPasskey: own !== undefined && (await hasPasskey(db, own.id)),
    may: permissionsOf(caller),
    version,
  };
}

const guessable = 'This password is among the first that people guess. Three unrelated words are better.';

/**
 * Every other session of the person ends, and other browsers are strangers' again. Throws `password.current_wrong`,
 * `step_up.needed`, `password.guessable`, `account.email_taken`.
 */
export async function setOwnPassword(
  context: Context,
  caller: Caller,
  input: z.output<typeof setPassword>,
  from?: From,
): Promise<void> {
  const { db, audit, now } = context;
  const sessionId = caller.sessionId ?? '';
  const own = await ownAccount(db, sessionId);
  if (own === undefined) throw notFound('password');
  await refuseOpenScreen(context, caller, own, input.current ?? '');
  const school = await readSchool(db, caller.schoolId);
  if (isGuessable(input.password, [school.name, own.name, own.email ?? '', input.email ?? '']))
    throw invalid(guessable, { password: guessable }, 'password.guessable');
  const hash = await hashPassword(input.password);
  await db.transaction().execute(async tx => {
    await tx
      .updateTable('account')
      .set({ password_hash: hash, failed_count: 0, locked_until: null })
      .where('id', '=', own.id)
      .execute();
    if (input.email !== undefined) {
      await requireFreeEmail(tx, own.personId, input.email);
      await tx
        .updateTable('person')
        .set({ email: input.email.toLowerCase() })
        .where('id', '=', own.personId)
        .execute();
      if (input.email.toLowerCase() !== own.email) await tellOldAddress(context, tx, caller, own.email);
    }
    if (!(await noteReset(tx, caller, own.id, now()))) await markProved(tx, sessionId, now());
    await endSessionsOf(tx, own.id, sessionId);
    await forgetBrowsers(tx, own.id, from?.known);
    await audit.record(tx, caller, 'account.password_set', {});
  });
}

/** A link that was used just now stands for the present password; later it is an open screen like any other. */
async function refuseOpenScreen(
  context: Context,
  caller: Caller,
  own: { id: string; password_hash: string | null },
  current: string,
): Promise<void> {
  if (await beganWithLink(context.db, own.id, caller.sessionId ?? '', context.now() - provedMs)) return;
  if (own.password_hash === null) return requireProof(context, caller, 'own way');
  if (await isOwnPassword(context, caller, current)) return;
  throw invalid(
    'Your present password does not fit. After several wrong tries it has to rest for a while. A new sign-in link stands for it for five minutes.',
    { current: 'Not your present password. If you do not know it, ask for a new sign-in link.' },
    'password.current_wrong',
  );
}

export async function signOut({ db, audit }: Context, caller: Caller): Promise<void> {
  const { sessionId } = caller;
  if (sessionId === undefined) return;
  await db.transaction().execute(async tx => {
    await endSession(tx, sessionId);
    await audit.record(tx, caller, 'session.ended', {});
  });
}
