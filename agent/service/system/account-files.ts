/**
 * `/etc/passwd`, `/etc/shadow` and `/etc/group` (passwd(5), shadow(5), group(5)). Of the shadow file only
 * whether a password is set leaves this file: never a hash, nor any part of one.
 */
import { type Machine, ProbeError } from '../controls/control.ts';
import { textOf } from './presence.ts';

const source = '/etc/passwd';

const broken = (why: string) => new ProbeError('unrecognised_output', why, source);

function rows(text: string, fields: number, path: string): string[][] {
  if (!text.endsWith('\n')) throw broken(`${path} ends in the middle of a line`);
  const lines = text.split('\n').filter(line => line.trim() !== '' && !/^[#+-]/.test(line));
  const all = lines.map(line => line.split(':'));
  if (all.some(row => row.length !== fields)) throw broken(`${path} has a line of another shape`);
  return all;
}

export type PasswordState = 'set' | 'locked' | 'none';

function passwordState(field: string): PasswordState {
  if (field === '') return 'none';
  return /^[!*]/.test(field) ? 'locked' : 'set';
}

export interface Person {
  name: string;
  uid: number;
  gid: number;
  /** Undefined when the shadow file says it. */
  password: PasswordState | undefined;
  /** False for a shell that ends at once. */
  hasShell: boolean;
}

/** Throws ProbeError when there is no root among them: that is not a list of accounts. */
export function parsePasswd(text: string): Person[] {
  const people = rows(text, 7, '/etc/passwd').map(
    ([name = '', field = '', uid = '', gid = '', , , shell = '']) => ({
      name,
      uid: Number(uid),
      gid: Number(gid),
      password: field === 'x' ? undefined : passwordState(field),
      hasShell: !/\/(nologin|false|sync|shutdown|halt)$/.test(shell.trim()),
    }),
  );
  if (!people.some(({ uid }) => uid === 0)) throw broken('the list of accounts has no root');
  if (people.some(({ uid, gid }) => !Number.isInteger(uid) || !Number.isInteger(gid)))
    throw broken('the list of accounts has a number that is none');
  return people;
}

export interface Secret {
  password: PasswordState;
  /** Days since 1970 on which the password was last set, and the account ends; null for none. */
  setOnDay: number | null;
  endsOnDay: number | null;
  /** Days after which the password has to be changed; null where it never has to be. */
  maxDays: number | null;
}

const whole = (field: string) => (/^\d{1,6}$/.test(field) ? Number(field) : null);

/** 99999 days stand for never, and so does anything that nobody lives to see. */
export const neverAfter = (days: number | null) => (days === null || days >= 10_000 ? null : days);

export function parseShadow(text: string): Map<string, Secret> {
  return new Map(
    rows(text, 9, '/etc/shadow').map(
      ([name = '', field = '', setOn = '', , max = '', , , ends = '']): [string, Secret] => [
        name,
        {
          password: passwordState(field),
          setOnDay: whole(setOn),
          endsOnDay: whole(ends),
          maxDays: neverAfter(whole(max)),
        },
      ],
    ),
  );
}

export interface Group {
  name: string;
  gid: number;
  members: string[];
}

export function parseGroup(text: string): Group[] {
  const groups = rows(text, 4, '/etc/group').map(([name = '', , gid = '', members = '']) => ({
    name,
    gid: Number(gid),
    members: members
      .trim()
      .split(',')
      .filter(member => member !== ''),
  }));
  if (!groups.some(({ gid }) => gid === 0)) throw broken('the list of groups has no root');
  return groups;
}

async function required(machine: Machine, path: string): Promise<string> {
  const text = await textOf(machine, path);
  if (typeof text === 'string') return text;
  if (text === undefined) throw new ProbeError('probe_failed', `${path} is not there`, source);
  throw new ProbeError('no_privilege', `${path} could not be read`, source);
}

export type OpenAccount = Person & { secret: Secret | undefined };

/** Every account that this computer keeps itself. Needs root. Throws ProbeError. */
export async function keptAccounts(machine: Machine): Promise<OpenAccount[]> {
  if (!machine.privileged)
    throw new ProbeError('no_privilege', 'only root can see how passwords are kept', source);
  const people = parsePasswd(await required(machine, source));
  const shadow = parseShadow(await required(machine, '/etc/shadow'));
  const known = new Set(people.map(({ name }) => name));
  if ([...shadow.keys()].some(name => !known.has(name)))
    throw broken('the shadow file names an account that is not listed');
  return people.map(person => ({ ...person, secret: shadow.get(person.name) }));
}

/** Whether somebody can sign in on that day since 1970, if the account has a password. */
export const isOpen = ({ hasShell, secret }: OpenAccount, today: number) =>
  hasShell && (secret?.endsOnDay ?? today + 1) > today;

/** Those that somebody can sign in to, of every number. Needs root. Throws ProbeError. */
export async function openAccounts(machine: Machine): Promise<OpenAccount[]> {
  const today = Math.floor(machine.now() / (24 * 3600_000));
  return (await keptAccounts(machine)).filter(account => isOpen(account, today));
}

/** Throws ProbeError, also when the groups do not agree with their own shadow file. */
export async function allGroups(machine: Machine): Promise<Group[]> {
  const groups = parseGroup(await required(machine, '/etc/group'));
  const shadow = await textOf(machine, '/etc/gshadow');
  if (shadow === null) throw new ProbeError('no_privilege', '/etc/gshadow could not be read', source);
  const listed = new Set(groups.map(({ name }) => name));
  if ((shadow ?? '').split('\n').some(line => line.trim() !== '' && !listed.has(line.split(':')[0] ?? '')))
    throw broken('/etc/gshadow names a group that is not listed');
  return groups;
}

/** People's own accounts; the numbers below are the system's. */
export const isPerson = ({ uid }: Person) => uid >= 1000 && uid < 60_000;
