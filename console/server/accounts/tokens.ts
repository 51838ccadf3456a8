/** API tokens for programs: `ct_` and 256 random bits, of which only the hash is kept. */
import { randomUUIDv7 } from 'node:crypto';
import type { Selectable } from 'kysely';
import type * as z from 'zod';
import type { madeToken, Token, tokenInput } from '../../../shared/protocol/api/accounts.ts';
import { role as roleSchema, sayRole } from '../../../shared/protocol/api/common.ts';
import { permissionsOf } from '../access.ts';
import type { Context } from '../context.ts';
import type { Database, Db } from '../database/index.ts';
import { AppError, invalid, notFound } from '../errors.ts';
import type { Caller } from '../route.ts';
import { keepMakers } from './links.ts';
import { hashSecret, newSecret } from './secrets.ts';
import { whoMayActAs } from './step-up.ts';

const dayMs = 24 * 3600_000;
const touchMs = 60_000;
const prefix = 'ct_';

type By = Pick<Caller, 'schoolId' | 'id' | 'name'>;
/** The command line and a person have no scopes. */
type Maker = By & Pick<Caller, 'role' | 'scopes' | 'sessionId'>;

export function presentToken(row: Selectable<Database['api_token']>): Token {
  return {
    id: row.id,
    label: row.label,
    role: roleSchema.parse(row.role),
    createdAt: row.created_at,
    createdBy: row.created_by,
    lastUsedAt: row.last_used_at,
    expiresAt: row.expires_at,
    scopes: scopesOf(row.scopes),
  };
}

export async function createToken(
  { db, audit, now }: Pick<Context, 'db' | 'audit' | 'now'>,
  by: Maker,
  input: z.output<typeof tokenInput>,
): Promise<z.infer<typeof madeToken>> {
  refuseBeyond(input);
  refuseBeyondMaker(by, input);
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
    scopes: input.scopes === undefined ? null : JSON.stringify(input.scopes),
    made_by: keepMakers([by.id, ...(await whoMayActAs({ db, now }, by))]),
  };
  await db.transaction().execute(async tx => {
    await tx.insertInto('api_token').values(row).execute();
    const facts = { label: row.label, role: sayRole(row.role), days: input.days };
    const only = input.scopes?.join(', ');
    const subject = `token:${row.id}`;
    if (only === undefined) await audit.record(tx, by, 'token.created', { subject, facts });
    else await audit.record(tx, by, 'token.created_for', { subject, facts: { ...facts, only } });
  });
  return { ...presentToken(row), token };
}

const scopesOf = (text: string | null): string[] | null =>
  text === null ? null : (JSON.parse(text) as string[]);

/** A token may do less than its role, never more. Throws `token.scope_unknown`. */
function refuseBeyond({ role, scopes = [] }: z.output<typeof tokenInput>): void {
  const allowed: readonly string[] = permissionsOf({ role });
  const beyond = scopes.filter(scope => !allowed.includes(scope));
  if (beyond.length === 0) return;
  const words = `The role ${sayRole(role)} does not have: ${beyond.join(', ')}`;
  throw invalid(`${words}.`, { scopes: words }, 'token.scope_unknown');
}

/** Whoever keeps to less than their role gives no more than they have. Throws `token.beyond_yours`. */
function refuseBeyondMaker({ role, scopes: own }: Maker, input: z.output<typeof tokenInput>): void {
  if (own === undefined) return;
  if (input.role === role && input.scopes?.every(scope => own.includes(scope))) return;
  const words = 'A token that keeps to less than its role makes tokens of that role, for no more than itself';
  throw new AppError({
    ...{ status: 403, code: 'token.beyond_yours', detail: `${words}.` },
    fields: { [input.role === role ? 'scopes' : 'role']: words },
  });
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
    .select(['id', 'school_id', 'label', 'role', 'expires_at', 'revoked_at', 'last_used_at', 'scopes'])
    .where('token_hash', '=', hashSecret(token))
    .executeTakeFirst();
  if (row === undefined || row.revoked_at !== null) return undefined;
  if (row.expires_at !== null && row.expires_at <= now) return undefined;
  if ((row.last_used_at ?? 0) + touchMs <= now)
    await db.updateTable('api_token').set({ last_used_at: now }).where('id', '=', row.id).execute();
  return {
    ...{ schoolId: row.school_id, id: `token:${row.id}`, name: `token “${row.label}”`, role: row.role },
    ...(row.scopes !== null && { scopes: scopesOf(row.scopes) ?? [] }),
  };
}
