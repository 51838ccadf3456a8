/** Refuses a step of a collection with everything that is missing for it. */
import type { Missing } from '../../../shared/disposals/missing.ts';
import { conflict } from '../errors.ts';
import type { ReadBatch } from './batches.ts';

/** `may`: "cannot leave yet". Throws `disposal.incomplete`. */
export function refuseIncomplete({ row, items }: ReadBatch, missing: readonly Missing[], may: string): void {
  if (missing.length === 0) return;
  const tagOf = (id: string | null) => items.find(item => item.row.id === id)?.facts.tag;
  const words = missing.map(one =>
    one.itemId === null ? one.words : `“${tagOf(one.itemId)}”: ${one.words}`,
  );
  throw conflict('disposal.incomplete', `Collection ${row.number} ${may}. ${words.join('. ')}.`);
}
