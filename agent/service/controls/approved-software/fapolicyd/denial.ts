/** A line that fapolicyd writes for a rule of kind `deny_syslog`, alone or as journalctl tells it. */

export interface Denial {
  /** Number of the rule, counted from 1. */
  rule: number;
  perm: string;
  /** The number of whoever signed in and started it, whatever account it runs as now; null where nobody did. */
  person: number | null;
  path: string;
  /** `application/x-executable`. */
  type: string;
  trusted: boolean | null;
  /** Where to go on from; null for a line that is not from the journal. */
  cursor: string | null;
}

/** Versions before 1.0 write `rule:9` and `file=`. The path may hold spaces, so it ends at the last ` ftype=`. */
const line =
  /^rule[=:](\d+) dec=deny\w* perm=(\w+) (?:.*?\bauid=(-?\d+)\b)?.*? : (?:path|file)=(\/.*?) ftype=(\S+)(?: trust=([01]))?\s*$/;

/** Undefined for anything that is no denial. */
export function parseDenial(text: string): Denial | undefined {
  const [, rule, perm, auid, path, type, trust] = line.exec(text) ?? [];
  if (rule === undefined || perm === undefined || path === undefined || type === undefined) return undefined;
  const trusted = trust === undefined ? null : trust === '1';
  return { rule: Number(rule), perm, person: personOf(auid), path, type, trusted, cursor: null };
}

/** The kernel's "nobody" is the highest number of 32 bits, also written as -1. */
function personOf(auid: string | undefined): number | null {
  const person = Number(auid ?? -1);
  return person >= 0 && person < 0xffff_ffff ? person : null;
}

/** One line of `journalctl -o json`; a message that is not text is an array of bytes there. */
export function parseJournal(text: string): Denial | undefined {
  let entry: { MESSAGE?: unknown; __CURSOR?: unknown };
  try {
    entry = JSON.parse(text) as typeof entry;
  } catch {
    return undefined;
  }
  const { MESSAGE: message, __CURSOR: cursor } = entry ?? {};
  const said = Array.isArray(message) ? Buffer.from(message as number[]).toString('utf8') : message;
  const denial = typeof said === 'string' ? parseDenial(said) : undefined;
  return denial && { ...denial, cursor: typeof cursor === 'string' ? cursor : null };
}
