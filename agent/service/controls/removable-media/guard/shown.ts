/** What whoever sits there sees of a stick, and what they may ask. Names neither the stick's serial nor anybody else. */
import { createHash, randomUUIDv7 } from 'node:crypto';
import type { Policy } from '../../../../../shared/controls/removable-media/policy.ts';
import type { RequestAnswer } from '../../../../../shared/protocol/answer.ts';
import { factsOfRequest } from '../../../../../shared/protocol/request-facts.ts';
import { type Ask, mediaReasons } from '../../../../../shared/protocol/tray/asks.ts';
import type { MediaScene, MediaStage, Refusal } from '../../../../../shared/protocol/tray/told.ts';
import { askerOf, type GuardEdges, type Visitor } from '../../control.ts';
import type { Grants } from './grants.ts';
import { warnMs } from './grants.ts';
import { identityOf, type Stick } from './stick.ts';
import type { Visit } from './visit.ts';
import { type Wanted, wantedFor } from './wanted.ts';

/** The same stick is asked for no more often. */
const askEveryMs = 600_000;
const askMinutes = 60;

export interface ShownParts {
  edges: GuardEdges;
  policy: Policy | null;
  grants: Grants;
}

/** Null for what works by the school's own rules, or is nobody's business but another person's. */
export function sceneOf(visit: Visit, { user }: Visitor, parts: ShownParts): MediaScene | null {
  const { edges, policy, grants } = parts;
  if (policy?.mode !== 'enforce') return null;
  const wanted = wantedFor(visit.stick, policy, grants, edges.serialKey());
  const stage = stageOf(visit, user, wanted, parts);
  if (stage === null || (stage === 'stopped' && visit.refused)) return null;
  const left = wanted.kind === 'open' && wanted.grant !== null ? grants.left(wanted.grant) : null;
  const isOpen = stage === 'open' || stage === 'ending';
  return {
    kind: 'media',
    stick: handleOf(visit.stick),
    stage,
    askable: isAskable({ ...visit, askedAt: askedAtOf(visit, edges) }, stage, wanted),
    askedAt: askedAtOf(visit, edges),
    access: visit.open?.access ?? null,
    // Whole seconds, so that the same end is the same message.
    until: isOpen && left !== null ? Math.round((edges.clock.now() + left) / 1000) * 1000 : null,
    scan: stage === 'scanning' ? visit.progress : null,
  };
}

/** What a tray calls it: an insertion is as long as a system makes it, and on some ends in the stick's serial. */
export const handleOf = ({ insertion }: Stick): string =>
  createHash('sha256').update(insertion).digest('base64url').slice(0, 22);

/** After a while nobody waits for an answer any more, and may ask again. */
function askedAtOf({ askedAt }: Visit, { clock }: GuardEdges): number | null {
  return askedAt !== null && Math.abs(clock.now() - askedAt) < askEveryMs ? askedAt : null;
}

function stageOf(visit: Visit, user: string | null, wanted: Wanted, parts: ShownParts): MediaStage | null {
  const verdict = visit.result?.verdict;
  if (wanted.kind === 'rules') return null;
  if (visit.open !== null && visit.shutting === null) {
    if (visit.open.user !== null && visit.open.user !== user) return null;
    const grant = wanted.kind === 'open' ? wanted.grant : null;
    return grant !== null && parts.grants.left(grant) <= warnMs ? 'ending' : 'open';
  }
  if (visit.scan !== null) return 'scanning';
  if (verdict === 'infected' || (wanted.kind === 'shut' && wanted.why === 'infected')) return 'found';
  if (verdict !== undefined && verdict !== 'clean') return 'not_scanned';
  const whose = wanted.kind === 'open' ? (wanted.grant?.kept.user ?? null) : null;
  if (whose !== null && whose !== user) return 'stopped';
  if (wanted.kind === 'open') return 'scanning';
  if (askedAtOf(visit, parts.edges) !== null) return 'asked';
  if (visit.wasOpen) return 'ended';
  // Let in against the rules, and about to be shut.
  return visit.stick.admitted === true ? null : 'stopped';
}

function isAskable({ stick, askedAt, refused }: Visit, stage: MediaStage, wanted: Wanted): boolean {
  const shutByRule = wanted.kind === 'shut' && wanted.why === 'not_listed';
  const here: MediaStage[] = ['stopped', 'ended', 'not_scanned'];
  return (
    shutByRule &&
    !refused &&
    askedAt === null &&
    here.includes(stage) &&
    stick.kind === 'storage' &&
    !stick.alsoInput
  );
}

/**
 * A no: until it is plugged in anew nobody asks for it again, and the window that tells of the no is the only one. After
 * a yes it opens, so that is what shows. True where it is plugged in.
 */
export function answered(visits: Iterable<Visit>, { requestId, state, at }: RequestAnswer): boolean {
  let isHere = false;
  for (const visit of visits) {
    if (visit.request !== requestId) continue;
    isHere = true;
    if (state === 'approved') continue;
    visit.refused = state === 'refused';
    visit.askedAt = visit.refused ? null : at;
  }
  return isHere;
}

type AskMedia = Extract<Ask, { verb: 'ask_media' }>;

/** Null when it is on its way to the school. */
export function askFor(
  visit: Visit | undefined,
  by: Visitor,
  asked: AskMedia,
  parts: ShownParts,
): Refusal | null {
  const { edges } = parts;
  const now = edges.clock.now();
  if (visit === undefined) return 'not_possible';
  if (askedAtOf(visit, edges) !== null) return 'already_asked';
  if (sceneOf({ ...visit, askedAt: null }, by, parts)?.askable !== true) return 'not_possible';
  const verdict = visit.result?.verdict;
  const requestId = randomUUIDv7();
  edges.tell(
    'request.made',
    factsOfRequest(requestId, {
      kind: 'media',
      person: askerOf(by),
      reason: mediaReasons[asked.reason],
      media: identityOf(visit.stick, edges.serialKey()),
      serial: visit.stick.serial,
      access: asked.write ? 'read_write' : 'read_only',
      minutes: askMinutes,
      scan: verdict === undefined || verdict === 'error' ? 'not_scanned' : verdict,
    }),
  );
  // Only Linux and macOS know a name here, and there the number is the account.
  if (by.user !== null) parts.grants.askedBy(by.user, String(by.uid));
  visit.askedAt = now;
  visit.request = requestId;
  visit.wasOpen = false;
  // What the scan said is in the request; the next begins anew.
  visit.result = null;
  edges.shownChanged?.();
  return null;
}
