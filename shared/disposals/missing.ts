/**
 * What is still missing before a collection may leave, and before it may close. Pure: the server refuses by it, the pages
 * list it, and a property test walks through it. Nothing closes while one piece is missing.
 */
import { type Category, categories, type Result, type Verification } from './methods.ts';
import type { ItemState } from './steps.ts';

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
  certified: boolean;
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
  governors: 'not_needed' | 'missing' | 'there';
}

export interface BatchFacts {
  contractorProblems: readonly string[];
  items: readonly ItemFacts[];
  /** Least category that storage must have had before it leaves, unless the contractor is to do it. */
  least: Category;
  signed: boolean;
  papers: number;
  freed: boolean;
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
    return ['category_too_low', `${name}: has had Clear only, and the school’s rule asks for more`];
  return undefined;
}

/** Passed, and somebody or something looked afterwards. */
function good(record: RecordFacts): boolean {
  if (record.result !== 'passed') return false;
  return record.physical ? record.witness !== null : record.verification !== 'none';
}

function itemBeforeLeaving(item: ItemFacts, least: Category): Missing[] {
  const missing: Missing[] = [];
  const add = (code: string, words: string) => missing.push(piece(code, words, item.id));
  if (item.state !== 'approved') add('not_approved', 'its write-off is not approved');
  else if (item.assetState === 'quarantined')
    add('quarantined', 'is quarantined as evidence: do not touch it');
  else if (item.assetState !== 'awaiting_disposal')
    add('not_awaiting', 'is no longer “awaiting disposal” in the register. Take it out of the collection');
  if (item.governors === 'missing')
    add('governors', 'is above the governors’ limit, and their minute is not entered');
  if (item.storage.every(one => one.leftOut) && !item.noStorage)
    add('storage_unlisted', 'nobody has said what storage is in it');
  for (const storage of item.storage) {
    const found = beforeLeaving(storage, least);
    if (found !== undefined) add(...found);
  }
  return missing;
}

/** Nothing leaves while this is not empty; the signature itself is not part of it. */
export function missingToLeave(batch: BatchFacts): Missing[] {
  const missing = batch.contractorProblems.map(words => piece('contractor', words));
  if (batch.items.length === 0) missing.push(piece('empty', 'Nothing is in this collection'));
  return [...missing, ...batch.items.flatMap(item => itemBeforeLeaving(item, batch.least))];
}

/** After the van has gone. */
export function missingToClose(batch: BatchFacts): Missing[] {
  const missing: Missing[] = [];
  if (!batch.signed) missing.push(piece('unsigned', 'The hand-over is not signed'));
  if (batch.items.length === 0) missing.push(piece('empty', 'Nothing is in this collection'));
  if (batch.papers === 0)
    missing.push(piece('paperwork', 'The waste transfer or consignment note is not here'));
  if (!batch.freed)
    missing.push(
      piece(
        'not_freed',
        'Nobody has said that licences are given back and accounts and device entries removed',
      ),
    );
  return [...missing, ...batch.items.flatMap(item => itemToClose(item, batch.least))];
}

function itemToClose(item: ItemFacts, least: Category): Missing[] {
  if (item.state !== 'collected') return [piece('not_collected', 'was not collected', item.id)];
  const inside = item.storage.filter(one => !one.leftOut);
  if (inside.length === 0 && !item.noStorage)
    return [piece('storage_unlisted', 'nobody has said what storage is in it', item.id)];
  return inside.flatMap(storage => {
    const done = storage.last !== null && good(storage.last);
    if (item.server && !storage.certified)
      return [
        piece(
          'certificate',
          `${storage.name}: a server’s storage needs the contractor’s certificate`,
          item.id,
        ),
      ];
    if (storage.certified && storage.serial !== null) return [];
    if (storage.byContractor && !(done && storage.last?.physical))
      return [piece('certificate', `${storage.name}: the contractor’s certificate has not come`, item.id)];
    const found = beforeLeaving(storage, least);
    return found === undefined ? [] : [piece(found[0], found[1], item.id)];
  });
}
