/** Suppliers as pages read them. */
import { standingOf } from '../../../shared/assets/contracts.ts';
import { sayDay } from '../../../shared/assets/dates.ts';
import type { Contract, Supplier, SupplierPaper } from '../../../shared/protocol/api/suppliers.ts';
import type { Context } from '../context.ts';
import type { Database, Tx } from '../database/index.ts';
import { readToday } from '../schools/index.ts';
import { readPapers } from './paper-list.ts';

export type SupplierRow = Database['supplier'];
export type ContractRow = Database['contract'];

/** Every supplier with its contracts, and the names that only assets know. */
export async function listSuppliers({ db, now }: Context, schoolId: string) {
  const today = await readToday(db, schoolId, now());
  const rows = await db
    .selectFrom('supplier')
    .selectAll()
    .where('school_id', '=', schoolId)
    .orderBy('name_key')
    .execute();
  const contracts = await readContracts(db, schoolId);
  const papers = await readPapers(db, schoolId);
  const named = await countNamed(db, schoolId);
  const items = rows.map(row =>
    presentSupplier(
      row,
      contracts.filter(one => one.supplier_id === row.id),
      papers.get(row.id) ?? [],
      named.get(row.name_key)?.assets ?? 0,
      today,
    ),
  );
  for (const row of rows) named.delete(row.name_key);
  const unlisted = [...named.values()].sort((a, b) => b.assets - a.assets || (a.name < b.name ? -1 : 1));
  return { items, next: null, unlisted };
}

const readContracts = (db: Tx, schoolId: string): Promise<ContractRow[]> =>
  db
    .selectFrom('contract')
    .selectAll()
    .where('school_id', '=', schoolId)
    .orderBy('ends_on')
    .orderBy('id')
    .execute();

export const nameKey = (name: string) => name.trim().toLowerCase();

async function countNamed(db: Tx, schoolId: string) {
  const rows = await db
    .selectFrom('asset')
    .select(['supplier', eb => eb.fn.countAll<number>().as('all')])
    .where('school_id', '=', schoolId)
    .where('supplier', 'is not', null)
    .groupBy('supplier')
    .execute();
  const named = new Map<string, { name: string; assets: number }>();
  for (const { supplier, all } of rows) {
    const key = nameKey(supplier ?? '');
    const one = named.get(key) ?? { name: supplier ?? '', assets: 0 };
    named.set(key, { ...one, assets: one.assets + Number(all) });
  }
  return named;
}

/** What stands against giving it personal data; empty where it gets none, or is no longer worked with. */
export function problemsOf(row: SupplierRow, today: string): string[] {
  if (row.ended_on !== null && row.ended_on <= today) return [];
  if (row.processor === 'unknown')
    return [`Nobody has said whether ${row.name} handles personal data for the school. Ask, and enter it`];
  if (row.processor === 'no') return [];
  if (row.agreement_on === null || row.agreement_on > today)
    return [
      `${row.name} handles personal data and there is no data processing agreement in force. Sign one and enter its date`,
    ];
  if (row.agreement_until !== null && row.agreement_until < today)
    return [
      `The data processing agreement with ${row.name} ran out on ${sayDay(row.agreement_until)}. Renew it and enter the new date`,
    ];
  return [];
}

function presentSupplier(
  row: SupplierRow,
  contracts: readonly ContractRow[],
  papers: SupplierPaper[],
  assets: number,
  today: string,
): Supplier {
  return {
    id: row.id,
    revision: row.revision,
    name: row.name,
    contact: row.contact,
    phone: row.phone,
    email: row.email,
    website: row.website,
    account: row.account,
    processor: row.processor as Supplier['processor'],
    agreementOn: row.agreement_on,
    agreementUntil: row.agreement_until,
    notes: row.notes,
    endedOn: row.ended_on,
    problems: problemsOf(row, today),
    contracts: contracts.map(one => presentContract(one, today)),
    papers,
    assets,
    changedAt: row.changed_at,
    changedBy: row.changed_by,
  };
}

export function presentContract(row: ContractRow, today: string): Contract {
  const terms = {
    startsOn: row.starts_on,
    endsOn: row.ends_on,
    noticeDays: row.notice_days,
    renews: row.renews === 1,
    endedOn: row.ended_on,
  };
  return {
    ...terms,
    ...standingOf(terms, today),
    id: row.id,
    revision: row.revision,
    title: row.title,
    kind: row.kind as Contract['kind'],
    reference: row.reference,
    yearlyCost: row.yearly_cost,
    notes: row.notes,
    changedAt: row.changed_at,
    changedBy: row.changed_by,
  };
}
