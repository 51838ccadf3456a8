/** `/devices/{id}/diagnostics/{orderId}`: what was collected, as a file. */
import * as z from 'zod';
import { diagnostics } from '../../../shared/protocol/diagnostics.ts';
import type { Context } from '../context.ts';
import { findDeviceRecord } from '../devices/index.ts';
import { conflict, notFound } from '../errors.ts';
import { type Caller, type FileAnswer, type RouteSpec, route } from '../route.ts';
import { keptMs } from './forget.ts';

const params = z.object({ id: z.string().max(60), orderId: z.string().max(60) });

export function routes(context: Context): RouteSpec[] {
  return [
    route({
      method: 'get',
      path: '/devices/{id}/diagnostics/{orderId}',
      summary: 'What a device collected about itself by order, as a JSON file; kept for 14 days',
      permission: 'orders.read',
      params,
      response: null,
      gives: 'file',
      handle: ({ caller, params: { id, orderId } }) => giveDiagnostics(context, caller, id, orderId),
    }),
  ];
}

/** Throws `device.not_found`, `diagnostics.not_found`, `diagnostics.incomplete`. */
export async function giveDiagnostics(
  context: Context,
  by: Caller,
  deviceId: string,
  orderId: string,
): Promise<FileAnswer> {
  return context.db.transaction().execute(async tx => {
    const device = await findDeviceRecord(tx, deviceId);
    if (device === undefined || device.school_id !== by.schoolId) throw notFound('device');
    const parts = await tx
      .selectFrom('diagnostics_part')
      .select(['part', 'of', 'text', 'received_at'])
      .where('order_id', '=', orderId)
      .where('device_id', '=', deviceId)
      .where('school_id', '=', by.schoolId)
      .where('received_at', '>', context.now() - keptMs)
      .orderBy('part')
      .execute();
    const [first] = parts;
    if (first === undefined) throw notFound('diagnostics');
    const read = parts.length === first.of ? diagnostics.safeParse(parse(parts)) : undefined;
    if (read?.success !== true)
      throw conflict('diagnostics.incomplete', 'What it sent cannot be put together. Collect it once more.');
    await context.audit.record(tx, by, 'diagnostics.taken', {
      subject: deviceId,
      facts: { name: device.name },
    });
    const day = new Date(read.data.collectedAt).toISOString().slice(0, 10);
    const text = JSON.stringify({ device: device.name, ...read.data }, null, 2);
    return {
      name: `diagnostics-${device.name.replace(/[^\w-]+/g, '-')}-${day}.json`,
      type: 'application/json',
      bytes: Buffer.from(`${text}\n`),
    };
  });
}

function parse(parts: readonly { text: string }[]): unknown {
  try {
    return JSON.parse(parts.map(({ text }) => text).join(''));
  } catch {
    return undefined;
  }
}
