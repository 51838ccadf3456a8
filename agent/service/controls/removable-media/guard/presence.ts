/** Whether the person a stick was opened for is still there: signed in, and not away from the screen, or from a locked one, for long. */
import type { Clock } from '../../../system/clock.ts';
import { Countdown } from './countdown.ts';
import type { Session } from './hands.ts';

/** As long as a locked screen, or somebody else in front of it, may keep a permission. */
export const lockedForMs = 300_000;

export class Presence {
  readonly #clock: Clock;
  #locked: { session: string; left: Countdown } | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Why a permission for this session ends now; null to go on. What could not be seen ends nothing. */
  ends(session: string | null, sessions: readonly Session[] | null): 'signed_out' | 'locked' | null {
    if (session === null || sessions === null) return null;
    const here = sessions.find(({ id }) => id === session);
    if (here === undefined) return 'signed_out';
    if (here.locked !== true && !here.away) {
      if (this.#locked?.session === session) this.#locked = undefined;
      return null;
    }
    if (this.#locked?.session !== session)
      this.#locked = { session, left: new Countdown(this.#clock, lockedForMs) };
    return this.#locked.left.left() === 0 ? 'locked' : null;
  }
}
