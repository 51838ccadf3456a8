/** Signed orders about sticks: a permission comes, or is taken back. What follows from it the next review does. */
import type { Policy } from '../../../../../shared/controls/removable-media/policy.ts';
import type { Order, OrderOutcome } from '../../../../../shared/protocol/order.ts';
import { isOver, type KeptGrant } from './grant.ts';
import type { Grants } from './grants.ts';
import type { Hands } from './hands.ts';
import { isLostMedia } from './permission.ts';

interface Standing {
  policy: Policy | null;
  grants: Grants;
  key: string | null;
  now: number;
  /** How many sticks are plugged in. */
  sticks: number;
  cannotGrant: Hands['cannotGrant'];
}

const outcome = (outcome: OrderOutcome['outcome'], detail = ''): OrderOutcome => ({ outcome, detail });

/** A code typed at the device waits so long for its stick. */
const waitForStickMs = 15 * 60_000;

export function obey(order: Order, standing: Standing): OrderOutcome {
  if (order.kind === 'lost_mode' || order.kind === 'quarantine') return revokeAll(standing.grants);
  if (order.kind === 'media_revoke') return revoke(order.grantId, standing.grants);
  if (order.kind === 'media_grant') return grant(order.grant, standing);
  if (order.kind !== 'media_grant_here') return outcome('not_possible', 'This is not about portable media.');
  if (standing.sticks > 1)
    return outcome('refused', 'Several sticks are plugged in. Leave only the one that is meant.');
  const { grantId, access, durationSec } = order;
  const notAfter = standing.now + durationSec * 1000 + waitForStickMs;
  const rest = { media: null, singleUse: true, personId: null };
  return grant({ grantId, access, durationSec, notAfter, ...rest }, standing);
}

/** The computer is lost, or kept as evidence: nothing that was allowed here holds any more. */
function revokeAll(grants: Grants): OrderOutcome {
  const open = grants.live.filter(({ kept }) => !isOver(kept.stage));
  for (const live of open) grants.become(live, 'revoked', 'order');
  return ended(grants, open.length === 0 ? '' : `Permissions for sticks ended: ${open.length}.`);
}

function revoke(grantId: string, grants: Grants): OrderOutcome {
  const live = grants.byId(grantId);
  if (live === undefined || isOver(live.kept.stage))
    return ended(grants, 'There was no such permission here any more.');
  grants.become(live, 'revoked', 'order');
  return ended(grants);
}

/** An end counts as done when it holds after a start of the machine too. */
function ended(grants: Grants, detail = ''): OrderOutcome {
  return grants.areEndsKept()
    ? outcome('done', detail)
    : outcome(
        'failed',
        'The permission has ended, but its end could not be kept: the disk of this computer takes nothing, and after a restart the permission may hold again. Mend the disk, then end the permission once more.',
      );
}

function refusal(given: KeptGrant['grant'], standing: Standing): OrderOutcome | null {
  const { policy, grants, key, now } = standing;
  if (policy === null || policy.mode === 'off')
    return outcome('not_possible', 'This computer does not manage portable media.');
  if (given.personId !== null)
    return outcome(
      'not_possible',
      'This computer knows its users by their sign-in names only, and cannot tell which of them this is for. Give the permission without a person: it is then for whoever first uses it here, and for nobody else.',
    );
  const cannot = policy.mode === 'enforce' ? standing.cannotGrant?.(policy, given.access) : null;
  if (cannot) return outcome('not_possible', cannot);
  if (given.notAfter <= now) return outcome('expired', 'The permission was over before it came.');
  if (given.media !== null && given.media.serialHash !== null && key === null)
    return outcome('not_possible', 'This computer cannot tell sticks apart before it has a policy.');
  if (given.media !== null && isLostMedia(given.media, policy, key))
    return outcome('refused', 'This stick was reported as lost.');
  if (grants.isFull()) return outcome('refused', 'There are too many permissions on this computer already.');
  return null;
}

/** Where one stick cannot be opened alone, none is after its scan either: the system’s rule for all of them holds. */
export const asFarAsCan = (policy: Policy, hands: Pick<Hands, 'cannotGrant'>): Policy =>
  hands.cannotGrant?.(policy, 'read_only') ? { ...policy, rule: 'block' } : policy;

function grant(given: KeptGrant['grant'], standing: Standing): OrderOutcome {
  const refused = refusal(given, standing);
  if (refused !== null) return refused;
  if (standing.grants.byId(given.grantId) !== undefined) return outcome('done', 'It was here already.');
  try {
    standing.grants.become(standing.grants.add(given), 'armed');
  } catch (error) {
    return outcome(
      'failed',
      `The permission could not be kept: ${String((error as Error).message).slice(0, 120)}`,
    );
  }
  if (standing.policy?.mode === 'watch')
    return outcome('done', 'This computer only watches portable media, so nothing needed to be opened.');
  return outcome('done');
}
