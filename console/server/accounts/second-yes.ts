/**
 * What a second person agrees to about accounts: who gets or loses a role that decides something, who is shut out, and
 * who may come in anew as such a person. Staff and governors, who decide nothing, are the technician's alone.
 */
import * as z from 'zod';
import { accountInput, accountPatch, weighs } from '../../../shared/protocol/api/accounts.ts';
import type { Waits } from '../../../shared/protocol/api/approvals.ts';
import { sayRole } from '../../../shared/protocol/api/common.ts';
import { may } from '../access.ts';
import { type ApprovalKind, aboutThem, agreedLately } from '../approvals/index.ts';
import type { Context } from '../context.ts';
import { lockSchool, type Tx } from '../database/index.ts';
import type { Caller } from '../route.ts';
import { askSecond, canDo, dayMs, powerWaits } from './ask-second.ts';
import { type AccountChange, changeAccount, refuseChange } from './change.ts';
import { giveAccount, type PersonRow, readAccount, refuseTaken } from './people.ts';
import { endSecondStepOf } from './security.ts';

const wish = z.discriminatedUnion('what', [
  z.object({ what: z.literal('add'), given: accountInput }),
  z.object({ what: z.literal('change'), id: z.string(), patch: accountPatch }),
  z.object({ what: z.literal('link'), id: z.string() }),
  z.object({ what: z.literal('second_step'), id: z.string() }),
]);
export type AccountWish = z.infer<typeof wish>;

export const accountKind: ApprovalKind<AccountWish> = {
  kind: 'account',
  ...powerWaits,
  read: given => wish.parse(given),
  async approved(context, tx, { payload: asked, askedBy }) {
    const after = () => context.events.nudge(askedBy.schoolId, ['people']);
    if (asked.what === 'add') {
      await giveAccount(context, tx, askedBy, asked.given);
      const { name, role } = asked.given;
      const sentence = `${name} has an account as ${sayRole(role)}. ${askedBy.name} can invite them now, on the page People.`;
      return { sentence, after };
    }
    const { name } = await readAccount(tx, askedBy.schoolId, asked.id);
    if (asked.what === 'change') {
      await changeAccount(context, tx, askedBy, asked.id, asked.patch);
      return { sentence: `The account of ${name} was changed.`, after };
    }
    if (asked.what === 'link')
      return {
        sentence: `${askedBy.name} can make the link for ${name} within a day, on the page People.`,
        after,
      };
    await endSecondStepOf(context, tx, askedBy, asked.id);
    return { sentence: `${name} signs in without a second step now.`, after };
  },
  about: (_asked, reader) =>
    may(reader, 'people.manage') ? { label: 'Who may sign in', to: '/people' } : null,
};

/**
 * Null when it may be done now: it needs nobody else, somebody agreed to it within a day, or nobody else here could. The
 * last is in the audit log. Throws what stands against it, `account.why`, `approval.waits_already`.
 */
export async function askFirst(
  context: Context,
  by: Caller,
  asked: AccountWish,
  reason: string,
): Promise<{ waits: Waits } | null> {
  return context.db.transaction().execute(async tx => {
    await lockSchool(tx, by.schoolId);
    const account = asked.what === 'add' ? null : await readAccount(tx, by.schoolId, asked.id);
    const said = await sayWish(context, tx, by, asked, account);
    if (said === null) return null;
    const subject = asked.what === 'add' ? asked.given.email.toLowerCase() : asked.id;
    if (asked.what === 'link') {
      const agreed = await agreedLately(
        tx,
        by,
        accountKind,
        subject,
        await yesCountsSince(tx, subject, context.now()),
      );
      if (agreed.some(one => one.what === 'link')) return null;
    }
    return askSecond(context, tx, by, accountKind, {
      ...{ subject, ...said, payload: asked, reason },
      writers: account ? [aboutThem(account.personId)] : [],
    });
  });
}

/** A yes is for one link: it counts for a day, and no longer once a link was made. */
async function yesCountsSince(tx: Tx, accountId: string, now: number): Promise<number> {
  const { last } = await tx
    .selectFrom('sign_in_link')
    .select(eb => eb.fn.max('created_at').as('last'))
    .where('account_id', '=', accountId)
    .executeTakeFirstOrThrow();
  return Math.max(now - dayMs, Number(last ?? 0));
}

