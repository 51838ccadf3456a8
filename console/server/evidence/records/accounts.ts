/** Who may do what in the console, with how they sign in, as it stood at the moment: what the audit log says of later is taken back. */
import { sayRole } from '../../../../shared/protocol/api/common.ts';
import type { Tx } from '../../database/index.ts';
import { dayOf, type RecordMaker } from './record.ts';

export const accounts: RecordMaker = {
  permission: 'people.manage',
  async read(db, { schoolId }, { at }) {
    const found = await db
      .selectFrom('account')
      .innerJoin('person', 'person.id', 'account.person_id')
      .select(['account.id', 'person.name', 'role', 'password_hash', 'last_sign_in_at', 'disabled'])
      .select(['account.created_at', 'directory_id'])
      .where('account.school_id', '=', schoolId)
      .where('account.created_at', '<=', at)
      .orderBy('person.name')
      .orderBy('account.id')
      .execute();
    const codes = await db
      .selectFrom('second_step')
      .select('account_id')
      .where('school_id', '=', schoolId)
      .where('confirmed_at', '<=', at)
      .execute();
    const keys = await db
      .selectFrom('passkey')
      .select('account_id')
      .where('school_id', '=', schoolId)
      .where('created_at', '<=', at)
      .execute();
    const then = await changedAfter(db, schoolId, at);
    const second = new Set(codes.map(one => one.account_id));
    const passkeys = new Set(keys.map(one => one.account_id));
    const stood = found.map(one => {
      const { open, role, name } = then.get(`account:${one.id}`) ?? {};
      return {
        ...{ ...one, name: name ?? one.name, role: role ?? sayRole(one.role) },
        open: open ?? one.disabled === 0,
      };
    });
    const open = stood.filter(one => one.open);
    const strong = open.filter(one => second.has(one.id) || passkeys.has(one.id)).length;
    return {
      head: ['Person', 'Role', 'Account', 'Signs in by', 'Since', 'Last signed in'],
      rows: stood.map(one => [
        ...[one.name, one.role, one.open ? 'open' : 'closed'],
        waysOf(one, second.has(one.id), passkeys.has(one.id)),
        dayOf(one.created_at),
        (one.last_sign_in_at ?? 0) > at ? 'after that day' : dayOf(one.last_sign_in_at),
      ]),
      summary: `${open.length} open accounts of this console, ${open.filter(one => one.role === sayRole('technician')).length} of them technicians; ${strong} sign in with a second step or a passkey. A way of signing in that was taken away since is missing here.`,
    };
  },
};

interface Then {
  open?: boolean;
  role?: string;
  name?: string;
}

/** By subject: what was so until it was first changed after that moment. */
async function changedAfter(db: Tx, schoolId: string, at: number): Promise<Map<string, Then>> {
  const entries = await db
    .selectFrom('audit')
    .select(['action', 'subject', 'facts'])
    .where('school_id', '=', schoolId)
    .where('action', 'in', ['account.changed', 'account.disabled', 'account.enabled'])
    .where('at', '>', at)
    .orderBy('number')
    .execute();
  const then = new Map<string, Then>();
  for (const { action, subject, facts } of entries) {
    const { changes = '' } = JSON.parse(facts) as { changes?: string };
    const was = (what: string) => new RegExp(`(?:^|, )${what} (.+?) → `).exec(changes)?.[1];
    const [role, name] = [was('role'), was('name')];
    then.set(subject ?? '', {
      ...(action !== 'account.changed' && { open: action === 'account.disabled' }),
      ...(role !== undefined && { role }),
      ...(name !== undefined && { name }),
      ...then.get(subject ?? ''),
    });
  }
  return then;
}

function waysOf(
  one: { password_hash: string | null; directory_id: string | null },
  second: boolean,
  passkey: boolean,
): string {
  const ways = [
    ...(passkey ? ['a passkey'] : []),
    ...(one.password_hash === null ? [] : [second ? 'a password and a second step' : 'a password']),
    ...(one.directory_id === null ? [] : ['the school’s directory']),
  ];
  return ways.length === 0 ? 'a link that works once' : ways.join('; ');
}
