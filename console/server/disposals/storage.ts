/** Pieces of storage with what was done to each and the certificates that speak of it. */
import {
  type Category,
  type Media,
  type MethodName,
  methodOf,
  storageKey,
  whyUseless,
} from '../../../shared/disposals/methods.ts';
import type { RecordFacts, StorageFacts } from '../../../shared/disposals/missing.ts';
import type { Placed } from '../../../shared/disposals/placed.ts';
import type { CertificateFacts } from '../../../shared/disposals/proof.ts';
import type { SanitisationRecord, StorageView } from '../../../shared/protocol/api/disposals.ts';
import type { Database, Tx } from '../database/index.ts';
import { ranOf } from './evidence.ts';

export type StorageRecord = Database['disposal_storage'];

/** One that names it, with what it is weighed by. */
type Certificate = Omit<StorageView['certificates'][number], 'whyNot'> & { facts: CertificateFacts };

export interface ReadStorage {
  row: StorageRecord;
  /** In the order in which they were done. */
  records: SanitisationRecord[];
  certificates: Certificate[];
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
    .select(['c.issuer', 'c.number', 'c.dated', 'c.method'])
    .where('storage_id', 'in', ids)
    .where('set_aside', 'is', null)
    .where('c.withdrawn_at', 'is', null)
    .orderBy('disposal_evidence.id')
    .execute();
  return rows.map(row => {
    const said = lines.filter(one => one.storage_id === row.id);
    const own = records
      .filter(one => one.storage_id === row.id)
      .map(one => {
        const line = said.find(({ id }) => id === one.evidence_id);
        return presentRecord(one, line, row.serial_key);
      });
    const papers = said.flatMap(line => {
      const { certificate_id: id, issuer, number, dated, method, file_id: fileId } = line;
      if (id === null || issuer === null || number === null || dated === null) return [];
      const facts = certificateFacts({ number, dated, method: method as MethodName }, row.media as Media);
      return [{ id, issuer, number, fileId, placed: placedOf(line, row.serial_key), facts }];
    });
    return { row, records: own, certificates: papers, facts: storageFacts(row, own, papers) };
  });
}

function storageFacts(
  row: StorageRecord,
  records: readonly SanitisationRecord[],
  certificates: readonly Certificate[],
): StorageFacts {
  return {
    id: row.id,
    name: row.name,
    serial: row.serial,
    leftOut: row.left_out !== null,
    byContractor: row.by_contractor === 1,
    last: recordFacts(records.at(-1)),
    certificates: certificates.map(one => one.facts),
  };
}

function recordFacts(record: SanitisationRecord | undefined): RecordFacts | null {
  if (record === undefined) return null;
  const { category, method, result, verification, witness } = record;
  return { category, physical: methodOf(method).physical, result, verification, witness };
}

/** `medium`: of the storage that it is to prove something of. */
export const certificateFacts = (
  { number, dated, method }: { number: string; dated: string; method: MethodName },
  medium: Media,
): CertificateFacts => ({
  ...{ number, dated, category: methodOf(method).category },
  useless: whyUseless(method, medium) !== undefined,
});

/** `key`: what the serial of its storage is compared by. */
export function placedOf(line: Database['disposal_evidence'], key: string | null): Placed {
  const { serial, serial_key, matched_how, matched_by, matched_at: at, matched_why: why } = line;
  return {
    names: storageKey(serial) === null ? null : serial,
    same: serial_key !== null && serial_key === key,
    hand: matched_how === 'hand' ? { by: matched_by ?? '', at, why } : null,
  };
}

const ranByHand = ({ began, ended }: Database['sanitisation']) =>
  began === null || ended === null ? null : { from: began, to: ended };

function presentRecord(
  row: Database['sanitisation'],
  line: Database['disposal_evidence'] | undefined,
  key: string | null,
): SanitisationRecord {
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
    samplePercent: row.sample_percent,
    operator: row.operator,
    witness: row.witness,
    place: row.place,
    doneOn: row.done_on,
    fileId: row.source_file_id,
    ran: line === undefined ? ranByHand(row) : ranOf(line),
    placed: line === undefined ? null : placedOf(line, key),
    notedAt: row.noted_at,
    notedBy: row.noted_by,
  };
}
