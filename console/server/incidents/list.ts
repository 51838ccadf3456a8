/** Reading the record: the list, one incident with its lines, and what the overview says. */
import { type RawBuilder, sql } from 'kysely';
import * as z from 'zod';
import {
  type Incident,
  type IncidentDetail,
  incidentCategories,
  type incidentQuery,
  incidentSources,
} from '../../../shared/protocol/api/incidents.ts';
import type { Sought } from '../../../shared/protocol/api/search.ts';
import { pageOf, readCursor, saysAll, type Tx, totalOf } from '../database/index.ts';
import { hiddenFrom, type Reader, readAbout, readableBy } from './about.ts';
import { categoryWords, findIncident, type IncidentRow } from './record.ts';

const place = z.tuple([z.int(), z.string().max(60)]);
/** The newest of a long one. */
const mostLines = 500;

export async function listIncidents(tx: Tx, by: Reader, query: z.output<typeof incidentQuery>, now: number) {
  const before = readCursor(query.cursor, place);
  const narrowed = narrowing(query, now);
  const found = await tx
    .selectFrom('incident')
    .selectAll()
    .where('school_id', '=', by.schoolId)
    .where(readableBy(by))
    .where(narrowed)
    .$if(before !== undefined, some =>
      some.where(sql<boolean>`(noticed_at, id) < (${before?.[0]}, ${before?.[1]})`),
    )
    .orderBy('noticed_at', 'desc')
    .orderBy('id', 'desc')
    .limit(query.limit + 1)
    .execute();
  const counted = (which: RawBuilder<boolean>) =>
    tx
      .selectFrom('incident')
      .select(eb => eb.fn.countAll<number>().as('all'))
      .where('school_id', '=', by.schoolId)
      .where(narrowed)
      .where(which)
      .executeTakeFirstOrThrow();
  // Asking each of a year's incidents whether it is hidden takes ten times as long.
  const count = async () =>
    Number((await counted(sql`1 = 1`)).all) - Number((await counted(hiddenFrom(by))).all);
  return {
    ...pageOf(
      found,
      query.limit,
      row => present(row, now),
      row => [row.noticed_at, row.id],
    ),
    total: await totalOf(found, query, count),
    ...(await countOpen(tx, by, now)),
  };
}

function narrowing({ search, status, category, clock, device }: z.output<typeof incidentQuery>, now: number) {
  const conditions = [saysAll(search, sql`search_text`)];
  if (status !== 'all') conditions.push(sql`status = ${status}`);
  if (category !== undefined) conditions.push(sql`category = ${category}`);
  if (device !== undefined) conditions.push(sql`device_id = ${device}`);
  if (clock !== undefined) conditions.push(sql`status = 'open' and due_at is not null and done_at is null`);
  if (clock === 'overdue') conditions.push(sql`due_at < ${now}`);
  return sql<boolean>`${sql.join(conditions, sql` and `)}`;
}

export async function countOpen(
  tx: Tx,
  by: Reader,
  now: number,
): Promise<{ open: number; overdue: number; unanswered: number }> {
  const found = await tx
    .selectFrom('incident')
    .select([
      eb => eb.fn.countAll<number>().as('open'),
      sql<number>`coalesce(sum(case when due_at < ${now} and done_at is null then 1 else 0 end), 0)`.as(
        'overdue',
      ),
      sql<number>`coalesce(sum(case when answered_at is null then 1 else 0 end), 0)`.as('unanswered'),
    ])
    .where('school_id', '=', by.schoolId)
    .where(readableBy(by))
    .where('status', '=', 'open')
    .executeTakeFirstOrThrow();
  return {
    open: Number(found.open),
    overdue: Number(found.overdue),
    unanswered: Number(found.unanswered),
  };
}

/** What alerts are told of each open one: not its sentence, and none that is about somebody who may get the letter. */
export async function openForAlerts(tx: Tx, schoolId: string, now: number) {
  const found = await tx
    .selectFrom('incident')
    .select(['id', 'number', 'category', 'device_name', 'due_at', 'done_at'])
    .where('school_id', '=', schoolId)
    .where(readableBy({ id: 'letters' }))
    .where('status', '=', 'open')
    .orderBy('number')
    .execute();
  return found.map(({ id, number, category, device_name: device, due_at: dueAt, done_at: doneAt }) => ({
    ...{ id, number, device, category: categoryWords(category) },
    overdue: dueAt !== null && dueAt < now && doneAt === null,
  }));
}

