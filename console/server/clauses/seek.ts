/** The school's own promises for the search over everything: those with every word in them. */
import type { Sought } from '../../../shared/protocol/api/search.ts';
import type { Tx } from '../database/index.ts';
import { readClauses } from './store.ts';

export async function seekClauses(db: Tx, schoolId: string, text: string, limit: number): Promise<Sought[]> {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return (await readClauses(db, schoolId)).clauses
    .filter(({ sentence }) => words.every(word => sentence.toLowerCase().includes(word)))
    .slice(0, limit)
    .map(({ id, sentence }) => ({ id, title: sentence, detail: '' }));
}
