/** The second step of a password: an app's code, or one of ten recovery codes. */
import { randomBytes, randomUUIDv7 } from 'node:crypto';
import type { Context } from '../context.ts';
import type { Tx } from '../database/index.ts';
import { AppError, conflict, invalid } from '../errors.ts';
import type { Caller } from '../route.ts';
import { seal, unseal } from './seal.ts';
import { hashSecret } from './secrets.ts';
import { base32, otpAddress, stepOf } from './totp.ts';

const codes = 10;

const confirmed = (db: Tx, accountId: string) =>
  db
    .selectFrom('second_step')
    .selectAll()
    .where('account_id', '=', accountId)
    .where('confirmed_at', 'is not', null)
    .executeTakeFirst();

export async function hasSecondStep(db: Tx, accountId: string): Promise<boolean> {
  return (await confirmed(db, accountId)) !== undefined;
}

export async function readSecondStep(db: Tx, accountId: string) {
  const row = await confirmed(db, accountId);
  if (row === undefined) return null;
  const left = await db
    .selectFrom('recovery_code')
    .select('id')
    .where('account_id', '=', accountId)
    .where('used_at', 'is', null)
    .execute();
  return { since: row.confirmed_at ?? row.created_at, codesLeft: left.length };
}

interface Own {
  accountId: string;
  schoolId: string;
  name: string;
}

/** A fresh secret that counts once a code of it was typed. The picture is an SVG. */
export async function beginSecondStep({ db, identity, now }: Context, own: Own, school: string) {
  if (await hasSecondStep(db, own.accountId)) throw onAlready();
  const secret = randomBytes(20);
  await db.transaction().execute(async tx => {
    await tx
      .deleteFrom('second_step')
      .where('account_id', '=', own.accountId)
      .where('confirmed_at', 'is', null)
      .execute();
    const made = await tx
      .insertInto('second_step')
      .values({
        id: randomUUIDv7(),
        ...{ school_id: own.schoolId, account_id: own.accountId, last_step: 0, confirmed_at: null },
        ...{ secret: seal(identity, secret, own.accountId), created_at: now(), locked_until: null },
      })
      .onConflict(clash => clash.column('account_id').doNothing())
      .executeTakeFirst();
    if (Number(made.numInsertedOrUpdatedRows) === 0) throw onAlready();
  });
  const { toString: draw } = await import('qrcode');
  const address = otpAddress(secret, `Caretaker ${school}`, own.name);
  return { secret: base32(secret), address, picture: await draw(address, { type: 'svg', margin: 2 }) };
}

const onAlready = () => conflict('second_step.on', 'A second step is asked for already. Turn it off first.');

const notBegun = () => conflict('second_step.not_begun', 'Begin again: there is no secret to confirm.');

const wrongCode = () =>
  invalid(
    'That code does not fit. Look at the app again: each code is good for half a minute. The clock of the phone must be right.',
    { code: 'Does not fit' },
    'second_step.wrong',
  );

/** From now on it is asked for. Answers the recovery codes, which are shown this once. */
export async function confirmSecondStep(context: Context, by: Caller, own: Own, code: string) {
  const { db, identity, now, audit } = context;
  const row = await db
    .selectFrom('second_step')
    .selectAll()
    .where('account_id', '=', own.accountId)
    .where('confirmed_at', 'is', null)
    .executeTakeFirst();
  if (row === undefined) throw notBegun();
  const step = stepOf(unseal(identity, row.secret, own.accountId), plain(code), now(), row.last_step);
  if (step === undefined) throw wrongCode();
  return db.transaction().execute(async tx => {
    const done = await tx
      .updateTable('second_step')
      .set({ confirmed_at: now(), last_step: step })
      .where('id', '=', row.id)
      .where('confirmed_at', 'is', null)
      .executeTakeFirst();
    if (Number(done.numUpdatedRows) === 0) throw notBegun();
    await audit.record(tx, by, 'second_step.on', {});
    return newCodes(tx, own);
  });
}

/** Sixteen letters each, eighty bits: nobody can try out what the database keeps of them. */
export async function newCodes(tx: Tx, own: Pick<Own, 'accountId' | 'schoolId'>): Promise<string[]> {
  await tx.deleteFrom('recovery_code').where('account_id', '=', own.accountId).execute();
  const made = Array.from({ length: codes }, () => base32(randomBytes(10)).toLowerCase());
  await tx
    .insertInto('recovery_code')
    .values(
      made.map(code => ({
        ...{ id: randomUUIDv7(), school_id: own.schoolId, account_id: own.accountId },
        ...{ code_hash: hashSecret(code), used_at: null },
      })),
    )
    .execute();
  return made.map(code => (code.match(/.{4}/g) ?? []).join('-'));
}

export async function endSecondStep(tx: Tx, accountId: string): Promise<boolean> {
  await tx.deleteFrom('recovery_code').where('account_id', '=', accountId).execute();
  const gone = await tx.deleteFrom('second_step').where('account_id', '=', accountId).executeTakeFirst();
  return Number(gone.numDeletedRows) > 0;
}

const plain = (code: string) => code.toLowerCase().replace(/[\s-]/g, '');

export const codeNeeded = () =>
  new AppError({
    status: 401,
    code: 'session.code_needed',
    detail: 'Now the code from your authenticator app, or one of your recovery codes.',
    fields: { code: 'Type the code' },
  });

export const codeWrong = () =>
  new AppError({
    status: 401,
    code: 'session.code_wrong',
    detail: 'That code does not fit. Each code works once and for half a minute: wait for the next one.',
    fields: { code: 'This code does not fit' },
  });

/**
 * How the step was passed, or null when none is asked for. Of two uses of one code at a moment, one passes. Throws
 * `session.code_needed`, `session.code_wrong` (401).
 */
export async function passSecondStep(
  { identity, now }: Context,
  tx: Tx,
  accountId: string,
  code: string | undefined,
): Promise<'a code' | 'a recovery code' | null> {
  const row = await confirmed(tx, accountId);
  if (row === undefined) return null;
  if (code === undefined || code.trim() === '') throw codeNeeded();
  const step = stepOf(unseal(identity, row.secret, accountId), plain(code), now(), row.last_step);
  if (step !== undefined && (await takeStep(tx, row.id, step))) return 'a code';
  if (await takeRecoveryCode(tx, accountId, plain(code), now())) return 'a recovery code';
  throw codeWrong();
}

async function takeStep(tx: Tx, id: string, step: number): Promise<boolean> {
  const used = await tx
    .updateTable('second_step')
    .set({ last_step: step })
    .where('id', '=', id)
    .where('last_step', '<', step)
    .executeTakeFirst();
  return Number(used.numUpdatedRows) === 1;
}

async function takeRecoveryCode(tx: Tx, accountId: string, code: string, now: number): Promise<boolean> {
  const used = await tx
    .updateTable('recovery_code')
    .set({ used_at: now })
    .where('account_id', '=', accountId)
    .where('code_hash', '=', hashSecret(code))
    .where('used_at', 'is', null)
    .executeTakeFirst();
  return Number(used.numUpdatedRows) === 1;
}
