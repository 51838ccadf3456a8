/** The exact text that each signature covers. Each begins with what it is for, so none can serve as another. */

import type { Finding } from '../finding.ts';
import { canonicalJson } from '../json.ts';
import { type SoftwareItem, softwareKey } from './inventory.ts';

interface Nonces {
  deviceNonce: string;
  consoleNonce: string;
  /** SHA-256 of the console's own certificate, as the challenge names it. */
  certificate: string;
}

const lines = (...parts: (string | number)[]) => parts.join('\n');

/** Signed by the console's key. */
export function challengeText(n: Nonces, now: number): string {
  return lines('caretaker.challenge.v1', n.deviceNonce, n.consoleNonce, n.certificate, now);
}

/** Signed by the device's new key. `codeMacText` under the code's secret goes beside it. */
export function enrolText(n: Nonces, key: string): string {
  return lines('caretaker.enrol.v1', n.deviceNonce, n.consoleNonce, n.certificate, key);
}

/** HMAC-SHA-256 of this under the code's secret proves the code without sending it. */
export function codeMacText(n: Nonces, key: string): string {
  return lines('caretaker.code.v1', n.deviceNonce, n.consoleNonce, n.certificate, key);
}

/** Signed by the old key, when a cloned device takes a new one. */
export function previousText(n: Nonces, key: string, deviceId: string): string {
  return lines('caretaker.previous.v1', n.deviceNonce, n.consoleNonce, n.certificate, key, deviceId);
}

/** Signed by the device's key in every session. */
export function helloText(n: Nonces, deviceId: string, chain: string | null): string {
  return lines('caretaker.hello.v1', n.deviceNonce, n.consoleNonce, n.certificate, deviceId, chain ?? '-');
}

/** Signed by the console's key; `payload` is the policy document's text as sent. */
export function policyText(payload: string): string {
  return lines('caretaker.policy.v1', payload);
}

/** Signed by the console's key: the policy with this signature is brought in this session, and by no later one. */
export function offerText(n: Nonces, policySignature: string): string {
  return lines('caretaker.offer.v1', n.deviceNonce, n.consoleNonce, n.certificate, policySignature);
}

/** Signed by the console's key; `payload` is the order document's text as sent. */
export function orderText(payload: string): string {
  return lines('caretaker.order.v1', payload);
}

/** Signed by the service's key of this start: whoever serves this pipe is the service, in this connection. */
export function doorText(pipe: string, challenge: string): string {
  return lines('caretaker.door.v1', pipe, challenge);
}

/** Signed by the console's key; `payload` is the text of the notices as sent. */
export function noticesText(payload: string): string {
  return lines('caretaker.notices.v1', payload);
}

/** Hashed, it names one person in one notice to whoever knows the sign-in name already. */
export function settledText(noticeId: string, user: string): string {
  return lines('caretaker.settled.v1', noticeId, signInName(user));
}

/** `SCHOOL\\Maria` and `maria@school.example` are `maria`: directories write it in each of these ways. */
export const signInName = (user: string) =>
  user.trim().toLowerCase().replace(/^.*\\/, '').replace(/@.*$/, '');

/** Hashed, it is what was agreed to: every rendering, in this order. */
export function agreementText(
  title: string,
  adult: string,
  plain: string | null,
  symbols: string | null,
): string {
  return canonicalJson(['caretaker.agreement.v1', title, adult, plain, symbols]);
}

/** Signed by the device's key: the X25519 key to which secrets for it are sealed, and the epoch it holds. */
export function sealingText(n: Nonces, deviceId: string, key: string, epoch: number): string {
  return lines('caretaker.sealing.v1', n.deviceNonce, n.consoleNonce, n.certificate, deviceId, key, epoch);
}

/** Signed by the console's key: the sealed recovery secret, for this session of this device only. */
export function recoveryText(
  n: Nonces,
  deviceId: string,
  sealed: { epoch: number; key: string; box: string },
): string {
  return lines(
    'caretaker.recovery.v1',
    n.deviceNonce,
    n.consoleNonce,
    n.certificate,
    deviceId,
    sealed.epoch,
    sealed.key,
    sealed.box,
  );
}

/** What a seal is about: both keys that made it, the device and the epoch. Nothing sealed about one opens about another. */
export function sealText(deviceId: string, epoch: number, deviceKey: string, passingKey: string): string {
  return lines('caretaker.recovery-seal.v1', deviceId, epoch, deviceKey, passingKey);
}

/** What the seal of a disk's recovery key is about: whose disk it is, and both keys that made the seal. */
export function diskKeyText(deviceId: string, volume: string, toKey: string, passingKey: string): string {
  return lines('caretaker.disk-key-seal.v1', deviceId, volume, toKey, passingKey);
}

/** Hash (SHA-256, base64url) of this text is `hello.states`: what a reader would see, without ages. */
export function statesText(findings: readonly Finding[]): string {
  return canonicalJson(
    findings
      .map(({ observedAt: _at, observedBy: _by, ...rest }) => rest)
      .sort((a, b) => (a.control < b.control ? -1 : 1)),
  );
}

/** Hash of this text is the hash of a software list, whatever its order. */
export function softwareText(items: readonly SoftwareItem[]): string {
  return items
    .map(({ origin, ...item }) =>
      canonicalJson([
        softwareKey(item),
        item.version,
        item.publisher,
        ...(origin ? [origin.name, origin.version] : []),
      ]),
    )
    .sort()
    .join('\n');
}
