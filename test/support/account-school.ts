/** People with accounts who have come in, and their yes to what waits for a second person. */
import { commandLine } from '../../console/server/accounts/index.ts';
import { createAccount } from '../../console/server/accounts/people.ts';
import { findSession, startSession } from '../../console/server/accounts/sessions.ts';
import { approve } from '../../console/server/approvals/decide.ts';
import type { Kinds } from '../../console/server/approvals/store.ts';
import type { Caller } from '../../console/server/route.ts';
import type { Waits } from '../../shared/protocol/api/approvals.ts';
import type { Role } from '../../shared/protocol/api/common.ts';
import type { TestContext } from './console-context.ts';

export const emailOf = (name: string) => `${name.replace(' ', '.').toLowerCase()}@school.example`;
export type MayWait = { waits?: Waits | null };

/** `context` is asked each time, since tests make it anew. */
export function accountSchool(context: () => TestContext, kinds: Kinds) {
  const accountOf = (name: string) =>
    context()
      .db.selectFrom('account')
      .innerJoin('person', 'person.id', 'account.person_id')
      .select(['account.id', 'account.role', 'account.disabled'])
      .where('person.name', '=', name)
      .executeTakeFirst();
  const idOf = async (name: string) => (await accountOf(name))?.id ?? '';
  /** Has an account, was signed in before, and shows now who they are. */
  async function comesIn(name: string): Promise<Caller> {
    const { db, schoolId, now } = context();
    const who = { accountId: await idOf(name), schoolId };
    const token = await startSession(db, who, now(), { how: '', from: undefined, proved: true });
    const caller = await findSession(db, token, now());
    if (caller === undefined) throw new Error('did not come in');
    return caller;
  }
  async function aPerson(name: string, role: Role): Promise<Caller> {
    const by = commandLine(context().schoolId);
    await createAccount(context(), by, { name, email: emailOf(name), role });
    return comesIn(name);
  }
  const agree = (by: Caller, asked: MayWait) =>
    approve(context(), kinds, by, asked.waits?.id ?? '', undefined);
  const actions = async () =>
    (await context().db.selectFrom('audit').select('action').orderBy('number').execute()).map(
      one => one.action,
    );
  return { accountOf, idOf, comesIn, aPerson, agree, actions };
}
