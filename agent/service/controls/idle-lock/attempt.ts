/**
 * Asks a session to lock and looks whether it did. Asking is only a signal that nobody need listen to: it counts when
 * the desktop says so, or a program that covers the screen is seen, within 15 seconds. Never ends a session.
 */
import type { LastLock } from '../../../../shared/controls/idle-lock/observation.ts';
import type { Clock } from '../../system/clock.ts';
import type { Seat, Seats } from './seats.ts';
import type { Track } from './track.ts';

/** Looks after asking, in milliseconds; the last is the limit. */
const looksAfterMs = [1_000, 3_000, 7_000, 15_000];
/** Where the desktop tells that its screen is open, it is asked once more. */
const asks = 2;

export type Attempt =
  | { asked: true; proof: LastLock['proof']; tookMs: number | null }
  /** The system did not pass the request on, or the guard was stopped. */
  | { asked: false };

interface Trial {
  seat: Seat;
  track: Track;
  seats: Seats;
  clock: Clock;
  signal: AbortSignal;
}

export async function attemptLock(trial: Trial): Promise<Attempt> {
  const { seat, track, seats, clock, signal } = trial;
  for (let ask = 1; ask <= asks; ask += 1) {
    const askedAt = clock.monotonic();
    track.askedAt = askedAt;
    if (!(await seats.lock(seat.id, signal)) || signal.aborted) return { asked: false };
    // Nothing covers a text console, and nothing there tells.
    if (seat.kind === 'text') break;
    const shown = await shownWithin(trial, askedAt);
    if (signal.aborted) return { asked: false };
    if (shown) return { asked: true, proof: shown, tookMs: Math.round(clock.monotonic() - askedAt) };
    if (!(seat.tellsLock || track.hasTold)) break;
    if (ask === asks) return { asked: true, proof: 'did_not_lock', tookMs: null };
  }
  return { asked: true, proof: 'not_shown', tookMs: null };
}

async function shownWithin(
  trial: Trial,
  askedAt: number,
): Promise<'desktop_said' | 'lock_program' | undefined> {
  const { seat, track, seats, clock, signal } = trial;
  for (const after of looksAfterMs) {
    if (track.locked !== true) await pause(trial, askedAt + after - clock.monotonic());
    if (signal.aborted) return undefined;
    if (track.locked === true || (await seats.isLocked(seat.id, signal)) === true) return 'desktop_said';
    if (await seats.isCovered(seat.id)) return 'lock_program';
  }
  return undefined;
}

async function pause({ track, clock, signal }: Trial, ms: number): Promise<void> {
  const news = track.nextLock();
  const cancel = clock.after(Math.max(0, ms), news.stop);
  signal.addEventListener('abort', news.stop, { once: true });
  await news.heard;
  cancel();
  signal.removeEventListener('abort', news.stop);
}
