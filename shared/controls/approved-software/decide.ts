/** The simulator: what a catalogue says of a program. The generators of every system must come to the same answer. */
import type { Policy, Rule } from './policy.ts';
import { type Program, programKey, type System } from './program.ts';
import { protectedAs, wouldDeny } from './protected.ts';

export interface Decision {
  allowed: boolean;
  /** `protected` and `installed` need no rule; `nothing` is a program that no rule knows. */
  by: 'protected' | 'rule' | 'installed' | 'nothing';
  /** The rule's short name. */
  rule: string | null;
}

const same = (one: string | null, other: string) =>
  one !== null && one.trim().toUpperCase() === other.toUpperCase();

function matches(rule: Rule, program: Program): boolean {
  if (rule.by === 'publisher') return same(program.publisher, rule.value);
  if (rule.by === 'package') return program.package === rule.value;
  if (rule.by === 'path_class') return program.pathClass === rule.value;
  if (rule.by === 'hash') return same(program.hash, rule.value);
  return (
    same(program.product, rule.value) && (rule.publisher === '' || same(program.publisher, rule.publisher))
  );
}

const isFor = (rule: Rule, system: System) => rule.system === 'any' || rule.system === system;

/** The rules that count here: those that would deny what is protected are left out. */
export function rulesFor(rules: readonly Rule[], system: System, known: readonly Program[] = []): Rule[] {
  return rules.filter(rule => isFor(rule, system) && wouldDeny(rule, known) === null);
}

/** Rules that no device carries out, with what each would deny. */
export function refusedRules(
  rules: readonly Rule[],
  known: readonly Program[] = [],
): { rule: string; denies: string }[] {
  return rules.flatMap(rule => {
    const denies = wouldDeny(rule, known);
    return denies === null ? [] : [{ rule: rule.id, denies }];
  });
}

/** Linux has no such folder as Program Files: there a package vouches for what lies among the system's own files. */
function isInstalled(program: Program, system: System): boolean {
  if (program.pathClass === 'program_files' || program.pathClass === 'windows') return true;
  return program.pathClass === 'system' && (system !== 'linux' || program.package !== null);
}

/** Pure. A program that nobody can deny runs; then what a rule denies is stopped; then what one allows runs. */
export function decide(policy: Pick<Policy, 'rules'>, program: Program, system: System): Decision {
  if (protectedAs(program) !== null) return { allowed: true, by: 'protected', rule: null };
  const found = rulesFor(policy.rules, system).filter(rule => matches(rule, program));
  const deciding = found.find(rule => rule.decision === 'deny') ?? found[0];
  if (deciding !== undefined)
    return { allowed: deciding.decision === 'allow', by: 'rule', rule: deciding.id };
  if (isInstalled(program, system)) return { allowed: true, by: 'installed', rule: null };
  return { allowed: false, by: 'nothing', rule: null };
}

/** What one device reported. */
interface Reported {
  device: string;
  system: System;
  programs: readonly Program[];
}

export interface WhatIf {
  /** How many different programs would have been stopped, and on how many devices. */
  programs: number;
  devices: number;
  /** Those on most devices first. */
  stopped: { program: Program; rule: string | null; devices: number }[];
}

/** "Would have stopped 3 programs on 32 devices": for the console, over what its devices reported. */
export function whatIf(policy: Pick<Policy, 'rules'>, reports: readonly Reported[]): WhatIf {
  const stopped = new Map<string, { program: Program; rule: string | null; on: Set<string> }>();
  const devices = new Set<string>();
  for (const { device, system, programs } of reports)
    for (const program of programs) {
      const decision = decide(policy, program, system);
      if (decision.allowed) continue;
      devices.add(device);
      const key = programKey(program);
      const known = stopped.get(key) ?? { program, rule: decision.rule, on: new Set<string>() };
      known.on.add(device);
      stopped.set(key, known);
    }
  const list = [...stopped.values()].map(({ program, rule, on }) => ({ program, rule, devices: on.size }));
  return {
    programs: stopped.size,
    devices: devices.size,
    stopped: list.sort((a, b) => b.devices - a.devices),
  };
}
