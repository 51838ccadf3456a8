/** Sign-in links: single use, short life, the token in the fragment so that no log or proxy sees it. */
import { randomUUIDv7 } from 'node:crypto';
import type { Config } from '../config.ts';
import type { Tx } from '../database/index.ts';
import type { Caller } from '../route.ts';
import { hashSecret, newSecret } from './secrets.ts';
import type { SignedIn } from './sessions.ts';

const minute = 60_000;
export const firstLinkMs = 10 * minute;
export const linkMs = 24 * 60 * minute;
/** For somebody who never signed in: they may be away for some days. */
export const invitationMs = 7 * 24 * 60 * minute;

export interface SignInLink {
  url: string;
  expiresAt: number;
}

/** An earlier link of the account that nobody has used stops working. `madeBy`: as `link_by` of a session. */
export async function makeLink(
  tx: Tx,
  config: Config,
  who: SignedIn,
  now: number,
  lifeMs: number,
  madeBy: string,
): Promise<SignInLink> {
  const token = newSecret();
  await endLinks(tx, who.accountId);
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
      made_by: madeBy,
    })
    .execute();
  return { url: `${config.origin}/sign-in#token=${token}`, expiresAt: now + lifeMs };
}

/** Links that nobody has used stop working. Answers whether there was one. */
export async function endLinks(tx: Tx, accountId: string): Promise<boolean> {
  const ended = await tx
    .deleteFrom('sign_in_link')
    .where('account_id', '=', accountId)
    .where('used_at', 'is', null)
    .executeTakeFirst();
  return Number(ended.numDeletedRows) > 0;
}

/** The second step of whom a link is for, which wrong codes count against whatever link they came beside. */
export async function secondStepBehind(db: Tx, token: string): Promise<string | undefined> {
  const row = await db
    .selectFrom('sign_in_link')
    .innerJoin('second_step', 'second_step.account_id', 'sign_in_link.account_id')
    .select('second_step.id')
    .where('token_hash', '=', hashSecret(token))
    .where('confirmed_at', 'is not', null)
    .executeTakeFirst();
  return row?.id;
}

/** Of two uses at the same moment, the database lets one through. Undefined when the link is used, old or unknown. */
export async function useLink(
  tx: Tx,
  token: string,
  now: number,
): Promise<(SignedIn & { madeBy: string | null }) | undefined> {
  const row = await tx
    .updateTable('sign_in_link')
    .set({ used_at: now })
    .where('token_hash', '=', hashSecret(token))
    .where('used_at', 'is', null)
    .where('expires_at', '>', now)
    .returning(['account_id', 'school_id', 'made_by'])
    .executeTakeFirst();
  return row && { accountId: row.account_id, schoolId: row.school_id, madeBy: row.made_by };
}

/** Whether this session began with a link since then, which proves the person as a present password would. */
export async function beganWithLink(
  tx: Tx,
  accountId: string,
  sessionId: string,
  since: number,
): Promise<boolean> {
  const row = await tx
    .selectFrom('session')
    .innerJoin('sign_in_link', 'sign_in_link.account_id', 'session.account_id')
    .select('session.id')
    .where('session.id', '=', sessionId)
    .where('session.account_id', '=', accountId)
    .whereRef('sign_in_link.used_at', '=', 'session.created_at')
    .where('sign_in_link.used_at', '>', since)
    .executeTakeFirst();
  return row !== undefined;
}

/** How long whoever made the link may act by a password or passkey that was made in the session it began. */
export const resetMs = 7 * 24 * 60 * minute;

/** Callers' ids as they are kept, each once. */
export const makersOf = (kept: string | null | undefined): string[] => kept?.split(' ').filter(Boolean) ?? [];
export const keepMakers = (makers: readonly string[]): string => [...new Set(makers)].join(' ');

/** A way in that was made in a session which somebody else's link began may be theirs: their name is kept with it. Answers whether it was. */
export async function noteReset(tx: Tx, caller: Caller, accountId: string, now: number): Promise<boolean> {
  const row = await tx
    .selectFrom('session')
    .innerJoin('account', 'account.id', 'session.account_id')
    .select(['session.link_by', 'account.reset_by', 'account.reset_at'])
    .where('session.id', '=', caller.sessionId ?? '')
    .executeTakeFirst();
  if (row?.link_by == null) return false;
  const before = (row.reset_at ?? 0) > now - resetMs ? row.reset_by : null;
  const makers = keepMakers([...makersOf(before), ...makersOf(row.link_by)]);
  await tx
    .updateTable('account')
    .set({ reset_by: makers, reset_at: now })
    .where('id', '=', accountId)
    .execute();
  return true;
}
