/** `Idempotency-Key`: a request that makes something and is sent twice under one key makes it once. */
import { createHmac, randomUUIDv7 } from 'node:crypto';
import { canonicalJson } from '../../../shared/json.ts';
import type { Context } from '../context.ts';
import type { Db } from '../database/index.ts';
import { AppError, conflict, invalid } from '../errors.ts';
import type { Caller } from '../route.ts';

const keepMs = 24 * 3600_000;
/** Of one caller in a day. */
export const mostKeys = 10_000;

export interface Wish {
  key: string;
  /** Method, address and body: the same key for something else is a mistake of the caller's. */
  request: unknown;
  /** Its answer holds a secret, which is not kept. */
  shownOnce: boolean;
}

/** Throws `idempotency.key` for a header that is no key. */
export function readKey(header: string | undefined): string | undefined {
  if (header === undefined) return undefined;
  if (/^[\x21-\x7e]{8,200}$/.test(header)) return header;
  throw invalid('Idempotency-Key: 8 to 200 characters without spaces.', undefined, 'idempotency.key');
}

/**
 * Does it, or answers what was answered before. What fails leaves no trace and can be sent again. Throws
 * `idempotency.other_request`, `idempotency.unfinished`, `idempotency.shown_once` (409), `idempotency.too_many` (429).
 */
export async function once<R>(
  context: Context,
  by: Caller,
  wish: Wish,
  act: () => Promise<R>,
): Promise<{ answer: R; again: boolean }> {
  const { db } = context;
  const hash = fingerprint(context, wish.request);
  const id = await claim(context, by, wish.key, hash);
  if (id === undefined) return { answer: await answered<R>(context, by, wish, hash), again: true };
  const answer = await act().catch(async error => {
    await db.deleteFrom('idempotency').where('id', '=', id).execute();
    throw error;
  });
  await keep(context, id, wish, answer);
  return { answer, again: false };
}

/** What was done is done, also where its answer cannot be kept: sent again, it is then told so (`unfinished`). */
async function keep({ db, now, log }: Context, id: string, wish: Wish, answer: unknown): Promise<void> {
  try {
    const kept = wish.shownOnce ? null : JSON.stringify(answer ?? null);
    await db.updateTable('idempotency').set({ answer: kept, done_at: now() }).where('id', '=', id).execute();
  } catch (error) {
    log.error({ err: error }, 'the answer to a request with a key was not kept');
  }
}

/** Under a key of the console's own: a body may hold a password, which a copy of the database must not let be guessed. */
function fingerprint({ identity }: Context, request: unknown): string {
  const key = Buffer.from(identity.sign('caretaker/idempotency/1'), 'base64url');
  return createHmac('sha256', key).update(canonicalJson(request)).digest('base64url');
}

/** Of two at one moment, the database lets one have the key. */
async function claim({ db, now }: Context, by: Caller, key: string, hash: string) {
  await db
    .deleteFrom('idempotency')
    .where('created_at', '<', now() - keepMs)
    .execute();
  await refuseMany(db, by, key);
  const row = { id: randomUUIDv7(), school_id: by.schoolId, caller: by.id, key, request_hash: hash };
  const made = await db
    .insertInto('idempotency')
    .values({ ...row, answer: null, created_at: now(), done_at: null })
    .onConflict(clash => clash.columns(['school_id', 'caller', 'key']).doNothing())
    .returning('id')
    .executeTakeFirst();
  return made?.id;
}

/** One that is there already takes no room. Throws `idempotency.too_many` (429). */
async function refuseMany(db: Db, by: Caller, key: string): Promise<void> {
  const { kept } = await db
    .selectFrom('idempotency')
    .select(eb => eb.fn.countAll<number>().as('kept'))
    .where('school_id', '=', by.schoolId)
    .where('caller', '=', by.id)
    .where('key', '!=', key)
    .executeTakeFirstOrThrow();
  if (Number(kept) < mostKeys) return;
  const detail = `Too many requests with a key: ${mostKeys} of one caller are kept for a day. Send this one without, or later.`;
  throw new AppError({ status: 429, code: 'idempotency.too_many', detail });
}

async function answered<R>({ db }: Context, by: Caller, wish: Wish, hash: string): Promise<R> {
  const row = await db
    .selectFrom('idempotency')
    .selectAll()
    .where('school_id', '=', by.schoolId)
    .where('caller', '=', by.id)
    .where('key', '=', wish.key)
    .executeTakeFirst();
  if (row === undefined || row.done_at === null)
    throw conflict(
      'idempotency.unfinished',
      'The first request under this key is still being done, or the console stopped in the midst of it. Look whether it was done before you send it under another key.',
    );
  if (row.request_hash !== hash)
    throw conflict(
      'idempotency.other_request',
      'This key was used for another request. Use a new key for each thing that is to be made.',
    );
  if (row.answer === null)
    throw conflict(
      'idempotency.shown_once',
      'This was done already. Its answer holds a secret that is shown once and not kept: withdraw what was made, and make a new one.',
    );
  return JSON.parse(row.answer) as R;
}
