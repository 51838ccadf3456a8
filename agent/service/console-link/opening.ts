/** The console proves itself before it learns anything: sections 1 and 2 of shared/protocol/README.md. */
import { createHmac } from 'node:crypto';
import type { FromDevice } from '../../../shared/protocol/device.ts';
import { readEnrolmentCode } from '../../../shared/protocol/enrolment-code.ts';
import {
  challengeText,
  codeMacText,
  enrolText,
  helloText,
  previousText,
} from '../../../shared/protocol/transcript.ts';
import { hashOf, isSignedBy, randomText, signText } from '../identity.ts';
import type { Identity } from '../state.ts';
import type { Line } from './line.ts';

export interface Opened {
  nonces: { deviceNonce: string; consoleNonce: string; certificate: string };
  consoleKey: string;
  /** Console clock minus device clock, milliseconds. */
  clockOffsetMs: number;
  intercepted: { issuer: string } | null;
}

export type MistrustCode = 'other_console' | 'bad_signature' | 'certificate_mismatch';

/** The other end is not the console, or somebody untrusted stands between. `code` for programs, message for people. */
export class Mistrust extends Error {
  readonly code: MistrustCode;
  constructor(code: MistrustCode, message: string) {
    super(message);
    this.code = code;
  }
}

const answerMs = 20_000;

/** Throws Mistrust; whatever else it throws means that the line failed. */
export async function openLine(
  line: Line,
  pin: Identity['pin'],
  agent: string,
  now: () => number,
): Promise<Opened> {
  const deviceNonce = randomText(32);
  line.send('open', { nonce: deviceNonce, agent });
  const message = await line.receive(answerMs);
  if (message.kind === 'refuse') throw new Error(message.body.message);
  if (message.kind !== 'challenge') throw new Error(`expected a challenge, got ${message.kind}`);
  const challenge = message.body;
  const nonces = { deviceNonce, consoleNonce: challenge.nonce, certificate: challenge.certificate };
  if (!isPinned(pin, challenge.key))
    throw new Mistrust('other_console', 'This is not the console that the enrolment code belongs to.');
  if (!isSignedBy(challenge.key, challengeText(nonces, challenge.now), challenge.signature))
    throw new Mistrust('bad_signature', 'The console did not prove that it holds its key.');
  return {
    nonces,
    consoleKey: challenge.key,
    clockOffsetMs: challenge.now - now(),
    intercepted: judgeCertificate(line, challenge.certificate),
  };
}

function isPinned(pin: Identity['pin'], key: string): boolean {
  if (pin.key !== null) return pin.key === key;
  const fingerprint = Buffer.from(pin.fingerprint, 'base64url');
  const hash = Buffer.from(hashOf(Buffer.from(key, 'base64url')), 'base64url');
  return fingerprint.length >= 10 && hash.subarray(0, fingerprint.length).equals(fingerprint);
}

/** Null when the console's own certificate came; otherwise who stands between, if this system trusts them. */
function judgeCertificate(line: Line, certificate: string): Opened['intercepted'] {
  if (line.certificate === certificate) return null;
  if (line.trusted) return { issuer: line.issuer };
  throw new Mistrust(
    'certificate_mismatch',
    `The connection is intercepted by ${line.issuer}, whom this computer does not trust.`,
  );
}

/** The code as both ends derive it; undefined when the text is not a code. */
export function deriveCode(text: string): { id: string; key: Buffer; fingerprint: string } | undefined {
  const code = readEnrolmentCode(text);
  if (code === undefined) return undefined;
  const derive = (purpose: string) =>
    Buffer.from(hashOf(Buffer.concat([Buffer.from(purpose), code.secret])), 'base64url');
  return {
    id: derive('caretaker.code-id.v1').subarray(0, 8).toString('base64url'),
    key: derive('caretaker.code-key.v1'),
    fingerprint: Buffer.from(code.fingerprint).toString('base64url'),
  };
}

/** What the device calls itself in the queue, and hints for the person who decides. */
export type Introduction = Pick<FromDevice['enrol'], 'evidence' | 'suggested'>;

export function enrolBody(
  opened: Opened,
  identity: Identity,
  introduction: Introduction,
): FromDevice['enrol'] {
  const { nonces } = opened;
  const { key, previous } = identity;
  const code = identity.code === null ? undefined : deriveCode(identity.code);
  return {
    key: key.publicKey,
    code: code
      ? {
          id: code.id,
          mac: createHmac('sha256', code.key).update(codeMacText(nonces, key.publicKey)).digest('base64url'),
        }
      : null,
    signature: signText(key, enrolText(nonces, key.publicKey)),
    ...introduction,
    ...(previous === null
      ? {}
      : {
          previous: {
            deviceId: previous.deviceId,
            signature: signText(previous.key, previousText(nonces, key.publicKey, previous.deviceId)),
          },
        }),
  };
}

export function helloSignature(
  opened: Opened,
  identity: Identity,
  deviceId: string,
  chain: string | null,
): string {
  return signText(identity.key, helloText(opened.nonces, deviceId, chain));
}
