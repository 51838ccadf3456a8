/** The answer of windows-script.ts as an observation. Numbers decide: every name here is in the language of the system. */
import * as z from 'zod';
import { isGenericName } from '../../../../shared/controls/local-accounts/generic-names.ts';
import type { Account, Observation } from '../../../../shared/controls/local-accounts/observation.ts';
import { parseAnswer, rowsOf } from '../../system/powershell.ts';
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

const answer = z.object({
  computer: z.string().min(1),
  domain: z.boolean(),
  role: z.int(),
  entra: rowsOf(z.unknown()),
  autoLogon: z.string(),
  autoLogonName: z.string(),
  autoLogonDomain: z.string(),
  accounts: z.array(rawAccount),
  administrators: rowsOf(z.object({ sid: z.string().min(1), local: z.boolean() })),
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

/** Everyone, the signed-in, whoever sits there or comes by the network, users, guests: groups of Windows that hold everybody. */
const everybody = /^S-1-(1-0|5-2|5-4|5-7|5-11|5-32-545|5-32-546)$/;
const allAreAdministrators: Account = {
  name: 'Everybody who signs in',
  kind: 'person',
  administrator: true,
  password: 'set',
  autoLogon: false,
};

function directoryOf({ domain, entra }: Answer): string | null {
  const names = [domain && 'Active Directory', 'rows' in entra && entra.rows.length > 0 && 'Microsoft Entra'];
  return names.filter(name => name !== false).join(' and ') || null;
}

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

/** Throws ProbeError. */
export function parseWindows(stdout: string, asked: readonly string[] = []): Observation {
  const told = answerIn(stdout);
  const { accounts: all, administrators } = told;
  const accounts = all.filter(({ disabled }) => !disabled).map(raw => toAccount(raw, told));
  const named = accounts.filter(account => namedFor(account, asked));
  const directory = directoryOf(told);
  const seen = 'rows' in administrators ? administrators.rows : null;
  const strangers = seen?.filter(
    ({ sid }) => /^S-1-(5-21|12-1)-/.test(sid) && !all.some(one => one.sid === sid),
  );
  // Where no directory could say who that is.
  const unseen = seen === null || seen.length === 0 || (directory === null && strangers?.length !== 0);
  const everyone = seen?.some(({ sid }) => everybody.test(sid)) ? [allAreAdministrators] : [];
  const signsIn = told.autoLogon === '1' && told.autoLogonName !== '';
  return {
    accounts: [...everyone, ...named].slice(0, 200),
    others: accounts.length - named.length,
    autoLogonElsewhere: signsIn && !accounts.some(({ autoLogon }) => autoLogon),
    unseen: unseen ? ['administrators'] : [],
    directory,
    directoryAdministrators: directory && seen ? seen.filter(({ local }) => !local).length : null,
  };
}
