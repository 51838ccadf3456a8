/**
 * A computer that is kept as evidence: nothing that changes or loses what is on it is done by order, its sticks stay shut and,
 * where the order says so, it reaches nothing but its console. It sets nothing on the disk of the system; the cut ends by
 * itself when this service is gone, and a release, a recovery code or its last day end it too.
 */
import * as z from 'zod';
import type { Order, OrderOutcome } from '../../../shared/protocol/order.ts';
import {
  changesEvidence,
  networkEvent,
  type QuarantineOrder,
  type QuarantineRelease,
  quarantine,
} from '../../../shared/protocol/quarantine.ts';
import type { Scene } from '../../../shared/protocol/tray/told.ts';
import type { Cell } from '../state.ts';
import type { Clock } from '../system/clock.ts';
import type { NetworkHand, Way } from './network.ts';

export interface QuarantineOptions {
  cell: Cell<unknown>;
  clock: Clock;
  /** Of a control's guard. */
  obey(control: string, order: Order): Promise<OrderOutcome>;
  /** A restart that is counted down is called off. */
  callOff(): Promise<OrderOutcome>;
  /** What a policy asks of controls is otherwise while it is kept. */
  again(): void;
  /** Null where this agent only looks, or where the system has no way. */
  network(): Promise<NetworkHand | null>;
  /** Where the console is now. Throws when that cannot be found out. */
  ways(): Promise<Way[]>;
  /** Somebody suspended enforcement at this computer, by code or as root. */
  suspended(): boolean;
  tell(name: string, facts: Record<string, string | boolean>): void;
  log(event: string, facts?: Record<string, unknown>): void;
  /** What people see may be another now. */
  changed(): void;
}

/** The system forgets the cut after this long, and it is renewed well before: three may fail. */
const holdsMs = 15 * 60_000;
const renewMs = 4 * 60_000;

const kept = quarantine.omit({ kind: true }).extend({ cut: z.boolean(), said: z.string() });
type Kept = z.infer<typeof kept>;

const refused: OrderOutcome = {
  outcome: 'refused',
  detail: 'This computer is kept as evidence: nothing may be changed on it before it is released.',
};
export const isQuarantine = (order: Order): order is QuarantineOrder | QuarantineRelease =>
  order.kind === 'quarantine' || order.kind === 'quarantine_release';

export class Quarantine {
  readonly #options: QuarantineOptions;
  #kept: Kept | undefined;
  #cancel = () => {};
  #work: Promise<void> = Promise.resolve();
  #stopped = false;
  /** How often it was looked at: closed, the window comes again. */
  #step = 0;

  /** Damaged, it is as if it were not kept: the console shows that it should be. */
  constructor(options: QuarantineOptions) {
    this.#options = options;
    try {
      this.#kept = kept.safeParse(options.cell.read()).data;
    } catch (error) {
      options.log('quarantine not read', { error: String(error) });
    }
  }

  get isOn(): boolean {
    return this.#kept !== undefined;
  }

  start(): void {
    if (this.isOn) void this.look();
  }

  /** The cut stays as long as the system holds it: whoever stops this service must not open it by that. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#cancel();
    await this.#work;
  }

  /** Null for what may be done on a kept computer. */
  refusal({ kind }: Order): OrderOutcome | null {
    return this.isOn && changesEvidence.includes(kind) ? refused : null;
  }

  async obey(order: QuarantineOrder | QuarantineRelease): Promise<OrderOutcome> {
    if (order.kind === 'quarantine_release') return this.#release(order);
    const { quarantineId, message, cutUntil } = order;
    const before = this.#kept?.cut ?? false;
    this.#keep({ quarantineId, message, cutUntil, cut: before, said: '' });
    this.#options.again();
    await this.#options.callOff();
    const media = await this.#options.obey('removable-media', order);
    const locked = await this.#options.obey('idle-lock', { kind: 'lock', control: 'idle-lock' });
    await this.look();
    // What became of its network is told by itself, now and whenever it changes.
    const said = [
      locked.outcome === 'done'
        ? 'Its screen was locked.'
        : `Its screen could not be locked: ${locked.detail}`,
      ['done', 'failed'].includes(media.outcome) ? media.detail : '',
    ];
    return { outcome: 'done', detail: said.filter(part => part !== '').join(' ') };
  }

  /** The same for everybody who is there. */
  scenes(): Scene[] {
    return this.#kept === undefined ? [] : [{ kind: 'kept', message: this.#kept.message, step: this.#step }];
  }

  /** Renews the cut, or ends it; also when a suspension begins or ends. */
  look(): Promise<void> {
    return this.#run(() => this.#look());
  }

  /** This device is no longer the record that it was for. What was cut is opened soon after. */
  forget(): void {
    const was = this.#kept;
    if (was === undefined) return;
    this.#cancel();
    this.#kept = undefined;
    this.#options.cell.remove();
    this.#options.changed();
    this.#options.again();
    if (was.cutUntil !== null) this.#run(async () => void (await (await this.#options.network())?.open()));
  }

  #run(work: () => Promise<void>): Promise<void> {
    const all = this.#work.then(work);
    this.#work = all.catch(error => this.#options.log('quarantine failed', { error: String(error) }));
    return this.#work;
  }

  async #release({ quarantineId }: QuarantineRelease): Promise<OrderOutcome> {
    if (this.#kept === undefined) return { outcome: 'done', detail: 'It was not kept.' };
    if (this.#kept.quarantineId !== quarantineId)
      return { outcome: 'refused', detail: 'It was quarantined again since.' };
    this.forget();
    await this.#work;
    return { outcome: 'done', detail: 'It goes on as usual.' };
  }

  async #look(): Promise<void> {
    this.#cancel();
    if (this.#stopped || this.#kept === undefined) return;
    const { clock, changed } = this.#options;
    await this.#bring(this.#kept);
    this.#step += 1;
    changed();
    this.#cancel = clock.after(renewMs, () => void this.look());
  }

  async #bring(now: Kept): Promise<void> {
    if (now.cutUntil === null) return;
    const why = this.#whyOpen(now.cutUntil);
    if (why !== null) {
      const trouble = now.cut ? await (await this.#options.network())?.open() : null;
      this.#say(now, trouble !== null && trouble !== undefined, trouble ?? why);
      return;
    }
    const trouble = await this.#cut();
    // What was cut before goes on until the system forgets it; then it is open, and nobody has said otherwise.
    if (trouble === null) this.#say(now, true, 'Its network is cut: it reaches nothing but this console.');
    else this.#say(now, false, `Its network could not be cut: ${trouble}`);
  }

  #whyOpen(cutUntil: number): string | null {
    if (this.#options.suspended())
      return 'Its network is open: somebody suspended enforcement at the computer.';
    return this.#options.clock.now() >= cutUntil
      ? 'Its network is open again: the time for the cut is over.'
      : null;
  }

  async #cut(): Promise<string | null> {
    const hand = await this.#options.network();
    if (hand === null) return 'Caretaker cannot do that on this system.';
    try {
      return await hand.cut(await this.#options.ways(), holdsMs);
    } catch (error) {
      return `the console’s address was not found (${(error as Error).message.slice(0, 100)}).`;
    }
  }

  /** Once, when it changes. */
  #say(now: Kept, cut: boolean, said: string): void {
    if (now.cut === cut && now.said === said) return;
    this.#keep({ ...now, cut, said });
    this.#options.tell(networkEvent, { quarantineId: now.quarantineId, cut, detail: said.slice(0, 300) });
  }

  #keep(next: Kept): void {
    this.#options.cell.write(next);
    this.#kept = next;
    this.#options.changed();
  }
}
