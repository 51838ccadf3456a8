/** Letters to those who have not signed: asked for with a button, sent on a school day, none twice. */
import { sql } from 'kysely';
import * as z from 'zod';
import type { NoticeDetail } from '../../../shared/protocol/api/notices.ts';
import { clocks, isTold, nextDigestAt, type SchoolDays, schoolDays } from '../alerts/index.ts';
import type { Context } from '../context.ts';
import { lockSchool, type Tx } from '../database/index.ts';
import { enqueue } from '../deliveries/index.ts';
import { conflict } from '../errors.ts';
import type { Caller } from '../route.ts';
import { readSchool } from '../schools/index.ts';
import { currentNotices, findNotice, type NoticeRow, peopleOf, signersOf } from './store.ts';

const dayMs = 24 * 3600_000;
/** Reading begins with the day and ends with it: nobody is written to in the evening. */
const fromAt = '07:30';
const [fromMinute, toMinute] = [7 * 60 + 30, 18 * 60];
/** Between two letters to one person about one thing. */
const pauseMs = 3 * dayMs;
const mostLetters = 6;

const letters = z.array(
  z.object({ askedAt: z.int(), by: z.string(), sentAt: z.int().nullable(), people: z.int() }),
);
const lettersOf = (row: Pick<NoticeRow, 'letters'>) => letters.parse(JSON.parse(row.letters));

/** Grown-ups: pupils meet the rules at the computer and are not written to. */
const waitingGrownUps = (tx: Tx, row: NoticeRow) =>
  signersOf(tx, row, peopleOf(row)).where('answer.id', 'is', null).where('person.kind', '!=', 'pupil');
const reachable = sql<boolean>`coalesce(person.email, '') like '%_@_%'`;

/** Null for a message. */
export async function readLetters(
  { config, db, now }: Pick<Context, 'config' | 'db' | 'now'>,
  row: NoticeRow,
): Promise<NoticeDetail['letters']> {
  if (row.kind !== 'agreement') return null;
  const counted = await waitingGrownUps(db, row)
    .select(eb => eb.fn.countAll<number>().as('all'))
    .select(sql<number>`count(case when ${reachable} then 1 end)`.as('reachable'))
    .executeTakeFirstOrThrow();
  const [all, may] = [Number(counted.all), Number(counted.reachable)];
  const days = await schoolDays(db, row.school_id, true);
  const asked = lettersOf(row);
  const waiting = asked.find(one => one.sentAt === null);
  const last = asked.findLast(one => one.sentAt !== null);
  return {
    reachable: may,
    unreachable: all - may,
    goAt: isHour(days, now()) ? now() : nextDigestAt(days, fromAt, now()),
    waiting: waiting === undefined ? null : { by: waiting.by, askedAt: waiting.askedAt },
    last: last === undefined ? null : { at: last.sentAt ?? 0, people: last.people },
    why: config.mail === undefined ? noServer : (refusal(row, now())?.detail ?? null),
  };
}

const noServer =
  'No server for e-mail is set. Whoever runs the console names one in CARETAKER_SMTP_URL; until then show it again at the computers.';

/** Why no letters can be asked for now; undefined where they can. */
function refusal(row: NoticeRow, now: number): { code: string; detail: string } | undefined {
  if (row.kind !== 'agreement')
    return { code: 'notice.message', detail: 'A message is not signed, so nobody is written to.' };
  if (row.ended_at !== null || row.until <= now)
    return { code: 'notice.ended', detail: 'It is not shown any more, so it cannot be signed.' };
  const asked = lettersOf(row);
  if (asked.some(one => one.sentAt === null))
    return { code: 'notice.letters_waiting', detail: 'Letters were asked for already, and go out soon.' };
  if (asked.some(one => (one.sentAt ?? 0) > now - pauseMs))
    return {
      code: 'notice.letters_recent',
      detail: 'Everybody had a letter within the last three days. Give them time.',
    };
  if (asked.length >= mostLetters)
    return { code: 'notice.letters_enough', detail: `${mostLetters} letters are enough: speak to them.` };
  return undefined;
}

function isHour(days: SchoolDays, at: number): boolean {
  const { day, minute } = clocks(at, days.timeZone);
  return isTold(days, day) && minute >= fromMinute && minute < toMinute;
}

