/** What `main.ts` builds once and hands to every room. Interfaces only, so rooms need not know each other's insides. */
import type { Logger } from 'pino';
import type { SignedPolicy } from '../../shared/policy.ts';
import type { Nudge } from '../../shared/protocol/api/feed.ts';
import type { ConsoleKind, FromConsole } from '../../shared/protocol/device.ts';
import type { Config } from './config.ts';
import type { Db, Tx } from './database/index.ts';
import type { Caller } from './route.ts';

/** The console's signing key and certificate, made at first start (`identity/`). */
export interface ConsoleIdentity {
  /** Raw 32-byte Ed25519 public key, base64url. */
  publicKey: string;
  /** First 10 bytes of its SHA-256, as enrolment codes carry. */
  fingerprint: Uint8Array;
  /** Ed25519 signature of the UTF-8 text, base64url. */
  sign(text: string): string;
  /** What the device port serves; `hash` is the SHA-256 of its DER, base64url. */
  certificate: { certPem: string; keyPem: string; hash: string };
}

/** Tells browsers and rooms that something changed. Nudges are gathered for a moment and sent once. */
export interface Events {
  nudge(schoolId: string, topics: Nudge['topics'], deviceIds?: string[]): void;
  onNudge(listener: (schoolId: string, nudge: Nudge) => void): () => void;
}

/** The append-only, hash-chained log. Give the transaction of the change, so both happen or neither. */
export interface Audit {
  record(
    tx: Tx,
    by: Pick<Caller, 'schoolId' | 'id' | 'name'>,
    action: string,
    about: { subject?: string; facts?: Record<string, string | number | boolean | null> },
  ): Promise<void>;
}

/** The devices connected to this process. The gateway provides it; other rooms only ask. */
export interface Presence {
  isConnected(deviceId: string): boolean;
  connectedCount(schoolId: string): number;
  /** Sends to a device if it is connected here; false when it is not. */
  send<K extends ConsoleKind>(deviceId: string, kind: K, body: FromConsole[K]): boolean;
  /** The same with a policy, which is offered for the session that the device is in. */
  offer(deviceId: string, policy: SignedPolicy): boolean;
  /** Tells a connected device the group and policy that it now has; does nothing when it is not connected here. */
  regroup(deviceId: string): Promise<void>;
  /** Closes a device's connection after a refusal. */
  refuse(deviceId: string, body: FromConsole['refuse']): void;
}

export interface Context {
  db: Db;
  config: Config;
  now(): number;
  log: Logger;
  identity: ConsoleIdentity;
  events: Events;
  audit: Audit;
  presence: Presence;
  /** Who signs tables of ends of support; the releases' key without. Only a test has another. */
  supportKey?: string;
}
