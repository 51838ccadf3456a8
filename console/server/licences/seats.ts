/** Who sits on which seat: a computer or a person, since when, and why a seat is free again. Rows are never deleted. */
import { randomUUIDv7 } from 'node:crypto';
import type * as z from 'zod';
import { type AssetState, closedStates } from '../../../shared/assets/states.ts';
import type { LicenceSeat, seatInput } from '../../../shared/protocol/api/licences.ts';
import { tagKey } from '../assets/index.ts';
import type { Context } from '../context.ts';
import { lockSchool, type Tx } from '../database/index.ts';
import { conflict, invalid, notFound } from '../errors.ts';
import type { Caller } from '../route.ts';
import { findLicence } from './record.ts';

const open = (db: Tx, schoolId: string) =>
  db
    .selectFrom('licence_seat as s')
    .innerJoin('licence as l', 'l.id', 's.licence_id')
    .leftJoin('asset', 'asset.id', 's.asset_id')
    .leftJoin('person', 'person.id', 's.person_id')
    .select(['s.id', 's.licence_id', 's.asset_id', 's.person_id', 's.given_at', 's.given_by', 'l.title'])
    .select(['asset.tag', 'asset.state', 'person.name', 'person.left_at'])
    .where('s.school_id', '=', schoolId)
    .where('s.freed_at', 'is', null);

/** Those taken now, longest first. Throws `licence.not_found`. */
export async function listSeats(
  { db }: Context,
  schoolId: string,
  licenceId: string,
): Promise<LicenceSeat[]> {
  await findLicence(db, schoolId, licenceId);
  const rows = await open(db, schoolId)
    .where('s.licence_id', '=', licenceId)
    .orderBy('s.given_at')
    .orderBy('s.id')
    .execute();
  return rows.map(row => ({
    id: row.id,
    assetId: row.asset_id,
    personId: row.person_id,
    name: row.tag ?? row.name ?? '',
    /** Why it should be given back, where its holder is gone. */
    gone: row.left_at !== null || closedStates.includes(row.state as AssetState),
    givenAt: row.given_at,
    givenBy: row.given_by,
  }));
}

/** How many seats of each licence are taken. */
export async function countSeats(db: Tx, schoolId: string): Promise<Map<string, number>> {
  const rows = await db
    .selectFrom('licence_seat')
    .select(['licence_id', eb => eb.fn.countAll<number>().as('taken')])
    .where('school_id', '=', schoolId)
    .where('freed_at', 'is', null)
    .groupBy('licence_id')
    .execute();
  return new Map(rows.map(row => [row.licence_id, Number(row.taken)]));
}

/** Throws `licence.not_found`, `licence.full`, `licence.seat_taken`, 400 for whom the licence is not counted by. */
export async function giveSeat(
  context: Context,
  by: Caller,
  licenceId: string,
  given: z.output<typeof seatInput>,
): Promise<void> {
  await context.db.transaction().execute(async tx => {
    await lockSchool(tx, by.schoolId);
    const licence = await findLicence(tx, by.schoolId, licenceId);
    if (licence.ended_on !== null)
      throw conflict('licence.ended', `The school has given up the licence for ${licence.title}.`);
    const taken = await open(tx, by.schoolId).where('s.licence_id', '=', licenceId).execute();
    if (licence.seats !== null && taken.length >= licence.seats)
      throw conflict(
        'licence.full',
        `All ${licence.seats} seats of ${licence.title} are taken. Free one first, or enter the seats that were bought.`,
      );
    const { assetId, personId, name } = await holderOf(tx, by.schoolId, given);
    if (taken.some(one => one.person_id === personId && one.asset_id === assetId))
      throw conflict('licence.seat_taken', `${name} has a seat of this licence already.`);
    await tx
      .insertInto('licence_seat')
      .values({
        ...{ id: randomUUIDv7(), school_id: by.schoolId, licence_id: licenceId },
        ...{ asset_id: assetId, person_id: personId, given_at: context.now(), given_by: by.name },
        ...{ freed_at: null, freed_by: null, freed_why: null },
      })
      .execute();
    const facts = { title: licence.title, to: name };
    await context.audit.record(tx, by, 'licence.seat_given', { subject: licenceId, facts });
  });
  context.events.nudge(by.schoolId, ['assets']);
}

