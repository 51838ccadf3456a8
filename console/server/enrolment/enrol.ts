/** A device asks for a place: proves its key and its code (or the key it had before), and waits for a person. */
import { randomUUIDv7 } from 'node:crypto';
import type { FromDevice, RefusalCode } from '../../../shared/protocol/device.ts';
import { codeMacText, enrolText, previousText } from '../../../shared/protocol/transcript.ts';
import type { Context } from '../context.ts';
import type { Tx } from '../database/index.ts';
import { clean, type DeviceRecordRow, insertDevice } from '../devices/index.ts';
import { verifies } from '../identity/index.ts';
import { type CodeRow, provesCode, takeUse } from './codes.ts';
import { sameMachine } from './resembles.ts';

type Enrol = FromDevice['enrol'];
type Nonces = Parameters<typeof enrolText>[0];

/** `again`: records that were removed and whose machine this is. */
export type Enrolled = (
  | { kind: 'waiting' | 'approved'; deviceId: string; schoolId: string }
  | { kind: 'refuse'; code: RefusalCode; message: string }
) & { again?: { id: string; schoolId: string }[] };

/** The queue of one school must stay something a person can look through. */
const mostWaiting = 2000;

const refuse = (code: RefusalCode, message: string): Enrolled => ({ kind: 'refuse', code, message });

export async function enrol(context: Context, body: Enrol, nonces: Nonces): Promise<Enrolled> {
  if (!verifies(body.key, enrolText(nonces, body.key), body.signature))
    return refuse('bad_signature', 'The signature does not belong to the key.');
  const enrolled = await context.db.transaction().execute(async tx => {
    const previous = await provedPrevious(tx, body, nonces);
    if (body.code !== null) return byCode(context, tx, body, nonces, body.code, previous);
    if (previous === undefined)
      return refuse('bad_signature', 'Neither a code nor an earlier key was proved.');
    return byPrevious(context, tx, body, previous);
  });
  if (enrolled.kind !== 'refuse')
    context.events.nudge(enrolled.schoolId, ['queue', 'devices', 'codes', 'groups'], [enrolled.deviceId]);
  return enrolled;
}

/** The record whose key the newcomer also holds; undefined when it proves none. */
async function provedPrevious(tx: Tx, body: Enrol, nonces: Nonces): Promise<DeviceRecordRow | undefined> {
  if (body.previous === undefined) return undefined;
  const { deviceId, signature } = body.previous;
  const row = await tx.selectFrom('device').selectAll().where('id', '=', deviceId).executeTakeFirst();
  if (row === undefined) return undefined;
  return verifies(row.public_key, previousText(nonces, body.key, deviceId), signature) ? row : undefined;
}

async function byCode(
  context: Context,
  tx: Tx,
  body: Enrol,
  nonces: Nonces,
  given: NonNullable<Enrol['code']>,
  previous: DeviceRecordRow | undefined,
): Promise<Enrolled> {
  const code = await tx
    .selectFrom('enrolment_code')
    .selectAll()
    .where('code_id', '=', given.id)
    .executeTakeFirst();
  if (code === undefined || !provesCode(code.secret, codeMacText(nonces, body.key), given.mac))
    return refuse('unknown_code', 'This console does not know that code.');
  const known = await knownKey(tx, code.school_id, body.key);
  if (known !== undefined) return asBefore(known);
  if (code.withdrawn_at !== null || code.expires_at <= context.now())
    return refuse('code_expired', 'The code has run out. Ask for a new one.');
  if (await queueIsFull(tx, code.school_id))
    return refuse('too_busy', 'Too many devices are waiting for approval.');
  if (!(await takeUse(tx, code.id)))
    return refuse('code_used', 'The code has been used as often as it may be.');
  const own = previous?.school_id === code.school_id ? previous : undefined;
  return join(context, tx, body, { schoolId: code.school_id, groupId: code.group_id, code, previous: own });
}

