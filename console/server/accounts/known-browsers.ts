/** Browsers in which somebody has signed in before, told by a cookie. Their tries are counted apart from strangers'. */
import { randomUUIDv7 } from 'node:crypto';
import type { Tx } from '../database/index.ts';
import { hashSecret, newSecret } from './secrets.ts';
import type { SignedIn } from './sessions.ts';
import type { Bucket } from './tries.ts';

/** A browser that was not used for so long is a stranger again. */
export const knownMs = 365 * 24 * 3600_000;

const rowOf = (db: Tx, accountId: string, token: string | undefined) =>
  db
    .selectFrom('known_browser')
    .select('id')
    .where('token_hash', '=', hashSecret(token ?? ''))
    .where('account_id', '=', accountId)
    .executeTakeFirst();

/** Whether somebody signed in in this browser before: of a crowd behind one address, it is told from the strangers. */
export async function isKnownBrowser({ db }: { db: Tx }, token: string): Promise<boolean> {
  const row = await db
    .selectFrom('known_browser')
    .select('id')
    .where('token_hash', '=', hashSecret(token))
    .executeTakeFirst();
  return row !== undefined;
}

/** Where tries from this browser count. */
export async function bucketOf(db: Tx, accountId: string, known: string | undefined): Promise<Bucket> {
  const row = await rowOf(db, accountId, known);
  return row === undefined ? { table: 'account', id: accountId } : { table: 'known_browser', id: row.id };
}

/** The token for the browser's cookie, or null when it has one already: that of a colleague is theirs too from then on. */
export async function rememberBrowser(
  tx: Tx,
  who: SignedIn,
  known: string | undefined,
  now: number,
): Promise<string | null> {
  const row = await rowOf(tx, who.accountId, known);
  if (row !== undefined) {
    await tx
      .updateTable('known_browser')
      .set({ seen_at: now, failed_count: 0, locked_until: null })
      .where('id', '=', row.id)
      .execute();
    return null;
  }
  const theirs = known !== undefined && (await isKnownBrowser({ db: tx }, known)) ? known : undefined;
  const token = theirs ?? newSecret();
  await tx
    .deleteFrom('known_browser')
    .where('seen_at', '<', now - knownMs)
    .execute();
  await tx
    .insertInto('known_browser')
    .values({
      id: randomUUIDv7(),
      ...{ school_id: who.schoolId, account_id: who.accountId, token_hash: hashSecret(token) },
      ...{ created_at: now, seen_at: now, locked_until: null },
    })
    .execute();
  return theirs === undefined ? token : null;
}

/** With a new password, except the browser it was set in, and when somebody is signed out everywhere. */
export async function forgetBrowsers(tx: Tx, accountId: string, except = ''): Promise<void> {
  await tx
    .deleteFrom('known_browser')
    .where('account_id', '=', accountId)
    .where('token_hash', '!=', hashSecret(except))
    .execute();
}
