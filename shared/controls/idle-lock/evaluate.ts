/**
 * Met only when every installed desktop locks in time by settings that people cannot change, or by Caretaker's own lock
 * where that was proved there; and when no session and no failed lock contradicts it.
 */
import type { Part, State } from '../../finding.ts';
import { keptParts, worst } from '../combine.ts';
import type { Verdict } from '../control.ts';
import type { AgentLock, Desktop, LastLock, Observation, Session } from './observation.ts';
import { baselineMinutes, type Policy } from './policy.ts';

export const reasons = [
  'locks_in_time',
  'agent_locks_in_time',
  'lock_disabled',
  'never_locks',
  'locks_too_late',
  'did_not_lock',
  'session_left_open',
  'people_can_change',
  'no_password_on_wake',
  'wake_not_read',
  'locks_after_restart',
  'setting_not_read',
  'sessions_not_read',
  'desktop_not_understood',
  'desktop_not_recognised',
  'no_desktop',
] as const;
export type Reason = (typeof reasons)[number];

/** A session that is in use, locked or held open for a class proves nothing by itself. */
export const partReasons = ['session_locked', 'session_in_use', 'session_presenting'] as const;
type PartReason = Reason | (typeof partReasons)[number];

type Judged = [State, PartReason];

/** Desktops mark idleness late; a session is only held against them after this much more. */
const toleranceSeconds = 60;

/** What locking proved on one desktop: the settings alone promise, this is what happened. */
type Shown = 'locked_by_agent' | 'did_not_lock' | 'nothing';

function shownOn(desktop: Desktop, { desktops, agentLock }: Observation, limitSeconds: number): Shown {
  const isHere = (one: LastLock) =>
    one.desktop === desktop.name || (one.desktop === null && desktops.length === 1);
  const tried = agentLock?.tries.find(isHere);
  if (!agentLock || !tried) return 'nothing';
  if (tried.proof === 'did_not_lock') return 'did_not_lock';
  return isCover(agentLock, tried, limitSeconds) ? 'locked_by_agent' : 'nothing';
}

/** Locks by itself, early enough, and the last time it asked the screen was seen to lock. */
function isCover(agentLock: AgentLock, { cause, proof }: LastLock, limitSeconds: number): boolean {
  const proved = proof === 'desktop_said' || proof === 'lock_program';
  return proved && cause === 'agent' && agentLock.state === 'locks' && agentLock.limitSeconds <= limitSeconds;
}

