/**
 * What this device has learned while it watched: since when, in how many starts, with how many people, and which programs
 * ran. Kept on the device; numbers of people and starts are counted and never sent. One record, bounded.
 */
import * as z from 'zod';
import { maxPrograms, type Observation } from '../../../../shared/controls/approved-software/observation.ts';
import { type Program, program, programKey } from '../../../../shared/controls/approved-software/program.ts';
import type { Machine } from '../control.ts';

const name = 'approved-software-learned';
const mostPrograms = 300;
const mostBoots = 60;
const mostUsers = 200;
/** A program that was not seen for so long is no longer told. */
const forgetAfterMs = 28 * 86_400_000;

const time = z.number().nonnegative();
const learned = z.object({
  since: time,
  boots: z.array(z.string().max(40)).max(mostBoots),
  users: z.array(z.number()).max(mostUsers),
  /** By the file's key. */
  programs: z.record(z.string(), z.object({ program, at: time })),
  search: z.object({ at: time, result: z.unknown() }).nullable(),
  /** Folders for programs in which people may write, as this system's mechanism names them. They stay here. */
  open: z.array(z.string().max(500)).max(100).default([]),
  /** Since when the mechanism has watched, or enforced, without a break that was seen. */
  watching: time.nullable(),
  enforcing: time.nullable(),
  /** When the mechanism had watched with our rules for long enough to be let enforce. */
  proved: time.nullable(),
});
export type Learned = z.infer<typeof learned>;

const nothing = (now: number): Learned => ({
  since: now,
  boots: [],
  users: [],
  programs: {},
  search: null,
  open: [],
  watching: null,
  enforcing: null,
  proved: null,
});

/** A record that cannot be read, or that a wrong clock wrote in the future, begins again: that only makes watching longer. */
export async function recall(machine: Machine): Promise<Learned> {
  const now = machine.now();
  const text = await machine.memory.get(name);
  if (text === null) return nothing(now);
  try {
    const kept = learned.parse(JSON.parse(text));
    return kept.since > now ? nothing(now) : kept;
  } catch {
    return nothing(now);
  }
}

const searchEveryMs = 3600_000;

/** Once an hour, or at once when it never was. A clock that went back searches again. */
export const searchIsDue = ({ search }: Learned, now: number): boolean =>
  search === null || search.at > now || now - search.at > searchEveryMs;

/** Written only when it changed by more than the moment at which a program was seen last. */
export async function remember(machine: Machine, before: Learned, after: Learned): Promise<void> {
  const coarse = ({ programs, ...rest }: Learned) =>
    JSON.stringify([rest, Object.entries(programs).map(([key, { at }]) => [key, Math.floor(at / 3600_000)])]);
  if (coarse(before) !== coarse(after)) await machine.memory.set(name, JSON.stringify(after));
}

const newest = <T>(list: readonly T[], one: T, most: number) =>
  list.includes(one) ? [...list] : [...list, one].slice(-most);

export interface Round {
  boot: string;
  users: readonly number[];
  /** Keys of programs that were known and run now. */
  known: readonly string[];
  fresh: readonly (readonly [string, Program])[];
  mechanism: 'watching' | 'enforcing' | 'other';
  /** Whether its rules are ours. */
  ours: boolean;
}

/** A whole day, with its start, its updates and its jobs of the night. */
export const provingMs = 86_400_000;

/** Once proved it stays so, however often the mechanism is stopped by somebody: only its removal begins again. */
function provedAt(before: Learned, round: Round, watching: number | null, now: number): number | null {
  if (!round.ours) return null;
  return before.proved ?? (watching !== null && now - watching >= provingMs ? now : null);
}

/** Pure. What is known after one more round. */
export function learn(before: Learned, round: Round, now: number): Learned {
  const programs = { ...before.programs };
  for (const key of round.known) {
    const known = programs[key];
    if (known) programs[key] = { ...known, at: now };
  }
  for (const [key, seen] of round.fresh) programs[key] = { program: seen, at: now };
  const kept = Object.entries(programs)
    .filter(([, { at }]) => at <= now && now - at < forgetAfterMs)
    .sort(([, a], [, b]) => b.at - a.at)
    .slice(0, mostPrograms);
  const since = (state: Round['mechanism'], at: number | null) =>
    round.mechanism === state ? (at ?? now) : null;
  const watching = since('watching', before.watching);
  return {
    ...before,
    boots: newest(before.boots, round.boot, mostBoots),
    users: round.users.reduce<number[]>((all, user) => newest(all, user, mostUsers), before.users),
    programs: Object.fromEntries(kept),
    watching,
    enforcing: since('enforcing', before.enforcing),
    proved: provedAt(before, round, watching, now),
  };
}

/**
 * Pure. What is known once other folders than before are open to people: whatever was taken for an administrator's is
 * looked at anew.
 */
export function withOpen(learned: Learned, open: readonly string[]): Learned {
  if (JSON.stringify(open) === JSON.stringify(learned.open)) return learned;
  const programs = Object.entries(learned.programs).filter(
    ([, { program: one }]) => one.pathClass !== 'program_files',
  );
  return { ...learned, open: [...open], programs: Object.fromEntries(programs) };
}

const isInstalled = ({ pathClass, package: from }: Program) =>
  pathClass === 'program_files' || pathClass === 'windows' || (pathClass === 'system' && from !== null);

/**
 * The programs to tell: each once, those that nobody installed first, then by name, so that the same programs make the
 * same report. While the mechanism enforces, what ran before that is left out.
 */
export function programsToTell(
  { programs, enforcing }: Learned,
  stopped: readonly Program[],
): Pick<Observation, 'programs' | 'complete'> {
  const byKey = new Map<string, Program>();
  for (const { program: one, at } of Object.values(programs))
    if (enforcing === null || at > enforcing || isInstalled(one))
      byKey.set(`${programKey(one)} ${one.pathClass}`, one);
  for (const one of stopped) byKey.set(`${programKey(one)} ${one.pathClass}`, one);
  const rank = (one: Program) => (isInstalled(one) ? 1 : 0);
  const all = [...byKey]
    .sort(([a, one], [b, other]) => rank(one) - rank(other) || (a < b ? -1 : 1))
    .map(([, one]) => one);
  return {
    programs: all.slice(0, maxPrograms),
    complete: all.findIndex((one, at) => at >= maxPrograms && !isInstalled(one)) < 0,
  };
}
