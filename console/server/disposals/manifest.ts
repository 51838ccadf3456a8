/**
 * What is frozen: the receipt as it was signed at the van, and at the close everything that proves what became of each
 * thing, for programs, with the SHA-256 of every file behind it.
 */
import type * as z from 'zod';
import { type Category, type MethodName, methodOf, storageKey } from '../../../shared/disposals/methods.ts';
import type { Placed } from '../../../shared/disposals/placed.ts';
import { type Asked, whyNoProof, whyPaperOdd } from '../../../shared/disposals/proof.ts';
import type { handoverInput } from '../../../shared/protocol/api/disposal-inputs.ts';
import { sayWhat } from '../assets/index.ts';
import type { Tx } from '../database/index.ts';
import { readSchool } from '../schools/index.ts';
import { paperFacts, type ReadBatch, readBatch } from './batches.ts';
import { bothOf, presentFreed, type ReadItem } from './facts.ts';
import { photosOf } from './photos.ts';
import { type BatchSighting, sightingsOf } from './sightings.ts';
import { placedOf, type ReadStorage } from './storage.ts';

type Signed = z.output<typeof handoverInput> & { acceptance: string; at: number };

const whole = (at: number | null) => (at === null ? null : new Date(at).toISOString());

export async function receiptOf(tx: Tx, { row, contractor, items }: ReadBatch, signed: Signed) {
  const { handedBy, handedRole, receivedBy, receivedRole, vehicle, quantity, acceptance, strokes } = signed;
  const school = await readSchool(tx, row.school_id);
  const photos = await photosOf(tx, row.id);
  return {
    format: 'caretaker.disposal-receipt.v1',
    school: school.name,
    collection: row.number,
    signedAt: whole(signed.at),
    way: row.way,
    pricePence: row.price,
    recipient:
      contractor.kind === 'company'
        ? null
        : { name: contractor.name, kind: contractor.kind, contact: contractor.contact },
    contractor:
      contractor.kind !== 'company'
        ? null
        : {
            name: contractor.name,
            carrierRegistration: contractor.carrier_number,
            carrierRegistrationUntil: contractor.carrier_until,
            permit: contractor.permit,
            permitUntil: contractor.permit_until,
            processorAgreementOf: contractor.agreement_on,
            certification: contractor.certification,
            checkedOn: contractor.checked_on,
            guaranteeOf: contractor.guarantee_on,
          },
    handedOver: { by: handedBy, role: handedRole },
    received: { by: receivedBy, role: receivedRole, vehicle, drawnName: strokes },
    quantity,
    photos: photos.map(({ name, caption, sha256 }) => ({ name, caption, sha256 })),
    acceptance,
    items: items.map(item => ({
      tag: item.facts.tag,
      what: sayWhat(item.asset),
      serial: item.asset.serial,
      condition: item.row.condition,
      storage: inside(item).map(({ row: one, records }) => ({
        serial: one.serial,
        model: one.model,
        leftTo: one.by_contractor === 1 ? 'contractor' : 'done here',
        last: records.at(-1)?.result ?? null,
      })),
    })),
  };
}
/** Those that were signed before things could be sold or given away lack the words of that, others photos or what each thing is. */
type Newer = 'way' | 'pricePence' | 'recipient' | 'photos';
type Receipt = Awaited<ReturnType<typeof receiptOf>>;
export type SignedReceipt = Omit<Receipt, Newer | 'items'> &
  Partial<Pick<Receipt, Newer>> & { items: (Omit<ReceiptItem, 'what'> & { what?: string })[] };
type ReceiptItem = Receipt['items'][number];

const inside = (item: ReadItem) => item.storage.filter(one => one.row.left_out === null);

