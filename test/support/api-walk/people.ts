/** Accounts, ways to sign in, tokens and directories. */
import { createHmac } from 'node:crypto';
import { aPasskey } from '../soft-passkey.ts';
import { tokenOf, type Walk } from './walk.ts';

export const password = 'correct horse battery staple';

/** People who sign in, each in a browser: `Tara Tech`, `Hazel Head` and `Ben Business`. */
export async function people(walk: Walk): Promise<void> {
  await walk.invites('Tara Tech', 'technician');
  await walk.call('post /session/password', { as: 'Tara Tech', body: { password } });
  // Once the headteacher is there, she has to agree to whoever else decides something.
  await walk.invites('Ben Business', 'business_manager');
  await walk.invites('Hazel Head', 'headteacher');
  const { id } = await walk.invites('Sam Staff', 'staff');
  await walk.call('patch /people/{id}', { params: { id }, body: { name: 'Samira Staff' } });
  await own(walk);
  const second = { params: { id } };
  await walk.call('post /people/{id}/sign-in-link', second);
  await walk.call('delete /people/{id}/sign-in-link', second);
  await walk.call('delete /people/{id}/sessions', second);
  const token = await walk.call('post /tokens', {
    body: { label: 'Nightly asset export', role: 'business_manager', scopes: ['assets.read'], days: 365 },
  });
  await walk.call('get /tokens');
  await walk.call('delete /tokens/{id}', { params: { id: token.id } });
}

/** All that somebody does with their own account. */
async function own(walk: Walk): Promise<void> {
  const as = 'Sam Staff';
  const email = 'sam.staff@greenfield.sch.uk';
  await walk.call('post /session/password', { as, body: { password } });
  await walk.signsIn('Sam elsewhere', 'post /session', { email, password });
  await walk.call('post /session/proof', { as, body: { password } });
  const key = aPasskey(walk.console.urls.browser);
  const making = await walk.call('post /session/passkeys/options', { as });
  await walk.call('post /session/passkeys', {
    as,
    body: { label: 'Phone', passkey: key.made(making.challenge) },
  });
  const showing = await walk.call('post /session/proof/options', { as });
  await walk.call('post /session/proof', { as, body: { passkey: key.signed(showing.challenge) } });
  const options = await walk.call('post /session/passkey/options', { as: 'nobody' });
  await walk.signsIn('Sam by passkey', 'post /session/passkey', key.signed(options.challenge));
  await walk.call('get /session/connections', { as });
  const { secret } = await walk.call('post /session/second-step', { as });
  const code = codeOf(secret, walk.console.context.now());
  await walk.call('post /session/second-step/confirm', { as, body: { code } });
  await walk.call('post /session/second-step/recovery-codes', { as });
  const { sessions, passkeys } = await walk.call('get /session/security', { as });
  const elsewhere = sessions.find((one: { current: boolean }) => !one.current);
  await walk.call('delete /session/others/{id}', { as, params: { id: elsewhere.id } });
  await walk.call('delete /session/others', { as });
  await walk.call('delete /session/passkeys/{id}', { as, params: { id: passkeys[0].id } });
  await walk.call('delete /session/second-step', { as });
  const again = (await walk.call('post /session/second-step', { as })).secret;
  await walk.call('post /session/second-step/confirm', {
    as,
    body: { code: codeOf(again, walk.console.context.now()) },
  });
  const { items } = await walk.call('get /people');
  const id = items.find((one: { email: string }) => one.email === email)?.id;
  await walk.call('delete /people/{id}/second-step', { params: { id } });
  const { url } = await walk.call('post /people/{id}/sign-in-link', { params: { id } });
  await walk.signsIn('Sam by link', 'post /session/link', { token: tokenOf(url) });
  await walk.call('get /session', { as: 'Sam by link' });
  await walk.call('delete /session', { as: 'Sam by link' });
}

/** What an authenticator app shows: RFC 6238 with its usual six digits and half minutes. */
function codeOf(secret: string, now: number): string {
  const bits = [...secret.replaceAll(' ', '')]
    .map(letter => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0'))
    .join('');
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map(byte => Number.parseInt(byte, 2)));
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor(now / 30_000)));
  const hash = createHmac('sha1', key).update(step).digest();
  const at = (hash.at(-1) ?? 0) & 15;
  return String((hash.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}
