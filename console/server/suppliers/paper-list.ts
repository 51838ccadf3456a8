/** Which papers there are, as pages read them. */
import type { SupplierPaper } from '../../../shared/protocol/api/suppliers.ts';
import type { Tx } from '../database/index.ts';

/** Those that are here, newest first, by supplier. */
export async function readPapers(db: Tx, schoolId: string): Promise<Map<string, SupplierPaper[]>> {
  const rows = await db
    .selectFrom('supplier_file')
    .innerJoin('stored_file', 'stored_file.id', 'supplier_file.file_id')
    .select(['supplier_file.id', 'supplier_id', 'what', 'supplier_file.name', 'size', 'added_at', 'added_by'])
    .where('supplier_file.school_id', '=', schoolId)
    .orderBy('supplier_file.id', 'desc')
    .execute();
  const papers = Map.groupBy(rows, row => row.supplier_id);
  return new Map(
    [...papers].map(([id, own]) => [
      id,
      own.map(row => ({
        id: row.id,
        what: row.what as SupplierPaper['what'],
        name: row.name,
        size: Number(row.size),
        addedAt: row.added_at,
        addedBy: row.added_by,
      })),
    ]),
  );
}
