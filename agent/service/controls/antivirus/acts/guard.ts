/** Carries out what the console orders of virus protection, one order at a time, beside the watch for what it found. */
import type { ControlPolicy } from '../../../../../shared/controls/control.ts';
import type { Order, OrderOutcome } from '../../../../../shared/protocol/order.ts';
import type { Guard, GuardEdges } from '../../control.ts';
import type { DetectionGuard } from '../detections/guard.ts';
import type { TamperingGuard } from '../tampering/tampering.ts';
import { failed, notPossible, type Performer, together } from './act.ts';

const minuteMs = 60_000;
const withinMs = { update: 15 * minuteMs, quick: 2 * 60 * minuteMs, full: 12 * 60 * minuteMs };
/** How often the console hears how far a scan is. */
const sayEveryMs = minuteMs;

export interface Watch {
  detections?: DetectionGuard;
  tampering?: TamperingGuard;
  /** Products that are installed here now and can be asked, the one most worth asking first. */
  performers(signal: AbortSignal): Promise<readonly Performer[]>;
}

export class AntivirusGuard implements Guard {
  readonly #edges: GuardEdges;
  readonly #watch: Watch;
  readonly #stop = new AbortController();
  #running: Promise<unknown> | undefined;

  constructor(edges: GuardEdges, watch: Watch) {
    this.#edges = edges;
    this.#watch = watch;
  }

  follow(policy: ControlPolicy): void {
    this.#watch.detections?.follow(policy);
    this.#watch.tampering?.follow(policy);
  }

  async obey(order: Order, said: (detail: string) => void): Promise<OrderOutcome> {
    if (order.kind !== 'update_virus_list' && order.kind !== 'scan_for_viruses')
      return notPossible('Virus protection does not know that order.');
    if (!this.#edges.machine.privileged)
      return notPossible('Caretaker runs there without the rights that this needs.');
    if (this.#running !== undefined)
      return { outcome: 'refused', detail: 'Virus protection is still busy with the order before.' };
    const work = this.#perform(order, said);
    this.#running = work;
    try {
      return await work;
    } finally {
      this.#running = undefined;
      this.#watch.detections?.soon();
      this.#edges.lookAgain();
    }
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#running?.catch(() => {});
    await this.#watch.detections?.stop();
    await this.#watch.tampering?.stop();
  }

  async #perform(
    order: Extract<Order, { control: 'antivirus' }>,
    said: (detail: string) => void,
  ): Promise<OrderOutcome> {
    const { machine, clock } = this.#edges;
    const deadline = new AbortController();
    const allowed = withinMs[order.kind === 'scan_for_viruses' ? order.extent : 'update'];
    const cancel = clock.after(allowed, () => deadline.abort());
    const signal = AbortSignal.any([this.#stop.signal, deadline.signal]);
    const errand = { machine, signal, said: this.#atTimes(said) };
    try {
      const outcomes: OrderOutcome[] = [];
      for (const performer of await this.#watch.performers(signal))
        outcomes.push(
          await (order.kind === 'scan_for_viruses'
            ? performer.scan(order.extent, errand)
            : performer.update(errand)),
        );
      if (this.#stop.signal.aborted) return failed('Caretaker was stopped on that computer meanwhile.');
      if (outcomes.length === 0)
        return notPossible('No virus protection that Caretaker can ask is installed there.');
      return together(outcomes);
    } finally {
      cancel();
    }
  }

  /** The first at once, then not more often than the console needs to hear it. */
  #atTimes(said: (detail: string) => void): (detail: string) => void {
    const { clock } = this.#edges;
    let before: number | undefined;
    return detail => {
      if (before !== undefined && clock.monotonic() - before < sayEveryMs) return;
      before = clock.monotonic();
      said(detail);
    };
  }
}
