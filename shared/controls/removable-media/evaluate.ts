/** Met only when something was proved to stand in the way of unlisted media, and nothing attached now is past it. */
import type { Part, State } from '../../finding.ts';
import { keptParts, worst } from '../combine.ts';
import type { Verdict } from '../control.ts';
import type { Barrier, Medium, Observation } from './observation.ts';
import type { Policy, Rule } from './policy.ts';

export const reasons = [
  'blocked',
  'read_only',
  'encrypted_only',
  'scanned_first',
  'no_usb',
  'nothing_stops_media',
  'not_enough_stops_media',
  'barrier_not_seen',
  'medium_open',
  'lost_medium_open',
  'medium_writable',
  'medium_not_seen',
  'daemon_stopped',
  'people_may_admit',
  'desktop_admits',
  'other_rules_admit',
  'restart_needed',
  'internet_by_phone',
  'ways_round_not_seen',
  'internet_not_seen',
] as const;
export type Reason = (typeof reasons)[number];
/** Reasons that only a part can have. */
export const partReasons = ['not_open', 'allowed', 'not_in_force', 'in_force'] as const;
type PartReason = Reason | (typeof partReasons)[number];

type Judged = [State, PartReason];

/** What each rule needs of a barrier. A barrier that leaves less open is enough as well. */
const enough: Record<Rule, readonly Barrier['effect'][]> = {
  block: ['blocks'],
  allow_scanned: ['blocks'],
  encrypted_only: ['encrypted_only', 'read_only', 'blocks'],
  read_only: ['read_only', 'blocks'],
};
const held: Record<Rule, Reason> = {
  block: 'blocked',
  allow_scanned: 'scanned_first',
  encrypted_only: 'encrypted_only',
  read_only: 'read_only',
};

/** A medium that can do nothing is rightly held whatever it is. */
const notOpen = ({ admitted, readable, mounted }: Medium) =>
  mounted !== true && (admitted === false || readable === false);

function judgeOpen(medium: Medium, policy: Policy): Judged {
  const opened = medium.mounted === true || medium.readable === true;
  const notSeen = medium.mounted === null || (medium.readable === null && medium.admitted === null);
  if (medium.mounted === false) return ['met', 'not_open'];
  if (!opened && notSeen) return ['unknown', 'medium_not_seen'];
  if (policy.rule === 'block' || policy.rule === 'allow_scanned') return ['not_met', 'medium_open'];
  return judgeWritable(medium, policy.rule === 'encrypted_only' ? isEncrypted(medium, policy) : false);
}

/** In a way that counts for the school; null when that could not be seen. */
export function isEncrypted({ encrypted }: Medium, policy: Policy): boolean | null {
  if (encrypted === null || encrypted === 'no') return encrypted === null ? null : false;
  return encrypted === 'by_itself' || policy.encryptedFormats.includes(encrypted);
}

/** `mayWrite` null: it could not be seen whether it may. */
function judgeWritable(medium: Medium, mayWrite: boolean | null): Judged {
  if (medium.writable === false || mayWrite === true) return ['met', 'allowed'];
  if (medium.writable === null || mayWrite === null) return ['unknown', 'medium_not_seen'];
  return ['not_met', 'medium_writable'];
}

function judgeMedium(medium: Medium, policy: Policy): Judged {
  if (notOpen(medium)) return ['met', 'not_open'];
  if (medium.standing === 'lost')
    return medium.mounted === false ? ['met', 'not_open'] : ['not_met', 'lost_medium_open'];
  if (medium.kind === 'phone_or_camera' && medium.standing === 'unlisted')
    return policy.phones === 'allow' ? ['met', 'allowed'] : judgePhone(medium);
  if (medium.standing === 'unlisted') return judgeOpen(medium, policy);
  if (medium.standing === null)
    return medium.mounted === false ? ['met', 'not_open'] : ['unknown', 'medium_not_seen'];
  if (medium.allowed === 'read_only') return judgeWritable(medium, false);
  const mustEncrypt = policy.rule === 'encrypted_only' && medium.standing !== 'granted';
  return judgeWritable(medium, mustEncrypt ? isEncrypted(medium, policy) : true);
}

const judgePhone = (medium: Medium): Judged =>
  medium.readable === null ? ['unknown', 'medium_not_seen'] : ['not_met', 'medium_open'];

