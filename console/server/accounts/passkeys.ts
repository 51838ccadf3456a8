/** Passkeys (WebAuthn): made and checked by @simplewebauthn/server, which is loaded when the first one is used. */
import { randomBytes, randomUUIDv7 } from 'node:crypto';
import type * as z from 'zod';
import type { passkeyAnswer } from '../../../shared/protocol/api/accounts.ts';
import type { Config } from '../config.ts';
import type { Context } from '../context.ts';
import type { Tx } from '../database/index.ts';
import { AppError, conflict, invalid, notFound } from '../errors.ts';
import type { Caller, From } from '../route.ts';
import { firstSchool } from '../schools/index.ts';
import { rememberBrowser } from './known-browsers.ts';
import { noteReset } from './links.ts';
import { startSession } from './sessions.ts';
import type { CameIn } from './sign-in.ts';

type Answer = z.output<typeof passkeyAnswer>;
const library = () => import('@simplewebauthn/server');
const challengeMs = 5 * 60_000;
const mostOfOne = 20;

/** The name that passkeys belong to. Browsers refuse bare addresses. */
const place = ({ origin }: Config) => ({ rpID: new URL(origin).hostname, expectedOrigin: origin });

export async function hasPasskey(db: Tx, accountId: string): Promise<boolean> {
  return (await listPasskeys(db, accountId)).length > 0;
}

export const listPasskeys = (db: Tx, accountId: string) =>
  db.selectFrom('passkey').selectAll().where('account_id', '=', accountId).orderBy('id').execute();

/** What signing it does, so that none is taken for another: a new passkey, showing who one is, coming in. */
type Purpose = 'make' | 'prove' | 'enter';

async function newChallenge(
  { db, now }: Context,
  purpose: Purpose,
  schoolId: string,
  accountId: string | null,
) {
  const challenge = randomBytes(32).toString('base64url');
  await db.deleteFrom('passkey_challenge').where('expires_at', '<=', now()).execute();
  const row = { id: randomUUIDv7(), school_id: schoolId, account_id: accountId, challenge, purpose };
  await db
    .insertInto('passkey_challenge')
    .values({ ...row, expires_at: now() + challengeMs })
    .execute();
  return challenge;
}

/** The challenge that was signed, if it was ours, for this and for this account, and not used before. */
async function takeChallenge(
  { db, now }: Context,
  purpose: Purpose,
  answer: Answer,
  accountId: string | null,
): Promise<string> {
  const said = challengeIn(answer);
  const taken = await db
    .deleteFrom('passkey_challenge')
    .where('challenge', '=', said)
    .where('purpose', '=', purpose)
    .where('account_id', accountId === null ? 'is' : '=', accountId)
    .where('expires_at', '>', now())
    .executeTakeFirst();
  if (Number(taken.numDeletedRows) !== 1) throw refused();
  return said;
}

function challengeIn(answer: Answer): string {
  try {
    const text = Buffer.from(answer.response.clientDataJSON, 'base64url').toString('utf8');
    return String((JSON.parse(text) as { challenge?: unknown }).challenge);
  } catch {
    throw refused();
  }
}

const refused = () =>
  new AppError({
    status: 401,
    code: 'passkey.refused',
    detail: 'That passkey does not fit. It may have been removed here, or it took too long: try again.',
  });

interface Own {
  accountId: string;
  schoolId: string;
  name: string;
  email: string | null;
}

/** What `navigator.credentials.create` takes, as JSON. */
export async function offerPasskey(context: Context, own: Own): Promise<Record<string, unknown>> {
  const had = await listPasskeys(context.db, own.accountId);
  if (had.length >= mostOfOne) throw conflict('passkey.many', 'Remove a passkey first: twenty are enough.');
  const { generateRegistrationOptions } = await library();
  const challenge = await newChallenge(context, 'make', own.schoolId, own.accountId);
  const options = await generateRegistrationOptions({
    rpName: 'Caretaker',
    rpID: place(context.config).rpID,
    userName: own.email ?? own.name,
    userDisplayName: own.name,
    userID: new Uint8Array(Buffer.from(own.accountId)),
    challenge: new Uint8Array(Buffer.from(challenge, 'base64url')),
    excludeCredentials: had.map(({ credential }) => ({ id: credential })),
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
  });
  return { ...options };
}

