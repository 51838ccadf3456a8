/** Passkeys in this browser. What talks to the authenticator is fetched when it is first used. */
import { passkeyOptions } from '../../shared/protocol/api/accounts.ts';
import { ApiError, change } from './api-client.ts';

/** Browsers keep passkeys for names, never for bare addresses, and only where nobody can listen. */
export function passkeysWork(): boolean {
  const bare = /^[\d.]+$|^\[/.test(window.location.hostname);
  return window.isSecureContext && 'PublicKeyCredential' in window && !bare;
}

/** Asks the console at `path` what to do, and the authenticator to do it. Throws `ApiError`. */
async function answerTo<R>(path: string, act: (options: never) => Promise<R>): Promise<R> {
  const options = await change('POST', path, {}, passkeyOptions);
  return act(options as never).catch((error: unknown) => {
    throw new ApiError({ code: 'web.passkey', status: 400, detail: whyNot(error) });
  });
}

function whyNot(error: unknown): string {
  const name = error instanceof Error ? error.name : '';
  if (name === 'InvalidStateError') return 'This device has a passkey of yours already.';
  return 'No passkey was used: it was called off, took too long, or there is none here for this console.';
}

export const makePasskey = () =>
  answerTo('/session/passkeys/options', async options => {
    const { startRegistration } = await import('@simplewebauthn/browser');
    return startRegistration({ optionsJSON: options });
  });

/** One's own, to show again who one is; or anybody's, at the door. */
export const showPasskey = (path: '/session/proof/options' | '/session/passkey/options') =>
  answerTo(path, async options => {
    const { startAuthentication } = await import('@simplewebauthn/browser');
    return startAuthentication({ optionsJSON: options });
  });
