/** One's own account and a directory: connecting them, signed in and having shown who one is, and parting them. */
import type * as z from 'zod';
import type { directoryReturn } from '../../../shared/protocol/api/directories.ts';
import { endSessionsBy, ownAccount } from '../accounts/index.ts';
import type { Context } from '../context.ts';
import { AppError, notFound } from '../errors.ts';
import type { Caller } from '../route.ts';
import { openAttempt, takeAttempt } from './attempts.ts';
import type { Provider } from './provider.ts';
import { connect, whoCameBack } from './sign-in.ts';
import { findDirectory } from './store.ts';

async function own({ db }: Context, caller: Caller): Promise<string> {
  const row = await ownAccount(db, caller.sessionId ?? '');
  if (row === undefined) throw notFound('account');
  return row.id;
}

export async function listConnections(context: Context, caller: Caller) {
  const rows = await context.db
    .selectFrom('directory_identity as link')
    .innerJoin('directory', 'directory.id', 'link.directory_id')
    .select(['link.id', 'directory.id as directoryId', 'directory.label'])
    .select(['link.created_at as connectedAt', 'link.last_used_at as lastUsedAt'])
    .where('link.account_id', '=', await own(context, caller))
    .orderBy('link.id')
    .execute();
  return { items: rows, next: null };
}

export async function beginConnecting(
  context: Context,
  provider: Provider,
  caller: Caller,
  directoryId: string,
) {
  const row = await findDirectory(context.db, directoryId, caller.schoolId);
  return openAttempt(context, provider, row, {
    purpose: 'connect',
    accountId: await own(context, caller),
  });
}

/** Throws as `finishSignIn` does, and `directory.lost` where another person sits there now. */
export async function finishConnecting(
  context: Context,
  provider: Provider,
  caller: Caller,
  back: z.output<typeof directoryReturn>,
): Promise<void> {
  const accountId = await own(context, caller);
  const attempt = await takeAttempt(context, back, 'connect');
  if (attempt.accountId !== accountId)
    throw new AppError({
      ...{ status: 401, code: 'directory.lost' },
      detail: 'Somebody else began this. Begin again on the page “Your account”.',
    });
  const { row, said } = await whoCameBack(context, provider, attempt, back);
  await context.db.transaction().execute(async tx => {
    await connect(tx, row, { accountId, subject: said.sub, at: context.now() });
    const facts = { label: row.label, name: caller.name };
    await context.audit.record(tx, caller, 'directory.connected', { subject: `account:${accountId}`, facts });
  });
}

/** What came in by it is ended too, but for the session that asks. Throws `connection.not_found`. */
export async function disconnect(context: Context, caller: Caller, id: string): Promise<void> {
  const accountId = await own(context, caller);
  await context.db.transaction().execute(async tx => {
    const gone = await tx
      .deleteFrom('directory_identity')
      .where('id', '=', id)
      .where('account_id', '=', accountId)
      .returning('directory_id')
      .executeTakeFirst();
    if (gone === undefined) throw notFound('connection');
    await endSessionsBy(tx, { accountId, directoryId: gone.directory_id }, caller.sessionId);
    const { label } = await findDirectory(tx, gone.directory_id);
    await context.audit.record(tx, caller, 'directory.disconnected', { facts: { label } });
  });
}
