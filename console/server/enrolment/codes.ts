/** Enrolment codes: the code is shown once, the database keeps what finds it and what proves it, never itself. */
import { createHash, createHmac, randomBytes, randomUUIDv7, timingSafeEqual } from 'node:crypto';
import type { Selectable } from 'kysely';
import type * as z from 'zod';
import type { codeInput, EnrolmentCodeView, MadeCode } from '../../../shared/protocol/api/enrolment.ts';
import { writeEnrolmentCode } from '../../../shared/protocol/enrolment-code.ts';
import type { Context } from '../context.ts';
import type { Database, Tx } from '../database/index.ts';
import { notFound } from '../errors.ts';
import type { Caller } from '../route.ts';

export type CodeRow = Selectable<Database['enrolment_code']>;

const secretBytes = 10;
const sha256 = (label: string, secret: Uint8Array) =>
  createHash('sha256').update(label).update(secret).digest();

/** What the database holds of a code (shared/protocol/README.md section 2). */
export function codeProof(secret: Uint8Array): { id: string; key: string } {
  return {
    id: sha256('caretaker.code-id.v1', secret).subarray(0, 8).toString('base64url'),
    key: sha256('caretaker.code-key.v1', secret).toString('base64url'),
  };
}

/** `mac` proves the code over `text`; both base64url. */
export function provesCode(key: string, text: string, mac: string): boolean {
  const right = createHmac('sha256', Buffer.from(key, 'base64url')).update(text).digest();
  const given = Buffer.from(mac, 'base64url');
  return given.length === right.length && timingSafeEqual(given, right);
}

export interface CodeWish extends z.output<typeof codeInput> {
  /** Devices that use it are approved at once. Only for the agent that `caretaker start` launches. */
  preApproved?: boolean;
}

/** Makes a code and shows it, once. Throws `group.not_found`. */
export async function makeCode(context: Context, by: Caller, wish: CodeWish): Promise<MadeCode> {
  const { db, audit, events, identity } = context;
  const secret = randomBytes(secretBytes);
  const proof = codeProof(secret);
  const at = context.now();
  const row: CodeRow = {
    id: randomUUIDv7(),
    school_id: by.schoolId,
    group_id: wish.groupId,
    label: wish.label,
    code_id: proof.id,
    secret: proof.key,
    uses: wish.uses,
    uses_left: wish.uses,
    pre_approved: wish.preApproved ? 1 : 0,
    created_at: at,
    created_by: by.name,
    expires_at: at + wish.hours * 3600_000,
    withdrawn_at: null,
  };
  const group = await db.transaction().execute(async tx => {
    const found = await groupOf(tx, by.schoolId, wish.groupId);
    await tx.insertInto('enrolment_code').values(row).execute();
    const facts = {
      label: wish.label,
      group: found.name,
      uses: wish.uses,
      hours: wish.hours,
      preApproved: wish.preApproved === true,
    };
    await audit.record(tx, by, 'code.created', { subject: row.id, facts });
    return found;
  });
  events.nudge(by.schoolId, ['codes']);
  const code = writeEnrolmentCode({ secret, fingerprint: identity.fingerprint });
  const url = deviceUrl(context);
  return { ...presentCode({ ...row, group_name: group.name }, at), code, url, ...(await handout(url, code)) };
}

/** The address that devices use. */
export function deviceUrl({ config }: Context): string {
  return `https://${config.publicHost}:${config.devicePort}`;
}

async function handout(url: string, code: string): Promise<Pick<MadeCode, 'command' | 'qr'>> {
  // Codes are made now and then; what draws them need not wait for that in memory.
  const { default: QRCode } = await import('qrcode');
  const svg = await QRCode.toString(`${url}#${code}`, { type: 'svg', errorCorrectionLevel: 'M', margin: 2 });
  return {
    command: `sudo npx caretaker agent enrol ${url} ${code}`,
    qr: `data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`,
  };
}

async function groupOf(tx: Tx, schoolId: string, id: string): Promise<{ name: string }> {
  const group = await tx
    .selectFrom('device_group')
    .select('name')
    .where('id', '=', id)
    .where('school_id', '=', schoolId)
    .executeTakeFirst();
  if (group === undefined) throw notFound('group');
  return group;
}

export function presentCode(row: CodeRow & { group_name: string }, now: number): EnrolmentCodeView {
  return {
    id: row.id,
    label: row.label,
    group: { id: row.group_id, name: row.group_name },
    usesLeft: row.uses_left,
    uses: row.uses,
    createdAt: row.created_at,
    createdBy: row.created_by,
    expiresAt: row.expires_at,
    state: stateOf(row, now),
  };
}

function stateOf(row: CodeRow, now: number): EnrolmentCodeView['state'] {
  if (row.withdrawn_at !== null) return 'withdrawn';
  if (row.uses_left <= 0) return 'used';
  return row.expires_at <= now ? 'expired' : 'live';
}

/** Newest first. */
export async function listCodes(
  db: Tx,
  schoolId: string,
  page: { before?: [number, string] | undefined; limit: number },
) {
  const { before } = page;
  return db
    .selectFrom('enrolment_code')
    .innerJoin('device_group', 'device_group.id', 'enrolment_code.group_id')
    .selectAll('enrolment_code')
    .select('device_group.name as group_name')
    .where('enrolment_code.school_id', '=', schoolId)
    .$if(before !== undefined, query =>
      query.where(eb =>
        eb.or([
          eb('enrolment_code.created_at', '<', before?.[0] ?? 0),
          eb.and([
            eb('enrolment_code.created_at', '=', before?.[0] ?? 0),
            eb('enrolment_code.id', '<', before?.[1] ?? ''),
          ]),
        ]),
      ),
    )
    .orderBy('enrolment_code.created_at', 'desc')
    .orderBy('enrolment_code.id', 'desc')
    .limit(page.limit)
    .execute();
}

/** From now on nobody can use it. Throws `code.not_found`. */
export async function withdrawCode(context: Context, by: Caller, id: string): Promise<void> {
  await context.db.transaction().execute(async tx => {
    const row = await tx
      .selectFrom('enrolment_code')
      .selectAll()
      .where('id', '=', id)
      .where('school_id', '=', by.schoolId)
      .executeTakeFirst();
    if (row === undefined) throw notFound('code');
    if (row.withdrawn_at !== null) return;
    await tx
      .updateTable('enrolment_code')
      .set({ withdrawn_at: context.now() })
      .where('id', '=', id)
      .execute();
    await context.audit.record(tx, by, 'code.withdrawn', { subject: id, facts: { label: row.label } });
  });
  context.events.nudge(by.schoolId, ['codes']);
}

/** Takes one use, whoever else is taking one at this moment. False when none is left. */
export async function takeUse(tx: Tx, id: string): Promise<boolean> {
  const taken = await tx
    .updateTable('enrolment_code')
    .set(eb => ({ uses_left: eb('uses_left', '-', 1) }))
    .where('id', '=', id)
    .where('uses_left', '>', 0)
    .executeTakeFirst();
  return taken.numUpdatedRows === 1n;
}

/** A deleted group's codes, none of which works any more. */
export async function forgetCodes(tx: Tx, groupId: string): Promise<void> {
  await tx.deleteFrom('enrolment_code').where('group_id', '=', groupId).execute();
}
