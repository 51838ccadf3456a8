/**
 * The secret under which typed codes are proved: made by the console for this device, sealed to a key that only this
 * device has, kept in a 0600 file. Codes work with nothing else.
 */
import * as z from 'zod';
import type { FromConsole, FromDevice } from '../../../shared/protocol/device.ts';
import { recoveryText, sealingText, sealText } from '../../../shared/protocol/transcript.ts';
import { type DeviceKey, isSignedBy, signText } from '../identity.ts';
import type { Cell } from '../state.ts';
import { makeSealingKey, sealingKey, unseal } from '../system/sealing.ts';

/** `held` belongs to one record of the console; under another id it is worth nothing. */
export const recoverySchema = z.object({
  key: sealingKey,
  held: z.object({ deviceId: z.string(), epoch: z.number(), secret: z.string() }).nullable(),
});
export type Recovery = z.infer<typeof recoverySchema>;

export interface HeldSecret {
  deviceId: string;
  epoch: number;
  /** 32 bytes. */
  secret: Buffer;
}

type Nonces = Parameters<typeof sealingText>[0];
export type RecoveryRefusal = 'bad_signature' | 'older' | 'not_opened';

export class RecoverySecret {
  readonly #cell: Cell<Recovery>;

  constructor(cell: Cell<Recovery>) {
    this.#cell = cell;
  }

  get held(): HeldSecret | undefined {
    const held = this.#read()?.held;
    if (held == null) return undefined;
    return { ...held, secret: Buffer.from(held.secret, 'base64url') };
  }

  /** What `hello` says. A device that has no key yet, or lost it, makes one. */
  statement(
    nonces: Nonces,
    deviceKey: DeviceKey,
    deviceId: string,
  ): NonNullable<FromDevice['hello']['sealing']> {
    const { key, held } = this.#kept();
    const epoch = held?.deviceId === deviceId ? held.epoch : 0;
    const signature = signText(deviceKey, sealingText(nonces, deviceId, key.publicKey, epoch));
    return { key: key.publicKey, epoch, signature };
  }

  /** Durable when it returns. Whatever is refused leaves the secret that is held. */
  accept(
    sealed: FromConsole['recovery'],
    nonces: Nonces,
    deviceId: string,
    consoleKey: string,
  ): { ok: true; epoch: number } | { ok: false; reason: RecoveryRefusal } {
    if (!isSignedBy(consoleKey, recoveryText(nonces, deviceId, sealed), sealed.signature))
      return { ok: false, reason: 'bad_signature' };
    const { key, held } = this.#kept();
    if (held?.deviceId === deviceId && sealed.epoch < held.epoch) return { ok: false, reason: 'older' };
    const about = sealText(deviceId, sealed.epoch, key.publicKey, sealed.key);
    const secret = unseal(key, sealed, about);
    if (secret === undefined) return { ok: false, reason: 'not_opened' };
    const next = { deviceId, epoch: sealed.epoch, secret: secret.toString('base64url') };
    this.#cell.write({ key, held: next });
    return { ok: true, epoch: sealed.epoch };
  }

  unseal(sealed: { key: string; box: string }, about: (own: string) => string): Buffer | undefined {
    const key = this.#read()?.key;
    return key === undefined ? undefined : unseal(key, sealed, about(key.publicKey));
  }

  /** Removed from the console, or one of two that held the same key. */
  forget(): void {
    this.#cell.remove();
  }

  #kept(): Recovery {
    const found = this.#read();
    if (found !== undefined) return found;
    const made = { key: makeSealingKey(), held: null };
    this.#cell.write(made);
    return made;
  }

  /** A file that cannot be read is one that is not there: the console seals the secret again to the new key. */
  #read(): Recovery | undefined {
    try {
      return this.#cell.read();
    } catch {
      return undefined;
    }
  }
}
