/** Notices as they are kept, and what is counted of each. */
import { type Selectable, sql } from 'kysely';
import * as z from 'zod';
import type { NoticeDetail, NoticeView, noticeQuery, Wording } from '../../../shared/protocol/api/notices.ts';
import { type PersonKind, personKinds } from '../../../shared/protocol/api/persons.ts';
import type { NoticeTexts } from '../../../shared/protocol/notice.ts';
import { type Database, pageOf, readCursor, type Tx } from '../database/index.ts';
import { notFound } from '../errors.ts';

export type NoticeRow = Selectable<Database['notice']>;

const place = z.tuple([z.int(), z.string()]);
const strings = z.array(z.string());
export const groupsOf = (row: Pick<NoticeRow, 'group_ids'>): string[] =>
  strings.parse(JSON.parse(row.group_ids));
export const remindersOf = (row: Pick<NoticeRow, 'reminders'>): number[] =>
  z.array(z.int()).parse(JSON.parse(row.reminders));
export const peopleOf = (row: Pick<NoticeRow, 'people'>): PersonKind[] =>
  z.array(z.enum(personKinds)).parse(JSON.parse(row.people));
export const textsOf = (row: Pick<NoticeRow, 'texts'>) => JSON.parse(row.texts) as NoticeTexts;

/** Throws `notice.not_found`. */
export async function findNotice(tx: Tx, schoolId: string, id: string): Promise<NoticeRow> {
  const row = await tx
    .selectFrom('notice')
    .selectAll()
    .where('school_id', '=', schoolId)
    .where('id', '=', id)
    .executeTakeFirst();
  if (row === undefined) throw notFound('notice');
  return row;
}

/** Shown now, oldest first. */
export const currentNotices = (tx: Tx, schoolId: string, now: number): Promise<NoticeRow[]> =>
  tx
    .selectFrom('notice')
    .selectAll()
    .where('school_id', '=', schoolId)
    .where('ended_at', 'is', null)
    .where('until', '>', now)
    .orderBy('issued_at')
    .orderBy('id')
    .execute();

/** Newest first. */
export async function listNotices(
  db: Tx,
  schoolId: string,
  now: number,
  query: z.output<typeof noticeQuery>,
) {
  const after = readCursor(query.cursor, place);
  const open = sql<boolean>`(ended_at is null and until > ${now})`;
  const found = await db
    .selectFrom('notice')
    .selectAll()
    .where('school_id', '=', schoolId)
    .where(query.state === 'now' ? open : sql<boolean>`not ${open}`)
    .$if(after !== undefined, q => q.where(sql<boolean>`(issued_at, id) < (${after?.[0]}, ${after?.[1]})`))
    .orderBy('issued_at', 'desc')
    .orderBy('id', 'desc')
    .limit(query.limit + 1)
    .execute();
  const shown = new Map<string, NoticeView>();
  for (const row of found.slice(0, query.limit)) shown.set(row.id, await present(db, row, now));
  return pageOf(
    found,
    query.limit,
    row => shown.get(row.id) as NoticeView,
    row => [row.issued_at, row.id],
  );
}

/** All but what is said of letters. Throws `notice.not_found`. */
export async function readNotice(
  db: Tx,
  schoolId: string,
  now: number,
  id: string,
): Promise<Omit<NoticeDetail, 'letters'>> {
  const row = await findNotice(db, schoolId, id);
  return {
    ...(await present(db, row, now)),
    texts: textsOf(row),
    hash: row.hash,
    gate: row.gate === 1,
    reminders: remindersOf(row).filter(at => at < row.until),
    createdBy: row.created_by,
    endedBy: row.ended_by,
  };
}

async function present(db: Tx, row: NoticeRow, now: number): Promise<NoticeView> {
  const wording = await db
    .selectFrom('wording')
    .select('number')
    .where('id', '=', row.wording_id ?? '')
    .executeTakeFirst();
  const people = peopleOf(row);
  return {
    id: row.id,
    kind: row.kind as NoticeView['kind'],
    title: row.title,
    from: row.from_name,
    answer: row.answer as NoticeView['answer'],
    groups: await namesOf(db, groupsOf(row)),
    people,
    wording: wording?.number ?? null,
    issuedAt: row.issued_at,
    until: row.until,
    dueAt: row.due_at,
    endedAt: row.ended_at ?? (row.until <= now ? row.until : null),
    counts: {
      devices: await countDevices(db, row),
      people: row.kind === 'agreement' ? await countPeople(db, row, people) : null,
      strangers: await countStrangers(db, row),
    },
  };
}

async function namesOf(db: Tx, ids: string[]): Promise<NoticeView['groups']> {
  if (ids.length === 0) return [];
  return db
    .selectFrom('device_group')
    .select(['id', 'name'])
    .where('id', 'in', ids)
    .orderBy('name')
    .execute();
}

