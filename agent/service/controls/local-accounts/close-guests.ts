/**
 * Which accounts of guests end, and when: only those that the school listed and this computer keeps itself, never the
 * system's own, never one of a directory, never the last that could put anything right. Pure.
 */
import type { Policy } from '../../../../shared/controls/local-accounts/policy.ts';
import type { Plan, Setting, Wanted } from '../plan.ts';

type Kept = Extract<Setting, { kind: 'account' }>['kept'];

/** An account that is kept on this computer. */
export interface Known {
  name: string;
  /** Root, the built-in administrator, what services run as: never touched. */
  system: boolean;
  administrator: boolean;
  /** Somebody can sign in to it today. */
  open: boolean;
  /** As plan.ts has it. */
  ends: number | null;
}

const dayMs = 24 * 3600_000;
export const dayOf = (ms: number) => Math.floor(ms / dayMs);

/**
 * The day from which on it is closed; undefined to leave it as it is. An account that somebody closed, or that ends
 * sooner, is never opened by a policy.
 */
function endFor(target: number, ends: number | null, today: number, kept: Kept): number | undefined {
  const past = target <= today;
  // Windows cannot be told beforehand.
  if (kept === 'windows') return past ? 1 : undefined;
  if (ends === null || ends >= target) return target;
  return past && ends <= today ? ends : undefined;
}

const sentence = {
  none: 'No guest with a last day is listed whose account is on this computer.',
  guests:
    'Guests’ accounts close after their last day, at midnight UTC: whoever is signed in then goes on, and cannot unlock the screen again. Nothing else about accounts is set.',
};
const keptOpen = (names: readonly string[], whole: boolean) =>
  whole
    ? ` ${names.join(', ')}: left open, because no other administrator could sign in here any more.`
    : ` ${names.join(', ')}: left open, because it could not be seen who is an administrator here (sudo’s rules).`;

/** On Linux `Anna` and `anna` are two: the one that is written so, or the only one that differs in capitals alone. */
function meantBy(name: string, accounts: readonly Known[]): Known | undefined {
  const alike = accounts.filter(one => one.name.toLowerCase() === name.toLowerCase());
  return alike.find(one => one.name === name) ?? (alike.length === 1 ? alike[0] : undefined);
}

/** `now` in UTC milliseconds. `whole` is false when there may be more administrators among them than were seen. */
export function planFor(
  policy: Policy,
  accounts: readonly Known[],
  kept: Kept,
  now: number,
  whole = true,
): Plan {
  const today = dayOf(now);
  const ending = policy.guests.flatMap(({ name, endsOn }) => {
    const account = meantBy(name, accounts);
    if (account === undefined || account.system) return [];
    const ends = endFor(dayOf(Date.parse(`${endsOn}T00:00:00Z`)) + 1, account.ends, today, kept);
    return ends === undefined ? [] : [{ account, ends }];
  });
  const once = [...new Map(ending.map(one => [one.account.name, one])).values()];
  const stay = accounts.some(
    one => one.administrator && one.open && !once.some(({ account }) => account === one),
  );
  const closing = stay ? once : once.filter(({ account }) => whole && !account.administrator);
  const left = once.filter(one => !closing.includes(one)).map(({ account }) => account.name);
  const wanted = closing.map(
    ({ account, ends }): Wanted => ({
      setting: { kind: 'account', kept, name: account.name },
      value: { kind: 'account', ends },
    }),
  );
  const detail = `${wanted.length === 0 ? sentence.none : sentence.guests}${left.length === 0 ? '' : keptOpen(left, whole)}`;
  return { wanted, how: wanted.length === 0 ? 'detective' : 'best_effort', detail };
}

/** The words before sign-in beside it, which are set first: they say nothing of anybody. */
export function withNotice(guests: Plan, notice: readonly Wanted[]): Plan {
  if (notice.length === 0) return guests;
  const detail = `The words before sign-in are set. ${guests.detail ?? ''}`.trim();
  return { wanted: [...notice, ...guests.wanted], how: 'best_effort', detail };
}
