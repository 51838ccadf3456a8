/** What a school's own headings mean, remembered from its last imports where it is not what we would have taken them for. */
import {
  headingKey,
  type ImportTarget,
  importTargets,
  suggestTargets,
} from '../../../shared/assets/import-columns.ts';
import type { Tx } from '../database/index.ts';

/** By heading as it is compared. Null is a column that somebody left out. */
export type Remembered = ReadonlyMap<string, ImportTarget | null>;

/** Of all headings that a school ever used, so many of the latest are remembered. */
const mostRemembered = 500;
const longestHeading = 200;

export async function readRemembered(db: Tx, schoolId: string): Promise<Remembered> {
  const rows = await db
    .selectFrom('import_column')
    .select(['heading', 'target'])
    .where('school_id', '=', schoolId)
    .orderBy('chosen_at', 'desc')
    .limit(mostRemembered)
    .execute();
  // A meaning that a later version no longer has is forgotten.
  const known = rows.filter(row => row.target === null || (importTargets as string[]).includes(row.target));
  return new Map(known.map(row => [row.heading, row.target as ImportTarget | null]));
}

/** Keeps what differs from the suggestion, and forgets what no longer does. */
export async function rememberColumns(
  tx: Tx,
  schoolId: string,
  headers: readonly string[],
  targets: readonly (ImportTarget | null)[],
  at: number,
): Promise<void> {
  const usual = suggestTargets(headers);
  const chosen = new Map<string, ImportTarget | null | undefined>();
  for (const [column, header] of headers.entries()) {
    const heading = headingKey(header).slice(0, longestHeading);
    // One heading over two columns says nothing for certain.
    if (heading === '' || chosen.has(heading)) continue;
    const target = targets[column] ?? null;
    chosen.set(heading, target === (usual[column] ?? null) ? undefined : target);
  }
  for (const [heading, target] of chosen) {
    await tx
      .deleteFrom('import_column')
      .where('school_id', '=', schoolId)
      .where('heading', '=', heading)
      .execute();
    if (target === undefined) continue;
    await tx
      .insertInto('import_column')
      .values({ school_id: schoolId, heading, target, chosen_at: at })
      .execute();
  }
}
