/** `iptables-save -t filter` as chains of rules. The older tool, and the only one that shows its own extensions in full. */
import { ProbeError } from '../control.ts';
import { type Chain, type Family, isCard, type Rule } from './ruleset.ts';
import { isWideText } from './wide.ts';

const verdicts: Partial<Record<string, Rule['verdict']>> = {
  ACCEPT: 'accept',
  DROP: 'drop',
  REJECT: 'drop',
  RETURN: 'return',
  LOG: 'none',
  NFLOG: 'none',
  MARK: 'none',
  CONNMARK: 'none',
  CT: 'none',
  SET: 'none',
};

const comments = /-m comment|--comment (?:"(?:[^"\\]|\\.)*"|\S+)/g;

/** What stands before the target: nothing takes every packet, and every connection begins as new. */
function narrows(matches: string): boolean {
  if (matches === '') return false;
  const states = /^-m (?:conntrack --ctstate|state --state) ([A-Z,]+)$/.exec(matches)?.[1];
  return !states?.split(',').includes('NEW');
}

/** `-i lo -j ACCEPT`, what follows `-A CHAIN`. A target that is no chain and not known here is found out by whoever follows it. */
export function ruleOf(text: string): Rule {
  const [, before = '', how, target = ''] =
    /^(.*?)(?:^|\s)-([jg]) (\S+)/.exec(text.replace(comments, '').trim()) ?? [];
  if (how === undefined) return { always: true, verdict: 'none' };
  const always = !narrows(before.trim());
  const [, isNot, name, rest = ''] = /^(! )?-i (\S+)(.*)$/.exec(before.trim()) ?? [];
  const onCard = name !== undefined && isCard(name, isNot !== undefined);
  const nearlyAll =
    name === undefined ? isWideText(before.trim()) : onCard && (rest === '' || isWideText(rest));
  const scope = { always, ...(nearlyAll && !always ? { nearlyAll } : {}) };
  if (how === 'g') return { ...scope, verdict: 'goto', target };
  return { ...scope, verdict: verdicts[target] ?? 'jump', target };
}

/** Throws ProbeError when this is not a whole table: iptables-save ends each with COMMIT. */
export function parseIptables(stdout: string, family: Family, source: string): Chain[] {
  const lines = stdout.split('\n').map(line => line.trim());
  if (!lines.includes('*filter') || !lines.includes('COMMIT'))
    throw new ProbeError('unrecognised_output', `${source} did not print a whole table`, source);
  const chains = new Map<string, Chain>();
  for (const line of lines) {
    const [, name, policy] = /^:(\S+) (ACCEPT|DROP|-)/.exec(line) ?? [];
    if (!name) continue;
    const atInput = name === 'INPUT' ? (policy === 'DROP' ? 'drop' : 'accept') : null;
    chains.set(name, { table: source, name, families: [family], policy: atInput, rules: [] });
  }
  for (const line of lines) {
    const [, name, rule] = /^-A (\S+) ?(.*)$/.exec(line) ?? [];
    if (name && rule !== undefined) chains.get(name)?.rules.push(ruleOf(rule));
  }
  return [...chains.values()];
}
