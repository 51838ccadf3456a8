/**
 * Letters to grown-ups who have something: shortly before it is due, while it is overdue, and when a statement about
 * personal use is a year old. On school days only.
 */
import { dayNumber, sayDay } from '../../../shared/assets/dates.ts';
import { statementDays } from '../../../shared/loans/words.ts';
import { clocks, isTold, schoolDays } from '../alerts/index.ts';
import type { Context } from '../context.ts';
import type { Tx } from '../database/index.ts';
import { enqueue, type NewDelivery } from '../deliveries/index.ts';
import { readSchool } from '../schools/index.ts';
import { reminderKey, writesLetters } from './letters.ts';

/** Reading begins with the day and ends with it: nobody is written to in the evening. */
const [fromMinute, toMinute] = [7 * 60 + 30, 18 * 60];
/** One letter so many days before, or on the last school day within them. */
const beforeDays = 3;
/** Then one a week, and no more than so many: after that somebody speaks to them. */
const [everyDays, mostOverdue] = [7, 4];

const dayMs = 24 * 3600_000;

interface Due {
  id: string;
  holder_name: string;
  email: string | null;
  purpose: string;
  due_on: string | null;
}

/** Fills the outbox where it is a school day's hour. A key keeps each letter single. Answers how many were asked for. */
export async function remindersPass(context: Context, schoolId: string): Promise<number> {
  if (context.config.mail === undefined) return 0;
  const days = await schoolDays(context.db, schoolId, true);
  const today = clocks(context.now(), days.timeZone);
  if (!isTold(days, today.day) || today.minute < fromMinute || today.minute >= toMinute) return 0;
  return context.db.transaction().execute(async tx => {
    if (!(await writesLetters(tx, schoolId))) return 0;
    const { name: school } = await readSchool(tx, schoolId);
    const letters: NewDelivery[] = [];
    for (const loan of await withDay(tx, schoolId)) {
      const left = (dayNumber(loan.due_on ?? '') ?? 0) - (dayNumber(today.date) ?? 0);
      const step = stepOf(left);
      if (step !== null) letters.push(await letterOf(tx, loan, step, left, school));
    }
    for (const loan of await withOldStatement(tx, schoolId)) {
      const days = Math.floor((context.now() - loan.said_at) / dayMs);
      const step = stepOf(statementDays - 1 - days);
      if (step?.startsWith('overdue'))
        letters.push(await statementLetterOf(tx, loan, step, school, context.config.origin));
    }
    await enqueue(context, tx, schoolId, letters);
    return letters.length;
  });
}

/** Days until it is due, negative when overdue, as the letter that belongs to it; null for none. */
export function stepOf(left: number): string | null {
  if (left > beforeDays) return null;
  if (left >= 0) return 'before';
  const week = Math.floor((-left - 1) / everyDays);
  return week < mostOverdue ? `overdue ${week + 1}` : null;
}

const withDay = (tx: Tx, schoolId: string): Promise<Due[]> =>
  tx
    .selectFrom('loan')
    .innerJoin('person', 'person.id', 'loan.holder_id')
    .select(['loan.id', 'holder_name', 'person.email', 'purpose', 'due_on'])
    .where('loan.school_id', '=', schoolId)
    .where('loan.status', '=', 'out')
    .where('due_on', 'is not', null)
    .where('person.kind', '!=', 'pupil')
    .where('person.left_at', 'is', null)
    .where('person.email', 'like', '%_@_%')
    .execute();

/** Off site with staff who can sign in, by the last time that they stated it; without one, by the day of the signature. */
async function withOldStatement(tx: Tx, schoolId: string): Promise<Stated[]> {
  const rows = await tx
    .selectFrom('loan')
    .innerJoin('person', 'person.id', 'loan.holder_id')
    .innerJoin('account', 'account.person_id', 'person.id')
    .select(['loan.id', 'holder_name', 'person.email', 'signed_at'])
    .select(eb =>
      eb
        .selectFrom('loan_statement')
        .select(of => of.fn.max('said_at').as('at'))
        .whereRef('loan_statement.loan_id', '=', 'loan.id')
        .as('said_at'),
    )
    .where('loan.school_id', '=', schoolId)
    .where('loan.status', '=', 'out')
    .where('off_site', '=', 1)
    .where('person.kind', '=', 'staff')
    .where('person.left_at', 'is', null)
    .where('person.email', 'like', '%_@_%')
    .where('account.disabled', '=', 0)
    .execute();
  return rows.flatMap(({ said_at, signed_at, ...row }) => {
    const at = said_at ?? signed_at;
    return at === null ? [] : [{ ...row, said_at: Number(at) }];
  });
}

type Stated = Pick<Due, 'id' | 'holder_name' | 'email'> & { said_at: number };

async function statementLetterOf(
  tx: Tx,
  loan: Stated,
  step: string,
  school: string,
  origin: string,
): Promise<NewDelivery> {
  const tags = await tagsOf(tx, loan.id);
  const subject = `Please state again how you use ${tags}`.slice(0, 150);
  const text = `${[
    `Dear ${loan.holder_name},`,
    `${school} asks once a year whether what it lent you is used for yourself as well: ${tags}.`,
    `Open ${origin}/yours and sign in as you always do. It takes a minute.`,
    school,
  ].join('\n\n')}\n`;
  return {
    ...{ way: 'mail', target: loan.email ?? '', what: subject },
    ...{
      key: `${reminderKey(loan.id)} use ${loan.said_at} ${step}`,
      body: JSON.stringify({ subject, text }),
    },
  };
}

async function tagsOf(tx: Tx, loanId: string): Promise<string> {
  const items = await tx
    .selectFrom('loan_item')
    .select('tag')
    .where('loan_id', '=', loanId)
    .where('back_at', 'is', null)
    .orderBy('tag')
    .execute();
  return items.map(item => item.tag).join(', ');
}

async function letterOf(tx: Tx, loan: Due, step: string, left: number, school: string): Promise<NewDelivery> {
  const tags = await tagsOf(tx, loan.id);
  const day = sayDay(loan.due_on ?? '');
  const when =
    left > 0 ? `is due back on ${day}` : left === 0 ? 'is due back today' : `was due back on ${day}`;
  const subject = `${left < 0 ? 'Overdue' : 'Due back'}: ${tags}`.slice(0, 150);
  const text = `${[
    `Dear ${loan.holder_name},`,
    `what ${school} lent you for “${loan.purpose}” ${when}: ${tags}.`,
    'Please bring it back with all that came with it. If you still need it, ask the technician for another day. If it is lost or stolen, say so at once: today is better than tomorrow.',
    school,
  ].join('\n\n')}\n`;
  return {
    ...{ way: 'mail', target: loan.email ?? '', what: subject },
    ...{ key: `${reminderKey(loan.id)} ${loan.due_on} ${step}`, body: JSON.stringify({ subject, text }) },
  };
}
