/** People for the search over everything; those who left come last. */
import { sql } from 'kysely';
import { personKinds, personKindWords } from '../../../shared/protocol/api/persons.ts';
import type { Sought } from '../../../shared/protocol/api/search.ts';
import { beginsFirst, saysAll, type Tx } from '../database/index.ts';

const name = sql`lower(person.name)`;

export async function seekPersons(db: Tx, schoolId: string, text: string, limit: number): Promise<Sought[]> {
  const found = await db
    .selectFrom('person')
    .select(['id', 'name', 'kind', 'group_name', 'left_at'])
    .where('school_id', '=', schoolId)
    .where(saysAll(text, name, sql`lower(coalesce(person.group_name, ''))`))
    .orderBy(sql`case when person.left_at is null then 0 else 1 end`)
    .orderBy(beginsFirst(text, name))
    .orderBy(name)
    .orderBy('id')
    .limit(limit)
    .execute();
  return found.map(row => {
    const kind = personKinds.find(one => one === row.kind) ?? 'staff';
    const left = row.left_at === null ? null : 'has left';
    const parts = [personKindWords[kind], row.group_name, left];
    return { id: row.id, title: row.name, detail: parts.filter(part => part !== null).join(' · ') };
  });
}
