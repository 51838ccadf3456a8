/** Rows of the record, their numbers and their lines. */
import { randomUUIDv7 } from 'node:crypto';
import type { Selectable } from 'kysely';
import { type IncidentCategory, incidentCategoryWords } from '../../../shared/protocol/api/incidents.ts';
import type { Context } from '../context.ts';
import { type Database, rowLock, type Tx } from '../database/index.ts';
import { clean } from '../devices/index.ts';
import { conflict, notFound } from '../errors.ts';
import type { Caller } from '../route.ts';
import { type Reader, readableBy } from './about.ts';

export type IncidentRow = Selectable<Database['incident']>;
export type By = Pick<Caller, 'schoolId' | 'id' | 'name'>;

const hourMs = 3600_000;

/** A compromised password is changed within 24 hours of somebody knowing (C-08). Other categories have no clock. */
export const dueOf = (category: string, noticedAt: number): number | null =>
  category === 'password_compromised' ? noticedAt + 24 * hourMs : null;

/** Like `clean`, but with the lines that somebody wrote. */
export const cleanLines = (text: string, length: number): string =>
  text
    .split(/\r?\n/)
    .map(line => clean(line, length))
    .join('\n')
    .trim()
    .slice(0, length)
    .toWellFormed();

export const categoryWords = (category: string): string =>
  incidentCategoryWords[category as IncidentCategory] ?? category;

export const withSearch = (row: IncidentRow): IncidentRow => ({
  ...row,
  search_text: [
    `incident ${row.number}`,
    ...[row.title, categoryWords(row.category), row.device_name ?? '', row.reporter],
  ]
    .join(' ')
    .toLowerCase(),
});

/** Throws `incident.not_found`, also to whomever it is about. */
export async function findIncident(tx: Tx, by: Reader, id: string): Promise<IncidentRow> {
  const row = await tx
    .selectFrom('incident')
    .selectAll()
    .where('school_id', '=', by.schoolId)
    .where('id', '=', id)
    .where(readableBy(by))
    .$if(tx.isTransaction, some => some.modifyEnd(rowLock(tx)))
    .executeTakeFirst();
  if (row === undefined) throw notFound('incident');
  return row;
}

/** Throws `incident.not_found`, `incident.changed`. */
export async function forChange(tx: Tx, by: Reader, id: string, revision: number): Promise<IncidentRow> {
  const row = await findIncident(tx, by, id);
  if (row.revision !== revision)
    throw conflict(
      'incident.changed',
      `Somebody changed incident ${row.number} meanwhile. Look at it again.`,
    );
  return row;
}

export async function writeIncident(tx: Tx, row: IncidentRow): Promise<IncidentRow> {
  const next = withSearch({ ...row, revision: row.revision + 1 });
  const { id, school_id: _school, number: _number, ...values } = next;
  await tx.updateTable('incident').set(values).where('id', '=', id).execute();
  return next;
}

/** A line of the record; `id` of a device's event, so that one heard twice is one line. */
export async function addLine(
  { now }: Pick<Context, 'now'>,
  tx: Tx,
  by: By,
  incidentId: string,
  { text, kind, id = randomUUIDv7() }: { text: string; kind: 'note' | 'step'; id?: string | undefined },
): Promise<void> {
  await tx
    .insertInto('incident_note')
    .values({
      ...{ id, school_id: by.schoolId, incident_id: incidentId, at: now() },
      ...{ author_id: by.id, author: by.name, kind, text },
    })
    .execute();
}
