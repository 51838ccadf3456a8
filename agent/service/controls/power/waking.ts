/**
 * Switches a computer on before school where the policy asks for it and the hardware can, so that updates and scans that
 * found no time in the evening are done before anybody comes. It stays on then, like one that somebody switched on.
 */
import * as z from 'zod';
import { dayAt, openHours } from '../../../../shared/calendar/school-day.ts';
import type { SignedCalendar } from '../../../../shared/calendar/signed.ts';
import type { Policy } from '../../../../shared/controls/power/policy.ts';
import type { Cell, GuardEdges } from '../control.ts';
import type { OffSwitch } from './off-switch.ts';

const minuteMs = 60_000;
/** No alarm of a computer's clock need reach further than a summer. */
const mostDays = 70;
/** A computer needs so long to start, and its clock may be so far from ours. */
const nearlyMs = 15 * minuteMs;

const kept = z.object({ at: z.number() });

/** So many minutes before the school opens next; null when the calendar knows of no such day. */
function nextWaking(calendar: SignedCalendar, minutes: number, now: number): number | null {
  const today = dayAt(calendar, now);
  for (let day = today; day <= today + mostDays; day += 1) {
    const opens = openHours(calendar, day)?.[0];
    if (opens !== undefined && opens - minutes * minuteMs > now + nearlyMs) return opens - minutes * minuteMs;
  }
  return null;
}

export class Waking {
  readonly #edges: GuardEdges;
  readonly #switch: OffSwitch;
  readonly #cell: Cell<z.infer<typeof kept>>;

  constructor(edges: GuardEdges, offSwitch: OffSwitch) {
    this.#edges = edges;
    this.#switch = offSwitch;
    this.#cell = edges.cell('waking', kept);
  }

  /** Called when the computer is about to be switched off. Never throws: it is switched off all the same. */
  async set(calendar: SignedCalendar, { wakeMinutes }: Policy): Promise<void> {
    const at = wakeMinutes === 0 ? null : nextWaking(calendar, wakeMinutes, this.#edges.clock.now());
    if (at === null) return;
    const taken = (await this.#switch.wakeAt?.(at).catch(() => false)) ?? false;
    this.#edges.tell(taken ? 'power.wakes' : 'power.cannot_wake', { minutes: wakeMinutes });
    if (taken) this.#cell.write({ at });
  }

  /** Says once whether it came on by itself; somebody who came first is no failure. */
  tellOutcome(now: number): void {
    const at = this.#cell.read()?.at;
    if (at === undefined || now < at - nearlyMs) return;
    const startedAt = now - this.#switch.uptimeMs();
    if (Math.abs(startedAt - at) <= nearlyMs) this.#edges.tell('power.woke', {});
    else if (startedAt > at) this.#edges.tell('power.did_not_wake', {});
    this.#cell.remove();
  }
}
