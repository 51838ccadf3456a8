/**
 * Ends sessions that somebody left locked, where the policy says so: after so many minutes, or when more people are
 * signed in than it allows. Only a session that stood locked and untouched all that time, sleep left out, and only where
 * the desktop answers that no program asked to be kept open; where nobody can tell, it stays.
 */
import type { Policy } from '../../../../shared/controls/idle-lock/policy.ts';
import type { GuardEdges } from '../control.ts';
import type { Seat, Seats } from './seats.ts';
import type { Track } from './track.ts';

/** Somebody touched it so lately: they may be typing their password. */
const comingBackMs = 60_000;
/** One that could not be ended is tried again so much later. */
const againMs = 30 * 60_000;
/** Whoever opened the lid has so long to come back to their session. */
const afterWakingMs = 5 * 60_000;
/** The machine's own count of its sleep is told in seconds. */
const certainlyMs = 2_000;
/** After asking, in milliseconds; the last is the limit. */
const looksAfterMs = [1_000, 5_000, 15_000];

type Rule = Pick<Policy, 'mode' | 'afterMinutes' | 'signOutAfterMinutes' | 'mostSessions'>;
type Cause = 'abandoned' | 'most_sessions';
type Why = 'unsaved' | 'not_known' | 'in_use' | 'failed';

interface Locked {
  seat: Seat;
  /** Since it was locked, and for how much of that nobody touched it; sleep left out. */
  lockedMs: number;
  leftMs: number;
}

interface Due extends Locked {
  cause: Cause;
}

/** What was done about one locked session. */
interface Dealt {
  /** By the monotonic clock. */
  againAt: number;
  /** It could not be ended, so it makes no room. */
  stays: boolean;
  told: Set<string>;
}

export class Abandoned {
  readonly #edges: Pick<GuardEdges, 'clock' | 'tell'>;
  readonly #seats: Seats;
  /** Until they are unlocked. */
  readonly #dealt = new Map<string, Dealt>();
  readonly #ended: () => void;
  #asleepMs: number;
  #wokeAt = Number.NEGATIVE_INFINITY;

  /** `ended` hears of each session that is gone. */
  constructor(edges: Pick<GuardEdges, 'clock' | 'tell'>, seats: Seats, ended: () => void) {
    this.#edges = edges;
    this.#seats = seats;
    this.#ended = ended;
    this.#asleepMs = edges.clock.asleep?.() ?? 0;
  }

  /** Starts what is due by `run`, and answers after how many milliseconds something could be. */
  consider(
    seen: readonly Seat[],
    tracks: ReadonlyMap<string, Track>,
    rule: Rule,
    run: (work: (signal: AbortSignal) => Promise<void>) => void,
  ): number {
    if (rule.signOutAfterMinutes === null && rule.mostSessions === null) return Number.POSITIVE_INFINITY;
    const locked = seen.flatMap(seat => {
      const track = tracks.get(seat.id);
      const lockedMs = track?.lockedForMs() ?? null;
      if (track === undefined || lockedMs === null || seat.kind === 'text') return [];
      return [{ seat, lockedMs, leftMs: track.leftForMs(seat) }];
    });
    const here = new Set(locked.map(({ seat }) => seat.id));
    for (const id of [...this.#dealt.keys()]) if (!here.has(id)) this.#dealt.delete(id);
    const calmMs = this.#calmMs();
    if (calmMs > 0) return calmMs;
    // One that stays although it was tried makes no room for anybody.
    const possible = locked.filter(({ seat }) => this.#mayGo(seat.id));
    for (const due of dueOf(seen, possible, rule, one => one.leftMs))
      if (this.#isFree(due.seat.id)) run(this.#work(due, rule));
    if (rule.mode === 'enforce')
      for (const one of dueOf(seen, possible, rule, ({ lockedMs }) => lockedMs))
        if ((one.seat.idleMs ?? 0) < comingBackMs)
          this.#tellKept(one, one.seat.idleMs === null ? 'not_known' : 'in_use');
    return Math.min(Number.POSITIVE_INFINITY, ...locked.flatMap(one => nextOf(one, rule)));
  }

  /** For how long nothing is ended, because the computer slept until a moment ago. */
  #calmMs(): number {
    const { clock } = this.#edges;
    const slept = (clock.asleep?.() ?? 0) - this.#asleepMs;
    if (slept > certainlyMs) this.#wokeAt = clock.monotonic();
    if (slept > certainlyMs || slept < 0) this.#asleepMs += slept;
    return Math.max(0, this.#wokeAt + afterWakingMs - clock.monotonic());
  }

  /** It was not tried and found to stay, or that is long ago. */
  #mayGo(id: string): boolean {
    return this.#dealt.get(id)?.stays !== true || this.#isFree(id);
  }

  #isFree(id: string): boolean {
    return this.#edges.clock.monotonic() >= (this.#dealt.get(id)?.againAt ?? Number.NEGATIVE_INFINITY);
  }

  #dealtWith(id: string): Dealt {
    const dealt = this.#dealt.get(id) ?? {
      againAt: Number.NEGATIVE_INFINITY,
      stays: false,
      told: new Set<string>(),
    };
    this.#dealt.set(id, dealt);
    return dealt;
  }

