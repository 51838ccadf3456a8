/** What a room gives the approvals room: a kind of thing that a second person agrees to, and how it is then done. */
import type { Permission } from '../access.ts';
import type { Context } from '../context.ts';
import type { Tx } from '../database/index.ts';
import type { Caller } from '../route.ts';

/** What was asked, as the kind's own functions get it. */
export interface Asked<P> {
  id: string;
  schoolId: string;
  subject: string;
  title: string;
  reason: string;
  payload: P;
  /** Who asked: enough for the audit log. */
  askedBy: Pick<Caller, 'schoolId' | 'id' | 'name'>;
}

export interface Done {
  /** What was done, as a sentence: "Trolley 4 was told." */
  sentence: string;
  /** Runs after the transaction has ended: sending to devices, nudging pages. */
  after?: () => Promise<void> | void;
}

export type HowEnded = 'refused' | 'withdrawn' | 'expired';

export interface ApprovalKind<P = unknown> {
  /** Stable, in kebab case: `suspend-enforcement`. */
  kind: string;
  /** A row of access.ts: who else than the asker may say yes. */
  permission: Permission;
  /** True for the dangerous few: the password is asked again with the yes. */
  stepUp: boolean;
  /** How long it waits, in milliseconds; whoever asks may say less. */
  waitsMs: number;
  /**
   * When nobody else in the school may say yes: `do` has the room do it at once, with a line in the audit log;
   * `refuse` throws `approval.nobody`.
   */
  alone: 'do' | 'refuse';
  /**
   * True where whoever never signed in is not counted as somebody else: a new school's own first people could not be
   * invited otherwise.
   */
  onlyThoseWhoCame?: true;
  /**
   * How long it has to have waited before the command line of the console's machine may stand in for the second person,
   * for a school whose own has left. Without it never.
   */
  machineAfterMs?: number;
  /** The payload as it was stored. Throws for one that this version no longer understands. */
  read(payload: unknown): P;
  /**
   * Runs once, in the transaction of the yes. An AppError that it throws is told to whoever said yes, and nothing is
   * decided then. Check again what may have changed since it was asked.
   */
  approved(context: Context, tx: Tx, asked: Asked<P>, by: Caller): Promise<Done>;
  /** In the transaction in which it ended without a yes. */
  ended?(context: Context, tx: Tx, asked: Asked<P>, how: HowEnded): Promise<void>;
  /** The page of what it is about, if this reader may see it. */
  about?(asked: Asked<P>, reader: Caller): { label: string; to: string } | null;
}

/** For lists of kinds of different payloads. */
// biome-ignore lint/suspicious/noExplicitAny: a kind reads its own payload before it gets it.
export type AnyKind = ApprovalKind<any>;
