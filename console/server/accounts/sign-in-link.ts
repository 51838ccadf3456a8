/** Coming in by a link that somebody made. It stands for the password; a second step is asked for all the same. */
import type { Context } from '../context.ts';
import type { Tx } from '../database/index.ts';
import { AppError, conflict } from '../errors.ts';
import type { Caller, From } from '../route.ts';
import { rememberBrowser } from './known-browsers.ts';
import {
  invitationMs,
  keepMakers,
  linkMs,
  makeLink,
  type SignInLink,
  secondStepBehind,
  useLink,
} from './links.ts';
import { hasPasskey } from './passkeys.ts';
import { readAccount } from './people.ts';
import { passSecondStep } from './second-step.ts';
import { startSession } from './sessions.ts';
import type { CameIn } from './sign-in.ts';
import { whoMayActAs } from './step-up.ts';
import { tellThem } from './tell-them.ts';
import { countTry, forgetTries } from './tries.ts';

interface Given {
  code?: string | undefined;
  from?: From | undefined;
}

/** A link for somebody, which lets whoever opens it in as them. Throws `account.not_found`, `account.closed`. */
export const invite = (context: Context, by: Caller, id: string): Promise<SignInLink> =>
  context.db.transaction().execute(async tx => {
    const { audit, config, now } = context;
    const person = await readAccount(tx, by.schoolId, id);
    if (person.disabled !== 0) throw conflict('account.closed', 'This account is closed. Open it first.');
    const who = { accountId: person.id, schoolId: by.schoolId };
    const facts = { name: person.name };
    await audit.record(tx, by, 'account.link_made', { subject: `account:${person.id}`, facts });
    await tellThem(context, tx, by, person, [
      'A link was made which works once, within a day: whoever opens it is signed in as you.',
    ]);
    const lifeMs = person.last_sign_in_at === null ? invitationMs : linkMs;
    const makers = keepMakers([by.id, ...(await whoMayActAs({ db: tx, now }, by))]);
    return makeLink(tx, config, who, now(), lifeMs, makers);
  });

const used = () =>
  new AppError({
    status: 401,
    code: 'link.used',
    detail: 'This link has been used or is too old. Ask the technician for a new one.',
  });

const rests = () =>
  new AppError({
    status: 401,
    code: 'link.rests',
    detail:
      'Codes have to rest for a while after five wrong ones, a new link or not. Wait some minutes and press the button again, or sign in with your password or a passkey.',
  });

/** Throws `link.used`, `link.rests`, `session.code_needed`, `session.code_wrong` (401); the link stays whole unless it let somebody in. */
export async function signInWithLink(
  context: Context,
  token: string,
  { code, from }: Given = {},
): Promise<CameIn> {
  const { db, audit, now } = context;
  const at = now();
  const behind = code === undefined ? undefined : await secondStepBehind(db, token);
  const bucket = behind === undefined ? undefined : ({ table: 'second_step', id: behind } as const);
  if (bucket !== undefined && (await countTry(db, bucket, at)) === undefined) throw rests();
  return db.transaction().execute(async tx => {
    const who = await useLink(tx, token, at);
    const account = who && (await openAccount(tx, who.accountId));
    if (who === undefined || account === undefined) throw used();
    const step = await passSecondStep(context, tx, who.accountId, code);
    if (bucket !== undefined) await forgetTries(tx, bucket);
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
    const begun = { how, from, proved: step !== null, linkBy: known ? who.madeBy : null };
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
