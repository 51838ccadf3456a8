/** The kernel's packet rules, whichever tool printed them, and what becomes of a packet that no rule names. */

export interface Rule {
  /** False when it concerns only some packets. */
  always: boolean;
  verdict: 'accept' | 'drop' | 'return' | 'jump' | 'goto' | 'none' | 'not_understood';
  /** The chain that `jump` and `goto` go to. */
  target?: string;
}

export type Family = 'IPv4' | 'IPv6';

export interface Chain {
  /** Chains of one table know each other by name. */
  table: string;
  name: string;
  families: readonly Family[];
  /** What happens at its end, where it is one that incoming packets begin at; null for all others. */
  policy: 'accept' | 'drop' | null;
  rules: Rule[];
  /** It holds extensions of iptables, of which only the names were shown. */
  opaque?: boolean;
}

export type Fate = 'blocked' | 'open' | 'not_understood';

/** Deeper than any real ruleset; jumps in a circle end here. */
const maxDepth = 32;

type Passed = Fate | 'back';

function fateOfRule(rule: Rule, chain: Chain, all: readonly Chain[], depth: number): Passed | 'next' {
  if (rule.verdict === 'not_understood') return 'not_understood';
  if (!rule.always || rule.verdict === 'none') return 'next';
  if (rule.verdict === 'accept') return 'open';
  if (rule.verdict === 'drop') return 'blocked';
  if (rule.verdict === 'return') return 'back';
  const target = all.find(({ table, name }) => table === chain.table && name === rule.target);
  if (!target || depth >= maxDepth) return 'not_understood';
  const fate = fateIn(target, all, depth + 1);
  if (fate !== 'back') return fate;
  return rule.verdict === 'goto' ? 'back' : 'next';
}

function fateIn(chain: Chain, all: readonly Chain[], depth: number): Passed {
  for (const rule of chain.rules) {
    const fate = fateOfRule(rule, chain, all, depth);
    if (fate !== 'next') return fate;
  }
  return 'back';
}

/** Of a packet that comes in to this chain and that no rule names. */
function fateAtHook(chain: Chain, all: readonly Chain[]): Fate {
  const fate = fateIn(chain, all, 0);
  if (fate !== 'back') return fate;
  return chain.policy === 'drop' ? 'blocked' : 'open';
}

/**
 * One chain that drops is enough: a packet has to pass them all. `null` when nothing looks at incoming
 * packets of this family.
 */
export function fateOf(family: Family, chains: readonly Chain[]): Fate | null {
  const hooks = chains.filter(chain => chain.policy !== null && chain.families.includes(family));
  const fates = hooks.map(chain => fateAtHook(chain, chains));
  return (
    fates.find(fate => fate === 'blocked') ??
    fates.find(fate => fate === 'not_understood') ??
    fates[0] ??
    null
  );
}
