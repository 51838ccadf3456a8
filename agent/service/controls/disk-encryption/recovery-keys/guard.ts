/** Hands recovery keys over and tries them, only while the school's policy asks for it; until then nothing of it is loaded. */
import * as z from 'zod';
import type { ControlPolicy } from '../../../../../shared/controls/control.ts';
import type { Order, OrderOutcome } from '../../../../../shared/protocol/order.ts';
import type { AlsoSent } from '../../../../../shared/protocol/tray/told.ts';
import type { Guard, GuardEdges } from '../../control.ts';
import type { KeyKeeper } from './keeper.ts';

const minuteMs = 60_000;
/** After a start the first look waits until more urgent ones are done. */
const firstMs = 2 * minuteMs;
const everyMs = 6 * 60 * minuteMs;

export class RecoveryKeyGuard implements Guard {
  readonly #edges: GuardEdges;
  readonly #keeper: () => Promise<KeyKeeper>;
  readonly #stop = new AbortController();
  /** Undefined until it was asked for the first time. */
  #on: boolean | undefined;
  #cancel = () => {};
  #turn: Promise<unknown> = Promise.resolve();

  constructor(edges: GuardEdges, keeper: () => Promise<KeyKeeper>) {
    this.#edges = edges;
    this.#keeper = keeper;
  }

  follow(policy: ControlPolicy): void {
    const on = policy.mode !== 'off' && 'keepRecoveryKeys' in policy && policy.keepRecoveryKeys === true;
    if (on === this.#on) return;
    this.#on = on;
    this.#cancel();
    if (on) this.#lookIn(firstMs);
    // Also when it was switched off while the service was down.
    else this.#edges.cell('recovery-keys', z.unknown()).remove();
  }

  sends(): AlsoSent | null {
    return this.#on === true ? 'recovery_keys' : null;
  }

  async obey(order: Order): Promise<OrderOutcome> {
    if (order.kind !== 'test_recovery_key')
      return { outcome: 'not_possible', detail: 'Disk encryption does not know that order.' };
    if (this.#on !== true)
      return { outcome: 'refused', detail: 'The policy there does not have recovery keys kept.' };
    const { testKey } = await import('./work.ts');
    return testKey(this.#edges, await this.#keeper(), order, this.#stop.signal);
  }

  async stop(): Promise<void> {
    this.#on = false;
    this.#cancel();
    this.#stop.abort();
    await this.#turn;
  }

  #lookIn(ms: number): void {
    this.#cancel = this.#edges.clock.after(ms, () => {
      this.#turn = this.#look()
        .catch(() => {})
        .finally(() => {
          if (this.#on) this.#lookIn(everyMs);
        });
    });
  }

  /** A look that failed is made again at its next turn; that no key came is what the console shows meanwhile. */
  async #look(): Promise<void> {
    const keeper = await this.#keeper();
    if (keeper.read === undefined || !this.#edges.machine.privileged) return;
    const { handOver } = await import('./work.ts');
    await handOver(this.#edges, keeper.read, this.#stop.signal);
  }
}
