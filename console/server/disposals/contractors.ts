/** The companies that collect: nothing is given to one whose papers have run out. */

import { randomUUIDv7 } from 'node:crypto';
import { dayNumber, sayDay } from '../../../shared/assets/dates.ts';
import type { Contractor } from '../../../shared/protocol/api/disposals.ts';
import type { Context } from '../context.ts';
import { type Database, lockSchool, type Tx } from '../database/index.ts';
import { conflict, invalid, notFound } from '../errors.ts';
import { findFile } from '../files/index.ts';
import type { Caller } from '../route.ts';
import { readToday } from '../schools/index.ts';

export type ContractorRow = Database['disposal_contractor'];
type Given = Omit<Contractor, 'id' | 'checkedBy' | 'ended' | 'problems' | 'soon' | 'batches'>;

const soonDays = 60;

/** Why nothing may be given to it on this day, each with what to do; empty when something may. */
export function problemsOf(row: ContractorRow, day: string): string[] {
  // Whoever gets things to use them again is no carrier of waste.
  if (row.kind !== 'company') return [];
  const problems: string[] = [];
  const ran = (what: string, until: string) =>
    `${what} ran out on ${sayDay(until)}. Ask ${row.name} for the new one, check it in the public register and enter it`;
  if (row.ended_at !== null)
    problems.push(`The school no longer works with ${row.name}. Choose another company`);
  if (row.carrier_until < day)
    problems.push(ran(`The carrier registration ${row.carrier_number}`, row.carrier_until));
  if (row.permit_until !== null && row.permit_until < day)
    problems.push(ran(`The permit ${row.permit}`, row.permit_until));
  if (row.agreement_on === null || row.agreement_on > day)
    problems.push(
      `There is no data processing agreement with ${row.name} in force. Sign one and enter its date`,
    );
  else if (row.agreement_until !== null && row.agreement_until < day)
    problems.push(ran('The data processing agreement', row.agreement_until));
  return problems;
}

function soonOf(row: ContractorRow, day: string): string[] {
  const dates: [string, string | null][] = [
    ['Carrier registration', row.carrier_until],
    ['Permit', row.permit_until],
    ['Processor agreement', row.agreement_until],
  ];
  return dates.flatMap(([what, until]) => {
    if (until === null || until < day) return [];
    const left = (dayNumber(until) ?? 0) - (dayNumber(day) ?? 0);
    return left <= soonDays ? [`${what} runs out on ${sayDay(until)}`] : [];
  });
}

export function presentContractor(row: ContractorRow, day: string, batches: number): Contractor {
  return {
    id: row.id,
    name: row.name,
    contact: row.contact,
    carrierNumber: row.carrier_number,
    carrierUntil: row.carrier_until,
    permit: row.permit,
    permitUntil: row.permit_until,
    agreementOn: row.agreement_on,
    agreementUntil: row.agreement_until,
    certification: row.certification,
    checkedOn: row.checked_on,
    guaranteeOn: row.guarantee_on,
    guaranteeFileId: row.guarantee_file_id,
    checkedBy: row.checked_by,
    ended: row.ended_at !== null,
    problems: problemsOf(row, day),
    soon: soonOf(row, day),
    batches,
  };
}

export async function findContractor(db: Tx, schoolId: string, id: string): Promise<ContractorRow> {
  const row = await db
    .selectFrom('disposal_contractor')
    .selectAll()
    .where('school_id', '=', schoolId)
    .where('id', '=', id)
    .executeTakeFirst();
  if (row === undefined) throw notFound('contractor');
  return row;
}

export async function listContractors(context: Context, schoolId: string): Promise<Contractor[]> {
  const { db } = context;
  const day = await readToday(db, schoolId, context.now());
  const rows = await db
    .selectFrom('disposal_contractor')
    .selectAll()
    .where('school_id', '=', schoolId)
    .where('kind', '=', 'company')
    .orderBy('name')
    .orderBy('id')
    .execute();
  const counted = await db
    .selectFrom('disposal_batch')
    .select(['contractor_id', eb => eb.fn.countAll<number>().as('all')])
    .where('school_id', '=', schoolId)
    .groupBy('contractor_id')
    .execute();
  return rows.map(row =>
    presentContractor(row, day, Number(counted.find(one => one.contractor_id === row.id)?.all ?? 0)),
  );
}

