/**
 * A letter to whom a change of their account is about, who was not there when it was made: so that it does not pass
 * unseen. Where the address itself changes the old one hears it, and not which is the new one: it may be somebody else's.
 */
import { randomUUIDv7 } from 'node:crypto';
import { sayRole } from '../../../shared/protocol/api/common.ts';
import type { Context } from '../context.ts';
import type { Tx } from '../database/index.ts';
import { enqueue } from '../deliveries/index.ts';
import type { Caller } from '../route.ts';
import { readSchool } from '../schools/index.ts';
import type { PersonRow } from './people.ts';

type Teller = Pick<Context, 'config' | 'now'>;
type By = Pick<Caller, 'schoolId' | 'id' | 'name'>;
/** As it was before. */
type Them = Pick<PersonRow, 'personId' | 'email' | 'last_sign_in_at'>;

/** In the transaction of the change. Whoever never came knows nothing of an account, and whoever does it themselves knows it. */
export async function tellThem(context: Teller, tx: Tx, by: By, them: Them, changes: readonly string[]) {
  if (by.id === `person:${them.personId}` || them.last_sign_in_at === null) return;
  await writeTo(context, tx, by, them.email, changes);
}

/** Also where they changed it themselves: somebody else may have sat there. */
export const tellOldAddress = (context: Teller, tx: Tx, by: By, email: string | null): Promise<void> =>
  writeTo(context, tx, by, email, [
    'You sign in with another e-mail address from now on, and letters for you go there. This is the last one to this address.',
  ]);

async function writeTo(
  { config, now }: Teller,
  tx: Tx,
  by: By,
  email: string | null,
  changes: readonly string[],
): Promise<void> {
  if (config.mail === undefined || !email?.includes('@') || changes.length === 0) return;
  const { name: school } = await readSchool(tx, by.schoolId);
  const subject = `Your account for the computers of ${school} was changed`.slice(0, 150);
  const text = `${[
    `${school}: your account in Caretaker was changed by ${by.name}.`,
    changes.join('\n'),
    'If you know of it there is nothing to do. If you do not, ask at the school today, by telephone or in person: whoever reads your mail could answer in your place.',
    `${config.origin}/account`,
  ].join('\n\n')}\n`;
  const body = JSON.stringify({ subject, text });
  const key = `account told ${randomUUIDv7()}`;
  await enqueue({ now }, tx, by.schoolId, [{ way: 'mail', target: email, key, what: subject, body }]);
}

/** What a change of an account is for its person, as sentences to them; nothing where only their name is another. */
export function sayToThem(before: PersonRow, after: PersonRow): string[] {
  const role = `You are ${sayRole(after.role)} there from now on, no longer ${sayRole(before.role)}, and are signed out everywhere.`;
  const open =
    after.disabled === 0
      ? 'You may sign in again.'
      : 'You may not sign in any more, and are signed out everywhere.';
  return [
    ...(after.role === before.role ? [] : [role]),
    ...(after.disabled === before.disabled ? [] : [open]),
  ];
}
