/** How one system is left: what `Leaving` decides, this does. */
import type { LeaveKind } from '../../../shared/protocol/leave.ts';

export interface Hand {
  /** The system's names for the sessions of people; null when it could not be asked. Never throws. */
  sessions(): Promise<string[] | null>;
  /** Asks to end these; true when every one was taken, which is no proof. */
  signOut(sessions: readonly string[]): Promise<boolean>;
  /** Has the system do it at `at` (UTC milliseconds) and announce `words`. False when it did not take it. */
  plan(at: number, words: string, kind: Exclude<LeaveKind, 'sign_out'>): Promise<boolean>;
  /** Where the system cannot plan it: does it now. Left out where `plan` is enough. */
  now?(kind: LeaveKind): Promise<boolean>;
  /** Takes back what `plan` planned. */
  takeBack(): Promise<void>;
  /** What a restart must not cut off; null when nothing is seen. What cannot be seen counts as running. */
  busy(): Promise<string | null>;
  /** Since the computer was started, sleep included. */
  uptimeMs(): number;
}
