/** Takes orders from the link and from codes typed at the device, and hands them on one by one. */
import { randomBytes } from 'node:crypto';
import { uptime } from 'node:os';
import type { FromConsole, FromDevice } from '../../../shared/protocol/device.ts';
import type { Order, OrderOutcome, SignedOrder } from '../../../shared/protocol/order.ts';
import type { DeviceKey } from '../identity.ts';
import type { Outbox } from '../outbox.ts';
import { type Audience, OrderBook } from './order-book.ts';
import type { RecoveryFiles } from './recovery-files.ts';
import { RecoverySecret } from './recovery-secret.ts';
import { type TakenCode, TypedCodes } from './typed-codes.ts';

export interface OrdersOptions {
  outbox: Outbox;
  files: RecoveryFiles;
  /** Carries out an order that was checked and never seen before. */
  obey(order: Order, said: (detail: string) => void, id: string): Promise<OrderOutcome>;
  /** What became of one that this service did not see the end of; undefined when that is not known. */
  afterwards?(kind: string): OrderOutcome | undefined;
  log(event: string, facts?: Record<string, unknown>): void;
}

type Nonces = Parameters<RecoverySecret['statement']>[0];

/** What a code allowed is begun within this time of being typed, or not at all: nobody waits for it any longer. */
const beginWithinMs = 10 * 60_000;
const minuteMs = 60_000;

export class Orders {
  readonly #options: OrdersOptions;
  readonly #book: OrderBook;
  readonly #secret: RecoverySecret;
  #stopWatching = () => {};

  constructor(options: OrdersOptions) {
    this.#options = options;
    this.#book = new OrderBook(options);
    this.#secret = new RecoverySecret(options.files.secret);
  }

  start(): void {
    this.#book.start();
    this.#stopWatching = this.#options.files.watch(() => void this.#typed());
    void this.#typed();
  }

  stop(): void {
    this.#stopWatching();
  }

  /** A new session. `undefined` where the key cannot be kept: then no secret is asked for. */
  sealing(nonces: Nonces, deviceKey: DeviceKey, deviceId: string): FromDevice['hello']['sealing'] {
    this.#book.begin();
    try {
      return this.#secret.statement(nonces, deviceKey, deviceId);
    } catch (error) {
      this.#options.log('recovery key not kept', { error: String(error) });
      return undefined;
    }
  }

  async receive(signed: SignedOrder, audience: Audience): Promise<void> {
    try {
      await this.#book.receive(signed, audience);
    } catch (error) {
      this.#options.log('order not taken', { error: String(error) });
    }
  }

  receiveSecret(sealed: FromConsole['recovery'], nonces: Nonces, audience: Audience): void {
    const { outbox, log } = this.#options;
    try {
      const accepted = this.#secret.accept(sealed, nonces, audience.deviceId, audience.consoleKey);
      if (accepted.ok) outbox.event('recovery.kept', { epoch: accepted.epoch });
      else outbox.event('recovery.refused', { reason: accepted.reason });
    } catch (error) {
      log('recovery secret not kept', { error: String(error) });
    }
  }

  /** Undefined for what was not sealed to this device and about this. */
  unseal(sealed: { key: string; box: string }, about: (own: string) => string): Buffer | undefined {
    return this.#secret.unseal(sealed, about);
  }

  /** This device is no longer the record that the secret was made for. */
  forget(): void {
    this.#secret.forget();
    this.#options.files.typed.remove();
  }

  /** Whatever a code allowed meanwhile; the command line used the code up before it was written there. */
  async #typed(): Promise<void> {
    const { files, log } = this.#options;
    try {
      for (const one of typedCodes(files).waiting()) await this.#carryOut(one);
    } catch (error) {
      log('typed codes not read', { error: String(error) });
    }
  }

  async #carryOut(one: TakenCode): Promise<void> {
    const { files } = this.#options;
    const { id, act, epoch } = one;
    const expiresAt = Date.now() + act.minutes * minuteMs;
    const order = orderOf(one);
    const errand = { id, kind: order.kind, expiresAt, event: 'recovery.used', facts: { ...act, epoch } };
    const outcome = isLate(one)
      ? this.#book.settle(errand, {
          outcome: 'expired',
          detail: 'The service did not run when it was typed.',
        })
      : await this.#book.perform(errand, order);
    if (outcome !== undefined) files.alone(() => typedCodes(files).done(id, outcome));
  }
}

/** By either clock: a code must not work a second time by setting one of them back. */
function isLate({ at, uptimeMs }: TakenCode): boolean {
  const up = upMs();
  return Math.abs(Date.now() - at) > beginWithinMs || (up >= uptimeMs && up - uptimeMs > beginWithinMs);
}

function orderOf({ id, act }: TakenCode): Order {
  if (act.purpose === 'suspend') return { kind: 'suspend_enforcement', minutes: act.minutes };
  const { access, minutes } = act;
  return {
    kind: 'media_grant_here',
    control: 'removable-media',
    grantId: id,
    access,
    durationSec: minutes * 60,
  };
}

const upMs = () => Math.floor(uptime() * 1000);

/** The codes of this device, for whoever may write its files. */
export function typedCodes(files: RecoveryFiles): TypedCodes {
  const secret = new RecoverySecret(files.secret);
  return new TypedCodes({
    cell: files.typed,
    held: () => secret.held,
    uptime: upMs,
    now: () => Date.now(),
    random: bytes => randomBytes(bytes),
  });
}
