/** Notes neighbours only where the school named its networks; until then nothing of it is loaded. */
import * as z from 'zod';
import type { ControlPolicy } from '../../../../../shared/controls/control.ts';
import { policy as schema } from '../../../../../shared/controls/firewall/policy.ts';
import type { AlsoSent } from '../../../../../shared/protocol/tray/told.ts';
import type { Guard, GuardEdges } from '../../control.ts';
import type { ReadTable } from './table.ts';
import type { Neighbours, School } from './watch.ts';

export class NeighboursGuard implements Guard {
  readonly #edges: GuardEdges;
  readonly #read: () => Promise<ReadTable>;
  #asked: string | undefined;
  #on = false;
  #watch: Neighbours | undefined;
  #stopped = false;
  /** One change after the other. */
  #turn: Promise<void> = Promise.resolve();

  constructor(edges: GuardEdges, read: () => Promise<ReadTable>) {
    this.#edges = edges;
    this.#read = read;
  }

  follow(asked: ControlPolicy): void {
    const read = schema.safeParse(asked);
    const on = read.success && read.data.mode !== 'off';
    const networks = on ? read.data.neighbourNetworks : [];
    const gateways = on ? read.data.neighbourGateways : [];
    const text = JSON.stringify([networks, gateways]);
    if (text === this.#asked) return;
    this.#asked = text;
    this.#on = networks.length > 0;
    this.#turn = this.#turn.then(() => this.#change({ networks, gateways })).catch(() => {});
  }

  sends(): AlsoSent | null {
    return this.#on ? 'neighbours' : null;
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#turn;
    await this.#watch?.stop();
  }

  async #change(school: School): Promise<void> {
    const { networks } = school;
    await this.#watch?.stop();
    this.#watch = undefined;
    // Also when it was switched off while the service was down.
    if (networks.length === 0) this.#edges.cell('neighbours', z.unknown()).remove();
    if (networks.length === 0 || this.#stopped) return;
    const { Neighbours } = await import('./watch.ts');
    this.#watch = new Neighbours(this.#edges, await this.#read(), school);
  }
}
