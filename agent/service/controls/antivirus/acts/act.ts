/** What a product can be asked to do, and what is answered to the console. No path of a file is ever in an answer. */
import type { OrderOutcome, ScanExtent } from '../../../../../shared/protocol/order.ts';
import type { Machine } from '../../control.ts';

export interface Errand {
  machine: Machine;
  /** Aborted at the order's own deadline, or when the service stops. */
  signal: AbortSignal;
  /** Tells the console how far it is. */
  said(detail: string): void;
}

/** A product that is installed here. */
export interface Performer {
  product: string;
  update(errand: Errand): Promise<OrderOutcome>;
  scan(extent: ScanExtent, errand: Errand): Promise<OrderOutcome>;
}

export const done = (detail: string): OrderOutcome => ({ outcome: 'done', detail });
export const failed = (detail: string): OrderOutcome => ({ outcome: 'failed', detail });
export const notPossible = (detail: string): OrderOutcome => ({ outcome: 'not_possible', detail });

/** One product that failed makes the whole failed; one that cannot be asked does not, while another did it. */
export function together(outcomes: readonly OrderOutcome[]): OrderOutcome {
  const detail = outcomes.map(one => one.detail).join(' ');
  const worst = (['failed', 'done'] as const).find(kind => outcomes.some(({ outcome }) => outcome === kind));
  return { outcome: worst ?? 'not_possible', detail };
}
