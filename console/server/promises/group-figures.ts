/** What each group of computers is asked and how its computers stand: kept with the day, for those who look closer. */
import * as z from 'zod';
import { finding as findingSchema, type State, states } from '../../../shared/finding.ts';
import type { Counts } from '../../../shared/protocol/api/overview.ts';
import type { Context } from '../context.ts';
import type { Tx } from '../database/index.ts';
import { departed } from '../departures/index.ts';
import { countedStatuses } from '../devices/index.ts';
import { currentPolicy, inWords } from '../policies/index.ts';

const national = z.object({
  ...{ name: z.string(), met: z.int(), not_met: z.int(), unknown: z.int(), not_applicable: z.int() },
});
export type NationalFigure = z.infer<typeof national>;

const figures = z.array(
  z.object({
    group: z.string(),
    devices: z.int(),
    checks: z.array(
      z.object({
        control: z.string(),
        title: z.string(),
        asks: z.string(),
        mode: z.enum(['off', 'watch', 'enforce']),
        met: z.int(),
        not_met: z.int(),
        unknown: z.int(),
        not_applicable: z.int(),
        /** How many also keep the national baseline, where the check knows one; days that were kept before say nothing. */
        national: national.optional(),
      }),
    ),
  }),
);
export type GroupFigures = z.infer<typeof figures>;

/** Of a day that was kept before groups were: none. */
export function groupFiguresIn(body: string): GroupFigures {
  const found = z.object({ groups: figures.default([]) }).parse(JSON.parse(body));
  return found.groups;
}

/** Devices of which nothing was reported are unknown, so that no figure is better than what is known. */
export async function readGroupFigures(context: Context, schoolId: string): Promise<GroupFigures> {
  const { db } = context;
  const groups = await db
    .selectFrom('device_group')
    .innerJoin('device', 'device.group_id', 'device_group.id')
    .select(['device_group.id', 'device_group.name', of => of.fn.countAll<number>().as('devices')])
    .where('device_group.school_id', '=', schoolId)
    .where('device.status', 'in', countedStatuses)
    .groupBy(['device_group.id', 'device_group.name'])
    .orderBy('device_group.name')
    .orderBy('device_group.id')
    .execute();
  const counts = await countsByGroup(context, schoolId);
  const baselines = await nationalByGroup(db, schoolId, []);
  const gone = await departed(db, schoolId);
  const found: GroupFigures = [];
  for (const { id, name, devices } of groups) {
    const left = gone.filter(one => one.groupId === id);
    const { document } = await currentPolicy(context, schoolId, id);
    const checks = inWords(document.controls).map(({ control, title, sentence, mode }) => ({
      ...{ control, title, asks: sentence, mode },
      ...whole(
        counts.get(`${id} ${control}`),
        Number(devices),
        left.filter(one => one.controls.includes(control)).length,
      ),
      ...nationalOf(baselines.get(`${id} ${control}`), Number(devices)),
    }));
    found.push({ group: name, devices: Number(devices), checks });
  }
  return found;
}

const none = (): Counts => ({ met: 0, not_met: 0, unknown: 0, not_applicable: 0 });

/** `gone`: removed, and counted as not known until somebody agrees that they have left. */
function whole(counts: Counts = none(), devices: number, gone: number): Counts {
  const told = counts.met + counts.not_met + counts.unknown + counts.not_applicable;
  return { ...counts, unknown: counts.unknown + Math.max(0, devices - told) + gone };
}

/** A computer that has said nothing keeps no baseline that anybody knows of. */
function nationalOf(told: NationalFigure | undefined, devices: number): { national?: NationalFigure } {
  if (told === undefined) return {};
  const silent = devices - told.met - told.not_met - told.unknown - told.not_applicable;
  return { national: { ...told, unknown: told.unknown + Math.max(0, silent) } };
}

async function countsByGroup({ db }: Context, schoolId: string): Promise<Map<string, Counts>> {
  const rows = await db.selectFrom('posture_count').selectAll().where('school_id', '=', schoolId).execute();
  const counts = new Map<string, Counts>();
  for (const { group_id, control, state, devices } of rows) {
    const of = counts.get(`${group_id} ${control}`) ?? none();
    of[state as State] = Number(devices);
    counts.set(`${group_id} ${control}`, of);
  }
  return counts;
}

/** So many findings at a time: each has all its evidence in it. */
const atOnce = 1000;

/** Of these checks, or of all where none is named: what devices said of the national baseline when they last spoke. One that is not known by now is not known there either. */
async function nationalByGroup(
  db: Tx,
  schoolId: string,
  controls: readonly string[],
): Promise<Map<string, NationalFigure>> {
  const found = new Map<string, NationalFigure>();
  let after = { device: '', control: '' };
  for (;;) {
    const rows = await db
      .selectFrom('device_finding')
      .innerJoin('device', 'device.id', 'device_finding.device_id')
      .select(['device_id', 'control', 'state', 'finding', 'group_id'])
      .where('device_finding.school_id', '=', schoolId)
      .where('device.status', 'in', countedStatuses)
      .where('finding', 'like', '%"baseline"%')
      .$if(controls.length > 0, query => query.where('control', 'in', controls))
      .where(eb => eb(eb.refTuple('device_id', 'control'), '>', eb.tuple(after.device, after.control)))
      .orderBy('device_id')
      .orderBy('control')
      .limit(atOnce)
      .execute();
    for (const { control, state, finding, group_id } of rows) {
      const { baseline } = findingSchema.parse(JSON.parse(finding));
      if (baseline === undefined) continue;
      const key = `${group_id} ${control}`;
      const of = found.get(key) ?? { name: baseline.name, ...none() };
      of[state === 'unknown' ? 'unknown' : baseline.state] += 1;
      found.set(key, of);
    }
    const last = rows.at(-1);
    if (rows.length < atOnce || last === undefined) return found;
    after = { device: last.device_id, control: last.control };
  }
}

/** Of a kept day, by control, over all groups; none of a day that was kept before there were. */
export function nationalIn(groups: GroupFigures): Map<string, NationalFigure> {
  return byControl(groups.flatMap(one => one.checks.map(check => [check.control, check.national] as const)));
}

/** Now, by control, of the checks that know a baseline. */
export async function nationalNow(
  db: Tx,
  schoolId: string,
  controls: readonly string[],
): Promise<Map<string, NationalFigure>> {
  const told = await nationalByGroup(db, schoolId, controls);
  if (told.size === 0) return told;
  const { devices } = await db
    .selectFrom('device')
    .select(of => of.fn.countAll<number>().as('devices'))
    .where('school_id', '=', schoolId)
    .where('status', 'in', countedStatuses)
    .executeTakeFirstOrThrow();
  const sums = byControl([...told].map(([key, figure]) => [key.slice(key.indexOf(' ') + 1), figure]));
  for (const [control, figure] of sums)
    sums.set(control, nationalOf(figure, Number(devices)).national ?? figure);
  return sums;
}

function byControl(figures: (readonly [string, NationalFigure | undefined])[]): Map<string, NationalFigure> {
  const found = new Map<string, NationalFigure>();
  for (const [control, own] of figures) {
    if (own === undefined) continue;
    const of = found.get(control) ?? { name: own.name, ...none() };
    for (const state of states) of[state] += own[state];
    found.set(control, of);
  }
  return found;
}
