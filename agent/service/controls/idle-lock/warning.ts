/** Who is to see, two minutes before, that the screen will lock. Only told: it neither puts a lock off nor brings it nearer. */
import type { Scene } from '../../../../shared/protocol/tray/told.ts';
import type { Seat } from './seats.ts';

const warnMs = 120_000;
/** While it is shown, whether somebody is there again is asked so often. */
const lookEveryMs = 3_000;
/** The same moment, measured twice. */
const apartMs = 1_500;

export class Warning {
  readonly #changed: () => void;
  readonly #bySession = new Map<string, { person: number; at: number }>();
  /** Whether anybody would see it. */
  watched = false;

  constructor(changed: () => void) {
    this.#changed = changed;
  }

  scenesFor(person: number): Scene[] {
    const ends = [...this.#bySession.values()].filter(one => one.person === person).map(({ at }) => at);
    return ends.length === 0 ? [] : [{ kind: 'lock_soon', at: Math.min(...ends) }];
  }

  /** Answers after how many milliseconds this session needs a look, no later than its lock. */
  consider(seat: Seat, leftMs: number, limitMs: number, now: number): number {
    const { person } = seat;
    if (!this.watched || person === null || seat.kind !== 'graphical' || seat.locked === true) {
      this.drop(seat.id);
      return leftMs;
    }
    // Rules of a few minutes leave half of them in peace.
    const before = Math.min(warnMs, limitMs / 2);
    if (leftMs > before) {
      this.drop(seat.id);
      return leftMs - before;
    }
    const at = Math.round(now + leftMs);
    const told = this.#bySession.get(seat.id);
    if (told === undefined || Math.abs(told.at - at) > apartMs) {
      this.#bySession.set(seat.id, { person, at });
      this.#changed();
    }
    return Math.min(leftMs, lookEveryMs);
  }

  drop(session: string): void {
    if (this.#bySession.delete(session)) this.#changed();
  }

  /** Of sessions that are no more. */
  keepOnly(here: ReadonlySet<string>): void {
    for (const session of [...this.#bySession.keys()]) if (!here.has(session)) this.drop(session);
  }
}
