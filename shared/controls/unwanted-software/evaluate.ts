/** Met when nothing of the catalogue is there but what somebody agreed to. */
import type { Part } from '../../finding.ts';
import { keptParts } from '../combine.ts';
import type { Verdict } from '../control.ts';
import { type Kind, toolById } from './catalogue.ts';
import type { Observation } from './observation.ts';
import type { Policy } from './policy.ts';

export const reasons = [
  'none_there',
  'only_agreed_there',
  'not_agreed_running',
  'not_agreed_installed',
  'processes_not_read',
  'nothing_looked_for',
] as const;
export type Reason = (typeof reasons)[number];
type PartReason = Reason | 'agreed';

type Found = Observation['found'][number];

function partOf(found: Found, policy: Policy): Part {
  const agreed = policy.agreed.find(one => one.tool === found.tool);
  const [state, reason]: [Part['state'], PartReason] = agreed
    ? ['met', 'agreed']
    : ['not_met', found.running ? 'not_agreed_running' : 'not_agreed_installed'];
  return {
    name: toolById(found.tool)?.name ?? found.tool,
    state,
    reason,
    facts: {
      version: found.version,
      installed: found.installed,
      running: found.running,
      ...(agreed ? { agreedBy: agreed.agreedBy } : {}),
    },
  };
}

export function evaluate(observation: Observation, policy: Policy): Verdict {
  const asked: Record<Kind, boolean> = { sync: policy.sync, remote_access: policy.remoteAccess };
  if (!policy.sync && !policy.remoteAccess) return { state: 'not_applicable', reason: 'nothing_looked_for' };
  const parts = observation.found
    .filter(found => asked[toolById(found.tool)?.kind ?? 'sync'])
    .map(found => partOf(found, policy));
  const evidence = { parts: keptParts(parts) };
  const reasonsSeen = new Set(parts.map(part => part.reason));
  for (const reason of ['not_agreed_running', 'not_agreed_installed'] as const)
    if (reasonsSeen.has(reason)) return { state: 'not_met', reason, evidence };
  if (!observation.processesRead) return { state: 'unknown', reason: 'processes_not_read', evidence };
  return { state: 'met', reason: parts.length === 0 ? 'none_there' : 'only_agreed_there', evidence };
}
