/**
 * What is still missing before a collection may leave, and before it may close. Pure: the server refuses by it, the pages
 * list it, and a property test walks through it. Nothing closes while one piece is missing.
 */
import { type Category, categories, categoryWords, type Result, type Verification } from './methods.ts';
import { type CertificateFacts, whyNoProof } from './proof.ts';
import type { ItemState } from './steps.ts';
import type { Way } from './ways.ts';

export interface RecordFacts {
  category: Category;
  physical: boolean;
  result: Result;
  verification: Verification;
  witness: string | null;
}

export interface StorageFacts {
  id: string;
  /** As people tell it apart: "SSD 2 (256 GB)". */
  name: string;
  serial: string | null;
  /** Said by a person not to be in the thing, with a reason. */
  leftOut: boolean;
  /** To be destroyed or erased by the contractor, who says so in a certificate. */
  byContractor: boolean;
  /** The record that counts: the one done last. */
  last: RecordFacts | null;
  /** Those that name it and are not withdrawn. */
  certificates: readonly CertificateFacts[];
}

export interface ItemFacts {
  id: string;
  tag: string;
  state: ItemState;
  /** The asset's state in the register. */
  assetState: string;
  server: boolean;
  storage: readonly StorageFacts[];
  /** A person looked and found none. */
  noStorage: boolean;
  /** A person says so, and a second one is asked. */
  noneAsked: boolean;
  governors: 'not_needed' | 'missing' | 'there';
  /** Its licences are given back, its accounts and device entries removed. */
  freed: boolean;
  /** Its device spoke to the console after it left, and nobody has settled why. */
  reappeared: boolean;
  /** Passed an electrical test within a year, or is of a kind that needs none. */
  tested: boolean;
  /** Who owns it, where that is not the school. */
  owner: string | null;
  /** Who agreed to the write-off. */
  approvedBy: string | null;
}

export interface BatchFacts {
  way: Way;
  /** Who gets it: the company, the buyer or the new owner. */
  taker: string;
  /** The company's written guarantee that data is destroyed is entered. */
  guarantee: boolean;
  /** Nothing to pay, or the payment is entered. */
  paid: boolean;
  contractorProblems: readonly string[];
  items: readonly ItemFacts[];
  /** Least category that storage must have had before it leaves, unless the contractor is to do it. */
  least: Category;
  signed: boolean;
  /** The day of the van, `2026-11-22`; null before it. */
  collectedOn: string | null;
  papers: number;
  /** Of papers that do not fit and that nobody has accepted: “The waste transfer note 12 is dated …”. */
  oddPapers: readonly string[];
}

export interface Missing {
  /** Stable, for programs. */
  code: string;
  words: string;
  itemId: string | null;
}

const piece = (code: string, words: string, itemId: string | null = null): Missing => ({
  code,
  words,
  itemId,
});

/** What stands between one piece of storage and the van; undefined when nothing does. */
export function beforeLeaving(
  storage: StorageFacts,
  least: Category,
): [code: string, words: string] | undefined {
  if (storage.leftOut) return undefined;
  const { last, name } = storage;
  if (last !== null && good(last) && last.physical) return undefined;
  if (storage.serial === null)
    return [
      'serial_unknown',
      `${name}: its serial number is not known. Read it off the drive, or destroy the drive here before a witness`,
    ];
  if (storage.byContractor) return undefined;
  if (last === null) return ['not_sanitised', `${name}: not wiped or destroyed yet`];
  if (last.result === 'failed' || last.result === 'aborted')
    return [
      'wipe_failed',
      `${name}: the wipe ${last.result === 'failed' ? 'failed' : 'was stopped'}. Wipe it again or destroy it`,
    ];
  if (last.result === 'passed_with_warning')
    return [
      'wipe_warning',
      `${name}: wiped with a warning, such as hidden sectors. Wipe it again or destroy it`,
    ];
  if (!good(last)) return ['wipe_unverified', `${name}: the wipe is not verified`];
  if (categories.indexOf(last.category) < categories.indexOf(least))
    return [
      'category_too_low',
      `${name}: has had ${categoryWords[last.category]} only, and the school’s rule asks for ${categoryWords[least]}`,
    ];
  return undefined;
}

/** Passed, and somebody or something looked afterwards. */
function good(record: RecordFacts): boolean {
  if (record.result !== 'passed') return false;
  return record.physical ? record.witness !== null : record.verification !== 'none';
}

function itemBeforeLeaving(item: ItemFacts, { least, way, taker }: BatchFacts): Missing[] {
  const missing: Missing[] = [];
  const add = (code: string, words: string) => missing.push(piece(code, words, item.id));
  if (item.state !== 'approved') add('not_approved', 'its write-off is not approved');
  else if (item.assetState === 'quarantined')
    add('quarantined', 'is quarantined as evidence: do not touch it');
  else if (item.assetState !== 'awaiting_disposal')
    add(
      'not_awaiting',
      'is no longer waiting for its disposal in the register. Take it out of the collection',
    );
  if (item.governors === 'missing')
    add('governors', 'is above the governors’ limit, and their minute is not entered');
  if (item.storage.every(one => one.leftOut) && !item.noStorage) missing.push(unlisted(item));
  for (const storage of item.storage) {
    const found = beforeLeaving(doneHere(storage, way), least);
    if (found !== undefined) add(...found);
  }
  if (way !== 'collected') missing.push(...itemForPeople(item, taker));
  return missing;
}

