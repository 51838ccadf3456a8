/** Linux: the accounts in `/etc`, who may become root, and whom the computer signs in by itself. Needs root. */
import { isGenericName } from '../../../../shared/controls/local-accounts/generic-names.ts';
import type { Account, Observation, Unseen } from '../../../../shared/controls/local-accounts/observation.ts';
import { guestNames, policy as schema } from '../../../../shared/controls/local-accounts/policy.ts';
import {
  allGroups,
  isOpen,
  isPerson,
  keptAccounts,
  type OpenAccount,
  openAccounts,
  type Person,
} from '../../system/account-files.ts';
import { directoryOf } from '../../system/directory.ts';
import type { Backend, Machine } from '../control.ts';
import { autoLogon } from './auto-logon.ts';
import { dayOf, planFor, withNotice } from './close-guests.ts';
import { noticeOnLinux, noticesOnLinux } from './notice/linux.ts';
import { SittingsGuard } from './sittings/guard.ts';
import { sudoGrants } from './sudoers.ts';
import { BothGuards } from './work/both.ts';
import { WorkGuard } from './work/guard.ts';

/** Groups that sudo and polkit take for administrators as they are delivered. */
const adminGroups = ['sudo', 'wheel', 'admin'];
/** Whoever is in these writes to every disk, or starts a container that does: root without a password. */
const asGoodAsRoot = ['docker', 'lxd', 'incus-admin', 'disk'];

/** By name. `whole` is false when there may be more. */
async function administrators(machine: Machine, people: readonly Person[], asGood: readonly string[] = []) {
  const groups = await allGroups(machine);
  const grants = await sudoGrants(machine);
  const names = new Set([...grants.users, ...people.filter(({ uid }) => uid === 0).map(({ name }) => name)]);
  for (const { name, gid, members } of groups) {
    if (![...adminGroups, ...asGood, ...grants.groups].includes(name)) continue;
    for (const member of members) names.add(member);
    for (const person of people) if (person.gid === gid) names.add(person.name);
  }
  return { names, whole: grants.whole };
}

/** LightDM's guest session has no account of its own. */
const guestSession: Account = {
  name: 'Guest session',
  kind: 'guest',
  administrator: false,
  password: 'none',
  autoLogon: false,
};

const passwordOf = ({ password, secret }: OpenAccount): Account['password'] =>
  password ?? secret?.password ?? 'not_seen';

const gives = (account: Account, asked: readonly string[]) =>
  asked.includes(account.name.toLowerCase()) ||
  account.administrator ||
  account.autoLogon ||
  !['set', 'locked'].includes(account.password) ||
  isGenericName(account.name);

export const linux: Backend<Observation> = {
  source: '/etc/passwd',
  async observe(machine, _signal, policy) {
    const open = await openAccounts(machine);
    const admins = await administrators(machine, open, asGoodAsRoot);
    const auto = await autoLogon(machine);
    const directory = await directoryOf(machine);
    const elsewhere = [...admins.names].filter(name => !open.some(person => person.name === name));
    const accounts = open
      // Of those with a number of the system's only whoever can sign in by a password, or may become root.
      .filter(
        person =>
          isPerson(person) ||
          person.uid === 0 ||
          ['none', 'set'].includes(passwordOf(person)) ||
          admins.names.has(person.name),
      )
      .map(
        (person): Account => ({
          name: person.name.slice(0, 120),
          // A second account with root's number is somebody's, and so is one that looks like the system's and lets people in.
          kind:
            person.name === 'root' || (passwordOf(person) === 'none' && person.uid !== 0 && person.uid < 1000)
              ? 'system'
              : 'person',
          administrator: admins.names.has(person.name),
          password: passwordOf(person),
          autoLogon: auto.names.includes(person.name),
        }),
      );
    const asked = guestNames(policy);
    const named = accounts.filter(account => gives(account, asked));
    const unseen: Unseen[] = [];
    if (!admins.whole) unseen.push('administrators');
    if (!auto.whole) unseen.push('auto_logon');
    const notices = await noticesOnLinux(machine, policy);
    return {
      ...(notices === undefined ? {} : { notices }),
      accounts: [...named, ...(auto.guest ? [guestSession] : [])].slice(0, 200),
      others: accounts.length - named.length,
      autoLogonElsewhere: auto.names.some(name => !accounts.some(account => account.name === name)),
      unseen,
      directory,
      directoryAdministrators: directory === null ? null : elsewhere.length,
      ...(directory === null || elsewhere.length === 0
        ? {}
        : { directoryNames: elsewhere.map(name => name.slice(0, 120)).slice(0, 50) }),
    };
  },
  guard: edges =>
    new BothGuards(
      new SittingsGuard(edges, async () => (await import('./sittings/logind.ts')).seatsOnLinux),
      new WorkGuard(edges, async machine => (await import('./work/homes.ts')).workOnLinux(machine)),
    ),
  async plan(machine, asked) {
    const kept = await keptAccounts(machine);
    const { names, whole } = await administrators(machine, kept);
    const today = dayOf(machine.now());
    const known = kept.map(person => ({
      name: person.name,
      // Without a row of its own in the shadow file there is no place for a last day.
      system: !isPerson(person) || person.secret === undefined,
      administrator: names.has(person.name),
      open: isOpen(person, today) && passwordOf(person) === 'set',
      ends: person.secret?.endsOnDay ?? null,
    }));
    const guests = planFor(schema.parse(asked), known, 'shadow', machine.now(), whole);
    return withNotice(guests, await noticeOnLinux(machine, asked));
  },
};
