/** Two that know nothing of each other and keep watch for one control. */
import type { ControlPolicy } from '../../../../../shared/controls/control.ts';
import type { AlsoSent } from '../../../../../shared/protocol/tray/told.ts';
import type { Guard } from '../../control.ts';

export class BothGuards implements Guard {
  readonly #first: Guard;
  readonly #second: Guard;

  constructor(first: Guard, second: Guard) {
    this.#first = first;
    this.#second = second;
  }

  follow(policy: ControlPolicy): void {
    this.#first.follow(policy);
    this.#second.follow(policy);
  }

  sends(): AlsoSent | null {
    return this.#first.sends?.() ?? this.#second.sends?.() ?? null;
  }

  async stop(): Promise<void> {
    await Promise.all([this.#first.stop(), this.#second.stop()]);
  }
}