const unlisted = ({ id, noneAsked }: ItemFacts): Missing =>
  noneAsked
    ? piece('none_asked', 'is said to have no storage, and a second person has to agree to that', id)
    : piece('storage_unlisted', 'nobody has said what storage is in it', id);

/** Nobody wipes for the school what it sold or gave away. */
const doneHere = (storage: StorageFacts, way: Way): StorageFacts =>
  way === 'collected' ? storage : { ...storage, byContractor: false, certificates: [] };

const companyFor = 'a server’s storage needs a certificate: send it with a company that gives one';

function itemForPeople(item: ItemFacts, taker: string): Missing[] {
  const missing: Missing[] = [];
  const add = (code: string, words: string) => missing.push(piece(code, words, item.id));
  if (item.server) add('server_company', companyFor);
  if (!item.tested)
    add(
      'not_tested',
      'no passed electrical test within a year of its write-off: what is sold or given away must be safe',
    );
  if (item.owner !== null) add('not_ours', `belongs to ${item.owner}: return it to its owner instead`);
  if (item.approvedBy !== null && sameName(item.approvedBy, taker))
    add('own_approval', `${taker} agreed to its write-off and cannot be who gets it`);
  return missing;
}

const sameName = (a: string, b: string) => a.trim().toLowerCase() === b.trim().toLowerCase();

/** Nothing leaves while this is not empty; the signature itself is not part of it. */
export function missingToLeave(batch: BatchFacts): Missing[] {
  const missing = batch.contractorProblems.map(words => piece('contractor', words));
  if (batch.items.length === 0) missing.push(piece('empty', 'Nothing is in this collection'));
  return [...missing, ...batch.items.flatMap(item => itemBeforeLeaving(item, batch))];
}

/** After the van has gone. */
export function missingToClose(batch: BatchFacts): Missing[] {
  const missing: Missing[] = [];
  if (!batch.signed) missing.push(piece('unsigned', 'The hand-over is not signed'));
  if (batch.items.length === 0) missing.push(piece('empty', 'Nothing is in this collection'));
  if (batch.way === 'collected' && batch.papers === 0)
    missing.push(piece('paperwork', 'The waste transfer or consignment note is not here'));
  for (const words of batch.oddPapers)
    missing.push(
      piece(
        'paper_odd',
        `${words}. Enter the right one and say of this one why it is there, or accept it with a reason`,
      ),
    );
  if (batch.way === 'collected' && !batch.guarantee)
    missing.push(
      piece('guarantee', `The written guarantee of ${batch.taker} that data is destroyed is not entered`),
    );
  if (!batch.paid) missing.push(piece('unpaid', `The payment of ${batch.taker} is not entered`));
  // One line for the whole collection, as long as nothing is said of any of it.
  const nothingFreed = batch.items.length > 1 && batch.items.every(item => !item.freed);
  if (nothingFreed) missing.push(piece('not_freed', `Of all its things: ${notFreed}`));
  return [...missing, ...batch.items.flatMap(item => itemToClose(item, batch, nothingFreed))];
}

const notFreed = 'nobody has said that licences are given back and accounts and device entries removed';

function itemToClose(item: ItemFacts, batch: BatchFacts, freedSaid: boolean): Missing[] {
  if (item.state !== 'collected') return [piece('not_collected', 'was not collected', item.id)];
  const missing = storageToClose(item, batch);
  // Also where it became a server in the register after it had left.
  if (item.server && batch.way !== 'collected') missing.push(piece('server_company', companyFor, item.id));
  if (!item.freed && !freedSaid) missing.push(piece('not_freed', notFreed, item.id));
  if (item.reappeared)
    missing.push(
      piece('reappeared', 'it runs again since it left: find out why, and settle the alarm', item.id),
    );
  return missing;
}

/** Undefined when one of its certificates counts. */
function certificateMissing(
  { certificates }: StorageFacts,
  batch: BatchFacts,
): [code: string, words: string] | undefined {
  const doubts = certificates.map(one => ({ ...one, why: whyNoProof(one, batch) }));
  if (doubts.some(one => one.why === undefined)) return undefined;
  const last = doubts.at(-1);
  return last === undefined
    ? ['certificate', 'the contractor’s certificate has not come']
    : [
        'certificate_no_proof',
        `certificate ${last.number} ${last.why}. Ask for one that counts, or withdraw it if it was entered wrongly`,
      ];
}

function storageToClose(item: ItemFacts, batch: BatchFacts): Missing[] {
  const { least, way } = batch;
  const inside = item.storage.filter(one => !one.leftOut).map(one => doneHere(one, way));
  if (inside.length === 0 && !item.noStorage) return [unlisted(item)];
  return inside.flatMap(storage => {
    const done = storage.last !== null && good(storage.last);
    const certificate = certificateMissing(storage, batch);
    const needed = item.server || (storage.byContractor && !(done && storage.last?.physical));
    if (needed && certificate !== undefined) {
      const [code, words] = certificate;
      const why =
        code === 'certificate' && item.server
          ? 'a server’s storage needs the contractor’s certificate'
          : words;
      return [piece(code, `${storage.name}: ${why}`, item.id)];
    }
    if (certificate === undefined && storage.serial !== null) return [];
    const found = beforeLeaving(storage, least);
    return found === undefined ? [] : [piece(found[0], found[1], item.id)];
  });
}
