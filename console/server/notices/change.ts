/** Writing notices and wordings, reminding, ending, and signatures that were given on paper. */
import { createHash, randomUUIDv7 } from 'node:crypto';
import type * as z from 'zod';
import type {
  noticeInput,
  signatureInput,
  strangerInput,
  Wording,
  wordingInput,
} from '../../../shared/protocol/api/notices.ts';
import { mostNotices, type NoticeTexts } from '../../../shared/protocol/notice.ts';
import { agreementText } from '../../../shared/protocol/transcript.ts';
import { onSchoolDays } from '../calendar/index.ts';
import type { Context } from '../context.ts';
import { lockSchool, type Tx } from '../database/index.ts';
import { conflict, invalid, notFound } from '../errors.ts';
import { findPerson } from '../people/index.ts';
import type { Caller } from '../route.ts';
import { readSchool } from '../schools/index.ts';
import { sendSoon } from './hear.ts';
import { reminderDays } from './reminder-days.ts';
import { nextNumber, sendToAll } from './send.ts';
import { currentNotices, findNotice, groupsOf, type NoticeRow, remindersOf } from './store.ts';

type Input = z.output<typeof noticeInput>;
type Agreement = Extract<Input, { kind: 'agreement' }>;

const dayMs = 24 * 3600_000;
const longestMs = 400 * dayMs;
const mostReminders = 12;

/** Throws `wording.same`. What was signed under the one before stays signed. */
export async function writeWording(
  context: Context,
  by: Caller,
  { name, adult, plain, symbols }: z.output<typeof wordingInput>,
): Promise<string> {
  const id = randomUUIDv7();
  await context.db.transaction().execute(async tx => {
    await lockSchool(tx, by.schoolId);
    const before = await tx
      .selectFrom('wording')
      .select(['number', 'hash'])
      .where('school_id', '=', by.schoolId)
      .where('name', '=', name)
      .orderBy('number', 'desc')
      .executeTakeFirst();
    const hash = hashOf({ name, adult, plain, symbols });
    if (before?.hash === hash) throw conflict('wording.same', 'This is word for word the wording there is.');
    const number = (before?.number ?? 0) + 1;
    const stamp = { created_at: context.now(), created_by: by.name };
    await tx
      .insertInto('wording')
      .values({ id, school_id: by.schoolId, name, number, adult, plain, symbols, hash, ...stamp })
      .execute();
    await context.audit.record(tx, by, 'wording.written', { subject: id, facts: { name, number } });
  });
  context.events.nudge(by.schoolId, ['notices']);
  return id;
}

const hashOf = ({ name, adult, plain, symbols }: Pick<Wording, 'name' | 'adult' | 'plain' | 'symbols'>) =>
  createHash('sha256')
    .update(agreementText(name, adult, plain, symbols))
    .digest('base64url');

/** Throws `notice.too_many`, `wording.not_found`, `group.not_found`, `request.invalid`. */
export async function writeNotice(context: Context, by: Caller, input: Input): Promise<string> {
  const now = context.now();
  refuseTimes(input, now);
  const id = randomUUIDv7();
  await context.db.transaction().execute(async tx => {
    await lockSchool(tx, by.schoolId);
    const groups = await groupNames(tx, by.schoolId, input.groupIds);
    await refuseTooMany(tx, by.schoolId, now, input.groupIds);
    const from_name = input.from || (await readSchool(tx, by.schoolId)).name;
    const own =
      input.kind === 'message' ? messageParts(input) : await agreementParts(tx, by.schoolId, input, now);
    await tx
      .insertInto('notice')
      .values({
        ...{ id, school_id: by.schoolId, kind: input.kind, from_name, ...own },
        ...{ group_ids: JSON.stringify(input.groupIds), issued_at: now, until: input.until },
        ...{ ended_at: null, ended_by: null, created_by: by.name },
      })
      .execute();
    await nextNumber(tx, by.schoolId, now);
    const facts = { title: own.title, groups };
    await context.audit.record(tx, by, `notice.${input.kind}_sent`, { subject: id, facts });
  });
  await told(context, by.schoolId);
  return id;
}

function messageParts({ title, adult, plain, symbols, answer }: Extract<Input, { kind: 'message' }>) {
  const texts: NoticeTexts = { adult, plain, symbols };
  return {
    ...{ title, texts: JSON.stringify(texts), wording_id: null, hash: null, answer },
    ...{ people: '[]', reminders: '[]', gate: 0, due_at: null },
  };
}

