/** Met only when every installed desktop locks in time by settings that people cannot change, and no session contradicts it. */
import type { Part, State } from '../../finding.ts';
import { keptParts, worst } from '../combine.ts';
import type { Verdict } from '../control.ts';
import type { Desktop, Observation, Session } from './observation.ts';
import { baselineMinutes, type Policy } from './policy.ts';

export const reasons = [
  'locks_in_time',
  'lock_disabled',
  'never_locks',
  'locks_too_late',
  'session_left_open',
  'people_can_change',
  'locks_after_restart',
  'setting_not_read',
  'desktop_not_understood',
  'desktop_not_recognised',
  'no_desktop',
] as const;
export type Reason = (typeof reasons)[number];

/** A session that is in use or locked proves nothing by itself. */
export const partReasons = ['session_locked', 'session_in_use'] as const;
type PartReason = Reason | (typeof partReasons)[number];

/** Desktops mark idleness late; a session is only held against them after this much more. */
const toleranceSeconds = 60;

function judgeDesktop(desktop: Desktop, limitSeconds: number): [State, PartReason] {
  if (!desktop.understood) return ['unknown', 'desktop_not_understood'];
  if (desktop.lockEnabled === false) return ['not_met', 'lock_disabled'];
  if (desktop.idleSeconds === 0) return ['not_met', 'never_locks'];
  if (desktop.lockEnabled === null || desktop.idleSeconds === null || desktop.delaySeconds === null)
    return ['unknown', 'setting_not_read'];
  if (desktop.idleSeconds + desktop.delaySeconds > limitSeconds) return ['not_met', 'locks_too_late'];
  if (desktop.fixed !== true) return ['unknown', 'people_can_change'];
  if (desktop.afterRestart) return ['unknown', 'locks_after_restart'];
  return ['met', 'locks_in_time'];
}

function judgeSession(session: Session, limitSeconds: number): [State, PartReason] {
  if (session.locked === true) return ['not_applicable', 'session_locked'];
  const open = session.locked === false && (session.idleSeconds ?? 0) > limitSeconds + toleranceSeconds;
  return open ? ['not_met', 'session_left_open'] : ['not_applicable', 'session_in_use'];
}

function desktopPart(desktop: Desktop, limitSeconds: number): Part {
  const [state, reason] = judgeDesktop(desktop, limitSeconds);
  const { lockEnabled, idleSeconds, delaySeconds, fixed, detail } = desktop;
  return {
    name: desktop.name,
    state,
    reason,
    facts: { lockEnabled, idleSeconds, delaySeconds, fixed, detail },
  };
}

function sessionPart(session: Session, limitSeconds: number): Part {
  const [state, reason] = judgeSession(session, limitSeconds);
  const { locked, idleSeconds } = session;
  return { name: `Session ${session.id}`, state, reason, facts: { locked, unusedSeconds: idleSeconds } };
}

function judge(observation: Observation, minutes: number): { state: State; reason: string; parts: Part[] } {
  const desktops = observation.desktops.map(desktop => desktopPart(desktop, minutes * 60));
  const sessions = (observation.sessions ?? [])
    .filter(session => session.graphical)
    .map(session => sessionPart(session, minutes * 60));
  const parts = [...desktops, ...sessions];
  if (desktops.length > 0)
    return { ...(worst(parts) ?? { state: 'unknown', reason: 'desktop_not_recognised' }), parts };
  if (sessions.length === 0 && observation.noDesktop)
    return { state: 'not_applicable', reason: 'no_desktop', parts };
  const open = sessions.find(part => part.state === 'not_met');
  return { state: open?.state ?? 'unknown', reason: open?.reason ?? 'desktop_not_recognised', parts };
}

export function evaluate(observation: Observation, policy: Policy): Verdict {
  const { state, reason, parts } = judge(observation, policy.afterMinutes);
  const national = judge(observation, baselineMinutes);
  return {
    state,
    reason,
    ...(reason === 'locks_after_restart' ? { how: 'pending_reboot' as const } : {}),
    evidence: { facts: { afterMinutes: policy.afterMinutes }, parts: keptParts(parts) },
    baseline: { name: `NCSC: ${baselineMinutes} minutes`, state: national.state, reason: national.reason },
  };
}