/** Throws `notice.not_found`, `notice.no_mail`, `notice.nobody_to_write_to` and what `refusal` says. */
export async function askForLetters(context: Context, by: Caller, id: string): Promise<void> {
  await context.db.transaction().execute(async tx => {
    await lockSchool(tx, by.schoolId);
    const row = await findNotice(tx, by.schoolId, id);
    if (context.config.mail === undefined) throw conflict('notice.no_mail', noServer);
    const against = refusal(row, context.now());
    if (against !== undefined) throw conflict(against.code, against.detail);
    if ((await toWriteTo(tx, row)).length === 0)
      throw conflict(
        'notice.nobody_to_write_to',
        'No grown-up who has not signed has an e-mail address in the list of people.',
      );
    const asked = { askedAt: context.now(), by: by.name, sentAt: null, people: 0 };
    await keep(tx, row, [...lettersOf(row), asked]);
    await context.audit.record(tx, by, 'notice.letters_asked', { subject: id, facts: { title: row.title } });
  });
  context.events.nudge(by.schoolId, ['notices']);
}

const keep = (tx: Tx, row: NoticeRow, all: z.infer<typeof letters>) =>
  tx
    .updateTable('notice')
    .set({ letters: JSON.stringify(all) })
    .where('id', '=', row.id)
    .execute();

const toWriteTo = (tx: Tx, row: NoticeRow) =>
  waitingGrownUps(tx, row).select(['person.id', 'person.name', 'person.email']).where(reachable).execute();

/**
 * Fills the outbox with what was asked for, where it is a school day's hour: who has signed by then gets none. That it
 * went is written in the same transaction, so that nothing goes twice. Answers how many went into the outbox.
 */
export async function lettersPass(context: Context, schoolId: string): Promise<number> {
  const { db, now } = context;
  const open = await currentNotices(db, schoolId, now());
  if (!open.some(row => lettersOf(row).some(one => one.sentAt === null))) return 0;
  if (!isHour(await schoolDays(db, schoolId, true), now())) return 0;
  const sent = await db.transaction().execute(async tx => {
    await lockSchool(tx, schoolId);
    let people = 0;
    for (const row of await currentNotices(tx, schoolId, now())) people += await sendOf(context, tx, row);
    return people;
  });
  context.events.nudge(schoolId, ['notices', 'alerts']);
  return sent;
}

async function sendOf(context: Context, tx: Tx, row: NoticeRow): Promise<number> {
  const asked = lettersOf(row);
  const at = asked.findIndex(one => one.sentAt === null);
  if (at < 0) return 0;
  const { name: school, timeZone } = await readSchool(tx, row.school_id);
  const people = await toWriteTo(tx, row);
  const letter = { subject: subjectOf(row), text: textOf(row, school, timeZone) };
  await enqueue(
    context,
    tx,
    row.school_id,
    people.map(one => ({
      ...{ way: 'mail' as const, target: one.email ?? '', what: letter.subject },
      ...{ key: `notice ${row.id} ${at} ${one.id}`, body: JSON.stringify(letter) },
    })),
  );
  const sent = { sentAt: context.now(), people: people.length };
  await keep(
    tx,
    row,
    asked.map((one, index) => (index === at ? { ...one, ...sent } : one)),
  );
  const by = { schoolId: row.school_id, id: 'console', name: 'Caretaker itself' };
  const facts = { title: row.title, people: people.length };
  await context.audit.record(tx, by, 'notice.letters_sent', { subject: row.id, facts });
  return people.length;
}

const subjectOf = (row: NoticeRow) => `Please read and sign: ${row.title}`;

/** Nothing in it can be pressed: signing happens at a computer, where it is known who sits there. */
function textOf(row: NoticeRow, school: string, timeZone: string): string {
  const due =
    row.due_at === null
      ? ''
      : `, please by ${new Intl.DateTimeFormat('en-GB', { timeZone, day: 'numeric', month: 'long', year: 'numeric' }).format(row.due_at)}`;
  return `${[
    `${school} asks everybody who uses its computers to read and sign “${row.title}”${due}. You have not yet.`,
    'Sign in at any school computer as you always do: a window shows the rules and asks. It takes a few minutes. If you would rather sign on paper, or do not agree, tell the school office or the technician.',
    `From ${row.from_name}. This letter went to those who have not answered; if you signed in the meantime, there is nothing to do.`,
  ].join('\n\n')}\n`;
}