/** Of a collection that is still open too: then `closed` is null. */
export async function manifestOf(tx: Tx, schoolId: string, batchId: string, now: number) {
  const batch = await readBatch(tx, schoolId, batchId, now);
  const school = await readSchool(tx, schoolId);
  const files = await filesOf(tx, batch);
  const certificates = await certificatesOf(tx, batchId);
  const sightings = await sightingsOf(tx, batchId);
  const { row, papers } = batch;
  return {
    format: 'caretaker.disposal.v1',
    school: school.name,
    timeZone: school.timeZone,
    collection: row.number,
    collectOn: row.collect_on,
    way: row.way,
    contractor: batch.contractor.name,
    guarantee:
      batch.contractor.guarantee_on === null
        ? null
        : { dated: batch.contractor.guarantee_on, fileId: batch.contractor.guarantee_file_id },
    paid:
      row.paid_at === null
        ? null
        : { pricePence: row.price, at: whole(row.paid_at), by: row.paid_by, note: row.paid_note },
    receipt:
      row.receipt === null
        ? null
        : { sha256: row.receipt_hash, signed: JSON.parse(row.receipt) as SignedReceipt },
    photos: (await photosOf(tx, row.id)).map(photo => ({
      ...{ caption: photo.caption, at: whole(photo.added_at), by: photo.added_by, fileId: photo.file_id },
    })),
    items: batch.items.map(item => manifestItem(item, sightings, batch.facts.least)),
    wastePapers: papers.map(paper => ({
      kind: paper.kind,
      number: paper.number,
      dated: paper.dated,
      wasteCodes: paper.codes,
      hazardous: paper.hazardous === 1,
      persistentOrganicPollutants: paper.pops === 1,
      quantity: paper.quantity,
      destination: paper.destination,
      digitalTracking: paper.tracking,
      fileId: paper.file_id,
      keepUntil: paper.keep_until,
      doesNotFit: whyPaperOdd(paperFacts(paper), batch.facts.collectedOn) ?? null,
      accepted:
        paper.accepted_at === null
          ? null
          : { at: whole(paper.accepted_at), by: paper.accepted_by, because: paper.accepted_why },
    })),
    certificates,
    closed: row.closed_at === null ? null : { at: whole(row.closed_at), by: row.closed_by },
    files,
  };
}
export type Manifest = Awaited<ReturnType<typeof manifestOf>>;

function manifestItem(item: ReadItem, sightings: readonly BatchSighting[], least: Category) {
  const { writeOff, asset, row } = item;
  return {
    tag: item.facts.tag,
    kind: asset.kind,
    make: asset.make,
    model: asset.model,
    serial: asset.serial,
    boughtOn: item.boughtOn,
    lentBefore: item.heldData,
    // What let it go to be used again.
    electricalTest:
      item.way === 'collected' || item.test === null ? null : { ...item.test, result: 'passed' as const },
    condition: row.condition,
    bookValuePence: row.value,
    writeOff: {
      number: writeOff.number,
      reason: writeOff.reason,
      personalData: writeOff.personal_data,
      way: writeOff.way,
      pricePence: row.price,
      askedBy: writeOff.asked_by,
      askedAt: whole(writeOff.asked_at),
      approvedBy: writeOff.decided_by,
      approvedAt: whole(writeOff.decided_at),
      governorsMinute: writeOff.governors_minute,
      governorsOn: writeOff.governors_on,
    },
    freed: item.row.freed_at === null ? null : { ...freedOf(item), at: whole(item.row.freed_at) },
    runAgain: sightings
      .filter(one => one.itemId === row.id)
      .map(({ itemId: _, tag: __, firstAt, lastAt, settledAt, ...one }) => ({
        ...one,
        firstAt: whole(firstAt),
        lastAt: whole(lastAt),
        settledAt: whole(settledAt),
      })),
    noStorage:
      row.no_storage === null
        ? null
        : { reason: row.no_storage, by: row.no_storage_by, agreedBy: row.no_storage_agreed_by },
    storage: item.storage.map(one => manifestStorage(one, { least, collectedOn: item.collectedOn })),
  };
}

/** Who said so, and the licence seats that it freed. */
function freedOf({ row }: ReadItem) {
  const { by, note, seats } = presentFreed(row) ?? { by: '', note: '', seats: [] };
  return { by, note, seats };
}

