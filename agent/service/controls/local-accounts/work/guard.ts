/**
 * Looks once a week where people's work lies, while the school's policy asks for it: how many people's folders there are,
 * how big each is in whole gigabytes, and whether it is kept on this computer alone. No name, no path, no file's name.
 */
import type { ControlPolicy } from '../../../../../shared/controls/control.ts';
import { policy as schema } from '../../../../../shared/controls/local-accounts/policy.ts';
import type { WorkKept } from '../../../../../shared/protocol/inventory.ts';
import { leaveWork, readWork } from '../../../system/work-kept.ts';
import type { Guard, GuardEdges, Machine } from '../../control.ts';

/** Throws when it could not look. */
export type LookAtWork = (machine: Machine) => Promise<WorkKept>;

const weekMs = 7 * 24 * 3600_000;
/** Not while somebody waits for a computer that was just switched on. */
const firstMs = 15 * 60_000;
const againMs = 6 * 3600_000;

export class WorkGuard implements Guard {
  readonly #edges: GuardEdges;
  readonly #look: LookAtWork;
  #on: boolean | undefined;
  #cancel = () => {};
  #turn: Promise<void> = Promise.resolve();

  constructor(edges: GuardEdges, look: LookAtWork) {
    this.#edges = edges;
    this.#look = look;
  }

  follow(asked: ControlPolicy): void {
    const read = schema.safeParse(asked);
    const on = read.success && read.data.mode !== 'off' && read.data.lookWhereWorkLies;
    if (on === this.#on) return;
    this.#on = on;
    this.#cancel();
    if (on) this.#lookIn(firstMs);
    // What is no longer asked for is not kept either, also when it was switched off while the service was down.
    else this.#turn = this.#turn.then(() => leaveWork(this.#edges.machine, null));
  }

  async stop(): Promise<void> {
    this.#on = false;
    this.#cancel();
    await this.#turn;
  }

  #lookIn(ms: number): void {
    this.#cancel = this.#edges.clock.after(ms, () => {
      this.#turn = this.#turn.then(() => this.#once()).catch(() => {});
    });
  }

  async #once(): Promise<void> {
    const { machine, clock } = this.#edges;
    if (!this.#on) return;
    this.#lookIn(againMs);
    const before = await readWork(machine);
    if (before !== null && Math.abs(clock.now() - before.lookedAt) < weekMs) return;
    const people = await this.#look(machine);
    if (this.#on) await leaveWork(machine, { lookedAt: clock.now(), people });
  }
}

/** Biggest first, so that their order says nothing of whose they are. */
export const inNoOrder = (people: WorkKept): WorkKept =>
  [...people]
    .sort((a, b) => (b.gigabytes ?? -1) - (a.gigabytes ?? -1) || (a.kept < b.kept ? -1 : 1))
    .slice(0, 50);
