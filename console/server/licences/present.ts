/** Licences as pages read them, counted against the software catalogue. */
import { positionOf, type Term } from '../../../shared/assets/licence-position.ts';
import type { Licence } from '../../../shared/protocol/api/licences.ts';
import type { Context } from '../context.ts';
import type { Database, Tx } from '../database/index.ts';
import { readToday } from '../schools/index.ts';
import { countSeats } from './seats.ts';

export type LicenceRow = Database['licence'];

export async function listLicences({ db, now }: Context, schoolId: string): Promise<Licence[]> {
  const today = await readToday(db, schoolId, now());
  const rows = await db
    .selectFrom('licence')
    .selectAll()
    .where('school_id', '=', schoolId)
    .orderBy('title')
    .orderBy('id')
    .execute();
  const titles = await readTitles(db, schoolId, rows);
  const suppliers = new Map(
    (await db.selectFrom('supplier').select(['id', 'name']).where('school_id', '=', schoolId).execute()).map(
      ({ id, name }) => [id, name],
    ),
  );
  const taken = await countSeats(db, schoolId);
  return rows.map(row => {
    const tied = row.software_id;
    const title = tied === null ? undefined : titles.get(tied);
    const supplier = row.supplier_id === null ? undefined : suppliers.get(row.supplier_id);
    const together = rows.filter(other => tied !== null && other.software_id === tied).map(termOf);
    // A title that no computer has any more leaves the catalogue: nought, not unknown.
    const installed = tied === null ? null : (title?.devices ?? 0);
    return {
      id: row.id,
      revision: row.revision,
      title: row.title,
      software: tied === null ? null : { id: tied, name: title?.name ?? row.title },
      supplier: supplier === undefined ? null : { id: row.supplier_id ?? '', name: supplier },
      ...termOf(row),
      startsOn: row.starts_on,
      cost: row.cost,
      reference: row.reference,
      notes: row.notes,
      keyEnd: row.key_end,
      taken: taken.get(row.id) ?? 0,
      installed,
      ...positionOf(termOf(row), together, installed, today),
      changedAt: row.changed_at,
      changedBy: row.changed_by,
    };
  });
}

const termOf = (row: LicenceRow): Term => ({
  basis: row.basis as Term['basis'],
  seats: row.seats,
  endsOn: row.ends_on,
  endedOn: row.ended_on,
});

async function readTitles(db: Tx, schoolId: string, rows: readonly LicenceRow[]) {
  const ids = rows.flatMap(({ software_id: id }) => (id === null ? [] : [id]));
  if (ids.length === 0) return new Map<string, { name: string; devices: number }>();
  const found = await db
    .selectFrom('catalogue_title')
    .select(['software_id', 'name', 'devices'])
    .where('school_id', '=', schoolId)
    .where('software_id', 'in', ids)
    .execute();
  return new Map(found.map(({ software_id: id, name, devices }) => [id, { name, devices }]));
}
