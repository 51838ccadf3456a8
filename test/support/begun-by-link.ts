/** The session that somebody has after coming in by a link which others made, though they could have come by themselves. */
import { findSession, startSession } from '../../console/server/accounts/sessions.ts';
import type { Context } from '../../console/server/context.ts';
import type { Caller } from '../../console/server/route.ts';

export async function begunByLinkOf(
  { db, now }: Pick<Context, 'db' | 'now'>,
  person: Caller,
  linkBy: string,
): Promise<Caller> {
  const account = await db
    .selectFrom('account')
    .select(['id as accountId', 'school_id as schoolId'])
    .where('person_id', '=', person.id.replace('person:', ''))
    .executeTakeFirstOrThrow();
  const begun = { how: 'a sign-in link', from: undefined, proved: false, linkBy };
  const token = await startSession(db, account, now(), begun);
  const found = await findSession(db, token, now());
  if (found === undefined) throw new Error('there is no such session');
  return found;
}