function judgeSettings(desktop: Desktop, limitSeconds: number): Judged {
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

/** A lock that was seen makes good for what cannot be known of settings, never for settings that are wrong. */
function judgeDesktop(desktop: Desktop, observation: Observation, limitSeconds: number): Judged {
  const settings = judgeSettings(desktop, limitSeconds);
  const shown = shownOn(desktop, observation, limitSeconds);
  if (shown === 'did_not_lock' && settings[0] !== 'not_met') return ['not_met', 'did_not_lock'];
  if (shown === 'locked_by_agent' && settings[0] === 'unknown') return ['met', 'agent_locks_in_time'];
  return settings;
}

/** Secure data asks for the password after sleep as well. */
function judgeWake(settled: Judged, desktop: Desktop): Judged {
  if (desktop.passwordOnWake === false) return ['not_met', 'no_password_on_wake'];
  return settled[0] === 'met' && desktop.passwordOnWake !== true ? ['unknown', 'wake_not_read'] : settled;
}

function judgeSession(session: Session, presenting: boolean, limitSeconds: number): Judged {
  if (session.locked === true) return ['not_applicable', 'session_locked'];
  const open = session.locked === false && (session.idleSeconds ?? 0) > limitSeconds + toleranceSeconds;
  if (open && presenting) return ['not_applicable', 'session_presenting'];
  return open ? ['not_met', 'session_left_open'] : ['not_applicable', 'session_in_use'];
}

/** What is asked, in seconds; the national baseline asks for no more than its minutes. */
interface Rule {
  limitSeconds: number;
  secureData: boolean;
}

function desktopPart(desktop: Desktop, observation: Observation, rule: Rule): Part {
  const settled = judgeDesktop(desktop, observation, rule.limitSeconds);
  const [state, reason] = rule.secureData && settled[0] !== 'not_met' ? judgeWake(settled, desktop) : settled;
  const { lockEnabled, idleSeconds, delaySeconds, fixed, detail } = desktop;
  const facts: Part['facts'] = { lockEnabled, idleSeconds, delaySeconds, fixed, detail };
  if (desktop.passwordOnWake !== undefined) facts.passwordOnWake = desktop.passwordOnWake;
  return { name: desktop.name, state, reason, facts };
}

function sessionPart(session: Session, presenting: boolean, limitSeconds: number): Part {
  const [state, reason] = judgeSession(session, presenting, limitSeconds);
  const { locked, idleSeconds } = session;
  return { name: `Session ${session.id}`, state, reason, facts: { locked, unusedSeconds: idleSeconds } };
}

/** Settings promise; whether a screen stands open all the same was not seen. */
const notRead: Part = { name: 'Sessions', state: 'unknown', reason: 'sessions_not_read', facts: {} };

const otherDesktops: Part = {
  name: 'Other desktops',
  state: 'unknown',
  reason: 'desktop_not_recognised',
  facts: {},
};

function judge(observation: Observation, rule: Rule): { state: State; reason: string; parts: Part[] } {
  const limit = rule.limitSeconds;
  const presenting = observation.agentLock?.state === 'holding' && !rule.secureData;
  const desktops = observation.desktops.map(desktop => desktopPart(desktop, observation, rule));
  const sessions = (observation.sessions ?? [])
    .filter(session => session.graphical)
    .map(session => sessionPart(session, presenting, limit));
  const unread = [
    ...(observation.moreDesktops ? [otherDesktops] : []),
    ...(observation.sessions === null ? [notRead] : []),
  ];
  const parts = [...desktops, ...sessions, ...unread];
  if (desktops.length > 0)
    return { ...(worst(parts) ?? { state: 'unknown', reason: 'desktop_not_recognised' }), parts };
  if (sessions.length === 0 && observation.noDesktop)
    return { state: 'not_applicable', reason: 'no_desktop', parts };
  const open = sessions.find(part => part.state === 'not_met');
  return { state: open?.state ?? 'unknown', reason: open?.reason ?? 'desktop_not_recognised', parts };
}

const agentLockWords: Record<AgentLock['state'], string> = {
  watches: 'only watches',
  locks: 'locks',
  holding: 'waits for a presentation to end',
  suspended: 'stopped itself',
};
const causeWords: Record<LastLock['cause'], string> = {
  agent: 'Caretaker',
  order: 'an order from the console',
  desktop: 'the desktop by itself',
  person: 'somebody at the computer',
};
const proofWords: Record<LastLock['proof'], string> = {
  desktop_said: 'the desktop said so',
  lock_program: 'a program that covers the screen was running',
  not_shown: 'not to be seen on this desktop',
  did_not_lock: 'it stayed open',
};

function lockFacts({ agentLock }: Observation): Record<string, string | number | null> {
  if (!agentLock) return {};
  const { last } = agentLock;
  const lastFacts = last && {
    lastLockAt: last.at,
    lastLockBy: causeWords[last.cause],
    lastLockProof: proofWords[last.proof],
    lastLockTookMs: last.tookMs,
  };
  const facts = { agentLock: agentLockWords[agentLock.state], ...lastFacts };
  return agentLock.signedOut === undefined ? facts : { ...facts, signedOut: agentLock.signedOut };
}

export function evaluate(observation: Observation, policy: Policy): Verdict {
  const { afterMinutes, secureData } = policy;
  const { state, reason, parts } = judge(observation, { limitSeconds: afterMinutes * 60, secureData });
  const national = judge(observation, { limitSeconds: baselineMinutes * 60, secureData: false });
  // Only as good as a service that is running: said, so that nobody takes it for the system's own lock.
  const byAgent = parts.some(part => part.reason === 'agent_locks_in_time');
  return {
    state,
    reason: state === 'met' && byAgent ? 'agent_locks_in_time' : reason,
    ...(reason === 'locks_after_restart' ? { how: 'pending_reboot' as const } : {}),
    ...(state === 'met' && byAgent ? { how: 'best_effort' as const } : {}),
    evidence: {
      facts: { afterMinutes, ...(secureData ? { secureData } : {}), ...lockFacts(observation) },
      parts: keptParts(parts),
    },
    baseline: { name: `NCSC: ${baselineMinutes} minutes`, state: national.state, reason: national.reason },
  };
}
