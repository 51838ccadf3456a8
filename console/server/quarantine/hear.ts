/** What a kept device says of its network. */
import { networkSaid } from '../../../shared/protocol/quarantine.ts';
import type { Context } from '../context.ts';
import { clean } from '../devices/index.ts';

/** The event `quarantine.network`. Devices tell in order; heard twice it changes nothing but its age. */
export async function heardNetwork(
  context: Context,
  { deviceId, schoolId }: { deviceId: string; schoolId: string },
  facts: Record<string, unknown>,
): Promise<void> {
  const said = networkSaid.safeParse(facts);
  if (!said.success) return;
  const { quarantineId, cut, detail } = said.data;
  const { numUpdatedRows } = await context.db
    .updateTable('quarantine')
    .set({ network_cut: cut ? 1 : 0, network_detail: clean(detail, 300), network_at: context.now() })
    .where('id', '=', quarantineId)
    .where('device_id', '=', deviceId)
    .executeTakeFirst();
  if (numUpdatedRows > 0n) context.events.nudge(schoolId, ['device', 'incidents'], [deviceId]);
}
