/** A yes is done at once: an order to the device, or a line in a draft of the policy. A no has a reason. */
import { randomUUID } from 'node:crypto';
import type * as z from 'zod';
import type { Grant, RequestOutcomes, requestDecisions } from '../../../shared/protocol/api/requests.ts';
import { licenceWords, personalDataWords } from '../../../shared/protocol/api/requests.ts';
import type { Request } from '../../../shared/protocol/request.ts';
import type { Context } from '../context.ts';
import { rowLock, type Tx } from '../database/index.ts';
import { AppError, conflict, invalid } from '../errors.ts';
import { lifetimeMs, placeOrder, sendOrder } from '../orders/index.ts';
import { addToDraft } from '../policies/index.ts';
import type { Caller } from '../route.ts';
import { tellAnswer } from './answer.ts';
import { ruleMark, whatCame, whyItStands } from './outcome.ts';
import { bodyOf, findRequest, type RequestRow } from './store.ts';
import { titleOf } from './words.ts';

const dayMs = 24 * 3600_000;

type Outcome = RequestOutcomes['items'][number];

/** Each for itself: what stands against one does not stop the others. Throws `request.invalid` for a no without a reason. */
export async function decide(
  context: Context,
  by: Caller,
  { approve, refuse, reason }: z.output<typeof requestDecisions>,
): Promise<Outcome[]> {
  if (refuse.length > 0 && reason === '')
    throw invalid('Say why: whoever asked will read it.', { reason: 'Write a sentence for whoever asked' });
  const items: Outcome[] = [];
  for (const { id, grant } of approve) items.push(await told(id, () => approveOne(context, by, id, grant)));
  for (const id of refuse) items.push(await told(id, () => refuseOne(context, by, id, reason)));
  context.events.nudge(by.schoolId, ['requests', 'device']);
  return items;
}

async function told(id: string, work: () => Promise<string>): Promise<Outcome> {
  try {
    return { id, done: true, sentence: await work() };
  } catch (error) {
    if (error instanceof AppError) return { id, done: false, sentence: error.detail };
    throw error;
  }
}

async function approveOne(context: Context, by: Caller, id: string, grant?: Grant): Promise<string> {
  const row = await findRequest(context.db, by.schoolId, id);
  const request = bodyOf(row);
  return request.kind === 'media'
    ? letIn(context, by, row, request, grant)
    : approveSoftware(context, by, row, request);
}

/** The order and the decision are one; then the device is told. */
async function letIn(
  context: Context,
  by: Caller,
  { id, device_id: deviceId }: RequestRow,
  request: Extract<Request, { kind: 'media' }>,
  grant: Grant = { access: request.access, minutes: request.minutes, singleUse: false },
): Promise<string> {
  if (deviceId === null) throw invalid('A stick is let in at one computer.');
  const [placed, answer] = await context.db.transaction().execute(async tx => {
    const row = await findWaiting(tx, by.schoolId, id);
    const until = context.now() + openFor(context, deviceId);
    await refuseLost(tx, by.schoolId, request);
    const { access, minutes, singleUse } = grant;
    const order = await placeOrder(context, tx, by, deviceId, {
      reason: `${row.person || 'Somebody'}: ${row.reason}`.slice(0, 300),
      order: {
        kind: 'media_grant',
        control: 'removable-media',
        grant: {
          ...{ grantId: randomUUID(), media: request.media, access, durationSec: minutes * 60, singleUse },
          ...{ notAfter: until, personId: null, ...whose(row) },
        },
      },
    });
    await close(context, tx, by, row, 'approved', '', { order_id: order.id });
    return [order, await tellAnswer(context, tx, by, row, { state: 'approved', until })];
  });
  const { state } = await sendOrder(context, placed);
  if (answer !== null) await sendOrder(context, answer);
  return state === 'sent'
    ? 'The device was told. The stick is scanned before anybody can open it.'
    : 'The device is told when it is connected, within a week.';
}

/** A computer that is away hears of it within a week, and then it must not be over already. */
const openFor = ({ presence }: Context, deviceId: string) =>
  presence.isConnected(deviceId) ? dayMs : lifetimeMs.media_grant;

/** Whoever asked at the computer is known to it by that name; whoever asked in person is not, and then it is for whoever uses it first. */
const whose = ({ made_by: madeBy, person }: RequestRow): { user?: string } =>
  madeBy === null && person !== '' && !/^account \d+$/.test(person) ? { user: person } : {};

async function refuseLost(
  tx: Tx,
  schoolId: string,
  { media }: Extract<Request, { kind: 'media' }>,
): Promise<void> {
  if (media.serialHash === null) return;
  const lost = await tx
    .selectFrom('school_medium')
    .select('label')
    .where('school_id', '=', schoolId)
    .where('serial_hash', '=', media.serialHash)
    .where('state', '=', 'lost')
    .executeTakeFirst();
  if (lost !== undefined)
    throw conflict(
      'request.lost_medium',
      `This is “${lost.label}”, which was reported lost: every computer stops it. Say on the page Media that it is found first.`,
    );
}

