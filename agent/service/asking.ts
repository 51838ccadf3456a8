/** What may be done about a control here and now, and what counts as having watched it. */
import type { ControlMeaning } from '../../shared/controls/control.ts';
import type { Finding } from '../../shared/finding.ts';
import type { AgentOptions } from './agent-options.ts';
import { type Asked, askedOf } from './enforcement/index.ts';
import type { PolicyInForce } from './policy/in-force.ts';
import type { Watched } from './rounds.ts';

const acts = ({ backend }: Watched) => backend?.plan !== undefined || backend?.guard !== undefined;

/** `kept`: this computer is kept as evidence, and is not switched off after school. */
export function askedNow(
  options: AgentOptions,
  policy: PolicyInForce,
  meaning: ControlMeaning,
  kept: boolean,
): Asked {
  const { state, watchOnly, enforcing, watched } = options;
  const number = policy.document?.number ?? null;
  const identity = number === null ? state.identity.read() : undefined;
  const removed = number === null && (identity === undefined || identity.status === 'removed');
  const safety = enforcing?.safety;
  if (removed) safety?.watchFirst.forget();
  const mine = watched.find(one => one.meaning.key === meaning.key);
  const part = policy.partFor(meaning);
  return askedOf({
    part,
    number,
    readable: policy.unreadable([meaning]).length === 0,
    removed,
    watchOnly: watchOnly || (kept && meaning.key === 'power'),
    restraint: safety?.restraint ?? null,
    setsToWatch: meaning.setsToWatch?.(part) === true,
    watchedFirst: () =>
      safety === undefined ||
      !mine ||
      !acts(mine) ||
      safety.watchFirst.isEnough(meaning.key) ||
      enforcing?.hands?.holds(meaning.key) === true,
  });
}

/** A look by a policy, after which nothing was done. */
export function countAsWatched(
  { enforcing, watched, watchOnly }: AgentOptions,
  policy: PolicyInForce,
  { control, how }: Finding,
): void {
  if (watchOnly || policy.document === undefined || how !== 'watching') return;
  const mine = watched.find(one => one.meaning.key === control);
  if (mine && acts(mine)) enforcing?.safety.watchFirst.watched(control, mine.meaning.freshForMs);
}
