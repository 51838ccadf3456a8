/** What the guard needs of one system. The logic never asks which system it is on. */
import * as z from 'zod';
import type { Policy } from '../../../../../shared/controls/removable-media/policy.ts';
import type { Stick } from './stick.ts';

export type Access = 'read_only' | 'read_write';

export const verdicts = ['clean', 'infected', 'incomplete', 'error'] as const;

/** Why a scan is not `clean` or `infected`. */
export const scanReasons = [
  'no_antivirus',
  'antivirus_failed',
  'file_system_refused',
  'no_file_system',
  'locked',
  'too_long',
  'too_many',
  'too_large',
  /** An archive under a password, damaged, or larger inside than the antivirus looks. */
  'not_whole',
  /** The antivirus's list of viruses is too old to go by. */
  'signatures_old',
  'unreadable',
  'gone',
] as const;

const count = z.int().nonnegative();

/** What a scan found. Names of what was found are the antivirus's; no file is ever named. */
export const scanResult = z.object({
  verdict: z.enum(verdicts),
  reason: z.enum(scanReasons).nullable(),
  /** For a person: “ext4”, “clamd did not answer”. */
  detail: z.string().max(200).nullable(),
  engine: z.string().max(80).nullable(),
  /** When its list of viruses was made, UTC milliseconds; null when it does not say. */
  signaturesAt: z.number().nullable(),
  files: count,
  bytes: count,
  /** Larger than the antivirus takes, or not readable. */
  skipped: count,
  detections: z.array(z.string().max(120)).max(10),
  /** Whether the files lie in an encrypted container. */
  encrypted: z.boolean(),
});
export type ScanResult = z.infer<typeof scanResult>;

export interface ScanProgress {
  files: number;
  bytes: number;
  /** Of the whole medium's used space; null when not known. */
  ofBytes: number | null;
}

export interface ScanLimits {
  withinMs: number;
  maxFiles: number;
  maxBytes: number;
}

/** A person at this computer. Names never leave it. */
export interface Session {
  id: string;
  user: string;
  /**
   * What stays when an account is renamed, and is not given to the next of that name while it exists: a uid, a SID. Null
   * where the system does not say.
   */
  account: string | null;
  /** Null: the system does not say. */
  locked: boolean | null;
  /** Signed in, but not in front of the screen now: over the network, or behind somebody else. */
  away: boolean;
}

export interface Opening {
  access: Access;
  /** Null: whoever sits there. */
  user: string | null;
  /** The system closes it by itself when either clock has gone on so far, even if this service is dead. */
  withinMs: number | null;
}

/** `gone`: nobody is left to close. `busy`: files are open, nothing new can be opened, try again. */
export type Closed = 'closed' | 'busy' | 'gone' | 'failed';

/** A reader in which no card lies, let in. */
export class NothingInIt extends Error {}

export interface Hands {
  /** Names what is looked at, for a person: `USBGuard, sysfs`. */
  source: string;
  /**
   * Whether the computer runs from a disk of the kind that the plan stops, so that the plan is refused: nothing may be
   * shut then. Null while nothing was seen yet. Left out where a system does not tell.
   */
  refuses?(): boolean | null;
  /** Why the system cannot give such a permission under this policy, for whoever asked; null where it can. */
  cannotGrant?(policy: Policy, access: Access): string | null;
  /** Every portable medium that is plugged in now. Throws ProbeError when it could not look. */
  present(): Promise<Stick[]>;
  /**
   * Calls `changed` soon after anything was plugged in or out; with the stick where the system's own event told all
   * there is to know of one. Goes on by itself until `signal`.
   */
  watch(changed: (seen?: Seen) => void, signal: AbortSignal): void;
  /**
   * What lies in it now, told from what lay in it before: a card in a reader that stays plugged in, a stick after sleep.
   * Left out where the system does not tell.
   */
  medium?(stick: Stick): string;
  /**
   * Lets the system see the medium's content for us alone, read-only. Throws when it cannot, or `signal` ends it;
   * `NothingInIt` where it was let in and is a reader without a card.
   */
  admit(stick: Stick, signal: AbortSignal): Promise<void>;
  /** Never throws. */
  scan(
    stick: Stick,
    limits: ScanLimits,
    progress: (progress: ScanProgress) => void,
    signal: AbortSignal,
  ): Promise<ScanResult>;
  /**
   * Lets people open an encrypted container, and nothing in it yet: only then can it be scanned. `access` is what they
   * will have once it was. Throws when it cannot.
   */
  offerUnlock(stick: Stick, user: string | null, access: Access): Promise<void>;
  /** Lets people use what is already admitted; a second time for the same insertion never puts its end off. Throws. */
  open(stick: Stick, opening: Opening): Promise<void>;
  /** Denies new mounts, flushes, unmounts, and takes back `admit`. `force` does not wait for open files. Never throws. */
  close(stick: Stick, force: boolean): Promise<Closed>;
  /**
   * Takes back whatever an earlier run of this service may have left open, except for these insertions. Throws when
   * something stays open, after all was tried.
   */
  closeLeftovers(except: ReadonlySet<string>, force: boolean): Promise<void>;
  /** The people signed in here, the one at the screen first; null when that could not be seen. */
  sessions(): Promise<Session[] | null>;
  /** Left out where a system has no such place. */
  ended?: EndedList;
}

/**
 * Ids of permissions that ended while the disk took nothing. It lies in memory: it outlives the service, and is gone with
 * a start of the machine.
 */
export interface EndedList {
  /** Nothing where there is none. */
  read(): string[];
  /** The whole list anew. Throws. */
  write(grantIds: readonly string[]): void;
}

/** What the system's own event told: read at once, before anything else is asked. */
export interface Seen {
  stick: Stick;
  /** By the system's policy, before this service did anything. */
  verdict: 'allowed' | 'blocked' | 'rejected';
}
