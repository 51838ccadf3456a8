/**
 * What narrows a rule in form only: "every TCP port", "from everywhere", "from everybody but one". A rule that lets such
 * packets in lets nearly everything in. It is never taken for one that turns everything away.
 */
import * as z from 'zod';

const ports = 65_536;
/** A rule for more ports than this is no door, but the wall taken down. */
const isManyPorts = (from: number, to: number) => to - from + 1 > ports / 2;

const either = (right: unknown): unknown[] =>
  typeof right === 'object' && right !== null && 'set' in right && Array.isArray(right.set)
    ? right.set
    : [right];

const range = z.object({ range: z.tuple([z.int(), z.int()]) });
const prefix = z.object({ prefix: z.object({ len: z.int() }) });
const text = z.string();

/** Whether one of what a match names is as good as all. */
type Wide = (right: unknown, op: string) => boolean;

const widePorts: Wide = (right, op) => {
  if (typeof right === 'number') {
    if (op === '>=' || op === '>') return isManyPorts(right, ports - 1);
    return (op === '<=' || op === '<') && isManyPorts(0, right);
  }
  const { data } = range.safeParse(right);
  return data !== undefined && isManyPorts(...data.range);
};
const everywhere: Wide = right => prefix.safeParse(right).data?.prefix.len === 0;
const among =
  (...names: string[]): Wide =>
  right =>
    names.includes(text.safeParse(right).data ?? '');
const always: Wide = () => true;

const transport = among('tcp', 'udp');
const wide: Record<string, Wide | undefined> = {
  'tcp dport': widePorts,
  'udp dport': widePorts,
  'th dport': widePorts,
  'ip saddr': everywhere,
  'ip daddr': everywhere,
  'ip6 saddr': everywhere,
  'ip6 daddr': everywhere,
  'ip protocol': transport,
  'ip6 nexthdr': transport,
  'meta l4proto': transport,
  'meta nfproto': always,
  'meta pkttype': among('host', 'unicast'),
  'tcp flags': among('syn'),
};

const match = z.object({
  op: z.string(),
  left: z.union([
    z
      .object({ payload: z.object({ protocol: z.string(), field: z.string() }) })
      .transform(({ payload }) => `${payload.protocol} ${payload.field}`),
    z.object({ meta: z.object({ key: z.string() }) }).transform(({ meta }) => `meta ${meta.key}`),
    z.object({ ct: z.object({ key: z.literal('state') }) }).transform(() => 'ct state'),
  ]),
  right: z.unknown(),
});

/** A match as `nft -j` prints it. Whatever is asked not to be one thing may be nearly all others. */
export function isWideMatch(value: unknown): boolean {
  const { data } = match.safeParse(value);
  if (data === undefined) return false;
  if (data.op === '!=') return true;
  const isWide = Object.hasOwn(wide, data.left) ? wide[data.left] : undefined;
  return isWide !== undefined && either(data.right).some(one => isWide(one, data.op));
}

/** Parts of a rule of iptables-save that leave nearly everything in it, and those that only load what the next one needs. */
const parts: readonly RegExp[] = [
  /-p (?:tcp|udp|all)(?= |$)/g,
  /-m (?:tcp|udp|multiport|conntrack|state|addrtype|pkttype)(?= |$)/g,
  /-[sd] (?:0\.0\.0\.0|::)\/0/g,
  /--(?:ctstate|state) (?:[A-Z]+,)*NEW(?:,[A-Z]+)*/g,
  /--tcp-flags \S+ SYN(?= |$)/g,
  /--dst-type (?:LOCAL|UNICAST)(?= |$)/g,
  /--pkt-type (?:unicast|host)(?= |$)/g,
];
const portParts = /(! )?--(?:dports?|destination-ports?) (\S+)/g;

/** What stands before the target, without the comment; an empty text is the matter of the caller. */
export function isWideText(matches: string): boolean {
  let left = matches.replace(portParts, (whole, not: string | undefined, list: string) => {
    const many = list.split(',').some(one => {
      const [from = Number.NaN, to = from] = one.split(':').map(Number);
      return isManyPorts(from, to);
    });
    return not !== undefined || many ? '' : whole;
  });
  left = left.replace(/! -[sdp] \S+|! --(?:ctstate|state|dst-type|pkt-type) \S+/g, '');
  for (const part of parts) left = left.replace(part, '');
  return matches !== '' && left.trim() === '';
}
