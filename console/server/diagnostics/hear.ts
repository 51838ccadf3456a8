/** Takes the events `diagnostics.part`. Each may be heard more than once, and changes nothing the second time. */
import * as z from 'zod';
import { mostParts, textOfPart } from '../../../shared/protocol/diagnostics.ts';
import type { Context } from '../context.ts';
import type { Sender } from '../reports/index.ts';

const part = z.int().min(1).max(mostParts);
const facts = z.looseObject({ order: z.uuid(), part, of: part });

/** Only of a computer that was ordered to, and within a day of its order's end: it sends them just before. */
export async function heardDiagnostics(
  context: Context,
  { deviceId, schoolId }: Sender,
  given: Record<string, unknown>,
): Promise<void> {
  const read = facts.safeParse(given);
  if (!read.success || read.data.part > read.data.of) return;
  const { order, part: number, of } = read.data;
  const ordered = await context.db
    .selectFrom('device_order')
    .select('id')
    .where('id', '=', order)
    .where('device_id', '=', deviceId)
    .where('kind', '=', 'collect_diagnostics')
    .where('answered', '=', 0)
    .executeTakeFirst();
  if (ordered === undefined) return;
  await context.db
    .insertInto('diagnostics_part')
    .values({
      ...{ order_id: order, part: number, of, school_id: schoolId, device_id: deviceId },
      ...{ received_at: context.now(), text: textOfPart(given) },
    })
    .onConflict(clash => clash.columns(['order_id', 'part']).doNothing())
    .execute();
}
