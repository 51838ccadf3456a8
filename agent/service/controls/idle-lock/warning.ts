/** Who is to see that the screen will lock, and how long before. Only told: it neither puts a lock off nor brings it nearer. */
import type { Scene } from '../../../../shared/protocol/tray/told.ts';
import type { Seat } from './seats.ts';

/** While it is shown, whether somebody is there again is asked so often. */
const lookEveryMs = 3_000;
/** The same moment, measured twice. */
const apartMs = 1_500;

interface Rule {
  limitMs: number;
  warnMs: number;
}

export class Warning {
  readonly #changed: () => void;
  readonly #bySession = new Map<string, { person: number; at: number; before: number }>();
  /** Whether anybody would see it. */
  watched = false;

  constructor(changed: () => void) {
    this.#changed = changed;
  }

  scenesFor(person: number): Scene[] {
    const told = [...this.#bySession.values()].filter(one => one.person === person);
    const [first] = told.toSorted((a, b) => a.at - b.at);
    return first === undefined ? [] : [{ kind: 'lock_soon', at: first.at, seconds: first.before / 1000 }];
  }

  /** Answers after how many milliseconds this session needs a look, no later than its lock; `warnMs` as the policy has it. */
  consider(seat: Seat, leftMs: number, { limitMs, warnMs }: Rule, now: number): number {
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
      this.#bySession.set(seat.id, { person, at, before });
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
