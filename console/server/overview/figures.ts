/** The figures that summary, overview and promises share. Kept counts and index reads; nothing scans history. */
import { sql } from 'kysely';
import { controls } from '../../../shared/controls/index.ts';
import type { Counts, Summary } from '../../../shared/protocol/api/overview.ts';
import type { Context } from '../context.ts';
import type { Tx } from '../database/index.ts';
import type { Departed } from '../departures/index.ts';
import { countedStatuses, readCounts, troubleConditions } from '../devices/index.ts';
import { readSchool } from '../schools/index.ts';
import { startOfDay } from './words.ts';

export interface DeviceFigures {
  /** In the figures: approved, and those set aside, which count as unknown. */
  counted: number;
  waiting: number;
  cloned: number;
  seenToday: number;
  silent: number;
  wrongClock: number;
  intercepted: number;
  /** Whose policy has recovery keys kept, and none is that was seen to open the disk. */
  withoutKey: number;
  /** By its own word. */
  failingDisk: number;
  nearlyFull: number;
  /** Something is unknown though the device is not silent. */
  partlyUnknown: number;
}

export async function deviceFigures(db: Tx, schoolId: string, today: number): Promise<DeviceFigures> {
  const counted = sql`status in (${sql.join(countedStatuses.map(one => sql.lit(one)))})`;
  const count = (when: ReturnType<typeof sql>) =>
    sql<number>`coalesce(sum(case when ${when} then 1 else 0 end), 0)`;
  const found = await db
    .selectFrom('device')
    .select([
      count(counted).as('counted'),
      count(sql`status = 'waiting'`).as('waiting'),
      count(troubleConditions.cloned).as('cloned'),
      count(sql`${counted} and last_seen_at >= ${today}`).as('seenToday'),
      count(troubleConditions.silent).as('silent'),
      count(troubleConditions.clock).as('wrongClock'),
      count(troubleConditions.intercepted).as('intercepted'),
      count(troubleConditions.recovery_key).as('withoutKey'),
      count(troubleConditions.failing_disk).as('failingDisk'),
      count(troubleConditions.nearly_full).as('nearlyFull'),
      count(sql`status = 'approved' and unknown > 0 and ages_at is not null`).as('partlyUnknown'),
    ])
    .where('school_id', '=', schoolId)
    .where('status', '!=', 'removed')
    .executeTakeFirstOrThrow();
  return Object.fromEntries(
    Object.entries(found).map(([name, value]) => [name, Number(value)]),
  ) as unknown as DeviceFigures;
}

/** Of every known control; devices that nothing was counted for are unknown, so no figure is better than what is known. */
export async function controlCounts(db: Tx, schoolId: string, devices: number): Promise<Map<string, Counts>> {
  const kept = await readCounts(db, schoolId);
  return new Map(
    controls.map(({ key }) => {
      const of = kept.get(key) ?? { met: 0, not_met: 0, unknown: 0, not_applicable: 0 };
      const missing = devices - of.met - of.not_met - of.unknown - of.not_applicable;
      return [key, { ...of, unknown: of.unknown + Math.max(0, missing) }];
    }),
  );
}

/** For `/summary`, whose figures open no list: there a removed device counts as not known, as in the promises, until somebody agrees. */
export function withDeparted(summary: Summary, gone: readonly Pick<Departed, 'controls'>[]): Summary {
  const left = (control: string) => gone.filter(one => one.controls.includes(control)).length;
  return {
    ...summary,
    controls: summary.controls.map(({ counts, ...of }) => ({
      ...of,
      counts: { ...counts, unknown: counts.unknown + left(of.control) },
    })),
  };
}

export async function readSummary(
  context: Context,
  schoolId: string,
): Promise<{ summary: Summary; figures: DeviceFigures }> {
  const { db, now } = context;
  const at = now();
  const { timeZone } = await readSchool(db, schoolId);
  const figures = await deviceFigures(db, schoolId, startOfDay(at, timeZone));
  const counts = await controlCounts(db, schoolId, figures.counted);
  const none = { met: 0, not_met: 0, unknown: 0, not_applicable: 0 };
  const summary = {
    at,
    devices: {
      approved: figures.counted,
      waiting: figures.waiting,
      connected: context.presence.connectedCount(schoolId),
      seenToday: figures.seenToday,
      silent: figures.silent,
    },
    controls: controls.map(({ key, words }) => ({
      control: key,
      title: words.title,
      counts: counts.get(key) ?? none,
    })),
  };
  return { summary, figures };
}
