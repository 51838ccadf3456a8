/**
 * A computer that is lost or stolen: its screen locks again and again, permissions for sticks end, and whoever is there
 * reads how it finds its way back. It sets nothing on the system and looks for no place; a release or a recovery code ends it.
 */
import type * as z from 'zod';
import { type LostMode, type LostRelease, lostMode } from '../../../shared/protocol/lost.ts';
import type { Order, OrderOutcome } from '../../../shared/protocol/order.ts';
import type { Scene } from '../../../shared/protocol/tray/told.ts';
import type { Cell } from '../state.ts';
import type { Clock } from '../system/clock.ts';

export interface LostOptions {
  cell: Cell<unknown>;
  clock: Clock;
  /** Of a control's guard. */
  obey(control: string, order: Order): Promise<OrderOutcome>;
  /** Somebody suspended enforcement at this computer, by code or as root. */
  suspended(): boolean;
  log(event: string, facts?: Record<string, unknown>): void;
  /** What people see may be another now. */
  changed(): void;
}

/** Whoever knows the password has so long before it locks again. */
const againMs = 2 * 60_000;
/** Where nothing could be locked it is tried more seldom: each try is told. */
const seldomMs = 30 * 60_000;

const kept = lostMode.omit({ kind: true });
type Kept = z.infer<typeof kept>;

export const isLost = (order: Order): order is LostMode | LostRelease =>
  order.kind === 'lost_mode' || order.kind === 'lost_release';

export class Lost {
  readonly #options: LostOptions;
  #kept: Kept | undefined;
  #cancel = () => {};
  #stopped = false;
  /** How often it was asked to lock. */
  #step = 0;

  /** Damaged, it is as if it were not lost: the console shows that it is, and gives the order again. */
  constructor(options: LostOptions) {
    this.#options = options;
    try {
      this.#kept = kept.safeParse(options.cell.read()).data;
    } catch (error) {
      options.log('lost mode not read', { error: String(error) });
    }
  }

  get isOn(): boolean {
    return this.#kept !== undefined;
  }

  start(): void {
    if (this.isOn) this.#lockIn(1000);
  }

  stop(): void {
    this.#stopped = true;
    this.#cancel();
  }

  async obey(order: LostMode | LostRelease): Promise<OrderOutcome> {
    if (order.kind === 'lost_release') return this.#release(order);
    const { lostId, message } = order;
    this.#options.cell.write({ lostId, message });
    this.#kept = { lostId, message };
    this.#options.changed();
    const media = await this.#options.obey('removable-media', order);
    const locked = await this.#lock();
    const parts = [sayLocked(locked), ['done', 'failed'].includes(media.outcome) ? media.detail : ''];
    return { outcome: 'done', detail: parts.filter(part => part !== '').join(' ') };
  }

  /** The same for everybody who is there. */
  scenes(): Scene[] {
    return this.#kept === undefined ? [] : [{ kind: 'lost', message: this.#kept.message, step: this.#step }];
  }

  /** This device is no longer the record that it was for. */
  forget(): void {
    this.#cancel();
    this.#kept = undefined;
    this.#options.cell.remove();
    this.#options.changed();
  }

  #release({ lostId }: LostRelease): OrderOutcome {
    if (this.#kept === undefined) return { outcome: 'done', detail: 'It was not in lost mode.' };
    if (this.#kept.lostId !== lostId)
      return { outcome: 'refused', detail: 'It was reported lost again since.' };
    this.forget();
    return { outcome: 'done', detail: 'The message is gone, and the screen locks only as it always does.' };
  }

  #lockIn(ms: number): void {
    this.#cancel();
    if (this.#stopped || !this.isOn) return;
    this.#cancel = this.#options.clock.after(ms, () => {
      this.#lock().catch(error => this.#options.log('lost mode not locked', { error: String(error) }));
    });
  }

  async #lock(): Promise<OrderOutcome | null> {
    // Somebody proved at this computer that they may: the way back is never cut off.
    if (this.#options.suspended()) {
      this.#lockIn(againMs);
      return null;
    }
    const locked = await this.#options
      .obey('idle-lock', { kind: 'lock', control: 'idle-lock' })
      .catch((error): OrderOutcome => ({ outcome: 'failed', detail: String(error) }));
    this.#step += 1;
    this.#options.changed();
    this.#lockIn(locked.outcome === 'done' ? againMs : seldomMs);
    return locked;
  }
}

function sayLocked(locked: OrderOutcome | null): string {
  if (locked === null) return 'Enforcement is suspended there, so it does not lock.';
  return locked.outcome === 'done'
    ? `It locks. ${locked.detail}`.trim()
    : `It could not lock: ${locked.detail}`;
}
