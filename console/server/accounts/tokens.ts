/** API tokens for programs: `ct_` and 256 random bits, of which only the hash is kept. */
import { randomUUIDv7 } from 'node:crypto';
import type * as z from 'zod';
import type { madeToken, Token, tokenInput } from '../../../shared/protocol/api/accounts.ts';
import { role as roleSchema, sayRole } from '../../../shared/protocol/api/common.ts';
import type { Context } from '../context.ts';
import type { Database, Db } from '../database/index.ts';
import { notFound } from '../errors.ts';
import type { Caller } from '../route.ts';
import { hashSecret, newSecret } from './secrets.ts';

const dayMs = 24 * 3600_000;
const touchMs = 60_000;
const prefix = 'ct_';

type By = Pick<Caller, 'schoolId' | 'id' | 'name'>;

export function presentToken(row: Database['api_token']): Token {
  return {
    id: row.id,
    label: row.label,
    role: roleSchema.parse(row.role),
    createdAt: row.created_at,
    createdBy: row.created_by,
    lastUsedAt: row.last_used_at,
    expiresAt: row.expires_at,
  };
}

export async function createToken(
  { db, audit, now }: Pick<Context, 'db' | 'audit' | 'now'>,
  by: By,
  input: z.output<typeof tokenInput>,
): Promise<z.infer<typeof madeToken>> {
  const token = `${prefix}${newSecret()}`;
  const row = {
    id: randomUUIDv7(),
    school_id: by.schoolId,
    label: input.label,
    role: input.role,
    token_hash: hashSecret(token),
    created_at: now(),
    created_by: by.name,
    last_used_at: null,
    expires_at: now() + input.days * dayMs,
    revoked_at: null,
  };
  await db.transaction().execute(async tx => {
    await tx.insertInto('api_token').values(row).execute();
    const facts = { label: row.label, role: sayRole(row.role), days: input.days };
    await audit.record(tx, by, 'token.created', { subject: `token:${row.id}`, facts });
  });
  return { ...presentToken(row), token };
}

/** Throws `token.not_found`. */
export async function withdrawToken({ db, audit, now }: Context, by: By, id: string): Promise<void> {
  await db.transaction().execute(async tx => {
    const row = await tx
      .updateTable('api_token')
      .set({ revoked_at: now() })
      .where('id', '=', id)
      .where('school_id', '=', by.schoolId)
      .where('revoked_at', 'is', null)
      .returning('label')
      .executeTakeFirst();
    if (row === undefined) throw notFound('token');
    await audit.record(tx, by, 'token.withdrawn', { subject: `token:${id}`, facts: { label: row.label } });
  });
}

/** Undefined when the token is unknown, withdrawn or past its day. */
export async function findToken(db: Db, token: string, now: number): Promise<Caller | undefined> {
  if (!token.startsWith(prefix)) return undefined;
  const row = await db
    .selectFrom('api_token')
    .select(['id', 'school_id', 'label', 'role', 'expires_at', 'revoked_at', 'last_used_at'])
    .where('token_hash', '=', hashSecret(token))
    .executeTakeFirst();
  if (row === undefined || row.revoked_at !== null) return undefined;
  if (row.expires_at !== null && row.expires_at <= now) return undefined;
  if ((row.last_used_at ?? 0) + touchMs <= now)
    await db.updateTable('api_token').set({ last_used_at: now }).where('id', '=', row.id).execute();
  return { schoolId: row.school_id, id: `token:${row.id}`, name: `token “${row.label}”`, role: row.role };
}
