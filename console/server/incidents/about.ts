/** Whom an incident is about: whoever that is does not read it, whatever their role. */
import { type RawBuilder, sql } from 'kysely';
import { type Role, role as roleSchema } from '../../../shared/protocol/api/common.ts';
import { may } from '../access.ts';
import type { Tx } from '../database/index.ts';
import { invalid } from '../errors.ts';
import type { Caller } from '../route.ts';

export type Reader = Pick<Caller, 'schoolId' | 'id'>;

/**
 * Of a row of `incident`, for a `where`. One that is about anybody is read by people who have signed in: who holds a
 * token, or sits at the console's own machine, is not known.
 */
export function readableBy({ id }: Pick<Reader, 'id'>): RawBuilder<boolean> {
  const person = id.startsWith('person:') ? id.slice('person:'.length) : null;
  const theirs = person === null ? sql`` : sql` and incident_about.person_id = ${person}`;
  return sql<boolean>`not exists (select 1 from incident_about where incident_about.incident_id = incident.id${theirs})`;
}

/** The same the other way round: the few that are not theirs to read, found from the list of whom they are about. */
export function hiddenFrom({ id }: Pick<Reader, 'id'>): RawBuilder<boolean> {
  const person = id.startsWith('person:') ? id.slice('person:'.length) : null;
  const theirs = person === null ? sql`` : sql` where incident_about.person_id = ${person}`;
  return sql<boolean>`incident.id in (select incident_id from incident_about${theirs})`;
}

interface Possible {
  id: string;
  name: string;
  role: Role;
}

/** Everybody who could read an incident. */
export async function possibleReaders(tx: Tx, schoolId: string): Promise<Possible[]> {
  const found = await tx
    .selectFrom('account')
    .innerJoin('person', 'person.id', 'account.person_id')
    .select(['person.id', 'person.name', 'account.role'])
    .where('account.school_id', '=', schoolId)
    .where('account.disabled', '=', 0)
    .orderBy('person.name')
    .orderBy('person.id')
    .execute();
  return found
    .filter(({ role }) => may(role, 'incidents.read'))
    .map(one => ({ ...one, role: roleSchema.parse(one.role) }));
}

/**
 * Writes it, and answers their names. Throws `request.invalid` for somebody who could not read it anyway, and for the
 * writer, who would shut the door behind themselves.
 */
export async function writeAbout(
  tx: Tx,
  by: Reader,
  incidentId: string,
  about: readonly string[],
): Promise<string[]> {
  const ids = [...new Set(about)];
  const named = (await possibleReaders(tx, by.schoolId)).filter(({ id }) => ids.includes(id));
  if (named.length < ids.length)
    throw invalid('Choose people who could read incidents.', { about: 'Choose again' });
  if (ids.some(id => by.id === `person:${id}`))
    throw invalid('You cannot hide it from yourself: ask somebody else to write it down.', {
      about: 'Not yourself',
    });
  await tx.deleteFrom('incident_about').where('incident_id', '=', incidentId).execute();
  for (const id of ids)
    await tx
      .insertInto('incident_about')
      .values({ incident_id: incidentId, person_id: id, school_id: by.schoolId })
      .execute();
  return named.map(({ name }) => name);
}

export async function readAbout(tx: Tx, incidentId: string): Promise<{ id: string; name: string }[]> {
  return tx
    .selectFrom('incident_about')
    .innerJoin('person', 'person.id', 'incident_about.person_id')
    .select(['person.id', 'person.name'])
    .where('incident_about.incident_id', '=', incidentId)
    .orderBy('person.name')
    .orderBy('person.id')
    .execute();
}
