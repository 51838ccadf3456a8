/** Keeps watch for sign-ins while the school's policy asks for it; until then nothing of it is even loaded. */
import * as z from 'zod';
import type { ControlPolicy } from '../../../../../shared/controls/control.ts';
import { policy as schema } from '../../../../../shared/controls/local-accounts/policy.ts';
import type { AlsoSent } from '../../../../../shared/protocol/tray/told.ts';
import type { Guard, GuardEdges } from '../../control.ts';
import type { Sittings } from './watch.ts';

export class SittingsGuard implements Guard {
  readonly #edges: GuardEdges;
  /** Undefined until it was asked for the first time. */
  #on: boolean | undefined;
  #sittings: Sittings | undefined;
  /** One change after the other. */
  #turn: Promise<void> = Promise.resolve();

  constructor(edges: GuardEdges) {
    this.#edges = edges;
  }

  follow(asked: ControlPolicy): void {
    const read = schema.safeParse(asked);
    const on = read.success && read.data.mode !== 'off' && read.data.recordSittings;
    if (on === this.#on) return;
    this.#on = on;
    this.#turn = this.#turn.then(() => (on ? this.#begin() : this.#end())).catch(() => {});
  }

  sends(): AlsoSent | null {
    return this.#on === true ? 'sittings' : null;
  }

  async stop(): Promise<void> {
    this.#on = false;
    await this.#turn;
    await this.#sittings?.stop();
  }

  async #begin(): Promise<void> {
    const { Sittings } = await import('./watch.ts');
    this.#sittings = new Sittings(this.#edges);
    if (this.#on) this.#sittings.start();
  }

  async #end(): Promise<void> {
    await this.#sittings?.stop();
    this.#sittings = undefined;
    // What is no longer asked for is not kept here either, also when it was switched off while the service was down.
    this.#edges.cell('sittings', z.unknown()).remove();
  }
}
