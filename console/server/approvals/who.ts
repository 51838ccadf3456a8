/** Who may be the second person. */
import { may, type Permission } from '../access.ts';
import { cameByDirectory, whoMayActAs } from '../accounts/index.ts';
import type { Context } from '../context.ts';
import type { Tx } from '../database/index.ts';
import type { Caller } from '../route.ts';

export interface SecondPersonAccount {
  personId: string;
  accountId: string;
  name: string;
  email: string | null;
  /** Whether they were ever signed in. */
  came: boolean;
}

/** Among the writers: whom it is about, and that any technician may be who asked. Neither is the second person then. */
export const aboutThem = (personId: string): string => `about:${personId}`;
export const anyTechnician = 'any:technician';

/** People with an open account whose role allows it, other than the writers (`person:ID`), by name. */
export async function secondPeople(
  tx: Tx,
  schoolId: string,
  permission: Permission,
  writers: readonly string[],
): Promise<SecondPersonAccount[]> {
  const found = await tx
    .selectFrom('account')
    .innerJoin('person', 'person.id', 'account.person_id')
    .select(['person.id', 'person.name', 'person.email', 'account.role', 'account.id as accountId'])
    .select('account.last_sign_in_at as lastSignInAt')
    .where('account.school_id', '=', schoolId)
    .where('account.disabled', '=', 0)
    .orderBy('person.name')
    .execute();
  return found
    .filter(one => may(one.role, permission) && isOther(writers, `person:${one.id}`, one.role) === null)
    .map(({ id, lastSignInAt, ...one }) => ({ ...one, personId: id, came: lastSignInAt !== null }));
}

/** The same, by their names. */
export const whoCould = async (...asked: Parameters<typeof secondPeople>): Promise<string[]> =>
  (await secondPeople(...asked)).map(one => one.name);

type At = Pick<Context, 'now'>;

/** Whoever acts, and who may be acting in their place because they made the link by which they came in. */
export async function actorsOf({ now }: At, tx: Tx, caller: Caller): Promise<string[]> {
  return [...new Set([caller.id, ...(await whoMayActAs({ db: tx, now }, caller))])];
}

/** The same as one text, for a column that keeps who wrote something; given as a writer, it is each of them. */
export const actorsText = async (at: At, tx: Tx, caller: Caller): Promise<string> =>
  (await actorsOf(at, tx, caller)).join(' ');

/** Ids hold no spaces. */
const eachOf = (writers: readonly string[]): string[] => writers.flatMap(one => one.split(' '));

/** Null for somebody else than asked, or why they are not. */
function isOther(writers: readonly string[], id: string, role: string): string | null {
  const given = eachOf(writers);
  if (given.includes(id))
    return 'You asked for this yourself, or made the link by which whoever asked came in, so somebody else has to agree to it.';
  if (given.includes(aboutThem(id.replace('person:', ''))))
    return 'This is about your own account, so somebody else has to agree to it.';
  if (role === 'technician' && given.includes(anyTechnician))
    return 'This was asked by a token or a link that was made at the console’s own machine, where any technician may have sat. Somebody who is no technician has to agree to it.';
  return null;
}

/** Why this caller is not the second person; null when they may be. */
export async function whyNot(
  at: At,
  tx: Tx,
  caller: Caller,
  permission: Permission,
  writers: readonly string[],
): Promise<string | null> {
  const same = isOther(writers, caller.id, caller.role);
  if (same !== null) return same;
  if (!caller.id.startsWith('person:')) return 'A person has to agree to this, signed in as themselves.';
  if (!may(caller, permission)) return 'Your role does not include agreeing to this.';
  return whyNotTheirOwn(at, tx, caller, writers);
}

/** Whoever asked and made the link by which this person came in would be the second person to themselves. */
export async function whyNotTheirOwn(
  { now }: At,
  tx: Tx,
  caller: Caller,
  writers: readonly string[],
): Promise<string | null> {
  // Whoever administers the directory can come in as anybody whose account is connected with it.
  if ((await cameByDirectory(tx, caller))?.provedAt === null)
    return 'You came in by the school’s directory, which others administer. To agree, sign in with your own password or passkey: set one on the page “Your account” if you have none.';
  const others = await whoMayActAs({ db: tx, now }, caller);
  // Who holds a token is not known, nor who sits at the console's own machine.
  const nobodyKnown = (one: string) => one.startsWith('token:') || one === 'command-line';
  if (!others.some(one => eachOf(writers).includes(one) || nobodyKnown(one))) return null;
  return 'Whoever asked for this may have made the link by which you signed in or set your password lately. Somebody else has to agree, or sign in by a passkey or password that you had before.';
}

/** "Hazel Head or Tara Tech". */
export const either = (names: readonly string[]): string =>
  names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`;
