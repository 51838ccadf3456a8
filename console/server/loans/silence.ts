/** A computer that goes off site or comes back falls silent after another number of days, where the policy says so. */
import type { Context } from '../context.ts';
import type { Tx } from '../database/index.ts';
import { restand } from '../devices/index.ts';

export async function restandLent(context: Context, tx: Tx, assetIds: readonly string[]): Promise<void> {
  const found = await tx
    .selectFrom('asset')
    .select('device_id')
    .where('id', 'in', assetIds)
    .where('device_id', 'is not', null)
    .execute();
  const devices = found.flatMap(({ device_id: id }) => (id === null ? [] : [{ id }]));
  await restand(tx, context.now(), devices);
}
