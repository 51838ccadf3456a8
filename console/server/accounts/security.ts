/** How somebody signs in and where they are signed in: for themselves, and for whoever has to end it for them. */
import type { OwnSecurity } from '../../../shared/protocol/api/accounts.ts';
import type { Context } from '../context.ts';
import type { Tx } from '../database/index.ts';
import { notFound } from '../errors.ts';
import type { Caller } from '../route.ts';
import { sayBrowser } from './browser-words.ts';
import { forgetBrowsers } from './known-browsers.ts';
import { endLinks } from './links.ts';
import { ownAccount } from './own-session.ts';
import { listPasskeys } from './passkeys.ts';
import { readAccount } from './people.ts';
import { endSecondStep, readSecondStep } from './second-step.ts';
import { endSessionsOf, idleMs } from './sessions.ts';
import { tellThem } from './tell-them.ts';

/** Who asks, as the ways to sign in know them. Throws `account.not_found` for a token. */
export async function findOwn(db: Tx, caller: Caller) {
  const row = await ownAccount(db, caller.sessionId ?? '');
  if (row === undefined) throw notFound('account');
  return { accountId: row.id, schoolId: caller.schoolId, name: row.name, email: row.email };
}

export async function readSecurity({ db, now }: Context, caller: Caller): Promise<OwnSecurity> {
  const { accountId } = await findOwn(db, caller);
  const sessions = await db
    .selectFrom('session')
    .selectAll()
    .where('account_id', '=', accountId)
    .where('expires_at', '>', now())
    .where('seen_at', '>', now() - idleMs)
    .orderBy('seen_at', 'desc')
    .orderBy('id', 'desc')
    .execute();
  return {
    secondStep: await readSecondStep(db, accountId),
    passkeys: (await listPasskeys(db, accountId)).map(row => ({
      ...{ id: row.id, label: row.label, createdAt: row.created_at, lastUsedAt: row.last_used_at },
    })),
    sessions: sessions.map(row => ({
      ...{ id: row.id, browser: sayBrowser(row.agent), address: row.address, how: row.how },
      ...{ beganAt: row.created_at, lastUsedAt: row.seen_at, current: row.id === caller.sessionId },
    })),
  };
}

/** Throws `session.not_found`. */
export async function endOwnSession({ db, audit }: Context, caller: Caller, id: string): Promise<void> {
  const { accountId } = await findOwn(db, caller);
  await db.transaction().execute(async tx => {
    const gone = await tx
      .deleteFrom('session')
      .where('id', '=', id)
      .where('account_id', '=', accountId)
      .returning('agent')
      .executeTakeFirst();
    if (gone === undefined) throw notFound('session');
    const facts = { where: sayBrowser(gone.agent) };
    await audit.record(tx, caller, 'session.ended_elsewhere', { facts });
  });
}

/** All but the one that asks. */
export async function endOtherSessions({ db, audit }: Context, caller: Caller): Promise<void> {
  const { accountId } = await findOwn(db, caller);
  await db.transaction().execute(async tx => {
    await endSessionsOf(tx, accountId, caller.sessionId);
    const facts = { where: 'everywhere else' };
    await audit.record(tx, caller, 'session.ended_elsewhere', { facts });
  });
}

/** By a technician: a lost phone, a laptop left open. Throws `account.not_found`. */
export async function signOutEverywhere({ db, audit }: Context, by: Caller, id: string): Promise<void> {
  await db.transaction().execute(async tx => {
    const { name } = await readAccount(tx, by.schoolId, id);
    await endSessionsOf(tx, id);
    await forgetBrowsers(tx, id);
    const about = { subject: `account:${id}`, facts: { name } };
    await audit.record(tx, by, 'account.signed_out', about);
  });
}

/** By a technician, for somebody whose phone and recovery codes are gone. Throws `account.not_found`, `second_step.not_found`. */
export const removeSecondStep = (context: Context, by: Caller, id: string): Promise<void> =>
  context.db.transaction().execute(tx => endSecondStepOf(context, tx, by, id));

/** The same, in the transaction of a second person's yes. */
export async function endSecondStepOf(
  context: Pick<Context, 'audit' | 'config' | 'now'>,
  tx: Tx,
  by: Pick<Caller, 'schoolId' | 'id' | 'name'>,
  id: string,
): Promise<void> {
  const them = await readAccount(tx, by.schoolId, id);
  if (!(await endSecondStep(tx, id))) throw notFound('second_step');
  const facts = { name: them.name };
  await context.audit.record(tx, by, 'second_step.removed', { subject: `account:${id}`, facts });
  await tellThem(context, tx, by, them, [
    'Your second step was taken away: from now on your password or a link alone lets you in. You can set one up again.',
  ]);
}

/** An invitation or a sign-in link that nobody has used. Throws `account.not_found`, `link.not_found`. */
export async function withdrawLink({ db, audit }: Context, by: Caller, id: string): Promise<void> {
  await db.transaction().execute(async tx => {
    const { name } = await readAccount(tx, by.schoolId, id);
    if (!(await endLinks(tx, id))) throw notFound('link');
    await audit.record(tx, by, 'account.link_withdrawn', { subject: `account:${id}`, facts: { name } });
  });
}
