/** Sign-in links: single use, short life, the token in the fragment so that no log or proxy sees it. */
import { randomUUIDv7 } from 'node:crypto';
import type { Config } from '../config.ts';
import type { Tx } from '../database/index.ts';
import { hashSecret, newSecret } from './secrets.ts';
import type { SignedIn } from './sessions.ts';

const minute = 60_000;
export const firstLinkMs = 10 * minute;
export const invitationMs = 24 * 60 * minute;

export interface SignInLink {
  url: string;
  expiresAt: number;
}

/** An earlier link of the account that nobody has used stops working. */
export async function makeLink(
  tx: Tx,
  config: Config,
  who: SignedIn,
  now: number,
  lifeMs: number,
): Promise<SignInLink> {
  const token = newSecret();
  await tx
    .deleteFrom('sign_in_link')
    .where('account_id', '=', who.accountId)
    .where('used_at', 'is', null)
    .execute();
  await tx
    .insertInto('sign_in_link')
    .values({
      id: randomUUIDv7(),
      school_id: who.schoolId,
      account_id: who.accountId,
      token_hash: hashSecret(token),
      created_at: now,
      expires_at: now + lifeMs,
      used_at: null,
    })
    .execute();
  return { url: `${config.origin}/sign-in#token=${token}`, expiresAt: now + lifeMs };
}

/** Of two uses at the same moment, the database lets one through. Undefined when the link is used, old or unknown. */
export async function useLink(tx: Tx, token: string, now: number): Promise<SignedIn | undefined> {
  const row = await tx
    .updateTable('sign_in_link')
    .set({ used_at: now })
    .where('token_hash', '=', hashSecret(token))
    .where('used_at', 'is', null)
    .where('expires_at', '>', now)
    .returning(['account_id', 'school_id'])
    .executeTakeFirst();
  return row && { accountId: row.account_id, schoolId: row.school_id };
}

/** Whether this session began with a link, which proves the person as a present password would. */
export async function beganWithLink(tx: Tx, accountId: string, sessionId: string): Promise<boolean> {
  const row = await tx
    .selectFrom('session')
    .innerJoin('sign_in_link', 'sign_in_link.account_id', 'session.account_id')
    .select('session.id')
    .where('session.id', '=', sessionId)
    .where('session.account_id', '=', accountId)
    .whereRef('sign_in_link.used_at', '=', 'session.created_at')
    .executeTakeFirst();
  return row !== undefined;
}
