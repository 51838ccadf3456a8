/** Entering and changing licences, and looking at their keys. A key is never in a list, a log or an export. */
import { randomUUIDv7 } from 'node:crypto';
import type * as z from 'zod';
import { sayDay } from '../../../shared/assets/dates.ts';
import { sayMoney } from '../../../shared/assets/money.ts';
import { licenceBasisWords, type licenceInput } from '../../../shared/protocol/api/licences.ts';
import { seal, unseal } from '../accounts/index.ts';
import type { Context } from '../context.ts';
import { lockSchool, type Tx } from '../database/index.ts';
import { AppError, conflict, invalid, notFound } from '../errors.ts';
import type { Caller } from '../route.ts';
import type { LicenceRow } from './present.ts';

type Given = z.output<typeof licenceInput>;

/** What a sealed key is bound to: it does not open in another row. */
const about = (id: string) => `licence:${id}`;
/** Enough to tell two apart, and too little to guess the rest. */
const keyEndLength = 4;
const longKey = 12;

function columnsOf(given: Given) {
  return {
    title: given.title,
    software_id: given.softwareId,
    supplier_id: given.supplierId,
    basis: given.basis,
    seats: given.basis === 'site' ? null : given.seats,
    starts_on: given.startsOn,
    ends_on: given.endsOn,
    cost: given.cost,
    reference: given.reference,
    notes: given.notes,
    ended_on: given.endedOn,
  };
}

/** Undefined leaves the key as it is. */
function keyColumns(context: Context, id: string, key: string | null | undefined) {
  if (key === undefined) return {};
  if (key === null) return { sealed_key: null, key_end: null };
  const end = key.length >= longKey ? key.slice(-keyEndLength).toWellFormed() : '';
  return { sealed_key: seal(context.identity, Buffer.from(key), about(id)), key_end: end };
}

/** Enters a licence, or changes one as the person saw it. Throws 404, `licence.changed_meanwhile`, 400 by field. */
export async function saveLicence(
  context: Context,
  by: Caller,
  id: string | null,
  given: Given,
): Promise<void> {
  if (given.startsOn !== null && given.endsOn !== null && given.endsOn < given.startsOn)
    throw invalid('It would end before it began.', { endsOn: 'Before it starts' });
  const columns = columnsOf(given);
  const key = id ?? randomUUIDv7();
  const stamp = { changed_at: context.now(), changed_by: by.name };
  await context.db.transaction().execute(async tx => {
    await lockSchool(tx, by.schoolId);
    await refuseStrange(tx, by.schoolId, given);
    if (id === null) {
      const row: LicenceRow = {
        ...{ ...columns, ...stamp, id: key, school_id: by.schoolId, revision: 1 },
        ...{ sealed_key: null, key_end: null, ...keyColumns(context, key, given.key) },
      };
      await tx.insertInto('licence').values(row).execute();
      const facts = { title: given.title, seats: saySeats(row) };
      await context.audit.record(tx, by, 'licence.entered', { subject: key, facts });
      return;
    }
    const before = await findLicence(tx, by.schoolId, id);
    if (before.revision !== given.revision)
      throw conflict(
        'licence.changed_meanwhile',
        `${before.changed_by} has changed “${before.title}” since you opened it. Close this, look at it again and write your change then.`,
      );
    const changes = sayChanges(before, columns, given.key);
    if (changes === '') return;
    await tx
      .updateTable('licence')
      .set({ ...columns, ...stamp, ...keyColumns(context, id, given.key), revision: before.revision + 1 })
      .where('id', '=', id)
      .execute();
    await context.audit.record(tx, by, 'licence.changed', {
      subject: id,
      facts: { title: before.title, changes },
    });
  });
}

