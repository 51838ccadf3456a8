/**
 * What logs and certificates say of single serials, and which storage each is. Matched by serial number, or by a person
 * who says so; what nothing matches stays on a list until somebody places it or puts it aside with a reason.
 */
import { randomUUIDv7 } from 'node:crypto';
import * as z from 'zod';
import {
  methodOf,
  results,
  resultWords,
  storageKey,
  verifications,
} from '../../../shared/disposals/methods.ts';
import { type ItemState, isOpen } from '../../../shared/disposals/steps.ts';
import type { Database, Tx } from '../database/index.ts';
import { conflict, notFound } from '../errors.ts';
import type { StorageRecord } from './storage.ts';

export type EvidenceRow = Database['disposal_evidence'];

/** One drive of a log of nwipe. */
const wipeFacts = z.object({
  tool: z.string(),
  version: z.string().nullable(),
  method: z.string().nullable(),
  rounds: z.number().nullable(),
  verification: z.enum(verifications),
  doneOn: z.string(),
  device: z.string(),
  model: z.string().nullable(),
  result: z.enum(results),
  trouble: z.string(),
  hidden: z.enum(['yes', 'no', 'unknown']),
  operator: z.string(),
  /** By the clock of the computer that wiped: `2026-11-20 09:00:57`. Not kept of what was imported before. */
  startedAt: z.string().nullable().default(null),
  endedAt: z.string().nullable().default(null),
});
export type WipeFacts = z.infer<typeof wipeFacts>;

export async function addEvidence(
  tx: Tx,
  schoolId: string,
  at: number,
  line: { fileId: string; certificateId: string | null; serial: string | null; facts: object },
): Promise<EvidenceRow> {
  const row: EvidenceRow = {
    id: randomUUIDv7(),
    school_id: schoolId,
    file_id: line.fileId,
    certificate_id: line.certificateId,
    serial: line.serial,
    serial_key: storageKey(line.serial),
    facts: JSON.stringify(line.facts),
    storage_id: null,
    matched_how: null,
    matched_by: null,
    matched_at: null,
    matched_why: null,
    set_aside: null,
    set_aside_by: null,
    at,
  };
  await tx.insertInto('disposal_evidence').values(row).execute();
  return row;
}

type Stage = { state: ItemState; batchId: string | null };

/** A log speaks of what is still here; a certificate of what its own collection took. */
function fits(line: EvidenceRow, item: Stage, certificateBatch: string | null): boolean {
  if (line.certificate_id === null) return isOpen(item.state);
  return item.batchId === certificateBatch && item.state === 'collected';
}

/** Places every unplaced line that this serial fits; the storage may have been entered after the log was imported. */
export async function matchStorage(
  tx: Tx,
  schoolId: string,
  storage: StorageRecord,
  by: string,
  at: number,
): Promise<number> {
  if (storage.serial_key === null) return 0;
  const lines = await tx
    .selectFrom('disposal_evidence')
    .selectAll()
    .where('school_id', '=', schoolId)
    .where('serial_key', '=', storage.serial_key)
    .where('storage_id', 'is', null)
    .where('set_aside', 'is', null)
    .execute();
  let placed = 0;
  for (const line of lines) if (await place(tx, line, storage, { how: 'serial', by, at })) placed += 1;
  return placed;
}

/** Places a line by its serial; undefined when no storage, or more than one, has it. */
export async function matchLine(tx: Tx, line: EvidenceRow, by: string): Promise<StorageRecord | undefined> {
  if (line.serial_key === null) return undefined;
  const found = await tx
    .selectFrom('disposal_storage')
    .selectAll()
    .where('school_id', '=', line.school_id)
    .where('serial_key', '=', line.serial_key)
    .where('left_out', 'is', null)
    .execute();
  const fitting: StorageRecord[] = [];
  for (const storage of found) if (await stageFits(tx, line, storage)) fitting.push(storage);
  const [only] = fitting;
  if (only === undefined || fitting.length > 1) return undefined;
  return (await place(tx, line, only, { how: 'serial', by, at: line.at })) ? only : undefined;
}

async function stageFits(tx: Tx, line: EvidenceRow, storage: StorageRecord): Promise<boolean> {
  const item = await tx
    .selectFrom('disposal_item')
    .innerJoin('asset', 'asset.id', 'disposal_item.asset_id')
    .select(['disposal_item.status', 'disposal_item.batch_id', 'asset.state'])
    .where('disposal_item.id', '=', storage.item_id)
    .executeTakeFirst();
  if (item === undefined || (line.certificate_id === null && item.state === 'quarantined')) return false;
  const batch = line.certificate_id === null ? null : await batchOf(tx, line.certificate_id);
  return fits(line, { state: item.status as ItemState, batchId: item.batch_id }, batch);
}