async function agreementParts(tx: Tx, schoolId: string, input: Agreement, now: number) {
  const wording = await tx
    .selectFrom('wording')
    .selectAll()
    .where('school_id', '=', schoolId)
    .where('id', '=', input.wordingId)
    .executeTakeFirst();
  if (wording === undefined) throw notFound('wording');
  const { id, name, adult, plain, symbols, hash } = wording;
  const texts: NoticeTexts = { adult, plain, symbols };
  const { dueAt } = input;
  const reminders = dueAt === null ? [] : reminderDays(dueAt, now, await onSchoolDays(tx, schoolId));
  return {
    ...{ title: name, texts: JSON.stringify(texts), wording_id: id, hash, answer: 'agree', due_at: dueAt },
    ...{
      people: JSON.stringify(input.people),
      reminders: JSON.stringify(reminders),
      gate: input.gate ? 1 : 0,
    },
  };
}

function refuseTimes(input: Input, now: number): void {
  if (input.until <= now)
    throw invalid('It must end some day.', { until: 'Choose a day that is still to come' });
  if (input.until > now + longestMs)
    throw invalid('It must end within a year or so.', { until: 'Choose a day within thirteen months' });
  if (input.kind === 'agreement' && input.dueAt !== null && (input.dueAt <= now || input.dueAt > input.until))
    throw invalid('The day by which it is to be signed must be before its last one.', {
      dueAt: 'Choose a day that is still to come, and not after the last one',
    });
}

/** Throws `group.not_found`. */
async function groupNames(tx: Tx, schoolId: string, ids: string[]): Promise<string> {
  if (ids.length === 0) return 'every group';
  const found = await tx
    .selectFrom('device_group')
    .select('name')
    .where('school_id', '=', schoolId)
    .where('id', 'in', ids)
    .orderBy('name')
    .execute();
  if (found.length !== new Set(ids).size) throw notFound('group');
  return found
    .map(({ name }) => name)
    .join(', ')
    .slice(0, 500);
}

/** A device shows so many at most. */
async function refuseTooMany(tx: Tx, schoolId: string, now: number, ids: string[]): Promise<void> {
  const current = await currentNotices(tx, schoolId, now);
  const others = new Set([...ids, ...current.flatMap(groupsOf)]);
  const covers = (row: NoticeRow, group: string) =>
    groupsOf(row).length === 0 || groupsOf(row).includes(group);
  const mine = ids.length === 0 ? [...others, ''] : ids;
  if (mine.some(group => current.filter(row => covers(row, group)).length >= mostNotices))
    throw conflict(
      'notice.too_many',
      `${mostNotices} notices are shown there already. End one of them first.`,
    );
}

/** Shown again now to whoever has not answered. Throws `notice.not_found`, `notice.ended`, `notice.reminded`. */
export async function remind(context: Context, by: Caller, id: string): Promise<void> {
  const now = context.now();
  await changeOpen(context, by, id, async (tx, row) => {
    const before = remindersOf(row);
    if (before.some(at => at <= now && at > now - 3600_000))
      throw conflict('notice.reminded', 'Everybody was reminded within the last hour. Give them time.');
    if (before.length >= mostReminders)
      throw conflict(
        'notice.reminded_enough',
        `It brings itself up ${mostReminders} times at most, and those are used up or still to come.`,
      );
    const reminders = [...before, now].sort((one, other) => one - other);
    await tx
      .updateTable('notice')
      .set({ reminders: JSON.stringify(reminders) })
      .where('id', '=', id)
      .execute();
    await context.audit.record(tx, by, 'notice.reminded', { subject: id, facts: { title: row.title } });
  });
}

/** Shown no more; what was answered stays. Throws `notice.not_found`, `notice.ended`. */
export async function endNotice(context: Context, by: Caller, id: string): Promise<void> {
  await changeOpen(context, by, id, async (tx, row) => {
    const ended = { ended_at: context.now(), ended_by: by.name };
    await tx.updateTable('notice').set(ended).where('id', '=', id).execute();
    await context.audit.record(tx, by, 'notice.ended', { subject: id, facts: { title: row.title } });
  });
}

async function changeOpen(
  context: Context,
  by: Caller,
  id: string,
  work: (tx: Tx, row: NoticeRow) => Promise<void>,
): Promise<void> {
  await context.db.transaction().execute(async tx => {
    await lockSchool(tx, by.schoolId);
    const row = await findNotice(tx, by.schoolId, id);
    if (row.ended_at !== null || row.until <= context.now())
      throw conflict('notice.ended', 'It is not shown any more.');
    await work(tx, row);
    await nextNumber(tx, by.schoolId, context.now());
  });
  await told(context, by.schoolId);
}

/**
 * On paper, by themselves or by a parent or carer. Answers the id of the answer. Throws `notice.not_found`,
 * `person.not_found`, `notice.signed`.
 */
