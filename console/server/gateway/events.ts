/** Events that other rooms wait for. Each may come twice, and changes nothing the second time. */
import * as z from 'zod';
import type { Context } from '../context.ts';
import { heardOrderDone } from '../orders/index.ts';
import { heardRecoveryKept, heardRecoveryUsed } from '../recovery/index.ts';

interface Sender {
  deviceId: string;
  schoolId: string;
}

const awaited = z.object({
  type: z.literal('event'),
  id: z.uuid(),
  name: z.enum(['order.done', 'recovery.kept', 'recovery.used']),
  facts: z.record(z.string(), z.unknown()),
});

/** True when the device is to be given another recovery secret. */
export async function hear(context: Context, sender: Sender, records: readonly unknown[]): Promise<boolean> {
  let renew = false;
  for (const record of records) {
    const event = awaited.safeParse(record);
    if (!event.success) continue;
    const { id, name, facts } = event.data;
    if (name === 'order.done') await heardOrderDone(context, sender, facts);
    else if (name === 'recovery.kept') await heardRecoveryKept(context, sender, facts);
    else renew = (await heardRecoveryUsed(context, sender, { id, facts })) || renew;
  }
  return renew;
}
