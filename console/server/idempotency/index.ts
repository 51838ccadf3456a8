/** `Idempotency-Key`: a request that makes something and is sent twice under one key makes it once. */
import { createHash, randomUUIDv7 } from 'node:crypto';
import { canonicalJson } from '../../../shared/json.ts';
import type { Context } from '../context.ts';
import { conflict, invalid } from '../errors.ts';
import type { Caller } from '../route.ts';

const keepMs = 24 * 3600_000;

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
 * `idempotency.other_request`, `idempotency.unfinished`, `idempotency.shown_once` (409).
 */
export async function once<R>(
  context: Context,
  by: Caller,
  wish: Wish,
  act: () => Promise<R>,
): Promise<{ answer: R; again: boolean }> {
  const { db, now } = context;
  const hash = createHash('sha256').update(canonicalJson(wish.request)).digest('base64url');
  const id = await claim(context, by, wish.key, hash);
  if (id === undefined) return { answer: await answered<R>(context, by, wish, hash), again: true };
  try {
    const answer = await act();
    const kept = wish.shownOnce ? null : JSON.stringify(answer ?? null);
    await db.updateTable('idempotency').set({ answer: kept, done_at: now() }).where('id', '=', id).execute();
    return { answer, again: false };
  } catch (error) {
    await db.deleteFrom('idempotency').where('id', '=', id).execute();
    throw error;
  }
}

/** Of two at one moment, the database lets one have the key. */
async function claim({ db, now }: Context, by: Caller, key: string, hash: string) {
  await db
    .deleteFrom('idempotency')
    .where('created_at', '<', now() - keepMs)
    .execute();
  const row = { id: randomUUIDv7(), school_id: by.schoolId, caller: by.id, key, request_hash: hash };
  const made = await db
    .insertInto('idempotency')
    .values({ ...row, answer: null, created_at: now(), done_at: null })
    .onConflict(clash => clash.columns(['school_id', 'caller', 'key']).doNothing())
    .returning('id')
    .executeTakeFirst();
  return made?.id;
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
