/** Changing an account: a name, an address, a role, closing and opening; and what must not be changed by anybody. */
import type * as z from 'zod';
import type { Account, accountPatch } from '../../../shared/protocol/api/accounts.ts';
import { sayRole } from '../../../shared/protocol/api/common.ts';
import type { Context } from '../context.ts';
import { lockSchool, type Tx } from '../database/index.ts';
import { conflict } from '../errors.ts';
import type { Caller } from '../route.ts';
import { emailTaken, isOtherTechnician, type PersonRow, presentAccount, readAccount } from './people.ts';
import { endSessionsOf } from './sessions.ts';
import { sayToThem, tellOldAddress, tellThem } from './tell-them.ts';

export type AccountChange = Omit<z.output<typeof accountPatch>, 'reason'>;
type By = Pick<Caller, 'schoolId' | 'id' | 'name'>;

/** Throws `account.not_found`, `account.email_taken`, `account.yourself`, `account.last_technician`, `account.last_head`. */
export async function patchAccount(
  context: Context,
  caller: Caller,
  id: string,
  patch: AccountChange,
): Promise<Account> {
  return context.db.transaction().execute(async tx => {
    await lockSchool(tx, caller.schoolId);
    return presentAccount(await changeAccount(context, tx, caller, id, patch), caller);
  });
}

/** In a transaction that holds the school: two technicians who close each other's account must not both succeed. */
export async function changeAccount(
  context: Pick<Context, 'audit' | 'now' | 'config'>,
  tx: Tx,
  by: By,
  id: string,
  patch: AccountChange,
): Promise<PersonRow> {
  const { audit, now } = context;
  const before = await readAccount(tx, by.schoolId, id);
  await refuseChange(tx, by, before, patch, now());
  await setPerson(tx, before, patch);
  const disabled = patch.disabled === undefined ? before.disabled : Number(patch.disabled);
  await tx
    .updateTable('account')
    // A role that a person gives is no longer the directory's to change.
    .set({ role: patch.role ?? before.role, disabled, ...(patch.role && { directory_id: null }) })
    .where('id', '=', id)
    .execute();
  if (disabled === 1 || (patch.role ?? before.role) !== before.role) await endSessionsOf(tx, id);
  const after = await readAccount(tx, by.schoolId, id);
  for (const [action, facts] of changesOf(before, after))
    await audit.record(tx, by, action, { subject: `account:${id}`, facts });
  await tellThem(context, tx, by, before, sayToThem(before, after));
  if (before.email !== after.email) await tellOldAddress(context, tx, by, before.email);
  return after;
}

/** What nobody may do, whoever agrees. Throws as `patchAccount`. */
export async function refuseChange(
  tx: Tx,
  by: By,
  before: PersonRow,
  patch: AccountChange,
  now: number,
): Promise<void> {
  await refuseLockOut(tx, by, before, patch);
  await refuseUnwatched(tx, by.schoolId, before, patch, now);
  if (patch.email !== undefined && patch.email.toLowerCase() !== before.email)
    await requireFreeEmail(tx, before.personId, patch.email);
}

async function refuseLockOut(tx: Tx, caller: By, before: PersonRow, patch: AccountChange) {
  const closes = patch.disabled === true && before.disabled === 0;
  const demotes = before.role === 'technician' && patch.role !== undefined && patch.role !== 'technician';
  if (!closes && !demotes) return;
  if (caller.id === `person:${before.personId}`)
    throw conflict(
      'account.yourself',
      'You cannot close or change the role of your own account. Ask a colleague.',
    );
  if (before.role !== 'technician' || before.disabled !== 0) return;
  if (!(await isOtherTechnician(tx, caller.schoolId, before.id)))
    throw conflict(
      'account.last_technician',
      'This is the only technician left. Give somebody else that role first.',
    );
}

/** A head who is invited today cannot be the reason why yesterday's is closed. */
const watchesAfterMs = 7 * 24 * 3600_000;

/**
 * The headteacher watches over those who manage accounts (C-15), and is the second person to them: no technician takes
 * away the only one who has come in, nor makes another in the same breath to take the place.
 */
async function refuseUnwatched(
  tx: Tx,
  schoolId: string,
  before: PersonRow,
  patch: AccountChange,
  now: number,
) {
  const goes = patch.disabled === true || (patch.role !== undefined && patch.role !== 'headteacher');
  const watches = before.role === 'headteacher' && before.disabled === 0 && before.last_sign_in_at !== null;
  if (!goes || !watches) return;
  const other = await tx
    .selectFrom('account')
    .select('id')
    .where('school_id', '=', schoolId)
    .where('role', '=', 'headteacher')
    .where('disabled', '=', 0)
    .where('id', '!=', before.id)
    .where('last_sign_in_at', 'is not', null)
    .where('created_at', '<=', now - watchesAfterMs)
    .limit(1)
    .executeTakeFirst();
  if (other === undefined)
    throw conflict(
      'account.last_head',
      'Nobody else watches over this console as headteacher. Invite the next one first: a week after that, once they have signed in, this account can be closed or get another role. If somebody else may be using it, sign it out everywhere now.',
    );
}

async function setPerson(
  tx: Tx,
  before: PersonRow,
  patch: { name?: string | undefined; email?: string | undefined },
) {
  const email = patch.email?.toLowerCase() ?? before.email;
  await tx
    .updateTable('person')
    .set({ name: patch.name ?? before.name, email })
    .where('id', '=', before.personId)
    .execute();
}

/** Also for a person who sets their own address. Throws `account.email_taken`. */
export async function requireFreeEmail(tx: Tx, personId: string, email: string): Promise<void> {
  const other = await tx
    .selectFrom('person as mine')
    .innerJoin('person as other', 'other.school_id', 'mine.school_id')
    .select('other.id')
    .where('mine.id', '=', personId)
    .where('other.id', '!=', personId)
    .where('other.email', '=', email.toLowerCase())
    .executeTakeFirst();
  if (other !== undefined) throw emailTaken();
}

function changesOf(before: PersonRow, after: PersonRow): [string, Record<string, string>][] {
  const found: [string, Record<string, string>][] = [];
  const said = [
    ...(before.name === after.name ? [] : [`name ${before.name} → ${after.name}`]),
    ...(before.email === after.email ? [] : ['e-mail address']),
    ...(before.role === after.role ? [] : [`role ${sayRole(before.role)} → ${sayRole(after.role)}`]),
  ];
  if (said.length > 0) found.push(['account.changed', { name: after.name, changes: said.join(', ') }]);
  if (before.disabled !== after.disabled)
    found.push([after.disabled === 0 ? 'account.enabled' : 'account.disabled', { name: after.name }]);
  return found;
}