/** The draft comes first: with the request decided and no draft, nobody would come back to it. */
async function approveSoftware(
  context: Context,
  by: Caller,
  { id, device_id: deviceId, person }: RequestRow,
  request: Extract<Request, { kind: 'software' }>,
): Promise<string> {
  await findWaiting(context.db, by.schoolId, id);
  const group =
    deviceId === null
      ? undefined
      : await context.db
          .selectFrom('device')
          .select('group_id')
          .where('id', '=', deviceId)
          .executeTakeFirst();
  const { versionId } = await addToDraft(context, by, group?.group_id ?? null, {
    control: 'approved-software',
    field: 'rules',
    entry: ruleOf(id, request, person, by, context.now()),
  });
  await context.db.transaction().execute(async tx => {
    const row = await findWaiting(tx, by.schoolId, id);
    await close(context, tx, by, row, 'approved', '', { version_id: versionId });
  });
  return 'It is in a draft of the policy. Look at what it would do, then put it in force.';
}

function ruleOf(
  id: string,
  request: Extract<Request, { kind: 'software' }>,
  person: string,
  by: Caller,
  now: number,
) {
  const slug = request.title
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 30);
  const why = [
    `${person || 'Somebody'}: ${request.reason}`,
    `licence: ${licenceWords[request.licence].toLowerCase()}`,
    ...(request.suitability === '' ? [] : [`suitable for: ${request.suitability}`]),
    `personal data: ${personalDataWords[request.personalData].toLowerCase()}`,
  ].join('; ');
  return {
    id: `${slug || 'program'}${ruleMark(id)}`,
    decision: 'allow',
    by: 'product',
    value: request.title,
    publisher: request.publisher,
    system: 'any',
    decidedBy: by.name.slice(0, 120),
    decidedOn: new Date(now).toISOString().slice(0, 10),
    why: why.slice(0, 300),
  };
}

async function refuseOne(context: Context, by: Caller, id: string, reason: string): Promise<string> {
  const placed = await context.db.transaction().execute(async tx => {
    const row = await findWaiting(tx, by.schoolId, id);
    await close(context, tx, by, row, 'refused', reason, {});
    return tellAnswer(context, tx, by, row, { state: 'refused', answer: reason });
  });
  if (placed === null) return 'Refused. Tell whoever asked: no computer can.';
  const { state } = await sendOrder(context, placed);
  return state === 'sent'
    ? 'Refused. The computer tells whoever asked, with your sentence.'
    : 'Refused. The computer tells whoever asked once it is connected, with your sentence.';
}

async function findWaiting(tx: Tx, schoolId: string, id: string): Promise<RequestRow> {
  if (tx.isTransaction)
    await tx.selectFrom('request').select('id').where('id', '=', id).modifyEnd(rowLock(tx)).execute();
  const row = await findRequest(tx, schoolId, id);
  if (row.status === 'waiting') return row;
  throw conflict('request.over', `${row.decided_by ?? 'Somebody'} decided about this already.`);
}

async function close(
  context: Context,
  tx: Tx,
  by: Caller,
  row: RequestRow,
  status: 'approved' | 'refused',
  answer: string,
  result: Partial<Pick<RequestRow, 'order_id' | 'version_id'>>,
): Promise<void> {
  await tx
    .updateTable('request')
    .set({ status, answer, decided_at: context.now(), decided_by: by.name, ...result })
    .where('id', '=', row.id)
    .execute();
  await audit(context, tx, by, row, status === 'approved' ? 'request.approved' : 'request.refused', answer);
}

function audit(context: Context, tx: Tx, by: Caller, row: RequestRow, action: string, answer: string) {
  const because = answer === '' ? '' : `: ${answer}`;
  const facts = { what: titleOf(bodyOf(row)), person: row.person || 'somebody', because };
  return context.audit.record(tx, by, action, { subject: row.id, facts });
}

const codeOf = ({ status, version_id: version }: RequestRow) =>
  status === 'waiting' ? 'request.waits' : version === null ? 'request.too_old' : 'request.in_draft';

/**
 * Undoes a decision: what was refused waits again; a permission that was given is ended at the device. Throws
 * `request.waits`, `request.in_draft`, `request.too_old`.
 */
export async function reopen(context: Context, by: Caller, id: string): Promise<void> {
  const placed = await context.db.transaction().execute(async tx => {
    const row = await findRequest(tx, by.schoolId, id);
    const why = whyItStands(row, await whatCame(tx, [row]), context.now());
    if (why !== null) throw conflict(codeOf(row), why);
    const set = {
      status: 'waiting',
      decided_at: null,
      decided_by: null,
      answer: '',
      order_id: null,
      version_id: null,
    };
    await tx.updateTable('request').set(set).where('id', '=', id).execute();
    await audit(context, tx, by, row, 'request.reopened', '');
    const ended = row.status === 'approved' ? await revoke(context, tx, by, row) : null;
    const wasTold = row.status === 'refused' || row.order_id !== null;
    return [ended, wasTold ? await tellAnswer(context, tx, by, row, { state: 'waiting' }) : null];
  });
  for (const order of placed) if (order !== null) await sendOrder(context, order);
  context.events.nudge(by.schoolId, ['requests', 'device']);
}

/** Whether the device had the permission yet or not: ending what it never got does nothing there. */
async function revoke(context: Context, tx: Tx, by: Caller, row: RequestRow) {
  if (row.order_id === null || row.device_id === null) return null;
  const given = await tx
    .selectFrom('device_order')
    .select('payload')
    .where('id', '=', row.order_id)
    .executeTakeFirst();
  const order = given && (JSON.parse(given.payload) as { order: { grant?: { grantId: string } } }).order;
  if (order?.grant === undefined) return null;
  return placeOrder(context, tx, by, row.device_id, {
    reason: 'The decision was taken back',
    order: { kind: 'media_revoke', control: 'removable-media', grantId: order.grant.grantId },
  });
}
