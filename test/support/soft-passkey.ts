/** An authenticator in software: makes a passkey (ES256, without attestation) and signs with it, as a browser hands it on. */
import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import type * as z from 'zod';
import type { passkeyAnswer } from '../../shared/protocol/api/accounts.ts';

type Answer = z.output<typeof passkeyAnswer>;

export interface SoftPasskey {
  id: string;
  /** What `navigator.credentials.create` gives. */
  made(challenge: unknown): Answer;
  /** What `navigator.credentials.get` gives. */
  signed(challenge: unknown): Answer;
}

const sha256 = (data: Buffer | string) => createHash('sha256').update(data).digest();
const text = (value: string) => Buffer.from(value);

export function aPasskey(origin: string): SoftPasskey {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const { x = '', y = '' } = publicKey.export({ format: 'jwk' });
  const credential = randomBytes(16);
  const id = credential.toString('base64url');
  let counter = 0;
  const head = (flags: number) => {
    const count = Buffer.alloc(4);
    count.writeUInt32BE(++counter);
    return Buffer.concat([sha256(new URL(origin).hostname), Buffer.from([flags]), count]);
  };
  const client = (type: string, challenge: unknown) => text(JSON.stringify({ type, challenge, origin }));
  const answer = (response: Record<string, Buffer>): Answer => {
    const written = Object.entries(response).map(([name, bytes]) => [name, bytes.toString('base64url')]);
    const all = { id, rawId: id, type: 'public-key', clientExtensionResults: {} };
    return { ...all, response: Object.fromEntries(written) } as unknown as Answer;
  };
  /** A COSE key in CBOR: EC2, ES256, P-256, x, y. */
  const coseKey = () =>
    Buffer.concat([
      Buffer.from('a5010203262001215820', 'hex'),
      Buffer.from(x, 'base64url'),
      Buffer.from('225820', 'hex'),
      Buffer.from(y, 'base64url'),
    ]);
  return {
    id,
    made(challenge) {
      // User there and verified; a new credential follows: no maker's name, its length in two bytes, itself, its key.
      const authData = Buffer.concat([
        ...[head(0x45), Buffer.alloc(16), Buffer.from([0, credential.length]), credential, coseKey()],
      ]);
      const attestationObject = Buffer.concat([
        ...[Buffer.from('a363', 'hex'), text('fmt'), Buffer.from('64', 'hex'), text('none')],
        ...[Buffer.from('67', 'hex'), text('attStmt'), Buffer.from('a068', 'hex'), text('authData')],
        ...[Buffer.from([0x59, 0, authData.length]), authData],
      ]);
      return answer({ clientDataJSON: client('webauthn.create', challenge), attestationObject });
    },
    signed(challenge) {
      const clientDataJSON = client('webauthn.get', challenge);
      const authenticatorData = head(0x05);
      const signature = sign(
        'sha256',
        Buffer.concat([authenticatorData, sha256(clientDataJSON)]),
        privateKey,
      );
      return answer({ clientDataJSON, authenticatorData, signature });
    },
  };
}
