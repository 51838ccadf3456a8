/** What the script printed, as an observation's parts. Pure. */
import * as z from 'zod';
import type {
  Browser,
  Found,
  Mechanism,
  Observation,
} from '../../../../shared/controls/approved-software/observation.ts';
import type { Program } from '../../../../shared/controls/approved-software/program.ts';
import { allRows, parseTold, rowsOf, unwrapped } from '../../system/powershell.ts';
import { ProbeError } from '../control.ts';
import { type AppLockerEvent, parseEvent, windowsPathClass } from './applocker/event.ts';
import { ownerOf, parsePolicy, stateOf } from './applocker/parse-policy.ts';
import { refusesBy } from './browsers.ts';
import { firefoxRefuses, refusedAddressesLine } from './firefox.ts';

const source = 'Get-AppLockerPolicy (powershell)';

const known = z.object({ folder: z.string(), publisher: z.string(), product: z.string(), hash: z.string() });
const list = <T>(row: z.ZodType<T>) => z.preprocess(unwrapped, z.array(row));
/** Firefox's filter of addresses: as one line of JSON, as values of the registry, or in the file of all its policies. */
const filter = z.object({
  json: z.string().max(200_000).nullish(),
  block: list(z.string()).nullish(),
  exceptions: list(z.string()).nullish(),
  file: z.string().max(300_000).nullish(),
});

function filterOf({ json, block, exceptions, file }: z.infer<typeof filter>): unknown {
  try {
    if (json) return JSON.parse(json);
    if (file) return JSON.parse(file)?.policies?.WebsiteFilter;
    return { Block: block, Exceptions: exceptions };
  } catch {
    return 'no JSON';
  }
}

const answer = z.object({
  service: z.int(),
  boot: z.string().min(10).max(40),
  users: list(z.string().regex(/^\d{1,10}$/)),
  effective: rowsOf(z.string()),
  local: rowsOf(z.string()),
  events: rowsOf(z.object({ log: z.string(), xml: z.string() })),
  running: rowsOf(known),
  open: rowsOf(z.string().max(500)).nullish(),
  found: rowsOf(
    z.union([
      known.extend({
        place: z.enum(['downloads', 'desktop', 'temporary', 'own_programs', 'removable']),
        extension: z.string(),
      }),
      /** How many folders could not be looked into. */
      z.strictObject({ closed: z.int() }),
    ]),
  ).nullable(),
  canary: rowsOf(z.string()).nullable(),
  browsers: list(
    z.object({ name: z.enum(['Chrome', 'Edge', 'Firefox']), value: z.unknown(), filter: filter.nullish() }),
  ),
});

const hashOf = (text: string) => {
  const hex = text.replace(/^0x/i, '').toLowerCase();
  return /^[0-9a-f]{64}$/.test(hex) ? hex : null;
};
const orNull = (text: string, most: number) => (text.trim() === '' ? null : text.trim().slice(0, most));

function programOf(row: z.infer<typeof known>): Program {
  const { folder, publisher, product, hash } = row;
  return {
    publisher: orNull(publisher, 200),
    product: orNull(product, 120),
    package: null,
    hash: hashOf(hash),
    pathClass: windowsPathClass(folder),
    stopped: 'no',
  };
}

const kinds: Record<string, Found['kind']> = {
  '.exe': 'program',
  '.com': 'program',
  '.scr': 'program',
  '.msi': 'installer',
};

export interface ToldByWindows {
  mechanism: Mechanism;
  boot: string;
  users: number[];
  events: (AppLockerEvent & { log: string })[];
  running: Program[];
  search: Observation['search'] | undefined;
  /** Folders below Program Files in which everybody may write, as AppLocker names them; undefined when nobody looked. */
  open: string[] | undefined;
  browsers: Browser[];
  /** Those on which nobody set anything, or what we would set. */
  settable: Browser['name'][];
}

function mechanismOf(told: z.infer<typeof answer>, language: string): Mechanism {
  const [effective, local] = [told.effective, told.local].map(part => {
    const xml = allRows(part, language, source).join('\n');
    const collections = parsePolicy(xml);
    if (collections === undefined)
      throw new ProbeError(
        'unrecognised_output',
        'AppLocker’s policy is not the XML that was asked for',
        source,
      );
    return collections;
  });
  const decisions = told.canary === null ? [] : allRows(told.canary, language, source);
  const [decision] = decisions;
  const canary =
    decision === undefined
      ? null
      : /^Denied/.test(decision)
        ? 'stopped'
        : decision === 'Allowed'
          ? 'ran'
          : null;
  return {
    name: 'AppLocker',
    state: stateOf(effective ?? []),
    running: told.service === 4,
    owner: ownerOf([...(effective ?? []), ...(local ?? [])]),
    canary,
    trust: null,
    detail: null,
  };
}

const mostFound = 50;

function searchOf(told: z.infer<typeof answer>, language: string): Observation['search'] | undefined {
  if (told.found === null) return undefined;
  const all = allRows(told.found, language, source);
  const rows = all.filter(row => 'place' in row);
  const closed = all.some(row => 'closed' in row && row.closed > 0);
  const found = rows.slice(0, mostFound).map(row => {
    const { publisher, product, hash } = programOf(row);
    const pathClass = row.place === 'removable' ? ('removable' as const) : ('user_writable' as const);
    return {
      place: row.place,
      kind: kinds[row.extension] ?? ('script' as const),
      publisher,
      product,
      hash,
      pathClass,
    };
  });
  return { complete: !closed && rows.length <= mostFound, count: rows.length, found };
}

const isSettable = ({ name, value, filter: set }: z.infer<typeof answer>['browsers'][number]): boolean =>
  name === 'Firefox'
    ? !set || set.json === refusedAddressesLine
    : value === undefined || value === null || value === 1;

const mostOpen = 50;

/** The topmost of each, because what is open above is open below. A name that is no such folder is left out. */
function openOf(rows: readonly string[]): string[] {
  const folders = rows.filter(name => /^%PROGRAMFILES%\\[^*?"<>|]+$/i.test(name)).sort();
  const inside = (name: string, other: string) => name.toLowerCase().startsWith(`${other.toLowerCase()}\\`);
  return folders.filter(name => !folders.some(other => inside(name, other))).slice(0, mostOpen);
}

/** Throws ProbeError. */
export function parseWindows(stdout: string): ToldByWindows {
  const { answer: told, language } = parseTold(stdout, answer, source);
  const events = allRows(told.events, language, source).map(({ log, xml }) => {
    const event = parseEvent(xml);
    if (event === undefined)
      throw new ProbeError('unrecognised_output', 'an event of AppLocker is not whole', source);
    return { ...event, log };
  });
  return {
    mechanism: mechanismOf(told, language),
    boot: told.boot,
    users: told.users.map(Number),
    events,
    running: allRows(told.running, language, source).map(programOf),
    search: searchOf(told, language),
    open: told.open ? openOf(allRows(told.open, language, source)) : undefined,
    browsers: told.browsers.map(one => ({
      name: one.name,
      refuses:
        one.name === 'Firefox'
          ? firefoxRefuses(one.filter && filterOf(one.filter), 'windows')
          : refusesBy(one.value),
    })),
    settable: told.browsers.filter(isSettable).map(({ name }) => name),
  };
}
