/** Browser sessions: a random token in a cookie, its hash in the database, twelve hours idle and seven days in all. */
import { randomUUIDv7 } from 'node:crypto';
import type { Db, Tx } from '../database/index.ts';
import type { Caller, From } from '../route.ts';
import { hashSecret, newSecret } from './secrets.ts';

const hour = 3600_000;
export const idleMs = 12 * hour;
export const lifeMs = 7 * 24 * hour;
/** How often "last seen" is written: a page that refetches need not write each time. */
const touchMs = 60_000;

export interface SignedIn {
  accountId: string;
  schoolId: string;
}

export interface Begun {
  /** In words for the person: "a password and a code". */
  how: string;
  from: From | undefined;
  /** They showed just now that it is they; a link alone shows only who made it. */
  proved: boolean;
  linkBy?: string | null;
  /** The directory by which they came in. */
  directoryId?: string;
}

const longestAgent = 300;

/** Returns the token for the cookie. `now` is also the moment that `use` of a link carries. */
export async function startSession(tx: Tx, who: SignedIn, now: number, begun?: Begun): Promise<string> {
  const token = newSecret();
  await tx.deleteFrom('session').where('expires_at', '<', now).execute();
  await tx
    .insertInto('session')
    .values({
      id: randomUUIDv7(),
      school_id: who.schoolId,
      account_id: who.accountId,
      token_hash: hashSecret(token),
      created_at: now,
      expires_at: now + lifeMs,
      seen_at: now,
      how: begun?.how ?? null,
      agent: begun?.from?.agent?.slice(0, longestAgent) ?? null,
      address: begun?.from?.address ?? null,
      link_by: begun?.linkBy ?? null,
      proved_at: begun?.proved ? now : null,
      directory_id: begun?.directoryId ?? null,
    })
    .execute();
  await tx.updateTable('account').set({ last_sign_in_at: now }).where('id', '=', who.accountId).execute();
  return token;
}

/** Who holds this token, or undefined when it is unknown, ended, idle for too long or of a closed account. */
export async function findSession(
  db: Db,
  token: string,
  now: number,
  touch = true,
): Promise<Caller | undefined> {
  const row = await db
    .selectFrom('session')
    .innerJoin('account', 'account.id', 'session.account_id')
    .innerJoin('person', 'person.id', 'account.person_id')
    .select(['session.id', 'session.school_id', 'session.expires_at', 'session.seen_at'])
    .select(['account.role', 'account.disabled', 'person.id as personId', 'person.name'])
    .where('session.token_hash', '=', hashSecret(token))
    .executeTakeFirst();
  if (row === undefined || row.disabled !== 0) return undefined;
  if (row.expires_at <= now || row.seen_at + idleMs <= now) return undefined;
  if (touch && row.seen_at + touchMs <= now)
    await db.updateTable('session').set({ seen_at: now }).where('id', '=', row.id).execute();
  return {
    schoolId: row.school_id,
    id: `person:${row.personId}`,
    name: row.name,
    role: row.role,
    sessionId: row.id,
  };
}

/** They showed that it is they. */
export async function markProved(tx: Tx, sessionId: string, now: number): Promise<void> {
  await tx.updateTable('session').set({ proved_at: now }).where('id', '=', sessionId).execute();
}

export async function endSession(tx: Tx, sessionId: string): Promise<void> {
  await tx.deleteFrom('session').where('id', '=', sessionId).execute();
}

/** After a new password, a closed account or another role: everything else that was open. */
export async function endSessionsOf(tx: Tx, accountId: string, except = ''): Promise<void> {
  await tx.deleteFrom('session').where('account_id', '=', accountId).where('id', '!=', except).execute();
}

/** After a directory was removed: its accounts are nobody's to change, and whoever came in by it is out. */
export async function endDirectorySessions(tx: Tx, directoryId: string): Promise<void> {
  await tx.deleteFrom('session').where('directory_id', '=', directoryId).execute();
  await tx
    .updateTable('account')
    .set({ directory_id: null })
    .where('directory_id', '=', directoryId)
    .execute();
}

/** After somebody parted their account from a directory. */
export async function endSessionsBy(
  tx: Tx,
  by: { accountId: string; directoryId: string },
  except = '',
): Promise<void> {
  await tx
    .deleteFrom('session')
    .where('account_id', '=', by.accountId)
    .where('directory_id', '=', by.directoryId)
    .where('id', '!=', except)
    .execute();
}
