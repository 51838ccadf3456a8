/**
 * Tells when somebody signs in, locks, unlocks and signs out, only where the school's policy asks for it, and never who:
 * a person is a short hash that the school's key makes, so that two sittings of one person can be told to be so.
 */
import { createHmac, randomBytes } from 'node:crypto';
import * as z from 'zod';
import type { GuardEdges } from '../../control.ts';
import type { Look, Seated, Seats } from './seated.ts';

/** Several signals of one act make one look. */
const soonMs = 1000;

const known = z.object({
  key: z.string().max(80),
  sitting: z.string().max(20),
  locked: z.boolean().nullable(),
  facts: z.object({ kind: z.string(), account: z.string(), person: z.string().nullable() }),
});
type Known = z.infer<typeof known>;
const kept = z.object({ sittings: z.array(known).max(60) });

export class Sittings {
  readonly #edges: GuardEdges;
  readonly #seats: Seats;
  readonly #unexpected: readonly string[];
  readonly #cell;
  readonly #ended = new AbortController();
  #cancel = () => {};
  /** Monotonic; of the look that is planned. */
  #dueAt = Number.POSITIVE_INFINITY;
  #on = false;
  /** What follows the system's own word runs. */
  #listening = false;
  /** Something was heard since the last look. */
  #heard = false;
  /** Nothing was seen happen since somebody listened: what is found was so already. */
  #live = false;
  /** This look found what was heard a moment before. */
  #exact = false;
  #looking: Promise<void> = Promise.resolve();

  /** `unexpected`: groups whose people are not expected at a screen here. */
  constructor(edges: GuardEdges, seats: Seats, unexpected: readonly string[] = []) {
    this.#edges = edges;
    this.#seats = seats;
    this.#unexpected = unexpected;
    this.#cell = edges.cell('sittings', kept);
  }

  start(): void {
    this.#on = true;
    void this.#listen(this.#ended.signal);
  }

  async stop(): Promise<void> {
    this.#on = false;
    this.#ended.abort();
    this.#cancel();
    await this.#looking;
  }

  async #listen(signal: AbortSignal): Promise<void> {
    this.#listening = true;
    this.#live = false;
    this.#lookIn(0);
    await this.#seats.follow(this.#edges.machine, () => this.#news(), signal);
    this.#listening = false;
    if (signal.aborted) return;
    const { everyMs } = this.#seats;
    this.#edges.clock.after(everyMs, () => signal.aborted || void this.#listen(signal));
  }

  #news(): void {
    this.#heard = true;
    this.#lookIn(soonMs);
  }

  /** A look that is planned sooner stays: whoever makes news without end cannot put it off. */
  #lookIn(ms: number): void {
    const dueAt = this.#edges.clock.monotonic() + ms;
    if (!this.#on || this.#dueAt <= dueAt) return;
    const { signal } = this.#ended;
    this.#cancel();
    this.#dueAt = dueAt;
    this.#cancel = this.#edges.clock.after(ms, () => {
      this.#dueAt = Number.POSITIVE_INFINITY;
      this.#looking = this.#looking
        .then(() => this.#look(signal))
        .catch(() => {})
        .finally(() => this.#lookIn(this.#seats.everyMs));
    });
  }

  async #look(signal: AbortSignal): Promise<void> {
    this.#exact = this.#live && this.#heard && this.#listening;
    this.#heard = false;
    const look = await this.#seats.look(this.#edges.machine, signal);
    if (look === null || signal.aborted) return;
    const before = this.#cell.read()?.sittings ?? [];
    const still = before.filter(one => look.seated.some(({ key }) => key === one.key) || isHidden(one, look));
    for (const one of before) if (!still.includes(one)) this.#tell('ended', one);
    const now: Known[] = [];
    for (const one of still)
      now.push(
        this.#lockOf(
          one,
          look.seated.find(({ key }) => key === one.key),
        ),
      );
    for (const seat of look.seated)
      if (!before.some(({ key }) => key === seat.key)) now.push(await this.#begin(seat));
    if (signal.aborted) return;
    this.#cell.write({ sittings: now.slice(-60) });
    this.#live = true;
  }

  #lockOf(one: Known, seat: Seated | undefined): Known {
    const locked = seat?.locked ?? null;
    if (locked === null || locked === one.locked) return one;
    // A desktop that says for the first time that it is open has not been unlocked.
    if (locked || one.locked !== null) this.#tell(locked ? 'locked' : 'unlocked', one);
    return { ...one, locked };
  }

  async #begin(seat: Seated): Promise<Known> {
    const here = await this.#seats.keptHere(this.#edges.machine, seat);
    const one: Known = {
      key: seat.key,
      sitting: randomBytes(9).toString('base64url'),
      locked: seat.locked,
      facts: {
        kind: seat.kind,
        account: here ? 'kept_here' : 'directory',
        person: this.#personOf(seat.name),
      },
    };
    const staff =
      seat.kind === 'screen' &&
      (await this.#seats.isInOneOf(this.#edges.machine, seat.name, this.#unexpected));
    this.#tell('began', one, staff ? { staff } : {});
    if (seat.locked) this.#tell('locked', one);
    return one;
  }

  #personOf(name: string): string | null {
    const key = this.#edges.serialKey();
    if (key === null) return null;
    const hash = createHmac('sha256', Buffer.from(key, 'base64url')).update(`sitting\n${name.toLowerCase()}`);
    return hash.digest('base64url').slice(0, 8);
  }

  #tell(what: string, { sitting, facts }: Known, more: { staff?: true } = {}): void {
    this.#edges.tell(`sitting.${what}`, { sitting, ...facts, ...more, exact: this.#exact });
  }
}

/** Still there, but not shown this time. */
const isHidden = ({ key }: Known, { ids, seated, closing }: Look) => {
  const id = key.split('/')[0] ?? '';
  return ids.includes(id) && !closing.includes(id) && !seated.some(seat => seat.id === id);
};
