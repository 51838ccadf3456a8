/**
 * Codes that are read out and typed: what is asked, what is tried and what was allowed, in one small file that is all
 * they need. Time is the machine's uptime alone, of which no clock change takes anything away, and what passed while it
 * was off does not count: five attempts in any quarter of an hour, whatever is done in between.
 */
import { createHmac, randomUUIDv7, timingSafeEqual } from 'node:crypto';
import * as z from 'zod';
import {
  type BreakGlass,
  breakGlass,
  breakGlassText,
  macText,
  readBreakGlassCode,
  readChallenge,
  writeChallenge,
} from '../../../shared/protocol/break-glass.ts';
import type { Cell } from '../state.ts';
import type { HeldSecret } from './recovery-secret.ts';

export const mostAttempts = 5;
export const attemptsWithinMs = 15 * 60_000;
/** Asked again within this time, a device shows the same challenge: somebody may be reading it out. */
const challengeMs = 60 * 60_000;
const usedKept = 64;

/** What a code allowed, until the service has done it and said how that went. */
const taken = z.object({
  id: z.uuid(),
  act: breakGlass,
  epoch: z.number(),
  /** UTC milliseconds by the device's clock. */
  at: z.number(),
  /** Uptime in milliseconds. */
  uptimeMs: z.number(),
  outcome: z.object({ outcome: z.string(), detail: z.string() }).nullable(),
});
export type TakenCode = z.infer<typeof taken>;

export const typedSchema = z.object({
  /** `at` is uptime in milliseconds. */
  challenge: z.object({ text: z.string(), epoch: z.number(), at: z.number() }).nullable(),
  /** Uptime in milliseconds of each attempt that may still count. */
  attempts: z.array(z.number()),
  /** Challenges that a code was accepted for, newest last. */
  used: z.array(z.string()),
  taken: z.array(taken),
});
export type Typed = z.infer<typeof typedSchema>;

export type Entered =
  | { kind: 'accepted'; id: string; act: BreakGlass }
  | { kind: 'wrong'; left: number }
  /** Milliseconds of uptime until another attempt is possible. */
  | { kind: 'locked'; waitMs: number }
  | { kind: 'mistyped' | 'unknown' | 'no_secret' | 'no_challenge' };

export interface TypedEdges {
  cell: Cell<Typed>;
  held(): HeldSecret | undefined;
  /** Milliseconds since the machine was started, sleep included; nobody can set it. */
  uptime(): number;
  /** UTC milliseconds. */
  now(): number;
  random(bytes: number): Uint8Array;
}

const nothing: Typed = { challenge: null, attempts: [], used: [], taken: [] };

export class TypedCodes {
  readonly #edges: TypedEdges;

  constructor(edges: TypedEdges) {
    this.#edges = edges;
  }

  /** Undefined while there is no secret: the device has not met its console since it learnt to. Throws when it cannot be kept. */
  challenge(): string | undefined {
    const held = this.#edges.held();
    if (held === undefined) return undefined;
    const typed = this.#read();
    const open = this.#open(typed, held);
    if (open !== undefined) return open.text;
    const text = this.#fresh(typed, held);
    this.#edges.cell.write({
      ...typed,
      challenge: { text, epoch: held.epoch, at: this.#edges.uptime() },
    });
    return text;
  }

  /** An attempt is on the disk before it is looked at, and a code that is right is used up before anything is done. */
  enter(code: string): Entered {
    const held = this.#edges.held();
    if (held === undefined) return { kind: 'no_secret' };
    const typed = this.#read();
    const attempts = this.#counting(typed.attempts);
    if (attempts.length >= mostAttempts) return { kind: 'locked', waitMs: this.#wait(attempts) };
    const read = readBreakGlassCode(code);
    if (!read.ok) return { kind: read.why };
    const open = this.#open(typed, held);
    if (open === undefined) return { kind: 'no_challenge' };
    const tried = { ...typed, attempts: [...attempts, this.#edges.uptime()] };
    this.#edges.cell.write(tried);
    if (!proves(held, open.text, read.act, read.mac))
      return { kind: 'wrong', left: mostAttempts - tried.attempts.length };
    const id = randomUUIDv7();
    const at = { at: this.#edges.now(), uptimeMs: this.#edges.uptime() };
    const took = { id, act: read.act, epoch: held.epoch, ...at, outcome: null };
    this.#edges.cell.write({
      challenge: null,
      attempts,
      used: [...typed.used, open.text].slice(-usedKept),
      taken: [...typed.taken, took].slice(-8),
    });
    return { kind: 'accepted', id, act: read.act };
  }

  /** Accepted and not done yet, oldest first. */
  waiting(): TakenCode[] {
    return this.#read().taken.filter(one => one.outcome === null);
  }

  taken(id: string): TakenCode | undefined {
    return this.#read().taken.find(one => one.id === id);
  }

  done(id: string, outcome: NonNullable<TakenCode['outcome']>): void {
    const typed = this.#read();
    const all = typed.taken.map(one => (one.id === id ? { ...one, outcome } : one));
    this.#edges.cell.write({ ...typed, taken: all });
  }

  /** A damaged file (and a damaged backup) begins anew, as if all attempts had just been made. */
  #read(): Typed {
    try {
      return this.#edges.cell.read() ?? nothing;
    } catch {
      const now = this.#edges.uptime();
      const begun = { ...nothing, attempts: Array.from({ length: mostAttempts }, () => now) };
      this.#edges.cell.write(begun);
      return begun;
    }
  }

  #open(typed: Typed, held: HeldSecret): NonNullable<Typed['challenge']> | undefined {
    const { challenge } = typed;
    if (challenge === null || challenge.epoch !== held.epoch || this.#since(challenge.at) >= challengeMs)
      return undefined;
    // Another record of the console, another device: its challenge does not read under this one's name.
    return readChallenge(challenge.text, held.deviceId) === undefined ? undefined : challenge;
  }

  #fresh(typed: Typed, held: HeldSecret): string {
    for (;;) {
      const text = writeChallenge(this.#edges.random(6), held.epoch, held.deviceId);
      if (!typed.used.includes(text)) return text;
    }
  }

  #counting(attempts: readonly number[]): number[] {
    return attempts.filter(at => this.#since(at) < attemptsWithinMs);
  }

  #wait(attempts: readonly number[]): number {
    const enough = attempts.slice(-mostAttempts);
    return Math.min(...enough.map(at => attemptsWithinMs - this.#since(at)));
  }

  /** Never more than has really passed: after a start, what passed before it is not counted. */
  #since(at: number): number {
    const now = this.#edges.uptime();
    return now >= at ? now - at : now;
  }
}

function proves(held: HeldSecret, challengeText: string, act: BreakGlass, mac: string): boolean {
  const challenge = readChallenge(challengeText, held.deviceId)?.challenge ?? '';
  const right = createHmac('sha256', held.secret)
    .update(breakGlassText(held.deviceId, challenge, act))
    .digest();
  return timingSafeEqual(Buffer.from(macText(right)), Buffer.from(mac));
}
