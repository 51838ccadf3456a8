/** Linux: what PAM really asks of passwords, when they run out, and how old those of people here are. Needs root. */
import type { Observation } from '../../../../shared/controls/password-policy/observation.ts';
import { isPerson, neverAfter, type OpenAccount, openAccounts } from '../../system/account-files.ts';
import { directoryOf } from '../../system/directory.ts';
import { textOf } from '../../system/presence.ts';
import type { Backend, Machine } from '../control.ts';
import { observeLockout } from './lockout.ts';
import { observeQuality } from './quality.ts';

const dayMs = 24 * 3600_000;

/** login.defs(5): the greatest age that new accounts begin with; 0 for never, which is also what no line means. */
async function maxAge(machine: Machine): Promise<number | null> {
  const text = await textOf(machine, '/etc/login.defs', 256 * 1024);
  if (typeof text !== 'string' || !text.endsWith('\n')) return null;
  const [, value] = /^\s*PASS_MAX_DAYS\s+(\S+)/m.exec(text) ?? [];
  if (value === undefined || value === '-1') return 0;
  return /^\d{1,6}$/.test(value) ? (neverAfter(Number(value)) ?? 0) : null;
}

/** Nothing but two numbers of each person. Day 0 stands for "must be changed at once". */
function ageOf({ secret }: OpenAccount): NonNullable<Observation['people']>[number] {
  const setOn = secret?.setOnDay ?? 0;
  return { setAt: setOn > 0 ? setOn * dayMs : null, maxAgeDays: secret ? (secret.maxDays ?? 0) : null };
}

export const linux: Backend<Observation> = {
  source: '/etc/passwd, /etc/shadow and /etc/pam.d',
  async observe(machine) {
    const accounts = await openAccounts(machine);
    // One that the shadow file does not name counts, as not known.
    const people = accounts.filter(one => isPerson(one) && (one.secret?.password ?? 'set') === 'set');
    return {
      ...(await observeQuality(machine)),
      lockoutAfter: await observeLockout(machine),
      maxAgeDays: await maxAge(machine),
      people: people.slice(0, 500).map(ageOf),
      directory: await directoryOf(machine),
    };
  },
};
