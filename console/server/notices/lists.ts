/** Who has answered a notice and who has not: people, devices, and names that nobody has found in the list of people. */
import { sql } from 'kysely';
import * as z from 'zod';
import type {
  NoticeDevice,
  NoticePerson,
  NoticeStranger,
  noticeDevicesQuery,
  noticePeopleQuery,
} from '../../../shared/protocol/api/notices.ts';
import { pageOf, readCursor, saysAll, type Tx } from '../database/index.ts';
import { deviceParts, devicesOf, type NoticeRow, peopleOf, signersOf } from './store.ts';

const textPlace = z.tuple([z.string(), z.string()]);
const timePlace = z.tuple([z.int(), z.string()]);
const personOrder = sql<string>`lower(person.name)`;

export async function listPeople(db: Tx, row: NoticeRow, query: z.output<typeof noticePeopleQuery>) {
  const after = readCursor(query.cursor, textPlace);
  const kinds = peopleOf(row);
  if (kinds.length === 0) return { items: [], next: null };
  const found = await signersOf(db, row, kinds)
    .leftJoin('device', 'device.id', 'answer.device_id')
    .select(['person.id', 'person.name', 'person.kind', 'person.group_name', 'person.email'])
    .select(['answer.id as answer_id', 'answer.answer', 'answer.how', 'answer.at'])
    .select(['answer.entered_by', 'answer.rendering'])
    .select(['device.name as device', personOrder.as('place')])
    .where(saysAll(query.search, sql`lower(person.name)`, sql`lower(coalesce(person.group_name, ''))`))
    .$if(query.state === 'waiting', q => q.where('answer.id', 'is', null))
    .$if(query.state === 'agreed' || query.state === 'declined', q =>
      q.where('answer.answer', '=', query.state ?? ''),
    )
    .$if(after !== undefined, q =>
      q.where(sql<boolean>`(${personOrder}, person.id) > (${after?.[0]}, ${after?.[1]})`),
    )
    .orderBy(personOrder)
    .orderBy('person.id')
    .limit(query.limit + 1)
    .execute();
  return pageOf(
    found,
    query.limit,
    (one): NoticePerson => ({
      id: one.id,
      name: one.name,
      kind: one.kind as NoticePerson['kind'],
      group: one.group_name,
      email: one.email,
      state: one.answer === null ? 'waiting' : (one.answer as NoticePerson['state']),
      how: one.how as NoticePerson['how'],
      at: one.at,
      where: one.how === 'device' ? one.device : one.entered_by,
      byHand: one.entered_by === null ? null : one.answer_id,
      rendering: one.rendering as NoticePerson['rendering'],
    }),
    one => [one.place, one.id],
  );
}

export async function listDevices(db: Tx, row: NoticeRow, query: z.output<typeof noticeDevicesQuery>) {
  const after = readCursor(query.cursor, textPlace);
  const { keptAt, answers } = deviceParts(row);
  const found = await devicesOf(db, row)
    .innerJoin('device_group', 'device_group.id', 'device.group_id')
    .leftJoin('notice_answer as last', join =>
      join.on(
        sql<boolean>`last.id = (select a.id from notice_answer a where a.notice_id = ${row.id}
          and a.device_id = device.id order by a.at desc, a.id desc limit 1)`,
      ),
    )
    .leftJoin('person', 'person.id', 'last.person_id')
    .select(['device.id', 'device.name', 'device.name_order', 'device_group.name as group'])
    .select([keptAt.as('kept_at'), answers.as('answers')])
    .select(['last.at', 'last.user_name', 'last.person_name', 'person.name as known'])
    .$if(query.state === 'answered', q => q.where('last.id', 'is not', null))
    .$if(query.state === 'reached', q =>
      q.where('last.id', 'is', null).where(sql<boolean>`${keptAt} is not null`),
    )
    .$if(query.state === 'away', q => q.where('last.id', 'is', null).where(sql<boolean>`${keptAt} is null`))
    .$if(after !== undefined, q =>
      q.where(sql<boolean>`(device.name_order, device.id) > (${after?.[0]}, ${after?.[1]})`),
    )
    .orderBy('device.name_order')
    .orderBy('device.id')
    .limit(query.limit + 1)
    .execute();
  return pageOf(
    found,
    query.limit,
    (one): NoticeDevice => ({
      id: one.id,
      name: one.name,
      group: one.group,
      state: one.at !== null ? 'answered' : one.kept_at === null ? 'away' : 'reached',
      reachedAt: one.kept_at === null ? null : Number(one.kept_at),
      answers: Number(one.answers),
      last:
        one.at === null
          ? null
          : { who: one.known ?? (one.person_name || one.user_name || 'somebody'), at: one.at },
    }),
    one => [one.name_order, one.id],
  );
}

/** The one person here who is called as somebody wrote their name. */
const namesake = sql<string | null>`(
  select case when count(*) = 1 then min(p.id) end from person p
  where p.school_id = notice_answer.school_id and p.left_at is null
    and notice_answer.person_name <> '' and lower(p.name) = lower(notice_answer.person_name))`;

/** Newest first. */
export async function listStrangers(
  db: Tx,
  row: NoticeRow,
  query: { cursor?: string | undefined; limit: number },
) {
  const before = readCursor(query.cursor, timePlace);
  const found = await db
    .selectFrom('notice_answer')
    .leftJoin('device', 'device.id', 'notice_answer.device_id')
    .select(['notice_answer.id', 'person_name', 'user_name', 'answer', 'at', 'device.name as device'])
    .select(namesake.as('namesake'))
    .where('notice_id', '=', row.id)
    .where('person_id', 'is', null)
    .where('answer', '!=', 'read')
    .$if(before !== undefined, q =>
      q.where(sql<boolean>`(at, notice_answer.id) < (${before?.[0]}, ${before?.[1]})`),
    )
    .orderBy('at', 'desc')
    .orderBy('notice_answer.id', 'desc')
    .limit(query.limit + 1)
    .execute();
  return pageOf(
    found,
    query.limit,
    ({ id, person_name: name, user_name: user, answer, at, device, namesake }): NoticeStranger => ({
      ...{ id, name, user, at, device },
      namesake,
      answer: answer as NoticeStranger['answer'],
    }),
    one => [one.at, one.id],
  );
}