type Said = { title: string; lines: string[] } | null;

/** What exactly a yes does; null where nobody else has to agree. */
async function sayWish(
  context: Context,
  tx: Tx,
  by: Caller,
  asked: AccountWish,
  account: PersonRow | null,
): Promise<Said> {
  if (asked.what === 'add') {
    await refuseTaken(tx, by.schoolId, asked.given.email);
    return weighs(asked.given.role) ? sayAdding(asked.given, by.name) : null;
  }
  if (account === null) return null;
  const own = by.id === `person:${account.personId}`;
  if (asked.what === 'change') {
    await refuseChange(tx, by, account, asked.patch, context.now());
    return own ? null : sayChange(account, asked.patch);
  }
  if (own || !weighs(account.role)) return null;
  if (asked.what === 'second_step') return Number(account.secondStep) > 0 ? sayStep(account) : null;
  return account.disabled === 0 ? sayLink(account, by.name) : null;
}

const sayAdding = (given: z.infer<typeof accountInput>, asker: string): Said => ({
  title: `Give ${given.name} an account as ${sayRole(given.role)}`,
  lines: [
    `${given.name} gets an account as ${sayRole(given.role)}, with the e-mail address ${given.email}.`,
    canDo(given.role),
    `${asker} then gives them the invitation. Whoever opens it first is taken for ${given.name}, so ask them whether it came.`,
  ],
});

/** Only what is different counts: a form sends everything. */
function sayChange(before: PersonRow, patch: AccountChange): Said {
  const { name, role: was } = before;
  const role = patch.role ?? was;
  const email = patch.email?.toLowerCase() ?? before.email;
  const grave: string[] = [];
  if (role !== was && (weighs(role) || weighs(was)))
    grave.push(
      `${name} is ${sayRole(role)} from then on, no longer ${sayRole(was)}, and is signed out everywhere.`,
      canDo(role),
    );
  if (patch.disabled === true && before.disabled === 0 && weighs(was) && before.last_sign_in_at !== null)
    grave.push(`${name}, who is ${sayRole(was)}, may not sign in any more and is signed out everywhere.`);
  if (patch.disabled === false && before.disabled === 1 && weighs(role))
    grave.push(`${name} may sign in again as ${sayRole(role)}.`, canDo(role));
  if (email !== before.email && weighs(was))
    grave.push(
      `${name} signs in with ${email}, no longer with ${before.email ?? 'none'}, and letters for them go there.`,
    );
  if (grave.length === 0) return null;
  const renamed = (patch.name ?? name) === name ? [] : [`They are called ${patch.name} from then on.`];
  return { title: titleOf(before, patch), lines: [...new Set([...grave, ...renamed])] };
}

function titleOf({ name, role, disabled }: PersonRow, patch: AccountChange): string {
  if (patch.role !== undefined && patch.role !== role) return `Make ${name} ${sayRole(patch.role)}`;
  if (patch.disabled === undefined || Number(patch.disabled) === disabled)
    return `Change the e-mail address of ${name}`;
  return patch.disabled ? `Close the account of ${name}` : `Let ${name} sign in again`;
}

/** Somebody who never came has nothing that a link could stand for: it is their invitation, which was agreed to. */
function sayLink(account: PersonRow, asker: string): Said {
  const { name, role } = account;
  const came =
    account.last_sign_in_at !== null || Boolean(account.hasPassword) || Number(account.passkeys) > 0;
  if (!came) return null;
  return {
    title: `Let ${name} in anew by a link`,
    lines: [
      `${asker} may make a link within a day, which works once. Whoever opens it is signed in as ${name}, who is ${sayRole(role)}, and can set another password and another passkey.`,
      `Ask ${name} whether they want it. What is done in that session stands in the audit log under their name.`,
    ],
  };
}

const sayStep = ({ name, role }: PersonRow): Said => ({
  title: `Take the second step of ${name} away`,
  lines: [
    `From then on a password or a link alone lets ${name}, who is ${sayRole(role)}, in: no code from their phone is asked for.`,
    `Ask ${name} whether they want it. They can set up a new second step; the one before cannot be brought back.`,
  ],
});
