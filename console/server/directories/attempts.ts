/** Somebody who was sent to a directory: for ten minutes, from one tab, and back once. */
import { randomUUIDv7 } from 'node:crypto';
import { hashSecret, newSecret, seal, unseal } from '../accounts/index.ts';
import type { Context } from '../context.ts';
import type { Tx } from '../database/index.ts';
import { AppError } from '../errors.ts';
import { type AttemptSecrets, attemptSecrets, type Provider } from './provider.ts';
import type { DirectoryRow } from './store.ts';

const lifeMs = 10 * 60_000;
const about = (id: string) => `directory attempt ${id}`;

type Purpose = 'enter' | 'connect';

export interface Attempt {
  id: string;
  directoryId: string;
  accountId: string | null;
  secrets: AttemptSecrets;
}

const lost = () =>
  new AppError({
    ...{ status: 401, code: 'directory.lost' },
    detail:
      'This sign-in was begun in another tab, has been used, or took more than ten minutes. Begin again.',
  });

/** Where the browser goes, and what only its tab knows. */
export async function openAttempt(
  context: Context,
  provider: Provider,
  row: DirectoryRow,
  { purpose, accountId }: { purpose: Purpose; accountId: string | null },
): Promise<{ url: string; tab: string }> {
  const { db, now, identity } = context;
  const [state, tab, id] = [newSecret(), newSecret(), randomUUIDv7()];
  const { url, secrets } = await provider.begin(row, state);
  await db.deleteFrom('directory_attempt').where('expires_at', '<=', now()).execute();
  await db
    .insertInto('directory_attempt')
    .values({
      ...{ id, school_id: row.school_id, directory_id: row.id, account_id: accountId, purpose },
      ...{ state_hash: hashSecret(state), tab_hash: hashSecret(tab), expires_at: now() + lifeMs },
      secrets: seal(identity, Buffer.from(JSON.stringify(secrets)), about(id)),
    })
    .execute();
  return { url, tab };
}

interface Back {
  state: string;
  tab: string;
}

const rowOf = (context: Context, { state, tab }: Back) => ({
  ...{ state_hash: hashSecret(state), tab_hash: hashSecret(tab), at: context.now() },
});

/** Of two who come back at the same moment, one is let through. Throws `directory.lost`. */
export async function takeAttempt(context: Context, back: Back, purpose: Purpose): Promise<Attempt> {
  const { state_hash, tab_hash, at } = rowOf(context, back);
  const row = await context.db
    .updateTable('directory_attempt')
    .set({ used_at: at })
    .where('state_hash', '=', state_hash)
    .where('tab_hash', '=', tab_hash)
    .where('purpose', '=', purpose)
    .where('used_at', 'is', null)
    .where('expires_at', '>', at)
    .returningAll()
    .executeTakeFirst();
  if (row === undefined) throw lost();
  const secrets = unseal(context.identity, row.secrets, about(row.id)).toString('utf8');
  return {
    ...{ id: row.id, directoryId: row.directory_id, accountId: row.account_id },
    secrets: attemptSecrets.parse(JSON.parse(secrets)),
  };
}

/** The directory has said who it is; their second step here is still to come. */
export async function keepAttempt(tx: Tx, id: string, accountId: string): Promise<void> {
  await tx.updateTable('directory_attempt').set({ account_id: accountId }).where('id', '=', id).execute();
}

/** One that waits for its second step. Throws `directory.lost`. */
export async function passAttempt(context: Context, back: Back): Promise<Attempt & { accountId: string }> {
  const { state_hash, tab_hash, at } = rowOf(context, back);
  const row = await context.db
    .selectFrom('directory_attempt')
    .selectAll()
    .where('state_hash', '=', state_hash)
    .where('tab_hash', '=', tab_hash)
    .where('purpose', '=', 'enter')
    .where('used_at', 'is not', null)
    .where('account_id', 'is not', null)
    .where('expires_at', '>', at)
    .executeTakeFirst();
  if (row === undefined || row.account_id === null) throw lost();
  const secrets = { nonce: '', verifier: '' };
  return { id: row.id, directoryId: row.directory_id, accountId: row.account_id, secrets };
}
