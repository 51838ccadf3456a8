/** What goes out by e-mail: a kept report to those whom the school chose, and the week in five lines. Nothing twice. */

import { clocks, endsWeek, isTold, minuteOf, type SchoolDays, schoolDays } from '../alerts/index.ts';
import type { Context } from '../context.ts';
import { lockSchool, type Tx } from '../database/index.ts';
import { enqueue, type NewDelivery } from '../deliveries/index.ts';
import { dayIn, readWeek } from '../promises/index.ts';
import { readSchool } from '../schools/index.ts';
import { type Receiver, readWishes, reportReaders, type Wishes, weekReaders } from './letter-settings.ts';
import { reportLetter, weekLetter } from './letter-words.ts';
import { readReport, slotOf } from './store.ts';

const dayMs = 86_400_000;
/** A report that was kept longer ago was taken to its meeting by hand. */
const mostAgeMs = 30 * dayMs;
/** The weeks' slots are of no use to anybody later. */
const keptWeeksMs = 60 * dayMs;

/** Whatever is due for one school now. Answers how many went into the outbox. */
export async function lettersPass(context: Context, schoolId: string): Promise<number> {
  return context.db.transaction().execute(async tx => {
    await lockSchool(tx, schoolId);
    const wishes = await readWishes(tx, schoolId);
    const days = await schoolDays(tx, schoolId, true);
    const reports = await reportLetters(context, tx, schoolId, wishes, days);
    const weeks = await weekLetters(context, tx, schoolId, wishes, days);
    return reports + weeks;
  });
}

interface Kept {
  number: number;
  day: string;
}

async function reportLetters(
  context: Context,
  tx: Tx,
  schoolId: string,
  wishes: Wishes,
  days: SchoolDays,
): Promise<number> {
  const { day, date, minute } = clocks(context.now(), days.timeZone);
  if (minute < minuteOf(wishes.at) || !isTold(days, day)) return 0;
  const waiting = (await unsent(context, tx, schoolId)).filter(
    one => dayIn(Number(one.kept_at), days.timeZone) < date,
  );
  const targets = await targetsOf(tx, schoolId, wishes);
  if (waiting.length === 0 || targets.length === 0) return 0;
  const newest = new Map(waiting.map(one => [one.day, one]));
  let sent = 0;
  for (const one of waiting) {
    const isNewest = newest.get(one.day) === one;
    await note(context, tx, schoolId, slotOf(one.number), isNewest ? targets.length : 0);
    if (isNewest) sent += await sendReport(context, tx, schoolId, one, targets);
  }
  return sent;
}

/** Oldest first. */
async function unsent({ now }: Context, tx: Tx, schoolId: string) {
  const kept = await tx
    .selectFrom('governor_report')
    .select(['number', 'day', 'kept_at'])
    .where('school_id', '=', schoolId)
    .where('kept_at', '>', now() - mostAgeMs)
    .orderBy('number')
    .execute();
  const slots = new Set(await slotsOf(tx, schoolId));
  return kept.filter(({ number }) => !slots.has(slotOf(number)));
}

async function slotsOf(tx: Tx, schoolId: string): Promise<string[]> {
  const rows = await tx
    .selectFrom('governor_letter')
    .select('slot')
    .where('school_id', '=', schoolId)
    .execute();
  return rows.map(({ slot }) => slot);
}

async function note({ now }: Context, tx: Tx, schoolId: string, slot: string, people: number): Promise<void> {
  await tx.insertInto('governor_letter').values({ school_id: schoolId, slot, at: now(), people }).execute();
}

/** Accounts, and addresses as they are; one address once. */
async function targetsOf(tx: Tx, schoolId: string, { people, addresses }: Wishes): Promise<string[]> {
  const chosen = (await reportReaders(tx, schoolId)).filter(({ id }) => people.includes(id));
  const known = new Set(chosen.map(({ email }) => email.toLowerCase()));
  return [...chosen.map(({ id }) => id), ...addresses.filter(one => !known.has(one.toLowerCase()))];
}

async function sendReport(
  context: Context,
  tx: Tx,
  schoolId: string,
  { number, day }: Kept,
  targets: readonly string[],
): Promise<number> {
  const { report } = await readReport(tx, schoolId, number);
  const letter = reportLetter(report, number, context.config.origin);
  await enqueue(
    context,
    tx,
    schoolId,
    targets.map(target => letterTo(target, slotOf(number), { ...letter, report: number })),
  );
  const by = { schoolId, id: 'console', name: 'Caretaker itself' };
  await context.audit.record(tx, by, 'governors.sent', { facts: { number, day, people: targets.length } });
  return targets.length;
}

const letterTo = (
  target: string,
  slot: string,
  letter: { subject: string; text: string; report?: number },
): NewDelivery => ({
  ...{ way: 'mail', target, key: `governors ${slot} ${target}` },
  ...{ what: letter.subject, body: JSON.stringify(letter) },
});

/** On the last day of a week on which people are in school; a week of holidays has none. */
async function weekLetters(
  context: Context,
  tx: Tx,
  schoolId: string,
  wishes: Wishes,
  days: SchoolDays,
): Promise<number> {
  const { day, date, minute } = clocks(context.now(), days.timeZone);
  const slot = `week ${date}`;
  if (minute < minuteOf(wishes.weekAt) || !endsWeek(days, day)) return 0;
  const readers = (await weekReaders(tx, schoolId)).filter(({ id }) => wishes.week.includes(id));
  if (readers.length === 0 || (await slotsOf(tx, schoolId)).includes(slot)) return 0;
  await note(context, tx, schoolId, slot, readers.length);
  await forgetWeeks(context, tx, schoolId);
  const { name } = await readSchool(tx, schoolId);
  const letters: NewDelivery[] = [];
  for (const reader of readers) {
    const week = await readWeek({ ...context, db: tx as Context['db'] }, callerOf(schoolId, reader));
    letters.push(letterTo(reader.id, slot, weekLetter(name, days.timeZone, week, context.config.origin)));
  }
  await enqueue(context, tx, schoolId, letters);
  return letters.length;
}

/** What they may decide is told to each as their own page tells it. */
const callerOf = (schoolId: string, { personId, name, role }: Receiver) => ({
  ...{ schoolId, id: `person:${personId}`, name, role },
});

async function forgetWeeks({ now }: Context, tx: Tx, schoolId: string): Promise<void> {
  await tx
    .deleteFrom('governor_letter')
    .where('school_id', '=', schoolId)
    .where('slot', 'like', 'week %')
    .where('at', '<', now() - keptWeeksMs)
    .execute();
}