export async function writeSignature(
  context: Context,
  by: Caller,
  id: string,
  { personId, how, signedAt }: z.output<typeof signatureInput>,
): Promise<string> {
  const answerId = randomUUIDv7();
  if (signedAt > context.now() + dayMs)
    throw invalid('Nobody has signed in the future.', { signedAt: 'Choose the day on which it was signed' });
  await context.db.transaction().execute(async tx => {
    await lockSchool(tx, by.schoolId);
    const row = await findNotice(tx, by.schoolId, id);
    if (row.kind !== 'agreement') throw conflict('notice.message', 'A message is not signed.');
    const person = await findPerson(tx, by.schoolId, personId);
    const signed = await tx
      .selectFrom('notice_answer')
      .select('id')
      .where('notice_id', '=', id)
      .where('person_id', '=', personId)
      .where('answer', '=', 'agreed')
      .executeTakeFirst();
    if (signed !== undefined) throw conflict('notice.signed', `${person.name} has signed already.`);
    await tx
      .insertInto('notice_answer')
      .values({
        ...{ id: answerId, school_id: by.schoolId, notice_id: id, device_id: null, user_name: '' },
        ...{ person_name: person.name, person_id: personId, answer: 'agreed', how, rendering: null },
        ...{ text_hash: row.hash, at: signedAt, entered_by: by.name },
      })
      .execute();
    await nextNumber(tx, by.schoolId, context.now());
    const facts = {
      title: row.title,
      name: person.name,
      how: how === 'parent' ? 'a parent or carer' : 'on paper',
    };
    await context.audit.record(tx, by, 'notice.signature_written', { subject: id, facts });
  });
  await told(context, by.schoolId);
  return answerId;
}

/** Whose answer it was. Throws `notice.not_found`, `answer.not_found`, `person.not_found`. */
export async function nameStranger(
  context: Context,
  by: Caller,
  id: string,
  answerId: string,
  { personId }: z.output<typeof strangerInput>,
): Promise<void> {
  await context.db.transaction().execute(async tx => {
    const row = await findNotice(tx, by.schoolId, id);
    const person = await findPerson(tx, by.schoolId, personId);
    const changed = await tx
      .updateTable('notice_answer')
      .set({ person_id: personId, entered_by: by.name })
      .where('notice_id', '=', id)
      .where('id', '=', answerId)
      .where('person_id', 'is', null)
      .returning(['person_name', 'user_name'])
      .executeTakeFirst();
    if (changed === undefined) throw notFound('answer');
    await nextNumber(tx, by.schoolId, context.now());
    const wrote = changed.person_name || changed.user_name;
    const facts = { title: row.title, name: person.name, wrote };
    await context.audit.record(tx, by, 'notice.answer_named', { subject: id, facts });
  });
  context.events.nudge(by.schoolId, ['notices']);
  sendSoon(context, by.schoolId);
}

/**
 * What was entered by hand goes; an answer whose person was named by hand is once more one under another name.
 * Throws `notice.not_found`, `answer.not_found`, `answer.not_by_hand`.
 */
export async function takeBack(context: Context, by: Caller, id: string, answerId: string): Promise<void> {
  await context.db.transaction().execute(async tx => {
    await lockSchool(tx, by.schoolId);
    const row = await findNotice(tx, by.schoolId, id);
    const answer = await tx
      .selectFrom('notice_answer')
      .leftJoin('person', 'person.id', 'notice_answer.person_id')
      .select(['how', 'entered_by', 'person_name', 'person.name'])
      .where('notice_id', '=', id)
      .where('notice_answer.id', '=', answerId)
      .executeTakeFirst();
    if (answer === undefined) throw notFound('answer');
    if (answer.entered_by === null)
      throw conflict('answer.not_by_hand', 'Only what was entered by hand can be taken back.');
    if (answer.how === 'device')
      await tx
        .updateTable('notice_answer')
        .set({ person_id: null, entered_by: null })
        .where('id', '=', answerId)
        .execute();
    else await tx.deleteFrom('notice_answer').where('id', '=', answerId).execute();
    await nextNumber(tx, by.schoolId, context.now());
    const facts = { title: row.title, name: answer.name ?? answer.person_name };
    const action = answer.how === 'device' ? 'notice.answer_unnamed' : 'notice.signature_taken_back';
    await context.audit.record(tx, by, action, { subject: id, facts });
  });
  await told(context, by.schoolId);
}

async function told(context: Context, schoolId: string): Promise<void> {
  context.events.nudge(schoolId, ['notices']);
  await sendToAll(context, schoolId);
}
