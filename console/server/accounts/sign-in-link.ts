/** Coming in by a link that somebody made. It stands for the password; a second step is asked for all the same. */
import type { Context } from '../context.ts';
import type { Tx } from '../database/index.ts';
import { AppError } from '../errors.ts';
import type { From } from '../route.ts';
import { rememberBrowser } from './known-browsers.ts';
import { findLink, useLink } from './links.ts';
import { hasPasskey } from './passkeys.ts';
import { passSecondStep } from './second-step.ts';
import { startSession } from './sessions.ts';
import type { CameIn } from './sign-in.ts';
import { countTry } from './tries.ts';

interface Given {
  code?: string | undefined;
  from?: From | undefined;
}

const used = () =>
  new AppError({
    status: 401,
    code: 'link.used',
    detail: 'This link has been used or is too old. Ask the technician for a new one.',
  });

/** Throws `link.used`, `session.code_needed`, `session.code_wrong` (401); the link stays whole unless it let somebody in. */
export async function signInWithLink(
  context: Context,
  token: string,
  { code, from }: Given = {},
): Promise<CameIn> {
  const { db, audit, now } = context;
  const at = now();
  if (code !== undefined) await countCode(context, token, at);
  return db.transaction().execute(async tx => {
    const who = await useLink(tx, token, at);
    const account = who && (await openAccount(tx, who.accountId));
    if (who === undefined || account === undefined) throw used();
    const step = await passSecondStep(context, tx, who.accountId, code);
    // Whoever holds a fresh link need not wait for wrong passwords to be forgotten.
    await tx
      .updateTable('account')
      .set({ failed_count: 0, locked_until: null })
      .where('id', '=', who.accountId)
      .execute();
    const by = { schoolId: who.schoolId, id: `person:${account.id}`, name: account.name };
    const how = step === null ? 'a sign-in link' : `a sign-in link and ${step}`;
    await audit.record(tx, by, 'session.started', { facts: { how } });
    const known = account.hash !== null || (await hasPasskey(tx, who.accountId));
    const begun = { how, from, proved: step !== null, linkBy: known && step === null ? who.madeBy : null };
    return {
      token: await startSession(tx, who, at, begun),
      known: await rememberBrowser(tx, who, from?.known, at),
    };
  });
}

const openAccount = (tx: Tx, id: string) =>
  tx
    .selectFrom('account')
    .innerJoin('person', 'person.id', 'account.person_id')
    .select(['person.id', 'person.name', 'account.password_hash as hash'])
    .where('account.id', '=', id)
    .where('account.disabled', '=', 0)
    .executeTakeFirst();

/** Codes are tried against the link, which then has to rest: whoever has it cannot try them all. */
async function countCode({ db }: Context, token: string, now: number): Promise<void> {
  const id = await findLink(db, token);
  if (id === undefined || (await countTry(db, { table: 'sign_in_link', id }, now)) === undefined)
    throw used();
}
