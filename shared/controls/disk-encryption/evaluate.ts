/** Met only when every volume that counts was positively seen to be encrypted, with the key away from the lock. */
import type { Part, State } from '../../finding.ts';
import { keptParts, worst } from '../combine.ts';
import type { Verdict } from '../control.ts';
import type { Observation, Volume } from './observation.ts';
import type { Policy } from './policy.ts';

export const reasons = [
  'encrypted',
  'not_encrypted',
  'suspended',
  'encrypting',
  'decrypting',
  'locked',
  'no_recovery_key',
  'recovery_key_not_seen',
  'not_understood',
  'not_seen',
  'system_volume_not_seen',
] as const;
export type Reason = (typeof reasons)[number];
/** Reasons that only a part can have. */
export const partReasons = ['removable', 'on_network', 'not_asked_for'] as const;
type PartReason = Reason | (typeof partReasons)[number];

const byProtection: Record<Volume['protection'], [State, Reason]> = {
  on: ['met', 'encrypted'],
  off: ['not_met', 'not_encrypted'],
  suspended: ['not_met', 'suspended'],
  encrypting: ['not_met', 'encrypting'],
  decrypting: ['not_met', 'decrypting'],
  locked: ['unknown', 'locked'],
  not_understood: ['unknown', 'not_understood'],
  not_seen: ['unknown', 'not_seen'],
};

function judgeVolume(volume: Volume, policy: Policy): [State, PartReason] {
  if (volume.role === 'removable') return ['not_applicable', 'removable'];
  if (volume.role === 'network') return ['not_applicable', 'on_network'];
  if (volume.role === 'data' && policy.volumes === 'system') return ['not_applicable', 'not_asked_for'];
  const [state, reason] = byProtection[volume.protection];
  if (state === 'met' && policy.recoveryKey) {
    if (volume.recoveryKey === false) return ['not_met', 'no_recovery_key'];
    if (volume.recoveryKey === 'not_seen') return ['unknown', 'recovery_key_not_seen'];
  }
  return [state, reason];
}

function toPart(volume: Volume, policy: Policy): Part {
  const [state, reason] = judgeVolume(volume, policy);
  const { role, method, fileSystem, detail } = volume;
  const recoveryKey = volume.recoveryKey === 'not_seen' ? null : volume.recoveryKey;
  return { name: volume.name, state, reason, facts: { role, method, fileSystem, recoveryKey, detail } };
}

export function evaluate(observation: Observation, policy: Policy): Verdict {
  const parts = observation.volumes.map(volume => toPart(volume, policy));
  const counted = parts.filter(part => part.state !== 'not_applicable');
  const facts = {
    volumes: counted.length,
    encrypted: counted.filter(part => part.state === 'met').length,
  };
  const evidence = { facts, parts: keptParts(parts) };
  const found = worst(counted);
  const systemSeen = observation.volumes.some(volume => volume.role === 'system');
  if (found === undefined || (!systemSeen && found.state === 'met'))
    return { state: 'unknown', reason: 'system_volume_not_seen', evidence };
  return { ...found, evidence };
}
