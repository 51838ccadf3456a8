/**
 * What somebody sees when the system stopped a program that they started: what it is called, and whether it was asked for.
 * Stays on the device: neither its name here nor who started it is told to the console.
 */
import { createHash } from 'node:crypto';
import type { RequestAnswer } from '../../../../shared/protocol/answer.ts';
import type { Ask } from '../../../../shared/protocol/tray/asks.ts';
import type { ProgramScene, Refusal } from '../../../../shared/protocol/tray/told.ts';
import type { GuardEdges, Visitor } from '../control.ts';

/** Shown for so long after it was stopped last. */
const shownMs = 15 * 60_000;
/** A program that tries again and again brings its window up again no more often than this, */
const againMs = 60_000;
/** and not more than so many times while it is known. */
const mostSteps = 5;
const mostShown = 5;

interface Stopped {
  handle: string;
  person: number;
  title: string;
  publisher: string;
  at: number;
  step: number;
  askedAt: number | null;
  /** The school said no. */
  refused: boolean;
  /** Nothing more is said of it before it is stopped again. */
  hidden: boolean;
}

export class ShownStopped {
  readonly #edges: Pick<GuardEdges, 'clock' | 'shownChanged'>;
  readonly #stopped = new Map<string, Stopped>();
  #cancel = () => {};

  constructor(edges: Pick<GuardEdges, 'clock' | 'shownChanged'>) {
    this.#edges = edges;
  }

  /** `path` of the program; `title` and `publisher` where they are known. */
  stopped(path: string, person: number, known: { title: string | null; publisher: string | null }): void {
    const title = (known.title ?? path.split(/[/\\]/).at(-1) ?? path).slice(0, 120);
    const publisher = (known.publisher ?? '').slice(0, 120);
    const handle = createHash('sha256').update(`${person} ${path}`).digest('base64url').slice(0, 22);
    const at = this.#edges.clock.monotonic();
    const before = this.#stopped.get(handle);
    const isAgain = before !== undefined && (at - before.at < againMs || before.step >= mostSteps);
    if (isAgain) return;
    this.#stopped.delete(handle);
    this.#stopped.set(handle, {
      ...{ handle, person, title, publisher, at, askedAt: before?.askedAt ?? null },
      ...{ refused: before?.refused ?? false, hidden: false },
      step: (before?.step ?? -1) + 1,
    });
    for (const [oldest] of this.#stopped) if (this.#stopped.size > 32) this.#stopped.delete(oldest);
    this.#changed();
  }

  /** Stopped before, by the same path: then nobody has to look at the file again. */
  again(path: string, person: number): void {
    const handle = createHash('sha256').update(`${person} ${path}`).digest('base64url').slice(0, 22);
    const before = this.#stopped.get(handle);
    if (before !== undefined) this.stopped(path, person, before);
  }

  scenes({ uid }: Visitor): ProgramScene[] {
    const mine = [...this.#stopped.values()].filter(one => one.person === uid && this.#isShown(one));
    return mine.slice(-mostShown).map(({ handle, title, publisher, step, askedAt, refused }) => ({
      ...{ kind: 'program', program: handle, title, publisher, step, askedAt },
      askable: askedAt === null && !refused,
    }));
  }

  /** It was asked for; undefined where it is none of these. */
  asked({ uid }: Visitor, what: Ask): Promise<Refusal | null> | undefined {
    if (what.verb !== 'ask_software') return undefined;
    const one = this.#stopped.get(what.program ?? '');
    if (one?.person === uid) {
      one.askedAt = this.#edges.clock.now();
      this.#changed();
    }
    return Promise.resolve(null);
  }

  /** Known by what it was called when it was asked for. */
  answered({ what, title, state, at }: RequestAnswer): void {
    if (what !== 'software') return;
    for (const one of this.#stopped.values()) {
      const isMeant =
        one.title.toLowerCase() === title.toLowerCase() && (one.askedAt !== null || one.refused);
      if (!isMeant) continue;
      one.refused = state === 'refused';
      one.hidden = state !== 'waiting';
      one.askedAt = state === 'waiting' ? at : null;
    }
    this.#changed();
  }

  stop(): void {
    this.#cancel();
  }

  #isShown({ at, hidden }: Stopped): boolean {
    return !hidden && this.#edges.clock.monotonic() - at < shownMs;
  }

  /** Told again when the last of them is over. */
  #changed(): void {
    this.#cancel();
    this.#edges.shownChanged?.();
    this.#cancel = this.#edges.clock.after(shownMs, () => this.#edges.shownChanged?.());
  }
}
