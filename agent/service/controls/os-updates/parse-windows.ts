/** The JSON of windows-script.ts. Categories are told by identifier; titles are translated and only shown. */
import * as z from 'zod';
import type { Observation } from '../../../../shared/controls/os-updates/observation.ts';
import {
  endOfWindows,
  hasExtendedUpdates,
  windowsRelease,
} from '../../../../shared/support-ends/maker-releases.ts';
import { moment, onlyRow, parseTold, rowsOf, unwrapped } from '../../system/powershell.ts';
import { ProbeError } from '../control.ts';

export const source = 'Windows Update';

const list = <T>(row: z.ZodType<T>) => z.preprocess(unwrapped, z.array(row));
const number = z
  .number()
  .int()
  .nullish()
  .transform(value => value ?? null);

const update = z.object({
  title: z.string().min(1).max(400),
  severity: z.string().max(40),
  optional: z.boolean(),
  publishedAt: moment,
  articles: list(z.string().max(20)),
  categories: list(z.string().max(60)),
});
export type WindowsUpdate = z.infer<typeof update>;

const answer = z.object({
  build: rowsOf(
    z.object({
      number: z.string().regex(/^\d{4,6}$/),
      revision: number,
      kind: z.string().max(40),
      edition: z.string().max(60).default(''),
      startedAt: moment,
    }),
  ),
  restart: rowsOf(z.object({ agent: z.boolean(), update: z.boolean(), servicing: z.boolean() })),
  rules: rowsOf(
    z.object({
      ownServer: number,
      deferred: number,
      deferredDays: number,
      deviceDays: number,
      devicePaused: number,
      pausedUntil: z.string().max(60),
    }),
  ),
  results: rowsOf(z.object({ searchedAt: moment })),
  search: rowsOf(z.object({ result: z.int(), updates: list(update) })),
});

type Answer = z.infer<typeof answer>;
type Only<T> = T extends { rows: (infer Row)[] } ? Row : never;
type Rules = Only<Answer['rules']>;

export interface WindowsLook {
  updates: WindowsUpdate[];
  searchedAt: number | null;
  /** Null when one of the places could not be read. */
  restartNeeded: boolean;
  startedAt: number | null;
  system: string;
  /** As the table of ends of support would name it; null where no date says whether it is still mended. */
  release: string | null;
  /** The day that this program knows itself. */
  supportEndsOn: string | undefined;
  /** Windows 10 beyond its end: it was given extended updates once, and whether this year’s are paid is not told. */
  supportDoubtful: boolean;
  ownServer: boolean;
  heldBack: Observation['heldBack'];
}

/** What Windows calls itself says 10 on 11 as well: only the build tells. */
export function systemName({ number: build, revision, kind }: Only<Answer['build']>): string {
  const client = Number(build) >= 22_000 ? 'Windows 11' : Number(build) >= 10_240 ? 'Windows 10' : 'Windows';
  const name = kind.startsWith('Server') ? 'Windows Server' : client;
  return `${name}, build ${build}${revision === null ? '' : `.${revision}`}`;
}

function supportOf({ number, revision, kind, edition }: Only<Answer['build']>) {
  const build = Number(number);
  const server = kind.startsWith('Server');
  const supportDoubtful = !server && hasExtendedUpdates(build, revision);
  const windows = { build, server, edition };
  return supportDoubtful
    ? { release: null, supportEndsOn: undefined, supportDoubtful }
    : { release: windowsRelease(windows), supportEndsOn: endOfWindows(windows), supportDoubtful };
}

/** A pause whose end cannot be read counts as one without an end. */
function heldBackBy(rules: Rules, now: number): Observation['heldBack'] {
  const { pausedUntil, devicePaused, deferred, deferredDays, deviceDays } = rules;
  const until = /^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/.test(pausedUntil) ? Date.parse(pausedUntil) : Number.NaN;
  const paused = pausedUntil !== '' && !(until <= now);
  if (paused || devicePaused === 1)
    return { until: paused && !Number.isNaN(until) ? until : null, days: null };
  const days = Math.max(deferred === 1 ? (deferredDays ?? 0) : 0, deviceDays ?? 0);
  return days > 0 ? { until: null, days } : null;
}

/** Throws ProbeError where the search, its age, the build, the rules or whether a restart is due could not be read. */
export function parseWindows(stdout: string, now: number): WindowsLook {
  const { language, answer: told } = parseTold(stdout, answer, source);
  const search = onlyRow(told.search, language, source);
  if (search.result !== 2)
    throw new ProbeError('probe_failed', `the search of updates ended with result ${search.result}`, source);
  const build = onlyRow(told.build, language, source);
  const rules = onlyRow(told.rules, language, source);
  const restart = onlyRow(told.restart, language, source);
  return {
    updates: search.updates,
    searchedAt: onlyRow(told.results, language, source).searchedAt,
    restartNeeded: restart.agent || restart.update || restart.servicing,
    startedAt: build.startedAt,
    system: systemName(build),
    ...supportOf(build),
    ownServer: rules.ownServer === 1,
    heldBack: heldBackBy(rules, now),
  };
}

const securityUpdates = '0fa1201d-4330-4fa8-8ae9-b877473b6441';
const criticalUpdates = 'e6cf1350-c01b-414d-a61f-263d14d133b4';

/** By category, or because Microsoft rated how grave what it mends is. Optional previews are not asked for. */
export function isSecurity({ categories, severity, optional }: WindowsUpdate): boolean {
  const ids = categories.map(id => id.toLowerCase());
  return !optional && (ids.includes(securityUpdates) || ids.includes(criticalUpdates) || severity !== '');
}

/**
 * What stays the same when next month's update takes the place of this month's: the title without its
 * numbers. So a device that never installs any keeps one clock, instead of beginning again every month.
 */
export const familyOf = ({ title }: WindowsUpdate) => title.replaceAll(/\d+/g, '#').slice(0, 200);
