/** How long an order waits for a device that is away. */
import type { Order } from '../../../shared/protocol/order.ts';

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;

/** A screen must not lock itself tomorrow because of today. */
export const lifetimeMs: Record<Order['kind'], number> = {
  check_now: dayMs,
  lock: 10 * minuteMs,
  presentation_hold: 15 * minuteMs,
  media_grant: 7 * dayMs,
  media_grant_here: 0,
  // Longer than any permission lasts.
  media_revoke: 14 * dayMs,
  suspend_enforcement: dayMs,
  // Wanted all the same when a laptop comes back after a week.
  update_virus_list: 7 * dayMs,
  scan_for_viruses: 7 * dayMs,
  test_recovery_key: dayMs,
  // The question itself says how long it may be answered.
  support_ask: 60 * minuteMs,
  support_state: dayMs,
  // Whoever sits there tomorrow is somebody else.
  sign_out: 10 * minuteMs,
  shut_down: 60 * minuteMs,
  restart: dayMs,
  collect_diagnostics: 7 * dayMs,
  // Whoever asked before the holidays reads it after them.
  request_answer: 60 * dayMs,
  // Whenever it turns up.
  lost_mode: 366 * dayMs,
  lost_release: 366 * dayMs,
  quarantine: 366 * dayMs,
  quarantine_release: 366 * dayMs,
  call_off: 60 * minuteMs,
};
