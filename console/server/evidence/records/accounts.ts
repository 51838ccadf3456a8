/** Who may do what in the console, with how they sign in; as it was when the pack was made. */
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
      .where('confirmed_at', 'is not', null)
      .execute();
    const keys = await db
      .selectFrom('passkey')
      .select('account_id')
      .where('school_id', '=', schoolId)
      .execute();
    const second = new Set(codes.map(one => one.account_id));
    const passkeys = new Set(keys.map(one => one.account_id));
    const open = found.filter(one => one.disabled === 0);
    const strong = open.filter(one => second.has(one.id) || passkeys.has(one.id)).length;
    return {
      head: ['Person', 'Role', 'Account', 'Signs in by', 'Since', 'Last signed in'],
      rows: found.map(one => [
        ...[one.name, one.role.replaceAll('_', ' '), one.disabled === 0 ? 'open' : 'closed'],
        waysOf(one, second.has(one.id), passkeys.has(one.id)),
        ...[dayOf(one.created_at), dayOf(one.last_sign_in_at)],
      ]),
      summary: `${open.length} open accounts of this console, ${open.filter(one => one.role === 'technician').length} of them technicians; ${strong} sign in with a second step or a passkey.`,
    };
  },
};

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
