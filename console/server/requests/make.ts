/** How a request comes in: from a device, or written down for somebody who asked in person. */
import { randomUUIDv7 } from 'node:crypto';
import type * as z from 'zod';
import type { requestInput } from '../../../shared/protocol/api/requests.ts';
import { type Request, requestOfFacts } from '../../../shared/protocol/request.ts';
import type { Context } from '../context.ts';
import type { Tx } from '../database/index.ts';
import { clean, findDeviceRecord } from '../devices/index.ts';
import { invalid, notFound } from '../errors.ts';
import type { Caller } from '../route.ts';
import type { RequestRow } from './store.ts';
import { aboutOf, titleOf } from './words.ts';

/** What waits for one device at a time: beyond it somebody plays, or something is broken. */
const mostWaiting = 20;

/** The event `request.made` of a device. Heard twice it is one request. */
export async function heardRequest(
  context: Context,
  { deviceId, schoolId }: { deviceId: string; schoolId: string },
  facts: unknown,
): Promise<void> {
  const said = requestOfFacts(facts);
  if (said === undefined) return;
  const request = cleaned(said.request);
  const made = await context.db.transaction().execute(async tx => {
    const device = await findDeviceRecord(tx, deviceId);
    if (device === undefined || device.status !== 'approved') return false;
    if (await isKnown(tx, said.requestId, deviceId)) return false;
    const row = rowOf(context, schoolId, { id: said.requestId, deviceId, request, madeBy: null });
    await tx.insertInto('request').values(row).execute();
    const by = { schoolId, id: `device:${deviceId}`, name: `the device ${device.name}` };
    await tellMade(context, tx, by, row, device.name);
    return true;
  });
  if (made) context.events.nudge(schoolId, ['requests']);
}

/** Already here, or one too many. */
async function isKnown(tx: Tx, id: string, deviceId: string): Promise<boolean> {
  const found = await tx
    .selectFrom('request')
    .select('id')
    .where(eb =>
      eb.or([eb('id', '=', id), eb.and([eb('device_id', '=', deviceId), eb('status', '=', 'waiting')])]),
    )
    .execute();
  return found.some(one => one.id === id) || found.length >= mostWaiting;
}

/** What devices wrote is bounded by its schema; this takes out what no page could show. */
function cleaned(request: Request): Request {
  const texts = Object.entries(request).map(([name, value]) => [
    name,
    typeof value === 'string' ? clean(value, 300) : value,
  ]);
  return Object.fromEntries(texts) as Request;
}

/** For somebody who asked in person. Answers its id. Throws `device.not_found`. */
export async function makeRequest(
  context: Context,
  by: Caller,
  { deviceId, request }: z.output<typeof requestInput>,
): Promise<string> {
  const id = randomUUIDv7();
  await context.db.transaction().execute(async tx => {
    const device = deviceId === null ? undefined : await findDeviceRecord(tx, deviceId);
    if (deviceId !== null && (device === undefined || device.school_id !== by.schoolId))
      throw notFound('device');
    if (request.kind === 'media' && deviceId === null)
      throw invalid('A stick is let in at one computer.', { deviceId: 'Choose the computer' });
    const row = rowOf(context, by.schoolId, { id, deviceId, request: cleaned(request), madeBy: by.name });
    await tx.insertInto('request').values(row).execute();
    await tellMade(context, tx, by, row, device?.name ?? 'no computer');
  });
  context.events.nudge(by.schoolId, ['requests']);
  return id;
}

interface Made {
  id: string;
  deviceId: string | null;
  request: Request;
  madeBy: string | null;
}

const rowOf = (context: Context, schoolId: string, { id, deviceId, request, madeBy }: Made): RequestRow => ({
  id,
  school_id: schoolId,
  kind: request.kind,
  device_id: deviceId,
  person: request.person,
  reason: request.reason,
  body: JSON.stringify(request),
  about: aboutOf(request),
  status: 'waiting',
  made_at: context.now(),
  made_by: madeBy,
  decided_at: null,
  decided_by: null,
  answer: '',
  order_id: null,
  version_id: null,
});

async function tellMade(
  context: Context,
  tx: Tx,
  by: Pick<Caller, 'schoolId' | 'id' | 'name'>,
  row: RequestRow,
  device: string,
): Promise<void> {
  const request = JSON.parse(row.body) as Request;
  const facts = {
    what: titleOf(request),
    person: row.person || 'somebody',
    device,
    reason: row.reason,
  };
  await context.audit.record(tx, by, 'request.made', { subject: row.id, facts });
}