/** Enters a company, or what is new about one. Throws `contractor.not_found`, 400 by field. */
export async function saveContractor(
  context: Context,
  by: Caller,
  id: string | null,
  given: Given,
): Promise<void> {
  const day = await readToday(context.db, by.schoolId, context.now());
  refuseOdd(given, day);
  const columns = {
    name: given.name,
    contact: given.contact,
    carrier_number: given.carrierNumber,
    carrier_until: given.carrierUntil,
    permit: given.permit,
    permit_until: given.permitUntil,
    agreement_on: given.agreementOn,
    agreement_until: given.agreementUntil,
    certification: given.certification,
    checked_on: given.checkedOn,
    checked_by: by.name,
    guarantee_on: given.guaranteeOn,
    guarantee_file_id: given.guaranteeFileId,
    kind: 'company',
    ended_at: null,
  };
  await context.db.transaction().execute(async tx => {
    await lockSchool(tx, by.schoolId);
    if (id !== null) await findContractor(tx, by.schoolId, id);
    if (given.guaranteeFileId !== null) await findFile(tx, by.schoolId, 'disposals', given.guaranteeFileId);
    const key = id ?? randomUUIDv7();
    if (id === null)
      await tx
        .insertInto('disposal_contractor')
        .values({ ...columns, id: key, school_id: by.schoolId })
        .execute();
    else await tx.updateTable('disposal_contractor').set(columns).where('id', '=', id).execute();
    const facts = { name: given.name, carrier: given.carrierNumber, until: sayDay(given.carrierUntil) };
    await context.audit.record(tx, by, 'disposal.contractor_saved', { subject: key, facts });
  });
  context.events.nudge(by.schoolId, ['disposals']);
}

function refuseOdd(given: Given, day: string): void {
  const wrong: Record<string, string> = {};
  if (given.checkedOn > day) wrong.checkedOn = 'This day has not come yet';
  if (given.guaranteeOn !== null && given.guaranteeOn > day) wrong.guaranteeOn = 'This day has not come yet';
  if (given.agreementUntil !== null && given.agreementOn === null)
    wrong.agreementOn = 'Say when the agreement began';
  if (given.agreementUntil !== null && given.agreementOn !== null && given.agreementUntil < given.agreementOn)
    wrong.agreementUntil = 'It would end before it began';
  if (Object.keys(wrong).length > 0) throw invalid('Some of this does not fit together.', wrong);
}

export async function endContractor(context: Context, by: Caller, id: string): Promise<void> {
  await context.db.transaction().execute(async tx => {
    await lockSchool(tx, by.schoolId);
    const row = await findContractor(tx, by.schoolId, id);
    if (row.ended_at !== null)
      throw conflict('contractor.ended', `The school no longer works with ${row.name}.`);
    await tx
      .updateTable('disposal_contractor')
      .set({ ended_at: context.now() })
      .where('id', '=', id)
      .execute();
    await context.audit.record(tx, by, 'disposal.contractor_ended', {
      subject: id,
      facts: { name: row.name },
    });
  });
  context.events.nudge(by.schoolId, ['disposals']);
}

/** Writes down who gets things to use them again: a row beside the companies, of one collection only. */
export async function addRecipient(
  context: Context,
  tx: Tx,
  by: Caller,
  given: { name: string; kind: string; contact: string },
): Promise<ContractorRow> {
  const row: ContractorRow = {
    ...{ id: randomUUIDv7(), school_id: by.schoolId, ...given },
    ...{ carrier_number: '', carrier_until: '', permit: '', permit_until: null, certification: '' },
    ...{ agreement_on: null, agreement_until: null, guarantee_on: null, guarantee_file_id: null },
    checked_on: await readToday(tx, by.schoolId, context.now()),
    checked_by: by.name,
    ended_at: null,
  };
  await tx.insertInto('disposal_contractor').values(row).execute();
  return row;
}
