/** The kernel's packet rules, whichever tool printed them, and what becomes of a packet that no rule names. */

export interface Rule {
  /** False when it concerns only some packets. */
  always: boolean;
  /** It concerns all that comes in on a card of this computer, or is narrowed in form only (wide.ts). */
  nearlyAll?: boolean;
  verdict: 'accept' | 'drop' | 'return' | 'jump' | 'goto' | 'none' | 'not_understood';
  /** The chain that `jump` and `goto` go to. */
  target?: string;
}

export type Family = 'IPv4' | 'IPv6';

/** Cables, radio and what binds them together; not loopback, nor what containers, machines and tunnels bring. */
const card = /^(eth|en|wl|ww|usb|bond|team|br\d|vlan)/;

/** `name` as the rule has it; a rule for all but one concerns some card always. */
export const isCard = (name: string, isNot: boolean) => isNot || card.test(name);

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

const through: Record<'accept' | 'drop' | 'return', Passed> = {
  accept: 'open',
  drop: 'blocked',
  return: 'back',
};

/** Every fate that a rule for all packets can bring; `back` also stands for "on to the next rule". */
function fatesOfRule(rule: Rule, chain: Chain, all: readonly Chain[], depth: number): Set<Passed> {
  const { verdict } = rule;
  if (verdict === 'accept' || verdict === 'drop' || verdict === 'return') return new Set([through[verdict]]);
  const target = all.find(({ table, name }) => table === chain.table && name === rule.target);
  if (verdict === 'not_understood' || !target || depth >= maxDepth) return new Set(['not_understood']);
  return fatesIn(target, all, depth + 1);
}

function addHarm(found: Set<Passed>, fates: ReadonlySet<Passed>): void {
  for (const fate of fates) if (fate === 'open' || fate === 'not_understood') found.add(fate);
}

/**
 * Rules for some packets are passed over, as those that a school allows. But some that are sent back to the
 * calling chain meet what comes there: ufw sends back all that is for this computer, and drops the rest. And
 * what a rule for one card lets in is everything on that card: firewalld's zones are such rules. So is a rule for every
 * port, or for everybody but one: what it lets in counts, what it turns away does not.
 */
function fatesIn(chain: Chain, all: readonly Chain[], depth: number): Set<Passed> {
  const found = new Set<Passed>();
  for (const rule of chain.rules) {
    if (rule.verdict === 'none') continue;
    if (!rule.always && rule.verdict !== 'not_understood') {
      if (rule.verdict === 'return' && depth > 0) found.add('back');
      else if (rule.nearlyAll) addHarm(found, fatesOfRule(rule, chain, all, depth));
      continue;
    }
    const fates = fatesOfRule(rule, chain, all, depth);
    const goesOn = rule.verdict === 'jump' && fates.delete('back');
    for (const fate of fates) found.add(fate);
    if (!goesOn) return found;
  }
  return found.add('back');
}

/** The worst that can become of a packet which comes in to this chain and which no rule names. */
function fateAtHook(chain: Chain, all: readonly Chain[]): Fate {
  const fates = fatesIn(chain, all, 0);
  if (fates.delete('back')) fates.add(chain.policy === 'drop' ? 'blocked' : 'open');
  if (fates.has('open')) return 'open';
  return fates.has('not_understood') ? 'not_understood' : 'blocked';
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
