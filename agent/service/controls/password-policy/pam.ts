/** PAM's stacks (pam.conf(5)): which modules really stand in the way of a password, and with which settings. */
import { textOf } from '../../system/presence.ts';
import type { Machine } from '../control.ts';

export interface Rule {
  /** `requisite`, `required`, `sufficient`, or `[success=1 default=ignore]`. */
  control: string;
  /** `pam_pwquality.so`, without its folder. */
  module: string;
  args: string[];
}

const maxDepth = 8;

function parseLine(line: string): (Rule & { type: string }) | undefined {
  const [, type = '', control = '', path = '', rest = ''] =
    /^-?(\w+)\s+(\[[^\]]*\]|\S+)\s+(\S+)\s*(.*)$/.exec(line) ?? [];
  if (type === '') return undefined;
  const module = path.replace(/^.*\//, '');
  return { type, control, module, args: rest.split(/\s+/).filter(arg => arg !== '') };
}

/**
 * The rules of one type (`auth`, `password`) of a service, with what it includes. Null when there is no such
 * service, or any part of it could not be read.
 */
export async function stackOf(
  machine: Machine,
  service: string,
  type: string,
  depth = 0,
): Promise<Rule[] | null> {
  const text = depth > maxDepth ? null : await textOf(machine, `/etc/pam.d/${service}`, 64 * 1024);
  if (typeof text !== 'string') return null;
  const rules: Rule[] = [];
  for (const raw of text.replace(/\\\n/g, ' ').split('\n')) {
    const line = raw.replace(/#.*$/, '').trim();
    const [, all] = /^@include\s+(\S+)/.exec(line) ?? [];
    const rule = parseLine(line);
    const other =
      all ?? (rule?.type === type && /^(include|substack)$/.test(rule.control) ? rule.module : undefined);
    if (other !== undefined) {
      const included = await stackOf(machine, other, type, depth + 1);
      if (included === null) return null;
      rules.push(...included);
    } else if (rule?.type === type)
      rules.push({ control: rule.control, module: rule.module, args: rule.args });
  }
  return rules;
}

/** Whether a failure of this rule ends in a refusal. */
export function binds({ control }: Rule): boolean {
  return /^(requisite|required)$/.test(control) || /\bdefault=(die|bad)\b/.test(control);
}

/** `name=value` and `name = value` lines, the last one counting. Bare words count as 1. */
export function settingsOf(text: string): Map<string, string> {
  return new Map(
    text.split('\n').flatMap(raw => {
      const [, name, value = '1'] = /^\s*([a-z_]+)\s*(?:=\s*(\S+))?\s*$/.exec(raw.replace(/#.*$/, '')) ?? [];
      return name ? [[name, value] as const] : [];
    }),
  );
}
