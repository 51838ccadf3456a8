/** Writes pieces of a file: what it says counts instead of what the same advisory said before. */
import { sql } from 'kysely';
import { columnList, rows, type Tx } from '../database/index.ts';
import { clean } from '../devices/index.ts';
import type { Piece } from './read-file.ts';

const advisoryColumns = {
  school_id: 'text',
  id: 'text',
  cves: 'text',
  summary: 'text',
  severity: 'text',
  score: 'bigint',
  published_at: 'bigint',
  modified_at: 'bigint',
} as const;
const packageColumns = {
  school_id: 'text',
  release: 'text',
  name: 'text',
  advisory_id: 'text',
  spans: 'text',
} as const;
const exploitedColumns = {
  school_id: 'text',
  cve: 'text',
  vendor: 'text',
  product: 'text',
  name: 'text',
  added_on: 'text',
  due_on: 'text',
  ransomware: 'bigint',
} as const;

/** How many records were kept. */
export async function keepPiece(tx: Tx, schoolId: string, piece: Piece): Promise<number> {
  await keepAdvisories(tx, schoolId, piece.advisories);
  await keepExploited(tx, schoolId, piece.exploited);
  return piece.advisories.filter(({ withdrawn }) => !withdrawn).length + piece.exploited.length;
}

async function keepAdvisories(tx: Tx, schoolId: string, advisories: Piece['advisories']): Promise<void> {
  if (advisories.length === 0) return;
  const once = [...new Map(advisories.map(one => [one.id, one])).values()];
  const ids = once.map(({ id }) => id);
  await tx
    .deleteFrom('advisory_package')
    .where('school_id', '=', schoolId)
    .where('advisory_id', 'in', ids)
    .execute();
  await tx.deleteFrom('advisory').where('school_id', '=', schoolId).where('id', 'in', ids).execute();
  const holds = once.filter(({ withdrawn }) => !withdrawn);
  const list = columnList(advisoryColumns);
  const values = holds.map(one => ({
    school_id: schoolId,
    id: one.id,
    cves: one.cves.join(' '),
    summary: clean(one.summary, 300),
    severity: one.severity,
    score: one.score === null ? null : Math.round(one.score * 10),
    published_at: one.publishedAt,
    modified_at: one.modifiedAt,
  }));
  await sql`insert into advisory (${list.into}) select ${list.from} from ${rows(tx, advisoryColumns, values)}`.execute(
    tx,
  );
  await keepPackages(tx, schoolId, holds);
}

async function keepPackages(tx: Tx, schoolId: string, advisories: Piece['advisories']): Promise<void> {
  const about = advisories.flatMap(({ id, packages }) => packages.map(one => ({ id, ...one })));
  // An advisory may name a package of one release several times, for several versions.
  const merged = Map.groupBy(about, one => JSON.stringify([one.release, one.name, one.id]));
  const values = [...merged.values()].flatMap(([first, ...more]) =>
    first === undefined
      ? []
      : [
          {
            school_id: schoolId,
            release: first.release,
            name: clean(first.name, 200),
            advisory_id: first.id,
            spans: JSON.stringify([first, ...more].flatMap(one => one.spans)),
          },
        ],
  );
  const list = columnList(packageColumns);
  await sql`insert into advisory_package (${list.into}) select ${list.from}
    from ${rows(tx, packageColumns, values)} where true on conflict (school_id, release, name, advisory_id) do nothing`.execute(
    tx,
  );
}

async function keepExploited(tx: Tx, schoolId: string, exploited: Piece['exploited']): Promise<void> {
  if (exploited.length === 0) return;
  const once = [...new Map(exploited.map(one => [one.cve, one])).values()];
  const values = once.map(one => ({
    school_id: schoolId,
    cve: one.cve,
    vendor: clean(one.vendor, 200),
    product: clean(one.product, 300),
    name: clean(one.name, 400),
    added_on: one.addedOn,
    due_on: one.dueOn,
    ransomware: one.ransomware ? 1 : 0,
  }));
  await tx.deleteFrom('exploited').where('school_id', '=', schoolId).execute();
  const list = columnList(exploitedColumns);
  for (let from = 0; from < values.length; from += 500)
    await sql`insert into exploited (${list.into}) select ${list.from}
      from ${rows(tx, exploitedColumns, values.slice(from, from + 500))}`.execute(tx);
}
