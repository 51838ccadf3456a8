/** To whom a kept report and the week in five lines go, and at which moment of the day. */
import type * as z from 'zod';
import { type Role, roles } from '../../../shared/protocol/api/common.ts';
import type { GovernorLetters, governorLettersInput } from '../../../shared/protocol/api/governors.ts';
import { may, type Permission } from '../access.ts';
import { clocks, endsWeek, minuteOf, nextDigestAt, schoolDays } from '../alerts/index.ts';
import type { Context } from '../context.ts';
import { lockSchool, readSetting, type Tx, writeSetting } from '../database/index.ts';
import { conflict, invalid } from '../errors.ts';
import type { Caller } from '../route.ts';

export type Wishes = z.output<typeof governorLettersInput>;

const usual: Wishes = { revision: 0, at: '08:00', people: [], addresses: [], weekAt: '15:30', week: [] };
const nameOf = (schoolId: string) => `governor-letters.${schoolId}`;

export async function readWishes(tx: Tx, schoolId: string): Promise<Wishes> {
  const kept = await readSetting(tx, nameOf(schoolId));
  return kept === undefined ? usual : { ...usual, ...(JSON.parse(kept) as Wishes) };
}

export interface Receiver {
  id: string;
  personId: string;
  name: string;
  email: string;
  role: Role;
}

/** Accounts that are open, have an address and may read it anyway. */
async function readers(tx: Tx, schoolId: string, permission: Permission): Promise<Receiver[]> {
  const found = await tx
    .selectFrom('account')
    .innerJoin('person', 'person.id', 'account.person_id')
    .select(['account.id', 'account.role', 'person.id as personId', 'person.name', 'person.email'])
    .where('account.school_id', '=', schoolId)
    .where('account.disabled', '=', 0)
    .where('person.email', 'is not', null)
    .orderBy('person.name')
    .orderBy('account.id')
    .execute();
  return found.flatMap(({ role, email, ...one }) => {
    const known = roles.find(name => name === role);
    return known !== undefined && may(known, permission) && email !== null
      ? [{ ...one, email, role: known }]
      : [];
  });
}

export const reportReaders = (tx: Tx, schoolId: string) => readers(tx, schoolId, 'reports.read');
export const weekReaders = (tx: Tx, schoolId: string) => readers(tx, schoolId, 'promises.read');

export async function showLetters(context: Context, schoolId: string): Promise<GovernorLetters> {
  const { db, config, now } = context;
  const wishes = await readWishes(db, schoolId);
  const accounts = await reportReaders(db, schoolId);
  const weekAccounts = await weekReaders(db, schoolId);
  const days = await schoolDays(db, schoolId, true);
  const still = (ids: readonly string[], of: Receiver[]) => ids.filter(id => of.some(one => one.id === id));
  const shown = ({ personId: _, ...one }: Receiver) => one;
  return {
    ...wishes,
    people: still(wishes.people, accounts),
    week: still(wishes.week, weekAccounts),
    accounts: accounts.map(shown),
    weekAccounts: weekAccounts.map(shown),
    mail: config.mail === undefined ? null : { server: config.mail.url.host, from: config.mail.from },
    nextAt: nextDigestAt(days, wishes.at, now()),
    nextWeekAt: nextWeek(days, wishes.weekAt, now()),
  };
}

/** The first of the next digests' moments that ends a week; null when there is none within a year. */
function nextWeek(days: Awaited<ReturnType<typeof schoolDays>>, at: string, now: number): number | null {
  let next = nextDigestAt(days, at, now);
  for (let tries = 0; next !== null && tries < 366; tries++) {
    const { day, minute } = clocks(next, days.timeZone);
    if (minute >= minuteOf(at) && endsWeek(days, day)) return next;
    next = nextDigestAt(days, at, next);
  }
  return null;
}

/** Throws `governors.letters_changed`, `request.invalid`. */
export async function changeLetters(context: Context, by: Caller, given: Wishes): Promise<void> {
  const { db, audit } = context;
  await db.transaction().execute(async tx => {
    await lockSchool(tx, by.schoolId);
    const { revision } = await readWishes(tx, by.schoolId);
    if (revision !== given.revision)
      throw conflict('governors.letters_changed', 'Somebody changed this meanwhile. Look at it again.');
    const people = chosenOf(given.people, await reportReaders(tx, by.schoolId), 'people');
    const week = chosenOf(given.week, await weekReaders(tx, by.schoolId), 'week');
    const addresses = [...new Map(given.addresses.map(one => [one.toLowerCase(), one])).values()];
    const kept: Wishes = { ...given, addresses, revision: revision + 1 };
    await writeSetting(tx, nameOf(by.schoolId), JSON.stringify(kept));
    const listed = (names: readonly string[]) => (names.length === 0 ? 'nobody' : names.join(', '));
    // How many addresses, not which: the log is kept for ever.
    const others = addresses.length === 0 ? [] : [`${addresses.length} without an account`];
    const facts = {
      ...{ people: listed([...people, ...others]), at: given.at },
      ...{ week: listed(week), weekAt: given.weekAt },
    };
    await audit.record(tx, by, 'governors.letters_changed', { facts });
  });
}

/** Their names. Throws for one who may not read it, or has no address any more. */
function chosenOf(ids: readonly string[], of: readonly Receiver[], field: string): string[] {
  return ids.map(id => {
    const found = of.find(one => one.id === id);
    if (found === undefined)
      throw invalid('One of these people cannot get it any more.', { [field]: 'Choose again' });
    return found.name;
  });
}
