/** What is kept as evidence is not changed by order; the device refuses the same (`agent/service/quarantine`). */
import type { Order } from '../../../shared/protocol/order.ts';
import { changesEvidence } from '../../../shared/protocol/quarantine.ts';
import type { Tx } from '../database/index.ts';
import { conflict } from '../errors.ts';

/** Throws `device.quarantined` while it is kept. `what` may not be done then, after "it cannot be". */
export async function refuseWhileKept(
  tx: Tx,
  { id, name }: { id: string; name: string },
  what: string,
): Promise<void> {
  const kept = await tx
    .selectFrom('quarantine')
    .select('id')
    .where('device_id', '=', id)
    .where('ended_at', 'is', null)
    .executeTakeFirst();
  if (kept === undefined) return;
  throw conflict(
    'device.quarantined',
    `“${name}” is kept as evidence, so it cannot be ${what}. Release it first: on its page, under Orders and recovery.`,
  );
}

export async function refuseOrderWhileKept(
  tx: Tx,
  device: { id: string; name: string },
  { kind }: Order,
): Promise<void> {
  if (changesEvidence.includes(kind)) await refuseWhileKept(tx, device, 'changed by an order');
}
