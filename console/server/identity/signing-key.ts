/** The Ed25519 key by which devices know this console. Losing it loses every device, so it is never made anew by itself. */
import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
} from 'node:crypto';
import { fingerprintBytes } from '../../../shared/protocol/enrolment-code.ts';
import { AppError } from '../errors.ts';
import { readIfThere, writeSecretFile } from './files.ts';

export interface SigningKey {
  /** Raw 32 bytes, base64url. */
  publicKey: string;
  fingerprint: Uint8Array;
  /** base64url of the signature of the UTF-8 text. */
  sign(text: string): string;
}

/**
 * `known` is the public key that the database remembers, if any. Makes a key only when neither a file nor a
 * remembered key exists. Throws `identity.*` with what to do.
 */
export function openSigningKey(file: string, known: string | undefined): SigningKey {
  const content = readIfThere(file);
  if (content !== undefined) return checked(read(file, content), known, file);
  if (known !== undefined) {
    throw broken(
      'identity.key_missing',
      `The console's signing key ${file} is missing, though devices already trust it. Put the file back from a ` +
        'backup. (A new key would lock out every device: each would have to be enrolled again.)',
    );
  }
  const { privateKey } = generateKeyPairSync('ed25519');
  writeSecretFile(file, privateKey.export({ type: 'pkcs8', format: 'pem' }).toString());
  return signingKey(privateKey);
}

function read(file: string, content: string): SigningKey {
  try {
    const key = createPrivateKey(content);
    if (key.asymmetricKeyType !== 'ed25519')
      throw new Error(`it holds a key of type ${key.asymmetricKeyType}`);
    return signingKey(key);
  } catch (cause) {
    throw broken(
      'identity.key_damaged',
      `The console's signing key ${file} is damaged. Put the file back from a backup. (The console does not make a ` +
        'new key by itself: it would lock out every device.)',
      cause,
    );
  }
}

function checked(key: SigningKey, known: string | undefined, file: string): SigningKey {
  if (known === undefined || known === key.publicKey) return key;
  throw broken(
    'identity.key_differs',
    `The signing key ${file} is not the one this database belongs to. Put the database and the key of the same ` +
      'console together.',
  );
}

function signingKey(privateKey: KeyObject): SigningKey {
  const publicKey = createPublicKey(privateKey).export({ format: 'jwk' }).x ?? '';
  const digest = createHash('sha256').update(Buffer.from(publicKey, 'base64url')).digest();
  return {
    publicKey,
    fingerprint: Uint8Array.from(digest.subarray(0, fingerprintBytes)),
    sign: text => sign(null, Buffer.from(text, 'utf8'), privateKey).toString('base64url'),
  };
}

function broken(code: string, detail: string, cause?: unknown): AppError {
  return new AppError({ status: 500, code, detail, cause });
}