/** Approved devices of its groups. */
export function devicesOf(db: Tx, row: NoticeRow) {
  const groups = groupsOf(row);
  return db
    .selectFrom('device')
    .where('device.school_id', '=', row.school_id)
    .where('device.status', '=', 'approved')
    .$if(groups.length > 0, q => q.where('device.group_id', 'in', groups));
}

/** Newest answer of a device, and whether it holds the notice, as expressions over `device`. */
export const deviceParts = (row: Pick<NoticeRow, 'id'>) => ({
  keptAt: sql<
    number | null
  >`(select kept_at from notice_device k where k.notice_id = ${row.id} and k.device_id = device.id)`,
  answers: sql<number>`(select count(*) from notice_answer a where a.notice_id = ${row.id} and a.device_id = device.id)`,
});

/** Of both lists the database makes one of its own, and looks each device up in it. */
async function countDevices(db: Tx, row: NoticeRow): Promise<NoticeView['counts']['devices']> {
  const answered = sql`select device_id from notice_answer where notice_id = ${row.id}`;
  const kept = sql`select device_id from notice_device where notice_id = ${row.id}`;
  const counted = await devicesOf(db, row)
    .select(eb => eb.fn.countAll<number>().as('all'))
    .select(sql<number>`count(case when device.id in (${kept} union ${answered}) then 1 end)`.as('reached'))
    .select(sql<number>`count(case when device.id in (${answered}) then 1 end)`.as('answered'))
    .executeTakeFirstOrThrow();
  return { all: Number(counted.all), reached: Number(counted.reached), answered: Number(counted.answered) };
}

/** A yes counts before a no, and anything before a card that was only seen. */
export const bestAnswer = (row: Pick<NoticeRow, 'id'>) => sql<string | null>`(
  select a.id from notice_answer a where a.notice_id = ${row.id} and a.person_id = person.id and a.answer <> 'read'
  order by case a.answer when 'agreed' then 0 else 1 end, a.at desc, a.id desc limit 1)`;

/** Who is to sign: people of these kinds who are still at the school. */
export function signersOf(db: Tx, row: NoticeRow, kinds: readonly PersonKind[]) {
  return db
    .selectFrom('person')
    .leftJoin('notice_answer as answer', join => join.on(sql<boolean>`answer.id = ${bestAnswer(row)}`))
    .where('person.school_id', '=', row.school_id)
    .where('person.left_at', 'is', null)
    .where('person.kind', 'in', [...kinds]);
}

/** As `bestAnswer` decides for each of them. */
async function countPeople(db: Tx, row: NoticeRow, kinds: readonly PersonKind[]) {
  const who = (answer: string) =>
    sql`person.id in (select person_id from notice_answer where notice_id = ${row.id} and answer = ${answer} and person_id is not null)`;
  const counted = await db
    .selectFrom('person')
    .where('school_id', '=', row.school_id)
    .where('left_at', 'is', null)
    .where('kind', 'in', [...kinds])
    .select(eb => eb.fn.countAll<number>().as('all'))
    .select(sql<number>`count(case when ${who('agreed')} then 1 end)`.as('agreed'))
    .select(
      sql<number>`count(case when ${who('declined')} and not ${who('agreed')} then 1 end)`.as('declined'),
    )
    .executeTakeFirstOrThrow();
  const [all, agreed, declined] = [counted.all, counted.agreed, counted.declined].map(Number) as [
    number,
    number,
    number,
  ];
  return { all, agreed, declined, waiting: all - agreed - declined };
}

/** Only an agreement asks who somebody is. */
async function countStrangers(db: Tx, row: NoticeRow): Promise<number> {
  if (row.kind !== 'agreement') return 0;
  const { all } = await db
    .selectFrom('notice_answer')
    .select(eb => eb.fn.countAll<number>().as('all'))
    .where('notice_id', '=', row.id)
    .where('person_id', 'is', null)
    .where('answer', '!=', 'read')
    .executeTakeFirstOrThrow();
  return Number(all);
}

/** Newest first, of every agreement. */
export async function listWordings(db: Tx, schoolId: string): Promise<Wording[]> {
  const found = await db
    .selectFrom('wording')
    .selectAll()
    .where('school_id', '=', schoolId)
    .orderBy('created_at', 'desc')
    // Of one moment the ids tell nothing.
    .orderBy('number', 'desc')
    .orderBy('id', 'desc')
    .limit(200)
    .execute();
  return found.map(({ school_id: _school, created_at, created_by, ...row }) => ({
    ...row,
    createdAt: created_at,
    createdBy: created_by,
  }));
}
