/** Keeps watch for sign-ins while the school's policy asks for it; until then nothing of it is even loaded. */
import * as z from 'zod';
import type { ControlPolicy } from '../../../../../shared/controls/control.ts';
import { policy as schema } from '../../../../../shared/controls/local-accounts/policy.ts';
import type { AlsoSent } from '../../../../../shared/protocol/tray/told.ts';
import type { Guard, GuardEdges } from '../../control.ts';
import type { Seats } from './seated.ts';
import type { Sittings } from './watch.ts';

export class SittingsGuard implements Guard {
  readonly #edges: GuardEdges;
  readonly #seats: () => Promise<Seats>;
  /** Undefined until it was asked for the first time. */
  #on: boolean | undefined;
  /** Whose sign-ins at a screen are unexpected here. */
  #unexpected: readonly string[] = [];
  #sittings: Sittings | undefined;
  /** One change after the other. */
  #turn: Promise<void> = Promise.resolve();

  /** `seats` is loaded when the first school asks. */
  constructor(edges: GuardEdges, seats: () => Promise<Seats>) {
    this.#edges = edges;
    this.#seats = seats;
  }

  follow(asked: ControlPolicy): void {
    const read = schema.safeParse(asked);
    const on = read.success && read.data.mode !== 'off' && read.data.recordSittings;
    const unexpected = on && read.data.pupilsOnly ? read.data.staffGroups : [];
    if (on === this.#on && unexpected.join('\n') === this.#unexpected.join('\n')) return;
    const was = this.#on;
    this.#on = on;
    this.#unexpected = unexpected;
    this.#turn = this.#turn
      .then(async () => {
        if (!on) return this.#end();
        if (was) await this.#sittings?.stop();
        return this.#begin(unexpected);
      })
      .catch(() => {});
  }

  sends(): AlsoSent | null {
    return this.#on === true ? 'sittings' : null;
  }

  async stop(): Promise<void> {
    this.#on = false;
    await this.#turn;
    await this.#sittings?.stop();
  }

  async #begin(unexpected: readonly string[]): Promise<void> {
    const { Sittings } = await import('./watch.ts');
    this.#sittings = new Sittings(this.#edges, await this.#seats(), unexpected);
    if (this.#on) this.#sittings.start();
  }

  async #end(): Promise<void> {
    await this.#sittings?.stop();
    this.#sittings = undefined;
    // What is no longer asked for is not kept here either, also when it was switched off while the service was down.
    this.#edges.cell('sittings', z.unknown()).remove();
  }
}
