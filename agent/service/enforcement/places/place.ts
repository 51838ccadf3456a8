/** Where settings live: read, and written so that a crash leaves either the old value or the new one. */
import type { Setting } from '../../controls/plan.ts';
import type { Held } from '../held.ts';

export interface Places {
  /** In the same order. Throws PlaceRefused. */
  read(settings: readonly Setting[]): Promise<Held[]>;
  /** Does everything that may fail for lack of room or rights, without changing the setting. Throws PlaceRefused. */
  prepare(setting: Setting, value: Held): Promise<Prepared>;
  /** Clears what a crash between `prepare` and `commit` left. Never throws. */
  tidy(setting: Setting): void;
}

export interface Prepared {
  /** Durable when it resolves. Throws PlaceRefused. */
  commit(): Promise<void>;
  discard(): void;
}

export type PlaceReason =
  | 'read_only'
  | 'disk_full'
  | 'no_access'
  | 'unsafe_path'
  | 'not_restorable'
  | 'tool_missing'
  | 'write_failed';

/** The place could not be read or written; the message is for a person. */
export class PlaceRefused extends Error {
  readonly reason: PlaceReason;

  constructor(reason: PlaceReason, detail: string) {
    super(detail);
    this.reason = reason;
  }
}

const reasons: Record<string, PlaceReason> = {
  EROFS: 'read_only',
  ENOSPC: 'disk_full',
  EDQUOT: 'disk_full',
  EACCES: 'no_access',
  EPERM: 'no_access',
};

const words: Partial<Record<PlaceReason, (name: string) => string>> = {
  read_only: name => `${name} is on a part of the disk that is read-only for the service`,
  disk_full: name => `the disk is full, so ${name} was left as it was`,
  no_access: name => `the system refused access to ${name}`,
};

export function refusedBy(error: unknown, name: string): PlaceRefused {
  if (error instanceof PlaceRefused) return error;
  const { code = '', message } = error as NodeJS.ErrnoException;
  const reason = reasons[code] ?? 'write_failed';
  return new PlaceRefused(reason, words[reason]?.(name) ?? `${name}: ${message}`);
}