/** Its seats were given back when it went. */
const left: readonly AssetState[] = [...closedStates, 'collected'];

interface Holder {
  assetId: string | null;
  personId: string | null;
  name: string;
}

async function holderOf(tx: Tx, schoolId: string, given: z.output<typeof seatInput>): Promise<Holder> {
  if (given.personId !== null) {
    const person = await tx
      .selectFrom('person')
      .select(['name', 'left_at'])
      .where('school_id', '=', schoolId)
      .where('id', '=', given.personId)
      .executeTakeFirst();
    if (person === undefined || person.left_at !== null)
      throw invalid('There is no such person here.', { personId: 'Choose somebody who is here' });
    return { assetId: null, personId: given.personId, name: person.name };
  }
  const asset = await tx
    .selectFrom('asset')
    .select(['id', 'tag', 'state'])
    .where('school_id', '=', schoolId)
    .where('tag_key', '=', tagKey(given.tag ?? ''))
    .executeTakeFirst();
  if (asset === undefined || left.includes(asset.state as AssetState))
    throw invalid('Nothing that the school still has bears this tag.', {
      tag: 'Not in the register, or gone with its papers',
    });
  return { assetId: asset.id, personId: null, name: asset.tag };
}

/** Throws `seat.not_found`, also for one that is free already. */
export async function freeSeat(context: Context, by: Caller, id: string, why: string): Promise<string> {
  const licenceId = await context.db.transaction().execute(async tx => {
    await lockSchool(tx, by.schoolId);
    const seat = await open(tx, by.schoolId).where('s.id', '=', id).executeTakeFirst();
    if (seat === undefined) throw notFound('seat');
    await endSeats(context, tx, by, [seat.id], why);
    const facts = { title: seat.title, from: seat.tag ?? seat.name ?? '', why };
    await context.audit.record(tx, by, 'licence.seat_freed', { subject: seat.licence_id, facts });
    return seat.licence_id;
  });
  context.events.nudge(by.schoolId, ['assets']);
  return licenceId;
}

const endSeats = (context: Context, tx: Tx, by: Caller, ids: readonly string[], why: string) =>
  tx
    .updateTable('licence_seat')
    .set({ freed_at: context.now(), freed_by: by.name, freed_why: why })
    .where('id', 'in', ids)
    .execute();

/** Of a thing that leaves: all its seats, in the caller's transaction. Answers their titles. */
export async function freeSeatsOf(
  context: Context,
  tx: Tx,
  by: Caller,
  assetId: string,
  why: string,
): Promise<string[]> {
  const seats = await open(tx, by.schoolId).where('s.asset_id', '=', assetId).orderBy('l.title').execute();
  if (seats.length === 0) return [];
  await endSeats(
    context,
    tx,
    by,
    seats.map(one => one.id),
    why,
  );
  for (const seat of seats) {
    const facts = { title: seat.title, from: seat.tag ?? '', why };
    await context.audit.record(tx, by, 'licence.seat_freed', { subject: seat.licence_id, facts });
  }
  return seats.map(one => one.title);
}

/** Titles of the seats that things have now. */
export async function seatsOf(
  db: Tx,
  schoolId: string,
  assetIds: readonly string[],
): Promise<Map<string, string[]>> {
  const found = new Map<string, string[]>();
  if (assetIds.length === 0) return found;
  const rows = await open(db, schoolId).where('s.asset_id', 'in', assetIds).orderBy('l.title').execute();
  for (const row of rows) {
    const id = row.asset_id ?? '';
    found.set(id, [...(found.get(id) ?? []), row.title]);
  }
  return found;
}
