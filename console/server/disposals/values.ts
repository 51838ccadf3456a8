/** What things are worth in the books today. */
import type { AssetKind } from '../../../shared/assets/kinds.ts';
import { bookValue } from '../../../shared/assets/value.ts';
import type { Tx } from '../database/index.ts';

/** Pence by asset; those whose cost or day of purchase is not known are absent. */
export async function bookValues(
  tx: Tx,
  schoolId: string,
  ids: readonly string[],
  today: string,
): Promise<Map<string, number>> {
  const rows = await tx
    .selectFrom('asset')
    .select(['id', 'kind', 'purchase_date', 'cost', 'life_years', 'floor'])
    .where('school_id', '=', schoolId)
    .where('id', 'in', ids)
    .execute();
  return new Map(
    rows.flatMap(row => {
      const { kind, purchase_date: purchaseDate, cost, life_years: lifeYears, floor } = row;
      const value = bookValue({ kind: kind as AssetKind, purchaseDate, cost, lifeYears, floor }, today);
      return value === null ? [] : [[row.id, value.pence] as const];
    }),
  );
}