async function byPrevious(
  context: Context,
  tx: Tx,
  body: Enrol,
  previous: DeviceRecordRow,
): Promise<Enrolled> {
  if (previous.status === 'removed') {
    const again = [{ id: previous.id, schoolId: previous.school_id }];
    return { ...refuse('removed', 'This device was removed from the console.'), again };
  }
  if (previous.status === 'blocked') return refuse('blocked', 'This device is blocked.');
  const known = await knownKey(tx, previous.school_id, body.key);
  if (known !== undefined) return asBefore(known);
  if (await queueIsFull(tx, previous.school_id))
    return refuse('too_busy', 'Too many devices are waiting for approval.');
  return join(context, tx, body, {
    schoolId: previous.school_id,
    groupId: previous.group_id,
    code: undefined,
    previous,
  });
}

/** The answer may have been lost: the same key is the same request, and uses nothing up. */
function knownKey(tx: Tx, schoolId: string, key: string): Promise<DeviceRecordRow | undefined> {
  return tx
    .selectFrom('device')
    .selectAll()
    .where('public_key', '=', key)
    .where('school_id', '=', schoolId)
    .where('status', '!=', 'removed')
    .executeTakeFirst();
}

function asBefore(row: DeviceRecordRow): Enrolled {
  if (row.status === 'waiting' || row.status === 'approved')
    return { kind: row.status, deviceId: row.id, schoolId: row.school_id };
  return refuse(row.status === 'cloned' ? 'cloned' : 'blocked', 'This key is set aside.');
}

async function queueIsFull(tx: Tx, schoolId: string): Promise<boolean> {
  const waiting = await tx
    .selectFrom('device')
    .select(eb => eb.fn.countAll<number>().as('all'))
    .where('school_id', '=', schoolId)
    .where('status', '=', 'waiting')
    .executeTakeFirstOrThrow();
  return Number(waiting.all) >= mostWaiting;
}

/** The device chose its own name, so the log never shows that name alone where a person's would stand. */
function newcomerName(suggested: string): string {
  const name = newcomerText(suggested);
  return name === '' ? 'a new device' : `a new device calling itself “${name}”`;
}

/** Without quotation marks, with which a name could seem to end before it does. */
const newcomerText = (suggested: string) =>
  clean(suggested.replace(/["\u201c\u201d\u201e\u201f\u00ab\u00bb]/g, ' '), 64);

interface Place {
  schoolId: string;
  groupId: string;
  code: CodeRow | undefined;
  previous: DeviceRecordRow | undefined;
}

async function join(context: Context, tx: Tx, body: Enrol, place: Place): Promise<Enrolled> {
  const { schoolId, groupId, code, previous } = place;
  const id = randomUUIDv7();
  const at = context.now();
  const preApproved = code?.pre_approved === 1;
  await insertDevice(tx, at, {
    id,
    schoolId,
    groupId,
    codeId: code?.id ?? null,
    name: clean(body.suggested.name, 64),
    system: clean(body.suggested.system, 100),
    publicKey: body.key,
    previousDeviceId: previous?.id ?? null,
    approvedBy: preApproved ? code.created_by : null,
  });
  const evidence = new Map(body.evidence.map(one => [`${one.kind} ${one.hash}`, one]));
  for (const { kind, hash } of evidence.values()) {
    const row = { school_id: schoolId, device_id: id, kind: clean(kind, 30), hash };
    await tx
      .insertInto('device_evidence')
      .values(row)
      .onConflict(clash => clash.doNothing())
      .execute();
  }
  const by = preApproved
    ? { schoolId, id: 'command-line', name: code.created_by }
    : { schoolId, id: `device:${id}`, name: newcomerName(body.suggested.name) };
  const facts = { name: newcomerText(body.suggested.name), code: code?.label ?? null };
  await context.audit.record(tx, by, preApproved ? 'device.approved' : 'device.asked', {
    subject: id,
    facts,
  });
  const same = await sameMachine(tx, { id, schoolId, previousDeviceId: previous?.id ?? null });
  const again = same.map(other => ({ id: other, schoolId }));
  const joined = { kind: preApproved ? 'approved' : 'waiting', deviceId: id, schoolId } as const;
  return again.length === 0 ? joined : { ...joined, again };
}
