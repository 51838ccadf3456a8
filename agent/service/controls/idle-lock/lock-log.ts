/** Tells of locks, and keeps what they showed for the finding. Nobody is named, nor what they did. */
import type { AgentLock, LastLock } from '../../../../shared/controls/idle-lock/observation.ts';
import type { GuardEdges } from '../control.ts';
import type { Attempt } from './attempt.ts';
import type { BootTime } from './boot-time.ts';
import type { Seat } from './seats.ts';
import { leaveStanding, standingNow, withTry } from './standing.ts';

type Edges = Pick<GuardEdges, 'machine' | 'tell' | 'lookAgain'>;

const events: Record<LastLock['proof'], string> = {
  desktop_said: 'lock.observed',
  lock_program: 'lock.observed',
  not_shown: 'lock.unsupported',
  did_not_lock: 'lock.failed',
};

export class LockLog {
  readonly #edges: Edges;
  #tries: readonly LastLock[] = [];
  #last: LastLock | null = null;
  #left = '';
  /** Abandoned sessions that were ended since the computer was started. */
  signedOut = 0;

  constructor(edges: Edges) {
    this.#edges = edges;
  }

  /** Goes on from what was seen before the service was started again, since the same start of the computer. */
  async restore(now: BootTime): Promise<void> {
    const left = await standingNow(this.#edges.machine, now);
    this.#tries = left?.tries ?? [];
    this.#last = left?.last ?? null;
    this.signedOut = left?.signedOut ?? 0;
    this.#left = '';
  }

  /** Caretaker asked. */
  tried(seat: Seat, cause: 'agent' | 'order', idleMs: number | null, attempt: Attempt): void {
    if (!attempt.asked) {
      this.#edges.tell('lock.failed', { cause, ...seconds(idleMs), asked: false });
      return;
    }
    const { proof, tookMs } = attempt;
    const lock = { at: this.#edges.machine.now(), desktop: seat.desktop, cause, proof, tookMs };
    // What a text console cannot show says nothing about a desktop.
    if (seat.kind === 'graphical') this.#tries = withTry(this.#tries, lock);
    this.#keep(lock, seat, idleMs);
  }

  /** It was locked, and Caretaker had not asked. */
  observed(seat: Seat, cause: 'desktop' | 'person', idleMs: number | null, proof: LastLock['proof']): void {
    this.#keep(
      { at: this.#edges.machine.now(), desktop: seat.desktop, cause, proof, tookMs: null },
      seat,
      idleMs,
    );
  }

  /** Where the next look at this control finds it; written only when it has changed. */
  async leave(now: BootTime, state: AgentLock['state'], limitSeconds: number): Promise<void> {
    const standing: AgentLock = { state, limitSeconds, last: this.#last, tries: [...this.#tries] };
    if (this.signedOut > 0) standing.signedOut = this.signedOut;
    const text = JSON.stringify(standing);
    if (text === this.#left) return;
    const first = this.#left === '';
    this.#left = text;
    await leaveStanding(this.#edges.machine, now.boot, standing);
    if (!first) this.#edges.lookAgain();
  }

  #keep(lock: LastLock, seat: Seat, idleMs: number | null): void {
    const { cause, proof, tookMs } = lock;
    if (proof === 'desktop_said' || proof === 'lock_program') this.#last = lock;
    this.#edges.tell(events[proof], { cause, ...seconds(idleMs), proof, tookMs, kind: seat.kind });
  }
}

const seconds = (idleMs: number | null) => ({
  idleSeconds: idleMs === null ? null : Math.floor(idleMs / 1000),
});
