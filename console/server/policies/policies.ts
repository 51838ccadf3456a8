/** One signed policy a group: numbered over the whole school, so that moving a device never makes a number fall. */
import { randomUUIDv7 } from 'node:crypto';
import type { Selectable } from 'kysely';
import { canonicalJson } from '../../../shared/json.ts';
import { type PolicyDocument, policyDocument, type SignedPolicy } from '../../../shared/policy.ts';
import { policyText } from '../../../shared/protocol/transcript.ts';
import type { Context } from '../context.ts';
import { type Database, lockSchool, type Tx } from '../database/index.ts';
import { type Content, contentFor, refuseTooLarge } from './document.ts';

type PolicyRow = Selectable<Database['policy']>;

export interface IssuedPolicy {
  number: number;
  issuedAt: number;
  document: PolicyDocument;
  signed: SignedPolicy;
  /** Made by this call: connected devices do not have it yet. */
  fresh: boolean;
}

/** Numbers left free when a device knows a higher one than we do: a restored console must not reuse what it lost. */
const restoredLeap = 100;
/** What a device may claim to know beyond ours; more than that is no restored console. */
const farthestLeap = 1_000_000;

/** The group's policy in force, issued anew if the school, its time zone or the known controls call for it. */
export async function currentPolicy(
  context: Context,
  schoolId: string,
  groupId: string,
): Promise<IssuedPolicy> {
  return context.db.transaction().execute(tx => settle(context, tx, schoolId, groupId, 0));
}

/**
 * As `currentPolicy`, and numbered above `known`, the highest number that a device says it accepted: a console that
 * was restored numbers on from above what it lost.
 */
export async function policyAbove(
  context: Context,
  schoolId: string,
  groupId: string,
  known: number,
): Promise<IssuedPolicy> {
  return context.db.transaction().execute(tx => settle(context, tx, schoolId, groupId, known));
}

/** The same for every session's start: one read while nothing is to be issued. */
export async function policyFor(
  context: Context,
  schoolId: string,
  groupId: string,
  known: number,
): Promise<IssuedPolicy> {
  const row = await newest(context.db, groupId);
  if (row !== undefined && known <= row.number) return present(row, false);
  return policyAbove(context, schoolId, groupId, known);
}

async function settle(
  context: Context,
  tx: Tx,
  schoolId: string,
  groupId: string,
  known: number,
): Promise<IssuedPolicy> {
  await lockSchool(tx, schoolId);
  const row = await newest(tx, groupId);
  const before = row === undefined ? {} : policyDocument.parse(JSON.parse(row.payload)).controls;
  const wanted = await contentFor(tx, schoolId, groupId, context.now(), before);
  if (row !== undefined && sameContent(row.payload, wanted) && known <= row.number)
    return present(row, false);
  const highest = await highestNumber(tx, schoolId);
  if (row !== undefined && sameContent(row.payload, wanted) && known > highest + farthestLeap) {
    context.log.warn({ group: groupId, known }, 'a device claims a policy number out of all reason');
    return present(row, false);
  }
  const above = known > highest && known <= highest + farthestLeap ? known + restoredLeap : highest + 1;
  return present(await issue(context, tx, { ...wanted, number: above }), true);
}

function sameContent(payload: string, wanted: Content): boolean {
  const { number: _number, issuedAt: _issuedAt, ...content } = policyDocument.parse(JSON.parse(payload));
  return canonicalJson(content) === canonicalJson(wanted);
}

function newest(tx: Tx, groupId: string): Promise<PolicyRow | undefined> {
  return tx
    .selectFrom('policy')
    .selectAll()
    .where('group_id', '=', groupId)
    .orderBy('number', 'desc')
    .limit(1)
    .executeTakeFirst();
}

/** By group: the number of its policy in force. */
export async function newestNumbers(tx: Tx, schoolId: string): Promise<Map<string, number>> {
  const found = await tx
    .selectFrom('policy')
    .select(['group_id', eb => eb.fn.max('number').as('number')])
    .where('school_id', '=', schoolId)
    .groupBy('group_id')
    .execute();
  return new Map(found.map(row => [row.group_id, Number(row.number)]));
}

/** By group: the signature of its policy in force, which is of that very text and no other. */
export async function newestSignatures(tx: Tx, groupIds: readonly string[]): Promise<Map<string, string>> {
  const found = await tx
    .selectFrom('policy')
    .select(['group_id', 'signature'])
    .where('group_id', 'in', groupIds)
    .where('number', '=', eb =>
      eb
        .selectFrom('policy as later')
        .select(of => of.fn.max('later.number').as('number'))
        .whereRef('later.group_id', '=', 'policy.group_id'),
    )
    .execute();
  return new Map(found.map(row => [row.group_id, row.signature]));
}

async function highestNumber(tx: Tx, schoolId: string): Promise<number> {
  const found = await tx
    .selectFrom('policy')
    .select(eb => eb.fn.max('number').as('number'))
    .where('school_id', '=', schoolId)
    .executeTakeFirst();
  return Number(found?.number ?? 0);
}

async function issue(context: Context, tx: Tx, content: Content & { number: number }): Promise<PolicyRow> {
  const document: PolicyDocument = policyDocument.parse({ ...content, issuedAt: context.now() });
  const payload = canonicalJson(document);
  refuseTooLarge(payload);
  const row: PolicyRow = {
    id: randomUUIDv7(),
    school_id: document.schoolId,
    group_id: document.groupId,
    number: document.number,
    payload,
    signature: context.identity.sign(policyText(payload)),
    issued_at: document.issuedAt,
    issued_by: 'console',
  };
  await tx.insertInto('policy').values(row).execute();
  return row;
}

function present(row: PolicyRow, fresh: boolean): IssuedPolicy {
  return {
    number: row.number,
    issuedAt: row.issued_at,
    document: policyDocument.parse(JSON.parse(row.payload)),
    signed: { payload: row.payload, signature: row.signature },
    fresh,
  };
}

/** Every group of a school, in the caller's transaction: what is put in force and what is issued for it are one. */
export async function issueAll(context: Context, tx: Tx, schoolId: string): Promise<IssuedPolicy[]> {
  const groups = await tx
    .selectFrom('device_group')
    .select('id')
    .where('school_id', '=', schoolId)
    .orderBy('id')
    .execute();
  const issued: IssuedPolicy[] = [];
  for (const { id } of groups) issued.push(await settle(context, tx, schoolId, id, 0));
  return issued;
}

/** A deleted group's policies. Numbers stay above them: a device that knew one says so in its `hello`. */
export async function forgetPolicies(tx: Tx, groupId: string): Promise<void> {
  await tx.deleteFrom('policy').where('group_id', '=', groupId).execute();
}
