/** Which computers are nearly full or worn out, kept in their row so that the list can be narrowed to them. */
import type { Kysely } from 'kysely';

interface Told {
  volumes?: { freePercent: number }[] | null;
  battery?: { healthPercent: number | null } | null;
}

// biome-ignore lint/suspicious/noExplicitAny: a migration must not follow later changes of the schema's types.
export async function up(db: Kysely<any>): Promise<void> {
  await db.schema
    .alterTable('device')
    .addColumn('wear', 'text', c => c.notNull().defaultTo(''))
    .execute();
  // Sections come by difference: what is here already may not come again for weeks.
  const known = await db
    .selectFrom('device_section')
    .select(['device_id', 'body'])
    .where('name', '=', 'hardware')
    .where('body', 'is not', null)
    .execute();
  for (const { device_id: id, body } of known) {
    const { volumes, battery } = JSON.parse(body) as Told;
    const wear = [
      volumes?.some(({ freePercent }) => freePercent < 10) && 'nearly_full',
      (battery?.healthPercent ?? 100) < 60 && 'worn_battery',
    ].filter(kind => typeof kind === 'string');
    if (wear.length > 0)
      await db
        .updateTable('device')
        .set({ wear: `:${wear.join(':')}:` })
        .where('id', '=', id)
        .execute();
  }
}