/** Throws `passkey.refused`, `passkey.known`. */
export async function addPasskey(context: Context, by: Caller, own: Own, label: string, answer: Answer) {
  const { verifyRegistrationResponse } = await library();
  const expectedChallenge = await takeChallenge(context, 'make', answer, own.accountId);
  const { rpID, expectedOrigin } = place(context.config);
  const checked = await verifyRegistrationResponse({
    ...{ response: answer as never, expectedChallenge, expectedOrigin, expectedRPID: rpID },
    requireUserVerification: true,
  }).catch(() => undefined);
  if (!checked?.verified) throw invalid(refused().detail, undefined, 'passkey.refused');
  const { id, publicKey, counter, transports } = checked.registrationInfo.credential;
  await context.db.transaction().execute(async tx => {
    const made = await tx
      .insertInto('passkey')
      .values({
        id: randomUUIDv7(),
        ...{ school_id: own.schoolId, account_id: own.accountId, credential: id, counter, label },
        public_key: Buffer.from(publicKey).toString('base64url'),
        transports: JSON.stringify(transports ?? []),
        created_at: context.now(),
        last_used_at: null,
      })
      .onConflict(clash => clash.column('credential').doNothing())
      .executeTakeFirst();
    if (Number(made.numInsertedOrUpdatedRows) === 0)
      throw conflict('passkey.known', 'This passkey is known here already.');
    await noteReset(tx, by, own.accountId, context.now());
    await context.audit.record(tx, by, 'passkey.added', { facts: { label } });
  });
}

/** Throws `passkey.not_found`. */
export async function removePasskey({ db, audit }: Context, by: Caller, accountId: string, id: string) {
  await db.transaction().execute(async tx => {
    const row = await tx
      .deleteFrom('passkey')
      .where('id', '=', id)
      .where('account_id', '=', accountId)
      .returning('label')
      .executeTakeFirst();
    if (row === undefined) throw notFound('passkey');
    await audit.record(tx, by, 'passkey.removed', { facts: { label: row.label } });
  });
}

const purposeOf = (own: unknown): Purpose => (own === null ? 'enter' : 'prove');

/** What `navigator.credentials.get` takes: of one account, or of whoever sits there. */
export async function askPasskey(context: Context, own: Own | null): Promise<Record<string, unknown>> {
  const { generateAuthenticationOptions } = await library();
  const schoolId = own?.schoolId ?? (await firstSchool(context.db))?.id;
  if (schoolId === undefined) throw refused();
  const challenge = await newChallenge(context, purposeOf(own), schoolId, own?.accountId ?? null);
  const keys = own === null ? [] : await listPasskeys(context.db, own.accountId);
  const options = await generateAuthenticationOptions({
    rpID: place(context.config).rpID,
    challenge: new Uint8Array(Buffer.from(challenge, 'base64url')),
    userVerification: 'required',
    allowCredentials: keys.map(({ credential: id, transports }) => ({
      ...{ id, transports: JSON.parse(transports) },
    })),
  });
  return { ...options };
}

/** The account whose passkey signed. `accountId` null: anybody's. Throws `passkey.refused` (401). */
export async function checkPasskey(context: Context, answer: Answer, accountId: string | null) {
  const { verifyAuthenticationResponse } = await library();
  const expectedChallenge = await takeChallenge(context, purposeOf(accountId), answer, accountId);
  const row = await context.db
    .selectFrom('passkey')
    .innerJoin('account', 'account.id', 'passkey.account_id')
    .innerJoin('person', 'person.id', 'account.person_id')
    .selectAll('passkey')
    .select(['person.id as personId', 'person.name'])
    .where('credential', '=', answer.id)
    .where('account.disabled', '=', 0)
    .executeTakeFirst();
  if (row === undefined || (accountId !== null && row.account_id !== accountId)) throw refused();
  const { rpID, expectedOrigin } = place(context.config);
  const checked = await verifyAuthenticationResponse({
    ...{ response: answer as never, expectedChallenge, expectedOrigin, expectedRPID: rpID },
    requireUserVerification: true,
    credential: {
      ...{ id: row.credential, counter: row.counter },
      publicKey: new Uint8Array(Buffer.from(row.public_key, 'base64url')),
    },
  }).catch(() => undefined);
  if (!checked?.verified) throw refused();
  await context.db
    .updateTable('passkey')
    .set({ counter: checked.authenticationInfo.newCounter, last_used_at: context.now() })
    .where('id', '=', row.id)
    .execute();
  return { accountId: row.account_id, schoolId: row.school_id, personId: row.personId, name: row.name };
}

/** A passkey is something one has and something one is or knows, so no code is asked for. Throws `passkey.refused`. */
export async function signInWithPasskey(context: Context, answer: Answer, from?: From): Promise<CameIn> {
  const who = await checkPasskey(context, answer, null);
  const { db, now, audit } = context;
  return db.transaction().execute(async tx => {
    const by = { schoolId: who.schoolId, id: `person:${who.personId}`, name: who.name };
    await audit.record(tx, by, 'session.started', { facts: { how: 'a passkey' } });
    const token = await startSession(tx, who, now(), { how: 'a passkey', from, proved: true });
    return { token, known: await rememberBrowser(tx, who, from?.known, now()) };
  });
}
