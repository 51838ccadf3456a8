/**
 * macOS: the accounts of the local directory node, its group of administrators, the guest account and
 * automatic sign-in. macOS does not tell whether a password is empty, and nothing here tries one.
 */
import * as z from 'zod';
import { isGenericName } from '../../../../shared/controls/local-accounts/generic-names.ts';
import type { Account, Observation, Unseen } from '../../../../shared/controls/local-accounts/observation.ts';
import { guestNames } from '../../../../shared/controls/local-accounts/policy.ts';
import { plistFile, plistOutput } from '../../system/plist.ts';
import { namesIn } from '../../system/presence.ts';
import { type Backend, type Machine, ProbeError } from '../control.ts';
import { noticeOnMac, noticesOnMac } from './notice/macos.ts';
import { SittingsGuard } from './sittings/guard.ts';
import { BothGuards } from './work/both.ts';
import { WorkGuard } from './work/guard.ts';

const source = 'dscl';
const attribute = (name: string) => `dsAttrTypeStandard:${name}`;
const values = z.array(z.string());
const record = z.record(z.string(), values.or(z.unknown()));
type Record = z.infer<typeof record>;

const valuesOf = (one: Record, name: string): string[] => {
  const read = values.safeParse(one[attribute(name)]);
  return read.success ? read.data : [];
};

const settings = z.object({ GuestEnabled: z.unknown(), autoLoginUser: z.unknown() }).partial();
const settingsPath = '/Library/Preferences/com.apple.loginwindow.plist';

/** Undefined for accounts below 500, which are the system's, and for those that have been switched off. */
function toAccount(one: Record, administrators: readonly string[], autoLogin: unknown): Account | undefined {
  const [name] = valuesOf(one, 'RecordName');
  const [uid] = valuesOf(one, 'UniqueID');
  const number = Number(uid);
  if (!name || !Number.isInteger(number))
    throw new ProbeError('unrecognised_output', 'an account without a number', source);
  if (number < 500 || name === 'nobody') return undefined;
  if (valuesOf(one, 'AuthenticationAuthority').some(way => way.includes(';DisabledUser;'))) return undefined;
  return {
    name: name.slice(0, 120),
    kind: name === 'Guest' ? 'guest' : 'person',
    administrator: administrators.includes(name),
    // Whether each has a password is said once, for all of them.
    password: 'set',
    autoLogon: autoLogin === name,
  };
}

async function loginWindow(machine: Machine, signal: AbortSignal) {
  const found = await plistFile(machine, settingsPath, settings, signal).catch(error => {
    if (error instanceof ProbeError) return null;
    throw error;
  });
  const guest = found?.GuestEnabled;
  const unseen: Unseen[] = found === null ? ['auto_logon', 'guest'] : [];
  return { guest: guest === true || guest === 1, autoLogin: found?.autoLoginUser, unseen };
}

/** Null when no directory was seen to be set up. */
async function directoryOf(machine: Machine): Promise<string | null> {
  const names = await namesIn(machine, '/Library/Preferences/OpenDirectory/Configurations/Active Directory');
  return names === null || names.some(name => name.endsWith('.plist')) ? 'Active Directory' : null;
}

const guestAccount: Account = {
  name: 'Guest',
  kind: 'guest',
  administrator: false,
  password: 'none',
  autoLogon: false,
};

export const macos: Backend<Observation> = {
  source,
  async observe(machine, signal, policy) {
    const read = ['-plist', '.', '-readall', '/Users', 'RecordName', 'UniqueID', 'AuthenticationAuthority'];
    const users = await plistOutput(machine, source, read, z.array(record), signal);
    if (!users.some(one => valuesOf(one, 'UniqueID')[0] === '0'))
      throw new ProbeError('unrecognised_output', 'the list of accounts has no root', source);
    const group = await plistOutput(
      machine,
      source,
      ['-plist', '.', '-read', '/Groups/admin', 'GroupMembership'],
      record,
      signal,
    );
    const administrators = valuesOf(group, 'GroupMembership');
    const { guest, autoLogin, unseen } = await loginWindow(machine, signal);
    const people = users
      .flatMap(one => toAccount(one, administrators, autoLogin) ?? [])
      .filter(({ kind }) => kind === 'person');
    const asked = guestNames(policy);
    const gives = ({ name, administrator, autoLogon: byItself }: Account) =>
      administrator || byItself || isGenericName(name) || asked.includes(name.toLowerCase());
    const named = people.filter(gives);
    const notices = await noticesOnMac(machine, policy);
    return {
      ...(notices === undefined ? {} : { notices }),
      accounts: [...named, ...(guest ? [guestAccount] : [])].slice(0, 200),
      others: people.length - named.length,
      autoLogonElsewhere: typeof autoLogin === 'string' && !people.some(({ autoLogon }) => autoLogon),
      unseen: ['passwords', ...(administrators.length > 0 ? [] : (['administrators'] as const)), ...unseen],
      directory: await directoryOf(machine),
      directoryAdministrators: null,
    };
  },
  guard: edges =>
    new BothGuards(
      new SittingsGuard(edges, async () => (await import('./sittings/macos.ts')).seatsOnMac),
      new WorkGuard(edges, async machine => (await import('./work/homes.ts')).workOnMac(machine)),
    ),
  plan: noticeOnMac,
};
