/**
 * The rolling chain. A link is 16 bytes: a counter that this console raises, and a MAC that only it can make, so that a
 * console restored from an older copy still knows a link it once gave.
 */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { ConsoleIdentity } from '../context.ts';

export type ChainSecret = Buffer;

/** Made from a signature that is never sent: whoever has the signing key has the secret, a backup included. */
export function chainSecret(identity: Pick<ConsoleIdentity, 'sign'>): ChainSecret {
  return createHash('sha256').update(identity.sign('caretaker.chain-secret.v1')).digest();
}

const macBytes = 12;

function macOf(secret: ChainSecret, deviceId: string, key: string, counter: Buffer): Buffer {
  return createHmac('sha256', secret)
    .update(`${deviceId}\n${key}\n`)
    .update(counter)
    .digest()
    .subarray(0, macBytes);
}

function writeLink(secret: ChainSecret, deviceId: string, key: string, counter: number): string {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(counter);
  return Buffer.concat([bytes, macOf(secret, deviceId, key, bytes)]).toString('base64url');
}

/** The counter of a link that this console gave to this device and key; undefined for any other text. */
function readLink(secret: ChainSecret, deviceId: string, key: string, link: string): number | undefined {
  const bytes = Buffer.from(link, 'base64url');
  if (bytes.length !== 4 + macBytes) return undefined;
  const counter = bytes.subarray(0, 4);
  const right = macOf(secret, deviceId, key, counter);
  return timingSafeEqual(bytes.subarray(4), right) ? counter.readUInt32BE() : undefined;
}

export interface ChainRow {
  id: string;
  public_key: string;
  chain: string | null;
  chain_before: string | null;
}

export type LinkJudgement =
  | { ok: true; next: string; before: string | null; restored: boolean }
  | { ok: false };

/**
 * Accepts the link given last, the one before it (that answer may have been lost, any number of times), and a newer one
 * than is known here (this database was restored). Anything else is in use by two: a clone.
 */
export function judgeLink(secret: ChainSecret, row: ChainRow, presented: string | null): LinkJudgement {
  const counterOf = (link: string | null) =>
    link === null ? 0 : readLink(secret, row.id, row.public_key, link);
  const held = counterOf(row.chain) ?? 0;
  const counter = counterOf(presented);
  const expected = presented === row.chain || (presented === row.chain_before && row.chain !== null);
  const restored = counter !== undefined && counter > held;
  if (!expected && !restored) return { ok: false };
  const next = Math.max(held, counter ?? 0) + 1;
  return { ok: true, next: writeLink(secret, row.id, row.public_key, next), before: presented, restored };
}
