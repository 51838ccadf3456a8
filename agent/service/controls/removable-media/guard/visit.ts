/** One stick from the moment it is plugged in until it is taken out: what was done with it so far. Not kept. */
import type { Access, ScanProgress, ScanResult } from './hands.ts';
import type { Stick } from './stick.ts';

export interface Visit {
  stick: Stick;
  /** Monotonic. */
  since: number;
  /** That it came was told. */
  announced: boolean;
  /** The last that was told of it, so that nothing is told twice. */
  said: string | null;
  /** This guard let the system see its content. */
  admitted: boolean;
  scan: { stop: AbortController; ended: Promise<void> } | null;
  /** What was scanned or opened, as the hands tell it from another; null before, and where they do not tell. */
  medium: string | null;
  /** A reader that waits for a card: let in, and nothing in it that anybody could open. */
  empty: boolean;
  /** People may open the container on it, so that it can be scanned. */
  unlockOffered: boolean;
  /** Of this insertion; forgotten when the stick is shut, since nobody watches a shut stick. */
  result: ScanResult | null;
  open: { rule: string; access: Access; user: string | null } | null;
  /** It was open when the service ended, and the hands have not been told again yet. */
  takenUp: boolean;
  shutting: Shutting | null;
  /** How far its scan is. */
  progress: ScanProgress | null;
  /** When somebody here asked for it, UTC milliseconds; null when nobody did, or they have their answer. */
  askedAt: number | null;
  /** That request's id. */
  request: string | null;
  /** The school said no to it. */
  refused: boolean;
  /** A permission for it has ended since it was plugged in. */
  wasOpen: boolean;
  /** An act that failed is not tried again before then (monotonic). */
  notBefore: number;
}

interface Shutting {
  why: string;
  /** Monotonic. */
  since: number;
  tries: number;
}

export const newVisit = (stick: Stick, since: number): Visit => ({
  stick,
  since,
  announced: false,
  said: null,
  admitted: false,
  scan: null,
  medium: null,
  empty: false,
  unlockOffered: false,
  result: null,
  open: null,
  takenUp: false,
  shutting: null,
  progress: null,
  askedAt: null,
  request: null,
  refused: false,
  wasOpen: false,
  notBefore: 0,
});

/** Open files are waited for, and then no longer. */
export const forceAfterMs = 30_000;

/** A stick that is busy or does not let itself be shut: soon at first, then once a minute, without end. */
export const shutAgainMs = ({ tries }: Shutting): number => Math.min(60_000, 2000 * 2 ** Math.min(tries, 5));
