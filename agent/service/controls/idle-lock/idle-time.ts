/**
 * For how long a session has been unused, sleep included. Counted on time that nobody can set; the clock on the wall is
 * only believed within what that allows. Null where nobody tells: then nothing may be done.
 */
import type { LogindSession } from './logind.ts';

/** When a look was made. */
export interface Moment {
  /** UTC milliseconds, as the clock is set. */
  wall: number;
  /** Milliseconds since the computer was started, sleep included. */
  boot: number;
  /** The same without sleep. */
  awake: number;
}

/** What the kernel counts without sleep: by it logind says when a spell began. */
export const awakeNow = () => Number(process.hrtime.bigint() / 1_000n) / 1000;

const sleptUntil = ({ boot, awake }: Moment) => Math.max(0, boot - awake);
const between = (value: number, least: number, most: number) => Math.min(Math.max(value, least), most);

/** What was seen at the look before. */
interface Before {
  at: Moment;
  spell: string | null;
  idleMs: number | null;
}

/** What tells one spell of not being used from the next; null while in use. Logind keeps both times as they were then. */
function spellOf({ graphical, idleHint, idleSince, idleSinceBoot }: LogindSession): string | null {
  if (!graphical) return idleSince === null ? null : `key ${idleSince}`;
  return idleHint ? `${idleSince} ${idleSinceBoot}` : null;
}

/** A desktop says when it began on both clocks: without sleep exactly, and how much of it was sleep by the wall's. */
function ofDesktop(session: LogindSession, now: Moment, before: Before | undefined): number | null {
  if (!session.idleHint) return 0;
  if (session.idleSinceBoot === null) return null;
  const awakeMs = Math.max(0, now.awake - session.idleSinceBoot);
  const sleptMs = sleptUntil(now) - (before ? sleptUntil(before.at) : 0);
  const wallMs = session.idleSince === null ? awakeMs : now.wall - session.idleSince;
  return between(wallMs, awakeMs, awakeMs + Math.max(0, sleptMs));
}

/**
 * A text console only has the time of its last key, by a clock that may have been set since, before or after that key.
 * At first sight nothing tells which (a restored machine has old keys and a new clock), so it counts from then; later
 * the shorter of the two counts.
 */
function ofConsole(session: LogindSession, now: Moment, before: Before | undefined): number | null {
  if (!isConsole(session) || session.idleSince === null) return null;
  if (before === undefined) return 0;
  const elapsed = now.boot - before.at.boot;
  const set = now.wall - before.at.wall - elapsed;
  const wallMs = now.wall - session.idleSince;
  const possible = [wallMs, wallMs - set].filter(ms => ms >= 0 && ms <= elapsed);
  return possible.length === 0 ? 0 : Math.min(...possible);
}

function fresh(session: LogindSession, now: Moment, before?: Before): number | null {
  return session.graphical ? ofDesktop(session, now, before) : ofConsole(session, now, before);
}

const isConsole = ({ type, remote }: LogindSession) => type === 'tty' && !remote;

/**
 * One look, without knowing the one before; null in use. Of a text console by the clock on the wall, which may have been
 * set: enough to say what might be done, and nothing is done by it.
 */
export function idleMsNow(session: LogindSession, now: Moment): number | null {
  if (session.graphical) return session.idleHint ? fresh(session, now) : null;
  if (!isConsole(session) || session.idleSince === null) return null;
  return Math.max(0, now.wall - session.idleSince);
}

/** Remembers each session's spell, so that it only grows with time that nobody can set. */
export class IdleTimes {
  readonly #before = new Map<string, Before>();

  of(session: LogindSession, now: Moment): number | null {
    const before = this.#before.get(session.id);
    const spell = spellOf(session);
    const goesOn = before !== undefined && spell !== null && before.spell === spell && before.idleMs !== null;
    const idleMs = goesOn
      ? (before.idleMs ?? 0) + Math.max(0, now.boot - before.at.boot)
      : fresh(session, now, before);
    this.#before.set(session.id, { at: now, spell, idleMs });
    return idleMs;
  }

  /** Sessions that have ended; their names may be given again. */
  keepOnly(ids: ReadonlySet<string>): void {
    for (const id of this.#before.keys()) if (!ids.has(id)) this.#before.delete(id);
  }
}
