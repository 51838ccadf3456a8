/**
 * What a control wants set on a machine. A plan is data: it is compiled without touching anything, checked as a whole
 * before a byte is written, and carried out by `enforcement/` alone, which remembers what was there before.
 */
import type { How } from '../../../shared/finding.ts';

/** A place on the machine that holds one value. */
export type Setting =
  | { kind: 'file'; path: string }
  /** `key` is whole: `HKLM\SOFTWARE\…`. Always the 64-bit view. */
  | { kind: 'registry'; key: string; name: string }
  /** A systemd unit. */
  | { kind: 'unit'; unit: string }
  /** An account that this computer keeps itself; neither made nor removed. `shadow` is Linux, `windows` Windows. */
  | { kind: 'account'; kept: 'shadow' | 'windows'; name: string };

export type FileValue = { kind: 'file'; text: string; mode: number };
export type RegistryValue =
  | { kind: 'registry'; type: 'dword'; data: number }
  | { kind: 'registry'; type: 'sz' | 'expand'; data: string }
  | { kind: 'registry'; type: 'multi'; data: string[] };
export type UnitValue = { kind: 'unit'; enabled: boolean; active: boolean; masked: boolean };
/**
 * The day, in days since 1970 (UTC), from which on nobody can sign in; null for never. Windows keeps only open (null) and
 * closed (1).
 */
export type AccountValue = { kind: 'account'; ends: number | null };

/** Null is *absent*: no file, no registry value, no such unit, no such account. */
export type Value = FileValue | RegistryValue | UnitValue | AccountValue | null;

/** A known command (system/known-commands.ts) and its arguments. */
export interface Step {
  command: string;
  args: readonly string[];
}

export interface Wanted {
  setting: Setting;
  value: Value;
  /**
   * Run on a candidate before it replaces the file; `{candidate}` in the arguments is its path. Anything but exit 0
   * refuses the whole plan and the last good settings stay: a bad rule must never stop a daemon.
   */
  check?: Step;
  /** Makes the system read the setting again: after it was written, and after it was put back. Run once for many. */
  then?: readonly Step[];
}

export interface Plan {
  /** Whole: what this control set before and is not listed here is put back. Written in this order. */
  wanted: readonly Wanted[];
  /** How the promise is kept once all is set; `enforced` unless the system makes it less. */
  how: Exclude<How, 'off' | 'watching'>;
  /** For a person, when `how` is not plainly `enforced`: what is missing and who could change it. */
  detail?: string;
}

/** A plan that must not be carried out. Nothing is written; what was set before stays. */
export class PlanRefused extends Error {
  /** A stable code: `would_deny_input`, `tool_missing`, `managed_elsewhere`, `not_watched_long_enough`. */
  readonly reason: string;

  constructor(reason: string, detail: string) {
    super(detail);
    this.reason = reason;
  }
}
