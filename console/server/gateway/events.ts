/** Events that other rooms wait for. Each may come twice, and changes nothing the second time. */
import * as z from 'zod';
import { diagnosticsEvent } from '../../../shared/protocol/diagnostics.ts';
import { problemReported } from '../../../shared/protocol/problem.ts';
import { networkEvent } from '../../../shared/protocol/quarantine.ts';
import { requestEvent } from '../../../shared/protocol/request.ts';
import type { Context } from '../context.ts';
import { heardDetection, heardTampering } from '../detections/index.ts';
import { heardDiagnostics } from '../diagnostics/index.ts';
import { heardNeighbours } from '../neighbours/index.ts';
import { heardNotice } from '../notices/index.ts';
import { heardOrderDone, heardOrderProgress } from '../orders/index.ts';
import { heardPresentation, presentationEvents } from '../presentations/index.ts';
import { heardProblem } from '../problems/index.ts';
import { heardNetwork } from '../quarantine/index.ts';
import { heardRecoveryKept, heardRecoveryUsed } from '../recovery/index.ts';
import { heardKeyTested, heardRecoveryKey } from '../recovery-keys/index.ts';
import type { Sender } from '../reports/index.ts';
import { heardRequest } from '../requests/index.ts';
import { heardSitting } from '../sittings/index.ts';
import { heardSupport } from '../support/index.ts';

const names = [
  ...['order.done', 'order.progress', 'recovery.kept', 'recovery.used', requestEvent],
  diagnosticsEvent,
  ...['disk.recovery_key', 'disk.key_tested', 'av.detected', 'av.tampered', problemReported],
  ...[...presentationEvents, networkEvent],
] as const;
const awaited = z.object({
  type: z.literal('event'),
  id: z.uuid(),
  name: z.enum(names),
  facts: z.record(z.string(), z.unknown()),
});

/** Nearly every record is another one, and a schema takes far longer to say so. */
const mayBeAwaited = (record: unknown) =>
  typeof record === 'object' &&
  record !== null &&
  'name' in record &&
  names.some(name => name === record.name);

const isNamed = (record: unknown, begins: string) =>
  typeof record === 'object' && record !== null && 'name' in record && String(record.name).startsWith(begins);

const isNotice = (record: unknown) =>
  typeof record === 'object' &&
  record !== null &&
  'name' in record &&
  /^notices?\./.test(String(record.name));

/** True when the device is to be given another recovery secret. */
export async function hear(context: Context, sender: Sender, records: readonly unknown[]): Promise<boolean> {
  let renew = false;
  for (const record of records.filter(one => isNamed(one, 'sitting.')))
    await heardSitting(context, sender, record);
  for (const record of records.filter(one => isNamed(one, 'neighbours.seen')))
    await heardNeighbours(context, sender, record);
  for (const record of records.filter(one => isNamed(one, 'support.')))
    await heardSupport(context, sender, record);
  for (const record of records.filter(isNotice)) await heardNotice(context, sender, record);
  for (const record of records.filter(mayBeAwaited)) {
    const event = awaited.safeParse(record);
    if (!event.success) continue;
    const { id, name, facts } = event.data;
    if (name === 'order.done') await heardOrderDone(context, sender, facts);
    else if (name === 'order.progress') await heardOrderProgress(context, sender, facts);
    else if (name === diagnosticsEvent) await heardDiagnostics(context, sender, facts);
    else if (name === requestEvent) await heardRequest(context, sender, facts);
    else if (name === 'av.detected') await heardDetection(context, sender, { id, facts });
    else if (name === 'av.tampered') await heardTampering(context, sender, { id, facts });
    else if (name === 'presentation.started' || name === 'presentation.ended')
      await heardPresentation(context, sender, { id, name, facts });
    else if (name === networkEvent) await heardNetwork(context, sender, facts);
    else if (name === problemReported) await heardProblem(context, sender, { id, facts });
    else if (name === 'disk.recovery_key') await heardRecoveryKey(context, sender, facts);
    else if (name === 'disk.key_tested') await heardKeyTested(context, sender, facts);
    else if (name === 'recovery.kept') await heardRecoveryKept(context, sender, facts);
    else renew = (await heardRecoveryUsed(context, sender, { id, facts })) || renew;
  }
  return renew;
}
