/**
 * Somebody of the staff holds the lock from the tray while they present. Whatever asks may be a program of theirs, so it
 * takes more than asking: a person whom the policy lets, somebody at the keyboard by the system's own word, and no more
 * than so many minutes in a day.
 */
import * as z from 'zod';
import { nameMatches, type Policy } from '../../../../shared/controls/idle-lock/policy.ts';
import type { Presenting, Refusal, Scene } from '../../../../shared/protocol/tray/told.ts';
import type { GuardEdges, Visitor } from '../control.ts';
import type { BootTime } from './boot-time.ts';
import type { Presentation } from './presentation.ts';
import type { Seat } from './seats.ts';

/** Whoever asks was there so recently. */
const atKeyboardMs = 60_000;
/** Of all presentations begun at one computer. */
const mostMinutesInADay = 240;
const dayMs = 86_400_000;
/** Told before the lock works again. */
export const endWarnMs = 120_000;

const used = z.object({ at: z.number().nonnegative(), minutes: z.int().nonnegative() });

export class StaffHold {
  readonly #edges: GuardEdges;
  readonly #presentation: Presentation;
  readonly #used;

  constructor(edges: GuardEdges, presentation: Presentation) {
    this.#edges = edges;
    this.#presentation = presentation;
    this.#used = edges.cell('presented', z.array(used).max(200));
  }

  /** `forStaff`: by the policy a computer of staff. Anywhere else a pupil may sit, so only somebody who is named may. */
  offer(policy: Policy | undefined, by: Visitor, forStaff: boolean, now: BootTime): Presenting | null {
    if (policy?.mode !== 'enforce' || !policy.presentationAllowed || policy.secureData) return null;
    const named = policy.presenters.some(name => nameMatches(name, by.user));
    if (!named && (policy.presenters.length > 0 || !forStaff)) return null;
    return { most: policy.presentationMinutes, until: this.#until(by, now) };
  }

  start(policy: Policy, by: Visitor, minutes: number, now: BootTime, seen: readonly Seat[]): Refusal | null {
    const isThere = seen.some(
      ({ person, kind, locked, idleMs }) =>
        person === by.uid &&
        kind === 'graphical' &&
        locked !== true &&
        idleMs !== null &&
        idleMs < atKeyboardMs,
    );
    if (!isThere || minutes > policy.presentationMinutes) return 'not_possible';
    const before = this.#lately();
    const minutesUsed = before.reduce((sum, one) => sum + one.minutes, 0);
    if (minutesUsed + minutes > mostMinutesInADay) return 'too_often';
    const who = { uid: by.uid, name: by.user ?? `account ${by.uid}` };
    if (!this.#presentation.start(minutes, now, who)) return 'already_asked';
    this.#used.write([...before, { at: this.#edges.clock.now(), minutes }]);
    return null;
  }

  /** Only whoever began it ends it. */
  end(by: Visitor, now: BootTime): Refusal | null {
    if (this.#presentation.by !== by.uid) return 'not_possible';
    this.#presentation.end('person', now);
    return null;
  }

  scenes(by: Visitor, now: BootTime): Scene[] {
    const at = this.#until(by, now);
    return at !== null && this.#presentation.leftMs(now) <= endWarnMs ? [{ kind: 'presenting', at }] : [];
  }

  /** Whole seconds, so that the same end is the same message. */
  #until(by: Visitor, now: BootTime): number | null {
    const left = this.#presentation.leftMs(now);
    if (left <= 0 || this.#presentation.by !== by.uid) return null;
    return Math.round((this.#edges.clock.now() + left) / 1000) * 1000;
  }

  /** A clock that was set back counts what it finds: that makes it shorter, never longer. */
  #lately() {
    const now = this.#edges.clock.now();
    try {
      return (this.#used.read() ?? []).filter(({ at }) => now - at < dayMs).slice(-100);
    } catch {
      return [];
    }
  }
}
