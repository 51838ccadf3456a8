/** API tokens for programs: `ct_` and 256 random bits, of which only the hash is kept. */
import { randomUUIDv7 } from 'node:crypto';
import type { Selectable } from 'kysely';
import * as z from 'zod';
import {
  type madeToken,
  type Token,
  type tokenInput,
  weighs,
} from '../../../shared/protocol/api/accounts.ts';
import { role as roleSchema, sayRole, sayScope } from '../../../shared/protocol/api/common.ts';
import { may, type Permission, permissionsOf } from '../access.ts';
import type { ApprovalKind } from '../approvals/index.ts';
import type { Context } from '../context.ts';
import { type Database, type Db, lockSchool, type Tx } from '../database/index.ts';
import { AppError, invalid, notFound } from '../errors.ts';
import type { Caller } from '../route.ts';
import { askSecond, dayMs, powerWaits } from './ask-second.ts';
import { keepMakers } from './links.ts';
import { hashSecret, newSecret } from './secrets.ts';
import { whoMayActAs } from './step-up.ts';

const touchMs = 60_000;
const prefix = 'ct_';

type By = Pick<Caller, 'schoolId' | 'id' | 'name'>;
/** The command line and a person have no scopes. */
type Maker = By & Pick<Caller, 'role' | 'scopes' | 'sessionId'>;
type NewToken = Omit<z.output<typeof tokenInput>, 'reason'>;
type MadeToken = z.infer<typeof madeToken>;

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

/** At the console’s own machine, which waits for nobody. Throws `token.scope_unknown`. */
export async function createToken(
  context: Pick<Context, 'db' | 'audit' | 'now'>,
  by: Maker,
  input: NewToken,
): Promise<MadeToken> {
  const { secret, wish } = await newToken(context, by, input);
  return context.db.transaction().execute(async tx => {
    const row = await keepToken(context, tx, by, wish);
    return { ...presentToken(row), token: secret, waits: null };
  });
}

/**
 * The same for whoever else asks: a token that may do more than read works from a second person’s yes on. Throws
 * `token.scope_unknown`, `token.beyond_yours`, `account.why`, `approval.waits_already`.
 */
export async function askForToken(
  context: Context,
  by: Caller,
  { reason, ...input }: z.output<typeof tokenInput>,
): Promise<MadeToken> {
  const { secret, wish } = await newToken(context, by, input);
  return context.db.transaction().execute(async tx => {
    await lockSchool(tx, by.schoolId);
    const asked = weighsToken(input)
      ? await askSecond(context, tx, by, tokenKind, { ...sayToken(wish), payload: wish, reason })
      : null;
    const row = asked === null ? await keepToken(context, tx, by, wish) : rowOf(by, wish, context.now());
    return { ...presentToken(row), token: secret, waits: asked?.waits ?? null };
  });
}

/** Whoever makes it sees it at once; its hash waits with what is asked, so nothing of it works before. */
const waitingToken = z.object({
  ...{ id: z.string(), label: z.string(), role: z.string(), scopes: z.array(z.string()).nullable() },
  ...{ days: z.number(), hash: z.string(), madeBy: z.string(), createdBy: z.string() },
});
type WaitingToken = z.infer<typeof waitingToken>;

export const tokenKind: ApprovalKind<WaitingToken> = {
  kind: 'token',
  ...powerWaits,
  read: given => waitingToken.parse(given),
  async approved(context, tx, { payload, askedBy }) {
    const { label } = await keepToken(context, tx, askedBy, payload);
    return {
      sentence: `The token “${label}” works now.`,
      after: () => context.events.nudge(askedBy.schoolId, ['people']),
    };
  },
  about: (_asked, reader) => (may(reader, 'tokens.manage') ? { label: 'API tokens', to: '/tokens' } : null),
};

/** Whether it may do more of a role that decides something than read what a technician reads anyhow. */
export const weighsToken = ({ role, scopes }: Pick<NewToken, 'role' | 'scopes'>): boolean =>
  weighs(role) && (scopes === undefined || scopes.some(scope => !isReading(scope)));

const isReading = (scope: string): boolean =>
  scope === 'session.own' || (scope.endsWith('.read') && may('technician', scope as Permission));

function sayToken({ label, role, scopes, days, createdBy }: WaitingToken) {
  const what = scopes === null ? 'all that this role may' : `only this: ${scopes.map(sayScope).join('; ')}`;
  return {
    subject: `token ${label.toLowerCase()}`,
    title: `Make the API token “${label}”`,
    lines: [
      `Whatever program holds the token “${label}” acts here as ${sayRole(role)} for ${days} days, and may do ${what}.`,
      'It is asked for no password and no second step: whoever gets hold of it may do the same. It agrees to nothing as a second person.',
      `${createdBy} has it already, and it works from your yes on. A technician can end it at any time.`,
    ],
  };
}

async function newToken(context: Pick<Context, 'db' | 'now'>, by: Maker, input: NewToken) {
  refuseBeyond(input);
  refuseBeyondMaker(by, input);
  const secret = `${prefix}${newSecret()}`;
  const wish: WaitingToken = {
    ...{ id: randomUUIDv7(), label: input.label, role: input.role, scopes: input.scopes ?? null },
    ...{ days: input.days, hash: hashSecret(secret), createdBy: by.name },
    madeBy: keepMakers([by.id, ...(await whoMayActAs(context, by))]),
  };
  return { secret, wish };
}

const rowOf = (by: By, wish: WaitingToken, at: number) => ({
  ...{ id: wish.id, school_id: by.schoolId, label: wish.label, role: wish.role, token_hash: wish.hash },
  ...{ created_at: at, created_by: wish.createdBy, last_used_at: null, expires_at: at + wish.days * dayMs },
  scopes: wish.scopes === null ? null : JSON.stringify(wish.scopes),
  ...{ revoked_at: null, made_by: wish.madeBy },
});

async function keepToken(
  { audit, now }: Pick<Context, 'audit' | 'now'>,
  tx: Tx,
  by: By,
  wish: WaitingToken,
): Promise<Selectable<Database['api_token']>> {
  const row = rowOf(by, wish, now());
  await tx.insertInto('api_token').values(row).execute();
  const facts = { label: wish.label, role: sayRole(wish.role), days: wish.days };
  const subject = `token:${wish.id}`;
  if (wish.scopes === null) await audit.record(tx, by, 'token.created', { subject, facts });
  else
    await audit.record(tx, by, 'token.created_for', {
      subject,
      facts: { ...facts, only: wish.scopes.join(', ') },
    });
  return row;
}

const scopesOf = (text: string | null): string[] | null =>
  text === null ? null : (JSON.parse(text) as string[]);

/** A token may do less than its role, never more. Throws `token.scope_unknown`. */
function refuseBeyond({ role, scopes = [] }: NewToken): void {
  const allowed: readonly string[] = permissionsOf({ role });
  const beyond = scopes.filter(scope => !allowed.includes(scope));
  if (beyond.length === 0) return;
  const words = `The role ${sayRole(role)} does not have: ${beyond.join(', ')}`;
  throw invalid(`${words}.`, { scopes: words }, 'token.scope_unknown');
}

/** Whoever keeps to less than their role gives no more than they have. Throws `token.beyond_yours`. */
function refuseBeyondMaker({ role, scopes: own }: Maker, input: NewToken): void {
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
