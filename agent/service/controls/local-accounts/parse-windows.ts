/** The answer of windows-script.ts as an observation. Numbers decide: every name here is in the language of the system. */
import * as z from 'zod';
import { isGenericName } from '../../../../shared/controls/local-accounts/generic-names.ts';
import type { Account, Observation, Unseen } from '../../../../shared/controls/local-accounts/observation.ts';
import { parseAnswer, rowsOf } from '../../system/powershell.ts';
import { directoryName, domainRole } from '../../system/windows-directory.ts';
import { ProbeError } from '../control.ts';
import type { Known } from './close-guests.ts';

const source = 'Win32_UserAccount';

const rawAccount = z.object({
  name: z.string().min(1),
  sid: z.string().regex(/^S-1-[\d-]+$/),
  disabled: z.boolean(),
  passwordRequired: z.boolean(),
});
export type RawAccount = z.infer<typeof rawAccount>;

const rawMember = z.object({ sid: z.string().min(1), name: z.string() });
type Member = z.infer<typeof rawMember>;

const answer = z.object({
  computer: z.string().min(1),
  domain: z.boolean(),
  role: domainRole,
  entra: rowsOf(z.unknown()),
  autoLogon: z.string(),
  autoLogonName: z.string(),
  autoLogonDomain: z.string(),
  accounts: z.array(rawAccount),
  administrators: rowsOf(rawMember),
  remote: rowsOf(rawMember),
});
type Answer = z.infer<typeof answer>;

/** The last number of a SID: 500 the built-in administrator, 501 the guest, 503 and 504 Windows' own. */
const numberOf = (sid: string) => Number(/-(\d+)$/.exec(sid)?.[1]);

/** An account of the computer itself, by the domain that the sign-in names: none, a dot, or the computer. */
const signsInHere = ({ autoLogonDomain, computer }: Answer) =>
  ['', '.', computer.toLowerCase()].includes(autoLogonDomain.toLowerCase());

function toAccount(raw: RawAccount, told: Answer): Account {
  const { administrators, autoLogon, autoLogonName } = told;
  const number = numberOf(raw.sid);
  return {
    name: raw.name.slice(0, 120),
    kind: number === 501 ? 'guest' : number === 503 || number === 504 ? 'system' : 'person',
    // The built-in administrator is one whatever its groups say.
    administrator:
      number === 500 || ('rows' in administrators && administrators.rows.some(({ sid }) => sid === raw.sid)),
    password: raw.passwordRequired ? 'set' : 'not_required',
    autoLogon:
      autoLogon === '1' && signsInHere(told) && autoLogonName.toLowerCase() === raw.name.toLowerCase(),
  };
}

/**
 * Everyone, local and console sign-ins, dial-up, network, batch, interactive, anonymous, the signed-in, terminal servers,
 * remote interactive, this organisation, local accounts, users, guests; Domain Users and Guests: groups of Windows that hold
 * everybody, or may.
 */
const everybody = /^S-1-(?:1-0|2-[01]|5-(?:[1-47]|11|13|14|15|113|114)|5-32-54[56]|5-21-\d+-\d+-\d+-51[34])$/;
/** The system itself, its services, and its own group of administrators. */
const ofWindows = /^S-1-5-(?:18|19|20|6|80-[\d-]+|32-544)$/;

/** As people read it: `SCHOOL\\Domain Admins`; its number where the directory no longer knows it. */
const nameOf = ({ name, sid }: Member) => (name || sid).slice(0, 120);

const namedFor = (account: Account, asked: readonly string[]) =>
  asked.includes(account.name.toLowerCase()) ||
  account.kind === 'guest' ||
  account.administrator ||
  account.autoLogon ||
  account.password !== 'set' ||
  isGenericName(account.name);

/** Throws ProbeError: every Windows lists its built-in administrator, switched off or not. */
function answerIn(stdout: string): Answer {
  const told = parseAnswer(stdout, answer, source);
  const { accounts: all, role } = told;
  // DomainRole 4 and 5 are domain controllers, whose accounts are the domain's.
  if (role < 4 && !all.some(({ sid }) => numberOf(sid) === 500))
    throw new ProbeError('unrecognised_output', 'Windows did not list its built-in administrator', source);
  return told;
}

/** Every account, also those that are switched off. Throws ProbeError. */
export function keptOnWindows(stdout: string): Known[] {
  const told = answerIn(stdout);
  if ('error' in told.administrators || told.administrators.rows.length === 0)
    throw new ProbeError('probe_failed', 'who is an administrator could not be looked at', source);
  // The accounts of a domain controller are the domain's.
  if (told.role >= 4) return [];
  return told.accounts.map(raw => {
    const { name, kind, administrator } = toAccount(raw, told);
    const system = kind !== 'person' || numberOf(raw.sid) === 500;
    return { name, system, administrator, open: !raw.disabled, ends: raw.disabled ? 1 : null };
  });
}

/** What may hold more than was seen. Windows tells of no account whether its password is empty. */
function unseenIn(
  { entra, remote }: Answer,
  accounts: readonly Account[],
  administrators: boolean,
): Unseen[] {
  const all: [Unseen, boolean][] = [
    ['passwords', accounts.some(({ password }) => password === 'set')],
    ['administrators', administrators],
    ['remote', 'error' in remote],
    ['directory', 'error' in entra],
  ];
  return all.flatMap(([what, is]) => (is ? [what] : []));
}

/** Throws ProbeError. */
export function parseWindows(stdout: string, asked: readonly string[] = []): Observation {
  const told = answerIn(stdout);
  const { accounts: all, administrators } = told;
  const accounts = all.filter(({ disabled }) => !disabled).map(raw => toAccount(raw, told));
  const named = accounts.filter(account => namedFor(account, asked));
  const directory = directoryName(told.domain, told.entra);
  const seen = 'rows' in administrators ? administrators.rows : null;
  const strangers = (seen ?? []).filter(
    ({ sid }) => !all.some(one => one.sid === sid) && !everybody.test(sid) && !ofWindows.test(sid),
  );
  const ofDirectory = strangers.filter(({ sid }) => directory !== null && /^S-1-(?:5-21|12-1)-/.test(sid));
  // Somebody whom no directory could name, or of a kind that is not known here.
  const unseen = seen === null || seen.length === 0 || strangers.length > ofDirectory.length;
  const everyone = seen?.some(({ sid }) => everybody.test(sid)) ?? false;
  const remote = 'rows' in told.remote ? told.remote.rows.map(nameOf).slice(0, 50) : null;
  const signsIn = told.autoLogon === '1' && told.autoLogonName !== '';
  return {
    accounts: named.slice(0, 200),
    ...(everyone ? { everybodyAdministers: true } : {}),
    ...(remote === null || remote.length === 0 ? {} : { remote }),
    others: accounts.length - named.length,
    autoLogonElsewhere: signsIn && !accounts.some(({ autoLogon }) => autoLogon),
    unseen: unseenIn(told, accounts, unseen),
    directory,
    directoryAdministrators: directory && seen ? ofDirectory.length : null,
    ...(ofDirectory.length === 0 ? {} : { directoryNames: ofDirectory.map(nameOf).slice(0, 50) }),
  };
}
