/** The records that go into a pack: for each framework those that it asks for, and only what the reader may see on a page. */
import type { RecordKey } from '../../../../shared/clauses/frameworks.ts';
import { may } from '../../access.ts';
import type { Tx } from '../../database/index.ts';
import type { Caller } from '../../route.ts';
import { accounts } from './accounts.ts';
import { backups } from './backups.ts';
import { disposals } from './disposals.ts';
import { documents } from './documents.ts';
import { incidents } from './incidents.ts';
import { policies } from './policies.ts';
import type { Moment, PackRecord, RecordMaker } from './record.ts';
import { reports } from './reports.ts';
import { reviews } from './reviews.ts';
import { scope } from './scope.ts';
import { signatures } from './signatures.ts';
import { titles } from './titles.ts';
import { vulnerabilities } from './vulnerabilities.ts';

export type { PackRecord } from './record.ts';

const makers: Record<RecordKey, RecordMaker> = {
  scope,
  unsupported: titles,
  vulnerabilities,
  people: accounts,
  policy: policies,
  incidents,
  disposals,
  signatures,
  reports,
  reviews,
  backups,
  documents,
};

/** Each once, in the order of `keys`; what this caller may not read is left out. */
export async function recordsFor(
  db: Tx,
  by: Caller,
  keys: readonly RecordKey[],
  on: Moment,
): Promise<PackRecord[]> {
  const found: PackRecord[] = [];
  for (const key of new Set(keys)) {
    const { permission, read } = makers[key];
    if (may(by, permission)) found.push({ key, ...(await read(db, by, on)) });
  }
  return found;
}