async function batchOf(tx: Tx, certificateId: string): Promise<string | null> {
  const row = await tx
    .selectFrom('disposal_certificate')
    .select('batch_id')
    .where('id', '=', certificateId)
    .executeTakeFirst();
  return row?.batch_id ?? null;
}

/** False when the storage is not in a stage that this evidence can speak of. */
export async function place(
  tx: Tx,
  line: EvidenceRow,
  storage: StorageRecord,
  said: { how: 'serial' | 'hand'; by: string; at: number; why?: string },
): Promise<boolean> {
  if (!(await stageFits(tx, line, storage))) return false;
  const { how, by, at, why = null } = said;
  const set = {
    ...{ storage_id: storage.id, matched_how: how, matched_by: by },
    ...{ matched_at: at, matched_why: why },
  };
  await tx.updateTable('disposal_evidence').set(set).where('id', '=', line.id).execute();
  if (line.certificate_id === null) await recordWipe(tx, line, storage, by);
  return true;
}

async function recordWipe(tx: Tx, line: EvidenceRow, storage: StorageRecord, by: string): Promise<void> {
  const facts = wipeFacts.parse(JSON.parse(line.facts));
  await tx
    .insertInto('sanitisation')
    .values({
      id: randomUUIDv7(),
      school_id: line.school_id,
      storage_id: storage.id,
      method: 'overwrite',
      category: methodOf('overwrite').category,
      standard: facts.method ?? '',
      tool: facts.tool,
      tool_version: facts.version ?? '',
      passes: null,
      hidden: facts.hidden,
      result: facts.result,
      trouble: facts.trouble,
      verification: facts.verification,
      verified_by: facts.verification === 'none' ? null : facts.tool,
      operator: facts.operator,
      witness: null,
      place: '',
      done_on: facts.doneOn,
      // Its file says from when to when it ran.
      ...{ began: null, ended: null, sample_percent: null },
      source_file_id: line.file_id,
      evidence_id: line.id,
      noted_at: line.at,
      noted_by: by,
    })
    .execute();
}

export type UnmatchedLine = EvidenceRow & { file_name: string };

/** When a wipe ran, as its log says; null where it does not, or was not asked. */
export function ranOf(line: Pick<EvidenceRow, 'facts'>): { from: string; to: string } | null {
  const { startedAt: from, endedAt: to } = wipeFacts.parse(JSON.parse(line.facts));
  return from === null || to === null ? null : { from, to };
}

/** Newest first. `of`: lines of logs, or of the certificates of one collection. */
export async function unmatchedLines(db: Tx, schoolId: string, of: 'log'): Promise<UnmatchedLine[]> {
  return db
    .selectFrom('disposal_evidence')
    .innerJoin('stored_file', 'stored_file.id', 'disposal_evidence.file_id')
    .selectAll('disposal_evidence')
    .select('stored_file.name as file_name')
    .where('disposal_evidence.school_id', '=', schoolId)
    .where('storage_id', 'is', null)
    .where('set_aside', 'is', null)
    .where('certificate_id', of === 'log' ? 'is' : 'is not', null)
    .orderBy('disposal_evidence.id', 'desc')
    .limit(200)
    .execute();
}

/** "sdb: WDC WD5000, no serial number, passed, 20 Nov 2026 (wipe.txt)" */
export function describeLine(line: UnmatchedLine): string {
  const facts = wipeFacts.safeParse(JSON.parse(line.facts)).data;
  const serial = line.serial === null ? 'no serial number that can be read' : `serial ${line.serial}`;
  if (facts === undefined) return `${serial} (${line.file_name})`;
  const parts = [facts.model ?? 'unknown model', serial, resultWords[facts.result].toLowerCase()];
  if (facts.trouble !== '') parts.push(facts.trouble);
  return `${facts.device}: ${parts.join(', ')} (${line.file_name})`;
}

/** Throws `evidence.not_found`, `evidence.placed`. */
export async function holdLine(tx: Tx, schoolId: string, id: string): Promise<EvidenceRow> {
  const line = await tx
    .selectFrom('disposal_evidence')
    .selectAll()
    .where('school_id', '=', schoolId)
    .where('id', '=', id)
    .executeTakeFirst();
  if (line === undefined) throw notFound('evidence');
  if (line.storage_id !== null) throw conflict('evidence.placed', 'This line is placed already.');
  return line;
}
