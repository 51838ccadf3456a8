/** The school's own promises as they are kept. */
import { type Clause, clauses } from '../../../shared/clauses/clause.ts';
import type { Tx } from '../database/index.ts';

export interface KeptClauses {
  revision: number;
  clauses: Clause[];
  updatedAt: number | null;
  updatedBy: string | null;
}

/** Empty where the school has kept none: then every check speaks for itself. */
export async function readClauses(tx: Tx, schoolId: string): Promise<KeptClauses> {
  const row = await tx
    .selectFrom('school_clauses')
    .selectAll()
    .where('school_id', '=', schoolId)
    .executeTakeFirst();
  if (row === undefined) return { revision: 0, clauses: [], updatedAt: null, updatedBy: null };
  return {
    revision: row.revision,
    clauses: clauses.parse(JSON.parse(row.body)),
    updatedAt: row.updated_at,
    updatedBy: row.updated_by,
  };
}

export async function writeClauses(
  tx: Tx,
  schoolId: string,
  kept: readonly Clause[],
  stamp: { revision: number; at: number; by: string },
): Promise<void> {
  const changes = {
    revision: stamp.revision,
    body: JSON.stringify(kept),
    updated_at: stamp.at,
    updated_by: stamp.by,
  };
  await tx
    .insertInto('school_clauses')
    .values({ school_id: schoolId, ...changes })
    .onConflict(clash => clash.column('school_id').doUpdateSet(changes))
    .execute();
}
