/**
 * Ends sessions that somebody left locked, where the policy says so: after so many minutes, or when more people are
 * signed in than it allows. Only a session that was seen locked all that time, and only where the desktop answers that
 * no program asked to be kept open; where nobody can tell, it stays.
 */
import type { Policy } from '../../../../shared/controls/idle-lock/policy.ts';
import type { GuardEdges } from '../control.ts';
import type { BootTime } from './boot-time.ts';
import type { Seat, Seats } from './seats.ts';
import type { Track } from './track.ts';

/** Somebody touched it so lately: they may be typing their password. */
const comingBackMs = 60_000;
/** One that could not be ended is tried again so much later. */
const againMs = 30 * 60_000;
/** After asking, in milliseconds; the last is the limit. */
const looksAfterMs = [1_000, 5_000, 15_000];

type Rule = Pick<Policy, 'mode' | 'afterMinutes' | 'signOutAfterMinutes' | 'mostSessions'>;
type Cause = 'abandoned' | 'most_sessions';

interface Locked {
  seat: Seat;
  lockedMs: number;
}

interface Due extends Locked {
  cause: Cause;
}

export class Abandoned {
  readonly #edges: Pick<GuardEdges, 'clock' | 'tell'>;
  readonly #seats: Seats;
  /** Sessions that were dealt with, until they are unlocked: when to try again, by the monotonic clock. */
  readonly #tried = new Map<string, number>();
  readonly #ended: () => void;

  /** `ended` hears of each session that is gone. */
  constructor(edges: Pick<GuardEdges, 'clock' | 'tell'>, seats: Seats, ended: () => void) {
    this.#edges = edges;
    this.#seats = seats;
    this.#ended = ended;
  }

  /** Starts what is due by `run`, and answers after how many milliseconds something could be. */
  consider(
    seen: readonly Seat[],
    tracks: ReadonlyMap<string, Track>,
    rule: Rule,
    now: BootTime,
    run: (work: (signal: AbortSignal) => Promise<void>) => void,
  ): number {
    if (rule.signOutAfterMinutes === null && rule.mostSessions === null) return Number.POSITIVE_INFINITY;
    const locked = seen.flatMap(seat => {
      const lockedMs = tracks.get(seat.id)?.lockedForMs(now) ?? null;
      return lockedMs === null || seat.kind === 'text' ? [] : [{ seat, lockedMs }];
    });
    const here = new Set(locked.map(({ seat }) => seat.id));
    for (const id of [...this.#tried.keys()]) if (!here.has(id)) this.#tried.delete(id);
    for (const due of dueOf(seen, locked, rule)) if (this.#takes(due.seat)) run(this.#work(due, rule));
    return Math.min(Number.POSITIVE_INFINITY, ...locked.flatMap(one => this.#nextOf(one, rule)));
  }

  /** What was dealt with needs no look of its own: the guard looks once in each limit as it is. */
  #nextOf({ seat, lockedMs }: Locked, { signOutAfterMinutes, mostSessions, afterMinutes }: Rule): number[] {
    const limits = [signOutAfterMinutes, mostSessions === null ? null : afterMinutes];
    const left = limits.flatMap(minutes => (minutes === null ? [] : [minutes * 60_000 - lockedMs]));
    const waits = left.filter(ms => ms > 0);
    return left.length > waits.length && !this.#tried.has(seat.id) ? [...waits, comingBackMs] : waits;
  }

  /** False while it waits to be tried again, or for somebody who may be coming back. */
  #takes({ id, idleMs }: Seat): boolean {
    if (idleMs !== null && idleMs < comingBackMs) return false;
    return this.#edges.clock.monotonic() >= (this.#tried.get(id) ?? Number.NEGATIVE_INFINITY);
  }

  #work(due: Due, rule: Rule): (signal: AbortSignal) => Promise<void> {
    const { id } = due.seat;
    const first = !this.#tried.has(id);
    this.#tried.set(id, this.#edges.clock.monotonic() + againMs);
    const facts = { cause: due.cause, lockedMinutes: Math.floor(due.lockedMs / 60_000) };
    const tell = (name: string, more: object = {}) => this.#edges.tell(name, { ...facts, ...more });
    return async signal => {
      if (rule.mode !== 'enforce') {
        if (first) tell('session.would_sign_out');
        return;
      }
      const kept = await this.#end(id, signal);
      if (signal.aborted) return;
      if (kept !== undefined) {
        if (first) tell('session.kept_open', { why: kept });
        return;
      }
      tell('session.signed_out');
      this.#ended();
    };
  }

  /** Why it stays open; undefined when it is gone. */
  async #end(
    id: string,
    signal: AbortSignal,
  ): Promise<'unsaved' | 'not_known' | 'in_use' | 'failed' | undefined> {
    const seats = this.#seats;
    const unsaved = (await seats.unsaved?.(id, signal)) ?? null;
    if (unsaved !== false) return unsaved === null ? 'not_known' : 'unsaved';
    if ((await seats.isLocked(id, signal)) !== true) return 'in_use';
    if ((await seats.signOut?.(id, signal)) !== true) return 'failed';
    let waited = 0;
    for (const after of looksAfterMs) {
      await this.#pause(after - waited, signal);
      waited = after;
      if (signal.aborted) return 'failed';
      const left = await seats.look(await seats.time(), signal);
      if (left !== null && !left.some(one => one.id === id)) return undefined;
    }
    return 'failed';
  }

  #pause(ms: number, signal: AbortSignal): Promise<void> {
    return new Promise(resolve => {
      const cancel = this.#edges.clock.after(ms, resolve);
      const stop = () => {
        cancel();
        resolve();
      };
      signal.addEventListener('abort', stop, { once: true });
    });
  }
}

/** The one locked longest goes first where there are too many. */
function dueOf(seen: readonly Seat[], locked: readonly Locked[], rule: Rule): Due[] {
  const { signOutAfterMinutes, mostSessions, afterMinutes } = rule;
  const over = (minutes: number | null) => (one: Locked) =>
    minutes !== null && one.lockedMs >= minutes * 60_000;
  const abandoned = locked.filter(over(signOutAfterMinutes));
  const people = seen.filter(({ kind }) => kind === 'graphical').length;
  const tooMany = mostSessions === null ? 0 : Math.max(0, people - mostSessions - abandoned.length);
  const spare = locked
    .filter(one => !abandoned.includes(one) && over(afterMinutes)(one))
    .sort((one, other) => other.lockedMs - one.lockedMs)
    .slice(0, tooMany);
  return [
    ...abandoned.map(one => ({ ...one, cause: 'abandoned' as const })),
    ...spare.map(one => ({ ...one, cause: 'most_sessions' as const })),
  ];
}
