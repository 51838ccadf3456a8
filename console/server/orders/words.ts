/** What an order asks, after "to": for the audit log and the technician. */
import type { LeaveOrder } from '../../../shared/protocol/leave.ts';
import type { Order } from '../../../shared/protocol/order.ts';

export function orderInWords(order: Order): string {
  switch (order.kind) {
    case 'check_now':
      return 'look at everything now';
    case 'lock':
      return 'lock its screen';
    case 'presentation_hold':
      return `not lock by itself for ${lengthOf(order.minutes)}, for a presentation`;
    case 'media_grant':
      return `${allow(order.grant.access)} for ${lengthOf(order.grant.durationSec / 60)}`;
    case 'media_grant_here':
      return `${allow(order.access)} for ${lengthOf(order.durationSec / 60)}`;
    case 'media_revoke':
      return 'end the permission for a stick';
    case 'suspend_enforcement':
      return `suspend enforcement for ${lengthOf(order.minutes)}`;
    case 'update_virus_list':
      return 'fetch the newest list of viruses';
    case 'test_recovery_key':
      return `try the recovery key of ${order.volume} that this console keeps`;
    case 'support_ask':
      return order.consent
        ? `ask whether ${order.by} may look at its screen`
        : `say that ${order.by} will look at its screen`;
    case 'support_state':
      return order.state === 'begun'
        ? 'show that somebody looks at its screen'
        : 'show that nobody looks at its screen any more';
    case 'sign_out':
      return `sign everybody out${warned(order)}`;
    case 'restart':
      return `restart${warned(order)}`;
    case 'shut_down':
      return `turn off${warned(order)}`;
    case 'collect_diagnostics':
      return 'collect diagnostics about itself';
    case 'lost_mode':
      return 'lock and say that it is lost';
    case 'lost_release':
      return 'go on as usual, as it is no longer lost';
    case 'quarantine':
      return `change nothing on it, as it is kept as evidence${order.cutUntil === null ? '' : ', and reach nothing but this console'}`;
    case 'quarantine_release':
      return 'go on as usual, as it is no longer kept as evidence';
    case 'request_answer':
      return order.state === 'waiting'
        ? `take back what ${order.person} was told of the school’s answer`
        : `tell ${order.person} that the school said ${order.state === 'approved' ? 'yes' : 'no'}`;
    case 'call_off':
      return 'call off what was about to happen';
    case 'scan_for_viruses':
      return order.extent === 'quick' ? 'scan people’s files for viruses' : 'scan every disk for viruses';
  }
}

function allow(access: 'read_only' | 'read_write'): string {
  return access === 'read_only' ? 'let one stick be read' : 'let one stick be read and written';
}

function warned({ warnMinutes, inLessons }: LeaveOrder): string {
  return `, ${lengthOf(warnMinutes)} after saying so${inLessons ? ', also in lessons' : ''}`;
}

/** "90 minutes", "2 hours". */
export function lengthOf(minutes: number): string {
  const whole = Math.round(minutes);
  if (whole < 60 || whole % 60 !== 0) return `${whole} ${whole === 1 ? 'minute' : 'minutes'}`;
  return whole === 60 ? '1 hour' : `${whole / 60} hours`;
}
