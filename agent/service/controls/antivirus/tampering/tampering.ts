/** Virus protection that somebody turned off, or tried to (G-05). Who it was is neither asked nor told. */
import type { GuardEdges } from '../../control.ts';
import { type DetectionSource, FoundGuard, type Telling } from '../detections/guard.ts';

export interface Tampering {
  /** The same happening has the same text at every look. Stays on this device. */
  id: string;
  product: string;
  /**
   * `real_time_off`, `scanning_off`: so it stood then. `change_stopped`: the product let nobody change it.
   * `service_stopped`: its service was ended in good order, and did not fail.
   */
  what: 'real_time_off' | 'scanning_off' | 'change_stopped' | 'service_stopped';
  /** So many alike in seven days. */
  times: number;
  /** The last of them, UTC milliseconds; null where it is not told. */
  at: number | null;
}

const telling: Telling<Tampering> = {
  cell: 'tampering',
  event: 'av.tampered',
  factsOf: ({ product, what, times, at }) => ({ product, what, times, happenedAt: at }),
};

export class TamperingGuard extends FoundGuard<Tampering> {
  constructor(edges: GuardEdges, source: DetectionSource<Tampering>) {
    super(edges, source, telling);
  }
}
