/** A record of the console that a claim stands on, as it goes into a pack: a table, and what it says in one sentence. */
import type { RecordKey } from '../../../../shared/clauses/frameworks.ts';
import type { Permission } from '../../access.ts';
import type { Tx } from '../../database/index.ts';
import type { Caller } from '../../route.ts';

/** The kept day: as YYYY-MM-DD, and the moment at which it was kept. */
export interface Moment {
  day: string;
  at: number;
}

export interface PackRecord {
  key: RecordKey;
  head: string[];
  rows: string[][];
  /** "3 of 12 known weaknesses are open." */
  summary: string;
}

export interface RecordMaker {
  /** Whoever may not read it on a page does not carry it out of the school either. */
  permission: Permission;
  read(db: Tx, by: Caller, on: Moment): Promise<Omit<PackRecord, 'key'>>;
}

/** A pack is read by people: of more lines those that come first stand in it, and it says so. */
export const mostRows = 5000;

export const when = (at: number | null): string => (at === null ? '' : new Date(at).toISOString());
export const dayOf = (at: number | null): string => when(at).slice(0, 10);

/** "1 computer", "2 computers", "No computer". */
export const amount = (number: number, one: string, many = `${one}s`): string =>
  number === 0 ? `No ${one}` : number === 1 ? `1 ${one}` : `${number} ${many}`;