async function refuseStrange(tx: Tx, schoolId: string, { softwareId, supplierId }: Given): Promise<void> {
  if (supplierId !== null) {
    const found = await tx
      .selectFrom('supplier')
      .select('id')
      .where('school_id', '=', schoolId)
      .where('id', '=', supplierId)
      .executeTakeFirst();
    if (found === undefined)
      throw invalid('There is no such supplier.', { supplierId: 'Choose one of the list' });
  }
  if (softwareId === null) return;
  const found = await tx
    .selectFrom('software')
    .select('id')
    .where('school_id', '=', schoolId)
    .where('id', '=', softwareId)
    .executeTakeFirst();
  if (found === undefined)
    throw invalid('There is no such title.', { softwareId: 'Choose one of the software list' });
}

const saySeats = ({ basis, seats }: Pick<LicenceRow, 'basis' | 'seats'>) =>
  seats === null
    ? 'no limit'
    : `${seats}, ${licenceBasisWords[basis as Given['basis']].replace('For each', 'one for each').toLowerCase()}`;

const words: [keyof ReturnType<typeof columnsOf>, string][] = [
  ['title', 'title'],
  ['software_id', 'the title of the software list'],
  ['supplier_id', 'the supplier'],
  ['basis', 'what it counts'],
  ['seats', 'seats'],
  ['starts_on', 'starts'],
  ['ends_on', 'ends'],
  ['cost', 'cost'],
  ['reference', 'reference'],
  ['notes', 'notes'],
  ['ended_on', 'given up'],
];

function sayChanges(before: LicenceRow, after: ReturnType<typeof columnsOf>, key: Given['key']): string {
  const value = (column: string, of: string | number | null) => {
    if (of === null) return 'nothing';
    if (column === 'cost') return sayMoney(Number(of));
    return column.endsWith('_on') ? sayDay(String(of)) : String(of);
  };
  const said = words
    .filter(([column]) => before[column] !== after[column])
    .map(([column, name]) =>
      column === 'notes' || column.endsWith('_id')
        ? name
        : `${name} from ${value(column, before[column])} to ${value(column, after[column])}`,
    );
  if (key !== undefined && !(key === null && before.sealed_key === null))
    said.push(key === null ? 'its key was forgotten' : 'another key is kept');
  return said.join('; ').slice(0, 900);
}

/** Throws `licence.not_found`. */
export async function findLicence(db: Tx, schoolId: string, id: string): Promise<LicenceRow> {
  const row = await db
    .selectFrom('licence')
    .selectAll()
    .where('school_id', '=', schoolId)
    .where('id', '=', id)
    .executeTakeFirst();
  if (row === undefined) throw notFound('licence');
  return row;
}

/**
 * The key itself, for somebody who is signed in and has just shown that it is they. The look is in the audit log before
 * the key leaves. Throws `licence.not_found`, `licence.no_key`, `licence.person`, `licence.key_lost`.
 */
export async function seeKey(context: Context, by: Caller, id: string, reason: string): Promise<string> {
  if (by.sessionId === undefined)
    throw new AppError({
      status: 403,
      code: 'licence.person',
      detail: 'A licence key is shown only to a person who is signed in, not to a program.',
    });
  return context.db.transaction().execute(async tx => {
    const row = await findLicence(tx, by.schoolId, id);
    if (row.sealed_key === null)
      throw conflict('licence.no_key', `No key is kept of “${row.title}”. Enter it there first.`);
    const opened = openKey(context, row.id, row.sealed_key);
    const facts = { title: row.title, because: reason };
    await context.audit.record(tx, by, 'licence.key_seen', { subject: id, facts });
    return opened;
  });
}

function openKey(context: Context, id: string, sealed: string): string {
  try {
    return unseal(context.identity, sealed, about(id)).toString();
  } catch (error) {
    throw new AppError({
      status: 409,
      code: 'licence.key_lost',
      detail:
        'This key was sealed by another console or altered, and cannot be read. Enter it again from the paper, or restore the signing key from a backup.',
      cause: error,
    });
  }
}