  /** Once for each reason. */
  #tellKept(due: Due, why: Why): void {
    const { told } = this.#dealtWith(due.seat.id);
    if (told.has(why)) return;
    told.add(why);
    this.#edges.tell('session.kept_open', { ...factsOf(due), why });
  }

  #work(due: Due, rule: Rule): (signal: AbortSignal) => Promise<void> {
    const { id } = due.seat;
    const dealt = this.#dealtWith(id);
    dealt.againAt = this.#edges.clock.monotonic() + againMs;
    dealt.stays = false;
    return async signal => {
      if (rule.mode !== 'enforce') {
        if (!dealt.told.has('would')) this.#edges.tell('session.would_sign_out', factsOf(due));
        dealt.told.add('would');
        return;
      }
      const kept = await this.#end(id, signal);
      if (signal.aborted) return;
      if (kept === 'woken') dealt.againAt = Number.NEGATIVE_INFINITY;
      else if (kept !== undefined) {
        dealt.stays = true;
        this.#tellKept(due, kept);
      } else {
        this.#edges.tell('session.signed_out', factsOf(due));
        this.#ended();
      }
    };
  }

  /** Why it stays open; undefined when it is gone. */
  async #end(id: string, signal: AbortSignal): Promise<Why | 'woken' | undefined> {
    const seats = this.#seats;
    const unsaved = (await seats.unsaved?.(id, signal)) ?? null;
    if (unsaved !== false) return unsaved === null ? 'not_known' : 'unsaved';
    if ((await seats.isLocked(id, signal)) !== true) return 'in_use';
    // It may have slept while this was asked.
    if (this.#calmMs() > 0) return 'woken';
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
      const end = () => {
        cancel();
        signal.removeEventListener('abort', end);
        resolve();
      };
      const cancel = this.#edges.clock.after(ms, end);
      signal.addEventListener('abort', end, { once: true });
    });
  }
}

const factsOf = ({ cause, lockedMs }: Due) => ({ cause, lockedMinutes: Math.floor(lockedMs / 60_000) });

/** What is over its limits needs no look of its own: the guard looks once in each limit as it is. */
function nextOf(
  { lockedMs, leftMs }: Locked,
  { signOutAfterMinutes, mostSessions, afterMinutes }: Rule,
): number[] {
  const limits = [signOutAfterMinutes, mostSessions === null ? null : afterMinutes];
  const waits = limits.flatMap(minutes =>
    minutes === null ? [] : [minutes * 60_000 - lockedMs, minutes * 60_000 - leftMs],
  );
  return waits.filter(ms => ms > 0);
}

/** By `since`. The one left longest goes first where there are too many. */
function dueOf(
  seen: readonly Seat[],
  locked: readonly Locked[],
  rule: Rule,
  since: (one: Locked) => number,
): Due[] {
  const { signOutAfterMinutes, mostSessions, afterMinutes } = rule;
  const over = (minutes: number | null) => (one: Locked) =>
    minutes !== null && since(one) >= minutes * 60_000;
  const abandoned = locked.filter(over(signOutAfterMinutes));
  const people = seen.filter(({ kind }) => kind === 'graphical').length;
  const tooMany = mostSessions === null ? 0 : Math.max(0, people - mostSessions - abandoned.length);
  const spare = locked
    .filter(one => !abandoned.includes(one) && over(afterMinutes)(one))
    .sort((one, other) => since(other) - since(one))
    .slice(0, tooMany);
  return [
    ...abandoned.map(one => ({ ...one, cause: 'abandoned' as const })),
    ...spare.map(one => ({ ...one, cause: 'most_sessions' as const })),
  ];
}
