/** Which room carries out an order that was checked. */
import type { Order, OrderOutcome } from '../../shared/protocol/order.ts';
import type { Answers } from './answers/index.ts';
import type { Collector } from './diagnostics/index.ts';
import type { Safety } from './enforcement/index.ts';
import type { Guards } from './guards.ts';
import { isLeaving, type Leaving } from './leaving/index.ts';
import { isLost, type Lost } from './lost/index.ts';
import { isQuarantine, type Quarantine } from './quarantine/index.ts';
import type { Support } from './support/index.ts';

export interface Obeying {
  watchOnly: boolean;
  /** Absent where nothing is enforced. */
  safety: Safety | undefined;
  answers: Pick<Answers, 'obey'>;
  collector: Pick<Collector, 'obey'>;
  guards: Pick<Guards, 'obey'>;
  leaving: Pick<Leaving, 'obey'>;
  lost: Pick<Lost, 'isOn' | 'obey'>;
  quarantine: Pick<Quarantine, 'obey' | 'refusal'>;
  support: Pick<Support, 'obey'>;
  lookNow(): Promise<void>;
}

interface Given {
  order: Order;
  said(detail: string): void;
  id: string;
}

const onlyWatches: OrderOutcome = {
  outcome: 'not_possible',
  detail: 'This agent was started to look only, and changes nothing.',
};

export async function obeyOrder(here: Obeying, { order, said, id }: Given): Promise<OrderOutcome> {
  const { watchOnly, safety, lost } = here;
  if (order.kind === 'check_now') {
    await here.lookNow();
    return { outcome: 'done', detail: '' };
  }
  if (isQuarantine(order)) return watchOnly ? onlyWatches : here.quarantine.obey(order);
  const kept = here.quarantine.refusal(order);
  if (kept !== null) return kept;
  if (order.kind === 'support_ask' || order.kind === 'support_state') return here.support.obey(order);
  if (order.kind === 'request_answer') return here.answers.obey(order);
  if (order.kind === 'collect_diagnostics') return here.collector.obey(id);
  if (isLost(order)) return watchOnly ? onlyWatches : lost.obey(order);
  if (lost.isOn && (order.kind === 'media_grant' || order.kind === 'presentation_hold'))
    return { outcome: 'refused', detail: 'This computer was reported lost.' };
  if (isLeaving(order)) return here.leaving.obey(order, said);
  if (order.kind !== 'suspend_enforcement') {
    if (order.control === 'antivirus' && watchOnly) return onlyWatches;
    return here.guards.obey(order.control, order, said);
  }
  if (safety === undefined) return { outcome: 'not_possible', detail: 'Nothing is enforced on this device.' };
  safety.suspend(order.minutes, 'order');
  return { outcome: 'done', detail: '' };
}
