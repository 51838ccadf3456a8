/** Pieces of storage with what was done to each and the certificates that speak of it. */
import { type Category, type MethodName, methodOf, storageKey } from '../../../shared/disposals/methods.ts';
import type { RecordFacts, StorageFacts } from '../../../shared/disposals/missing.ts';
import type { Placed } from '../../../shared/disposals/placed.ts';
import type { SanitisationRecord, StorageView } from '../../../shared/protocol/api/disposals.ts';
import type { Database, Tx } from '../database/index.ts';

export type StorageRecord = Database['disposal_storage'];

export interface ReadStorage {
  row: StorageRecord;
  /** In the order in which they were done. */
  records: SanitisationRecord[];
  certificates: StorageView['certificates'];
  facts: StorageFacts;
}

export async function readStorage(db: Tx, itemIds: readonly string[]): Promise<ReadStorage[]> {
  const rows = await db
    .selectFrom('disposal_storage')
    .selectAll()
    .where('item_id', 'in', itemIds)
    .orderBy('noted_at')
    .orderBy('name')
    .orderBy('id')
    .execute();
  if (rows.length === 0) return [];
  const ids = rows.map(row => row.id);
  const records = await db
    .selectFrom('sanitisation')
    .selectAll()
    .where('storage_id', 'in', ids)
    .orderBy('done_on')
    .orderBy('noted_at')
    .orderBy('id')
    .execute();
  const lines = await db
    .selectFrom('disposal_evidence')
    .leftJoin('disposal_certificate as c', 'c.id', 'disposal_evidence.certificate_id')
    .selectAll('disposal_evidence')
    .select(['c.issuer', 'c.number'])
    .where('storage_id', 'in', ids)
    .where('set_aside', 'is', null)
    .orderBy('disposal_evidence.id')
    .execute();
  return rows.map(row => {
    const said = lines.filter(one => one.storage_id === row.id);
    const own = records
      .filter(one => one.storage_id === row.id)
      .map(one => {
        const line = said.find(({ id }) => id === one.evidence_id);
        return presentRecord(one, line === undefined ? null : placedOf(line, row.serial_key));
      });
    const papers = said.flatMap(line => {
      const { certificate_id: id, issuer, number, file_id: fileId } = line;
      if (id === null || issuer === null || number === null) return [];
      return [{ id, issuer, number, fileId, placed: placedOf(line, row.serial_key) }];
    });
    return { row, records: own, certificates: papers, facts: storageFacts(row, own, papers.length > 0) };
  });
}

function storageFacts(
  row: StorageRecord,
  records: readonly SanitisationRecord[],
  certified: boolean,
): StorageFacts {
  return {
    id: row.id,
    name: row.name,
    serial: row.serial,
    leftOut: row.left_out !== null,
    byContractor: row.by_contractor === 1,
    last: recordFacts(records.at(-1)),
    certified,
  };
}

function recordFacts(record: SanitisationRecord | undefined): RecordFacts | null {
  if (record === undefined) return null;
  const { category, method, result, verification, witness } = record;
  return { category, physical: methodOf(method).physical, result, verification, witness };
}

/** `key`: what the serial of its storage is compared by. */
export function placedOf(line: Database['disposal_evidence'], key: string | null): Placed {
  const { serial, serial_key, matched_how, matched_by, matched_at: at, matched_why: why } = line;
  return {
    names: storageKey(serial) === null ? null : serial,
    same: serial_key !== null && serial_key === key,
    hand: matched_how === 'hand' ? { by: matched_by ?? '', at, why } : null,
  };
}

function presentRecord(row: Database['sanitisation'], placed: Placed | null): SanitisationRecord {
  return {
    id: row.id,
    method: row.method as MethodName,
    category: row.category as Category,
    standard: row.standard,
    tool: row.tool,
    toolVersion: row.tool_version,
    passes: row.passes,
    hidden: row.hidden as SanitisationRecord['hidden'],
    result: row.result as SanitisationRecord['result'],
    trouble: row.trouble,
    verification: row.verification as SanitisationRecord['verification'],
    verifiedBy: row.verified_by,
    operator: row.operator,
    witness: row.witness,
    place: row.place,
    doneOn: row.done_on,
    fileId: row.source_file_id,
    placed,
    notedAt: row.noted_at,
    notedBy: row.noted_by,
  };
}
