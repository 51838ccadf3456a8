/** Suppliers for the search over everything: by name, whom to ask, or a contract of theirs. */
import { sql } from 'kysely';
import type { Sought } from '../../../shared/protocol/api/search.ts';
import { beginsFirst, searchPatterns, type Tx } from '../database/index.ts';

export async function seekSuppliers(
  db: Tx,
  schoolId: string,
  text: string,
  limit: number,
): Promise<Sought[]> {
  const words = searchPatterns(text).map(
    like => sql<boolean>`(supplier.name_key like ${like} escape '!'
      or lower(coalesce(supplier.contact, '')) like ${like} escape '!'
      or supplier.id in (select supplier_id from contract
        where school_id = ${schoolId} and lower(title) like ${like} escape '!'))`,
  );
  const found = await db
    .selectFrom('supplier')
    .select(['id', 'name', 'contact'])
    .where('school_id', '=', schoolId)
    .where(sql<boolean>`${sql.join(words, sql` and `)}`)
    .orderBy(beginsFirst(text, sql`supplier.name_key`))
    .orderBy('name_key')
    .limit(limit)
    .execute();
  return found.map(({ id, name, contact }) => ({ id, title: name, detail: contact ?? '' }));
}
