/** Single values that belong to the installation rather than to a room's table. */
import type { Tx } from './index.ts';

export async function readSetting(db: Tx, name: string): Promise<string | undefined> {
  const row = await db.selectFrom('setting').select('value').where('name', '=', name).executeTakeFirst();
  return row?.value;
}

export async function writeSetting(db: Tx, name: string, value: string): Promise<void> {
  await db
    .insertInto('setting')
    .values({ name, value })
    .onConflict(clash => clash.column('name').doUpdateSet({ value }))
    .execute();
}