/** Throws `incident.not_found`. */
export async function readIncident(tx: Tx, by: Reader, id: string, now: number): Promise<IncidentDetail> {
  const row = await findIncident(tx, by, id);
  const lines = await tx
    .selectFrom('incident_note')
    .select(['id', 'at', 'author', 'kind', 'text'])
    .where('incident_id', '=', id)
    .orderBy('at', 'desc')
    .orderBy('id', 'desc')
    .limit(mostLines)
    .execute();
  return {
    ...present(row, now),
    detail: row.detail,
    about: await readAbout(tx, id),
    notes: lines.reverse().map(line => ({ ...line, kind: line.kind === 'note' ? 'note' : 'step' })),
    passwordSetAt: row.due_at === null ? null : await passwordSetAt(tx, row.device_id),
  };
}

function present(row: IncidentRow, now: number): Incident {
  return {
    id: row.id,
    number: row.number,
    revision: row.revision,
    category: z.enum(incidentCategories).catch('other').parse(row.category),
    title: row.title,
    device: row.device_name === null ? null : { id: row.device_id, name: row.device_name },
    source: z.enum(incidentSources).parse(row.source),
    reporter: row.reporter,
    noticedAt: row.noticed_at,
    reportedAt: row.reported_at,
    answeredAt: row.answered_at,
    status: row.status === 'closed' ? 'closed' : 'open',
    clock: row.due_at === null ? null : clockOf(row, row.due_at, now),
    closedAt: row.closed_at,
    closedBy: row.closed_by,
    outcome: row.outcome,
  };
}

function clockOf(row: IncidentRow, dueAt: number, now: number): NonNullable<Incident['clock']> {
  const { done_at: doneAt } = row;
  if (doneAt !== null) return { dueAt, doneAt, state: doneAt <= dueAt ? 'in_time' : 'late' };
  if (row.status === 'closed') return { dueAt, doneAt, state: 'not_needed' };
  return { dueAt, doneAt, state: now > dueAt ? 'overdue' : 'running' };
}

const people = z.object({
  observation: z.object({ people: z.array(z.object({ setAt: z.int().nullable() })).nullable() }),
});

/** By the device's last report on its passwords, which names nobody. */
async function passwordSetAt(tx: Tx, deviceId: string | null): Promise<number | null> {
  if (deviceId === null) return null;
  const found = await tx
    .selectFrom('device_finding')
    .innerJoin('device_record', join =>
      join
        .onRef('device_record.device_id', '=', 'device_finding.device_id')
        .onRef('device_record.seq', '=', 'device_finding.seq'),
    )
    .select('device_record.body')
    .where('device_finding.device_id', '=', deviceId)
    .where('device_finding.control', '=', 'password-policy')
    .executeTakeFirst();
  if (found === undefined) return null;
  const { findings = [] } = JSON.parse(found.body) as { findings?: { finding?: { control?: string } }[] };
  const ours = people.safeParse(findings.find(one => one.finding?.control === 'password-policy'));
  const times = (ours.data?.observation.people ?? []).flatMap(({ setAt }) => setAt ?? []);
  return times.length === 0 ? null : Math.max(...times);
}

/** For the search over everything: open ones first. */
export async function seekIncidents(
  db: Tx,
  schoolId: string,
  text: string,
  limit: number,
  by: Pick<Reader, 'id'>,
): Promise<Sought[]> {
  // One status after the other, in the order of their index: a common word is found without sorting all that hold it.
  const ofStatus = (status: string, most: number) =>
    db
      .selectFrom('incident')
      .select(['id', 'number', 'title', 'category', 'status', 'device_name'])
      .where('school_id', '=', schoolId)
      .where('status', '=', status)
      .where(readableBy(by))
      .where(saysAll(text, sql`search_text`))
      .orderBy('noticed_at', 'desc')
      .orderBy('id', 'desc')
      .limit(most)
      .execute();
  const open = await ofStatus('open', limit);
  const found = open.length < limit ? [...open, ...(await ofStatus('closed', limit - open.length))] : open;
  return found.map(row => ({
    id: row.id,
    title: `Incident ${row.number}: ${row.title}`,
    detail: [
      categoryWords(row.category),
      ...(row.device_name === null ? [] : [row.device_name]),
      row.status === 'open' ? 'Open' : 'Closed',
    ].join(' · '),
  }));
}