function manifestStorage({ row, records, certificates }: ReadStorage, asked: Asked) {
  return {
    name: row.name,
    model: row.model,
    serial: row.serial,
    media: row.media,
    sizeBytes: row.size_bytes,
    serialFrom: row.origin === 'agent' ? 'the device itself' : 'a person',
    notedBy: row.noted_by,
    notedAt: whole(row.noted_at),
    leftToContractor: row.by_contractor === 1,
    notInside: row.left_out,
    notInsideBy: bothOf(row.left_out_by, row.left_out_agreed_by),
    records: records.map(({ id: _, notedAt, placed, ...record }) => ({
      ...record,
      notedAt: whole(notedAt),
      readFrom: placed === null ? null : matchOf(placed),
    })),
    certificates: certificates.map(({ issuer, number, fileId, placed, facts }) => ({
      ...{ issuer, number, fileId },
      provesNothing: whyNoProof(facts, asked) ?? null,
      readFrom: matchOf(placed),
    })),
  };
}
/** The serial number that evidence names, and who said that it is about this storage where the number does not. */
export interface ManifestMatch {
  serial: string | null;
  sameSerial: boolean;
  matchedByHand: { by: string; at: string | null; because: string | null } | null;
}

const matchOf = ({ names, same, hand }: Placed): ManifestMatch => ({
  serial: names,
  sameSerial: same,
  matchedByHand: hand === null ? null : { by: hand.by, at: whole(hand.at), because: hand.why },
});

export type ManifestItem = Manifest['items'][number];

async function certificatesOf(tx: Tx, batchId: string) {
  const rows = await tx
    .selectFrom('disposal_certificate')
    .selectAll()
    .where('batch_id', '=', batchId)
    .orderBy('id')
    .execute();
  const lines = await tx
    .selectFrom('disposal_evidence')
    .leftJoin('disposal_storage', 'disposal_storage.id', 'disposal_evidence.storage_id')
    .selectAll('disposal_evidence')
    .select(['disposal_storage.serial as storage_serial', 'disposal_storage.serial_key as storage_key'])
    .where('certificate_id', 'in', rows.length === 0 ? [''] : rows.map(row => row.id))
    .orderBy('disposal_evidence.id')
    .execute();
  return rows.map(row => {
    const own = lines.filter(line => line.certificate_id === row.id);
    return {
      issuer: row.issuer,
      number: row.number,
      dated: row.dated,
      method: methodOf(row.method as MethodName).words,
      category: methodOf(row.method as MethodName).category,
      standard: row.standard,
      fileId: row.file_id,
      matched: own.flatMap(line =>
        line.storage_id === null
          ? []
          : [
              {
                ...matchOf(placedOf(line, line.storage_key)),
                storage: line.storage_serial,
                by: line.matched_how === 'hand' ? 'hand' : 'serial',
              },
            ],
      ),
      unmatched: own.flatMap(line =>
        line.storage_id === null ? [{ serial: line.serial, setAside: line.set_aside }] : [],
      ),
      withdrawn:
        row.withdrawn_at === null
          ? null
          : { at: whole(row.withdrawn_at), by: row.withdrawn_by, because: row.withdrawn_why },
      weak: own.every(line => storageKey(line.serial) === null),
    };
  });
}

async function filesOf(tx: Tx, { row, contractor, items, papers }: ReadBatch) {
  const certificates = await tx
    .selectFrom('disposal_certificate')
    .select('file_id')
    .where('batch_id', '=', row.id)
    .execute();
  const logs = items.flatMap(item => item.storage.flatMap(one => one.records.map(record => record.fileId)));
  const photos = await photosOf(tx, row.id);
  const noted = [...certificates, ...papers, ...photos].map(one => one.file_id);
  const ids = [...noted, contractor.guarantee_file_id, ...logs];
  const wanted = [...new Set(ids.filter(one => one !== null))];
  if (wanted.length === 0) return [];
  const found = await tx
    .selectFrom('stored_file')
    .select(['id', 'name', 'type', 'size', 'sha256'])
    .where('id', 'in', wanted)
    .orderBy('id')
    .execute();
  return found;
}
