/** Locks one session: asks, looks whether it locked, and has it told. */
import type { GuardEdges } from '../control.ts';
import { attemptLock } from './attempt.ts';
import type { LockLog } from './lock-log.ts';
import type { Seat, Seats } from './seats.ts';
import type { Track } from './track.ts';

/** `was_locked`: before anybody asked. `not_shown`: asked, and nothing there tells. */
export type Locked = 'was_locked' | 'locked' | 'not_shown' | 'did_not_lock' | 'not_asked';

export class Locksmith {
  readonly #clock: GuardEdges['clock'];
  readonly #seats: Seats;
  readonly #log: LockLog;

  constructor(clock: GuardEdges['clock'], seats: Seats, log: LockLog) {
    this.#clock = clock;
    this.#seats = seats;
    this.#log = log;
  }

  async lock(
    seat: Seat,
    track: Track,
    cause: 'agent' | 'order',
    idleMs: number | null,
    signal: AbortSignal,
  ): Promise<Locked> {
    const seats = this.#seats;
    if (seat.locked === true) {
      // Asked all the same: anybody can tell the system that their own open session is locked.
      await seats.lock(seat.id, signal);
      return 'was_locked';
    }
    if (await seats.isCovered(seat.id)) {
      this.#log.observed(seat, 'desktop', idleMs, 'lock_program');
      return 'was_locked';
    }
    const attempt = await attemptLock({ seat, track, seats, clock: this.#clock, signal });
    if (signal.aborted) return 'not_asked';
    this.#log.tried(seat, cause, idleMs, attempt);
    if (!attempt.asked) return 'not_asked';
    const { proof } = attempt;
    return proof === 'desktop_said' || proof === 'lock_program' ? 'locked' : proof;
  }
}
