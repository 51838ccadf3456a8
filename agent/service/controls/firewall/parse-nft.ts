/** `nft -j list ruleset` (libnftables-json(5)) as chains of rules. */
import * as z from 'zod';
import { ProbeError } from '../control.ts';
import { type Chain, type Family, isCard, type Rule } from './ruleset.ts';
import { isWideMatch } from './wide.ts';

const source = 'nft';

const named = z.object({ family: z.string(), table: z.string() });
const rawTable = z.object({
  family: z.string(),
  name: z.string(),
  flags: z.union([z.string(), z.array(z.string())]).optional(),
});
const rawChain = named.extend({
  name: z.string(),
  type: z.string().optional(),
  hook: z.string().optional(),
  policy: z.string().optional(),
});
const rawRule = named.extend({ chain: z.string(), expr: z.array(z.unknown()) });
const item = z.object({
  metainfo: z.unknown().optional(),
  table: rawTable.optional(),
  chain: rawChain.optional(),
  rule: rawRule.optional(),
});
const ruleset = z.object({ nftables: z.array(item).min(1) });

const familiesOf: Partial<Record<string, readonly Family[]>> = {
  ip: ['IPv4'],
  ip6: ['IPv6'],
  inet: ['IPv4', 'IPv6'],
};

/** `nearly`: of one card, or narrowed in form only. */
type Meaning = 'some' | 'nearly' | 'all' | Rule | null;

const statement: Record<string, Meaning> = {
  accept: { always: true, verdict: 'accept' },
  drop: { always: true, verdict: 'drop' },
  reject: { always: true, verdict: 'drop' },
  return: { always: true, verdict: 'return' },
  continue: 'all',
  counter: 'all',
  log: 'all',
  mangle: 'all',
  notrack: 'all',
  limit: 'some',
  quota: 'some',
  'ct count': 'some',
  set: 'all',
};

const xt = z.object({ type: z.string(), name: z.string() });
const jump = z.object({ target: z.string() });
const stateMatch = z.object({
  op: z.string(),
  left: z.object({ ct: z.object({ key: z.literal('state') }) }),
  right: z.unknown(),
});

/** Lists, sets and single words alike. */
const saysNew = (right: unknown) => /"new"/.test(JSON.stringify(right) ?? '');

/** Extensions of iptables: a match narrows; of the targets only those that are known to change nothing are passed. */
function meaningOfXt(value: unknown): Meaning {
  const { data } = xt.safeParse(value);
  if (data?.type === 'match') return 'some';
  if (data?.type !== 'target') return null;
  if (data.name === 'REJECT') return { always: true, verdict: 'drop' };
  return ['LOG', 'NFLOG', 'MARK', 'CONNMARK', 'CT'].includes(data.name) ? 'all' : null;
}

const cardMatch = z.object({
  op: z.string(),
  left: z.object({ meta: z.object({ key: z.enum(['iif', 'iifname']) }) }),
  right: z.union([z.string(), z.object({ set: z.array(z.string()) })]),
});

/** Every connection begins as new: a rule that only asks for that takes all of them. */
function meaningOfMatch(value: unknown): Meaning {
  const { data } = stateMatch.safeParse(value);
  if (data && data.op !== '!=') return saysNew(data.right) ? 'all' : 'some';
  const card = cardMatch.safeParse(value).data;
  if (!card) return isWideMatch(value) ? 'nearly' : 'some';
  const names = typeof card.right === 'string' ? [card.right] : card.right.set;
  return names.some(name => isCard(name, card.op === '!=')) ? 'nearly' : 'some';
}

/** A table of verdicts is passed over as its single rules would be, unless it decides on cards or on new connections. */
function meaningOfVmap(value: unknown): Meaning {
  return /"iif|"new", ?\{"(accept|jump|goto)/.test(JSON.stringify(value) ?? '') ? null : 'some';
}

function meaningOf(key: string, value: unknown): Meaning {
  if (key === 'match') return meaningOfMatch(value);
  if (key === 'vmap') return meaningOfVmap(value);
  if (key === 'xt') return meaningOfXt(value);
  if (key === 'jump' || key === 'goto') {
    const { data } = jump.safeParse(value);
    return data ? { always: true, verdict: key, target: data.target } : null;
  }
  return Object.hasOwn(statement, key) ? (statement[key] ?? null) : null;
}

/** A rule with a part that is not known is not understood, unless something narrows it before. */
export function ruleOf(expressions: readonly unknown[]): Rule {
  let always = true;
  let nearly = false;
  let narrowed = false;
  for (const expression of expressions) {
    const [[key, value] = ['', null]] = Object.entries(expression ?? {});
    const meaning = meaningOf(key, value);
    if (meaning === null) return { always, verdict: narrowed ? 'none' : 'not_understood' };
    if (meaning === 'some') narrowed = true;
    if (meaning === 'nearly') nearly = true;
    always = !narrowed && !nearly;
    if (typeof meaning === 'object')
      return { ...meaning, always, ...(nearly && !narrowed ? { nearlyAll: true } : {}) };
  }
  return { always, verdict: 'none' };
}

function chainOf(raw: z.infer<typeof rawChain>): Chain {
  const { family, table, name, hook, type } = raw;
  const atInput = hook === 'input' && type === 'filter';
  return {
    table: `${family} ${table}`,
    name,
    families: familiesOf[family] ?? [],
    policy: atInput ? (raw.policy === 'drop' ? 'drop' : 'accept') : null,
    rules: [],
  };
}

/** A table can be put to sleep, rules and all. nft 1.0.6 prints that flag by another name: only those known to change nothing pass. */
function wakeOf({ flags }: z.infer<typeof rawTable>): 'awake' | 'asleep' | 'not_known' {
  const all = [flags ?? []].flat();
  if (all.includes('dormant')) return 'asleep';
  return all.every(flag => ['owner', 'persist'].includes(flag)) ? 'awake' : 'not_known';
}

/** Throws ProbeError when this is not a whole ruleset: an empty one still says which nft printed it. */
export function parseNft(stdout: string): Chain[] {
  let items: z.infer<typeof item>[];
  try {
    items = ruleset.parse(JSON.parse(stdout)).nftables;
  } catch {
    throw new ProbeError('unrecognised_output', 'nft did not print a ruleset', source);
  }
  if (!items.some(({ metainfo }) => metainfo))
    throw new ProbeError('unrecognised_output', 'the ruleset of nft has no heading', source);
  const wake = new Map<string, ReturnType<typeof wakeOf>>(
    items.flatMap(({ table }) => (table ? [[`${table.family} ${table.name}`, wakeOf(table)] as const] : [])),
  );
  const chains = items
    .flatMap(({ chain }) => (chain ? [chainOf(chain)] : []))
    .filter(({ table }) => wake.get(table) !== 'asleep');
  for (const chain of chains)
    if (wake.get(chain.table) === 'not_known') chain.rules.push({ always: true, verdict: 'not_understood' });
  for (const { rule } of items) {
    if (!rule) continue;
    const chain = chains.find(one => one.table === `${rule.family} ${rule.table}` && one.name === rule.chain);
    if (!chain) continue;
    chain.rules.push(ruleOf(rule.expr));
    if (rule.expr.some(one => Object.hasOwn(Object(one), 'xt'))) chain.opaque = true;
  }
  return chains;
}