/** Vendor, product and the start of the keyed hash: never a serial, never a name that a person gave it. */
export function mediumName(medium: Medium): string {
  const model = `${medium.vendorId}:${medium.productId}`;
  if (medium.label !== null) return `${medium.label} (${model})`;
  return medium.serialHash === null ? model : `${model} ${medium.serialHash.slice(0, 6)}`;
}

function mediumPart(medium: Medium, policy: Policy): Part {
  const [state, reason] = judgeMedium(medium, policy);
  const {
    vendorId,
    productId,
    serialHash,
    ownSerial,
    kind,
    standing,
    admitted,
    writable,
    encrypted,
    mounted,
  } = medium;
  const facts = {
    vendorId,
    productId,
    serialHash,
    ownSerial,
    kind,
    standing,
    admitted,
    writable,
    encrypted,
    mounted,
  };
  return { name: mediumName(medium), state, reason, facts };
}

function barrierPart(barrier: Barrier, rule: Rule): Part {
  const { name, effect, layer, detail } = barrier;
  const serves = enough[rule].includes(effect);
  const [state, reason]: Judged =
    !serves || barrier.inForce === false
      ? ['not_applicable', 'not_in_force']
      : barrier.inForce === null
        ? ['unknown', 'barrier_not_seen']
        : ['met', 'in_force'];
  return { name, state, reason, facts: { effect, layer, detail } };
}

function judgeBarriers(observation: Observation, rule: Rule): Judged {
  const serving = observation.barriers.filter(({ effect }) => enough[rule].includes(effect));
  if (serving.some(({ inForce }) => inForce === true)) return ['met', held[rule]];
  if (serving.some(({ inForce }) => inForce === null)) return ['unknown', 'barrier_not_seen'];
  const some = observation.barriers.some(({ inForce, effect }) => inForce === true && effect !== 'none');
  return ['not_met', some ? 'not_enough_stops_media' : 'nothing_stops_media'];
}

/** In the order in which a person should hear of them. */
function conclude(observation: Observation, policy: Policy, media: readonly Part[]): Judged {
  const attached = worst(media) as { state: State; reason: PartReason } | undefined;
  if (attached?.state === 'not_met') return [attached.state, attached.reason];
  const barriers = judgeBarriers(observation, policy.rule);
  if (barriers[0] !== 'met') return barriers;
  const [weakness] = observation.weaknesses;
  if (weakness !== undefined) return ['not_met', weakness];
  if (policy.reportTethering && (observation.tethering ?? []).length > 0)
    return ['not_met', 'internet_by_phone'];
  if (observation.weaknessesUnseen) return ['unknown', 'ways_round_not_seen'];
  if (policy.reportTethering && observation.tethering === null) return ['unknown', 'internet_not_seen'];
  return attached?.state === 'unknown' ? [attached.state, attached.reason] : barriers;
}

const stops = ({ inForce, effect }: Barrier) => inForce === true && effect !== 'none';

/** `undefined` leaves what the mode says: enforced. */
function howOf(observation: Observation, policy: Policy, state: State): Verdict['how'] {
  if (observation.managedBy !== null) return 'managed_elsewhere';
  if (policy.mode !== 'enforce') return undefined;
  if (observation.weaknesses.includes('restart_needed')) return 'pending_reboot';
  if (state !== 'met') return undefined;
  return observation.barriers.some(one => stops(one) && one.layer === 'device') ? undefined : 'best_effort';
}

export function evaluate(observation: Observation, policy: Policy): Verdict {
  if (!observation.hasUsb) return { state: 'not_applicable', reason: 'no_usb' };
  const media = observation.media.map(medium => mediumPart(medium, policy));
  const barriers = observation.barriers.map(barrier => barrierPart(barrier, policy.rule));
  const [state, reason] = conclude(observation, policy, media);
  const how = howOf(observation, policy, state);
  return {
    state,
    reason,
    ...(how === undefined ? {} : { how }),
    evidence: {
      facts: {
        rule: policy.rule,
        attached: observation.media.length,
        byModelOnly: policy.approved.filter(({ serial }) => serial === null).length,
        ...(observation.managedBy === null ? {} : { managedBy: observation.managedBy }),
        ...(observation.tethering === null ? {} : { tethering: observation.tethering.length }),
      },
      parts: keptParts([...media, ...barriers]),
    },
  };
}
