/** What a control means: its policy, its observation, its verdict and its words. Its hands are in `agent/service/controls`. */
import type * as z from 'zod';
import type { Evidence, Finding, How, Part, State } from '../finding.ts';
import type { PresetKey } from '../policies/presets.ts';

export const modes = ['off', 'watch', 'enforce'] as const;
export type Mode = (typeof modes)[number];

/** Every control's policy begins with a mode. */
export interface ControlPolicy {
  mode: Mode;
}

/** Why a probe could not answer. Each becomes `unknown` with this reason; none ever becomes a verdict. */
export const probeFailures = [
  'probe_failed',
  'probe_timed_out',
  'no_privilege',
  'tool_missing',
  'unsupported',
  'unrecognised_output',
] as const;
export type ProbeFailure = (typeof probeFailures)[number];

/** What a backend saw, or why it could not look. `source` names the command or interface for a person. */
export type Observed<O> =
  | { ok: true; value: O; source: string; at: number }
  | { ok: false; reason: ProbeFailure; detail: string; source: string; at: number };

/** What an evaluator concludes. Pure: the same observation, policy and time give the same verdict. */
export interface Verdict {
  state: State;
  reason: string;
  how?: How;
  evidence?: { facts?: Evidence['facts']; parts?: Part[] };
  baseline?: Finding['baseline'];
}

/** A finding in plain British English: what is so, and what to do next if something is to be done. */
export interface Said {
  sentence: string;
  next?: string;
}

/** A school's promise that this control proves, for the headteacher. No technical word. */
export interface PromiseWords {
  /** "Screens lock after 20 minutes without use." */
  sentence: string;
  /** What "not met" means to a headteacher, after a count: "do not lock by themselves". */
  broken: string;
}

export interface ControlWords<P extends ControlPolicy> {
  title: string;
  /** One sentence of help for the technician. */
  help: string;
  promise(policy: P): PromiseWords;
  /** Says any finding of this control, probe failures included (`sayProbeFailure` is the fallback). */
  say(finding: Finding): Said;
  /** Label of each fact that evidence may hold: `{ fileSystem: 'File system' }`. */
  facts: Record<string, string>;
}

/** Something that enforcing would have done on one device, for the console to say before a change is put in force. */
export interface WouldHave {
  /** After a count of one and of several: "program that people ran in the last 28 days would have been stopped". */
  one: string;
  many: string;
  /** Each as a person knows it: "VLC media player". */
  names: string[];
}

/** An event that a device told of in the last seven days. */
export interface Told {
  name: string;
  /** The school's own day: `2026-11-23`. */
  day: string;
  facts: Readonly<Record<string, unknown>>;
}

/** What a what-if goes by beside what was last seen. */
export interface Beside {
  /** Of the events that `tells` names, in no order. */
  told: readonly Told[];
  /** How this school's devices hash a serial number. */
  hash(serial: string): string;
}

export interface ControlMeaning<P extends ControlPolicy = ControlPolicy, O = unknown> {
  key: string;
  /** Age at which a finding of a device that is awake becomes `unknown: stale` (design.md section 5). Also the round's interval. */
  freshForMs: number;
  /** Every field carries a title, a description and a default (`.meta`), so the console can draw its form. */
  policy: z.ZodType<P>;
  observation: z.ZodType<O>;
  evaluate(observation: O, policy: P, now: number): Verdict;
  words: ControlWords<P>;
  /**
   * True where a policy that only watches sets the computer all the same, so that the system's own mechanism watches and
   * stops nothing. Left out: watching sets nothing.
   */
  setsToWatch?(policy: P): boolean;
  /**
   * What enforcing `policy` would have done, of what this device last reported (`relist`ed) and lately told. `was` is what
   * it truly reported, and what was asked of it then. Pure; left out when it adds nothing to the verdict.
   */
  whatIf?(observation: O, policy: P, beside: Beside, was: { observation: O; policy: P }): WouldHave[];
  /** The events of the last seven days that `whatIf` goes by. */
  tells?: readonly string[];
  /** What a device that saw this under one policy sees under another. Left out where no look hangs on the policy. */
  relist?(observation: O, lists: { before: P; after: P }, hash: Beside['hash'], now: number): O;
  /** The reason that says: a device that was not asked for it did not look for it. No what-if can foresee what it finds. */
  notAskedYet?: string;
  /**
   * What is left of a narrower place's fields, as set and unparsed, where a wider place holds some of them. Left out:
   * the narrower place always wins. Idempotent; a field that it gives back otherwise than asked is held.
   */
  hold?(wider: Readonly<Record<string, unknown>>, narrower: Record<string, unknown>): Record<string, unknown>;
  /** What this control wants for each kind of computer, over the defaults; never a mode. */
  presets?: Partial<Record<PresetKey, Partial<Omit<P, 'mode'>>>>;
}

/** Keeps the types of one control while registering it among others. */
export function defineControl<P extends ControlPolicy, O>(
  meaning: ControlMeaning<P, O>,
): ControlMeaning<P, O> {
  return meaning;
}
