/**
 * What a place (the school, a group, a device) sets for itself. Whatever it does not set, it inherits from the place
 * above it, field by field, and in the end from the control's own default.
 */
import * as z from 'zod';
import type { ControlMeaning, ControlPolicy } from '../controls/control.ts';
import { controlKey } from '../finding.ts';
import { canonicalJson } from '../json.ts';

const fieldName = z.string().regex(/^[A-Za-z][A-Za-z0-9]{0,59}$/);

const schoolDays = z
  .number('Write a whole number from 1 to 60')
  .int('Write a whole number from 1 to 60')
  .min(1, 'Write a whole number from 1 to 60')
  .max(60, 'Write a whole number from 1 to 60');

export const ownSettings = z.strictObject({
  controls: z.record(controlKey, z.record(fieldName, z.unknown())).default({}),
  /** School days of silence after which nothing is known of a device; null inherits. Never set by a device. */
  silentAfterSchoolDays: schoolDays.nullable().default(null),
  /** The same while the device is on loan and off site. Left out it inherits, and in the end it is as at school. */
  silentOffSiteAfterSchoolDays: schoolDays.optional(),
});
export type OwnSettings = z.infer<typeof ownSettings>;

export const nothingSet: OwnSettings = { controls: {}, silentAfterSchoolDays: null };

export const origins = ['default', 'school', 'group', 'device', 'exception'] as const;
/** Where a setting comes from. */
export type Origin = (typeof origins)[number];

/** From the most general to the most particular. */
export interface Layer {
  from: Exclude<Origin, 'default'>;
  settings: OwnSettings;
}

export interface Resolved {
  /** Parsed by the control's own schema. */
  policy: ControlPolicy & Record<string, unknown>;
  /** Of every field that the schema knows. */
  origins: Record<string, Origin>;
}

type Meaning = Pick<ControlMeaning, 'key' | 'policy' | 'hold'>;

/**
 * One control's policy in force under these layers. A field that an upgrade made unreadable is left out, so it falls
 * back to the default, rather than taking the whole control with it.
 */
export function resolve(meaning: Meaning, layers: readonly Layer[]): Resolved {
  const { merged, from } = merge(meaning, layers);
  let parsed = meaning.policy.safeParse(merged);
  for (let left = 20; !parsed.success && left > 0; left -= 1) {
    const bad = parsed.error.issues.map(issue => String(issue.path[0] ?? ''));
    const known = bad.filter(field => Object.hasOwn(merged, field));
    if (known.length === 0) break;
    for (const field of known) delete merged[field];
    parsed = meaning.policy.safeParse(merged);
  }
  const policy = (parsed.success ? parsed.data : meaning.policy.parse({})) as Resolved['policy'];
  const usable = parsed.success ? merged : {};
  const found = Object.keys(policy).map(field => [
    field,
    Object.hasOwn(usable, field) ? (from[field] ?? 'default') : 'default',
  ]);
  return { policy, origins: Object.fromEntries(found) };
}

/** What the schema says of these layers before anything is left out: empty when all of it can be read. */
export function issuesOf(meaning: Meaning, layers: readonly Layer[]): z.core.$ZodIssue[] {
  const parsed = meaning.policy.safeParse(merge(meaning, layers).merged);
  return [...(parsed.success ? [] : parsed.error.issues), ...heldBack(meaning, layers)];
}

/** What the last of these places asks and a wider one does not let it have. */
function heldBack(meaning: Meaning, layers: readonly Layer[]): z.core.$ZodIssue[] {
  const asked = layers.at(-1)?.settings.controls[meaning.key] ?? {};
  if (meaning.hold === undefined || layers.length < 2) return [];
  const given = meaning.hold(merge(meaning, layers.slice(0, -1)).merged, asked);
  return Object.entries(asked)
    .filter(([field, value]) => canonicalJson(given[field]) !== canonicalJson(value))
    .map(([field, value]) => ({
      ...{ code: 'custom' as const, path: [field], input: value },
      message: `A wider place holds this at ${sayHeld(given[field])} for secure data, so it cannot be loosened here`,
    }));
}

const sayHeld = (value: unknown) => (typeof value === 'boolean' ? (value ? 'yes' : 'no') : String(value));

/** A list that only grows from place to place (`joins` in its schema's meta): what the school says counts in every group. */
function joins(policy: z.ZodType, field: string): boolean {
  const shape = policy instanceof z.ZodObject ? (policy.shape as Record<string, z.ZodType>) : {};
  return Object.hasOwn(shape, field) && shape[field]?.meta()?.joins === true;
}

function joined(before: unknown, more: unknown): unknown {
  if (!Array.isArray(before) || !Array.isArray(more)) return more;
  return [...new Map([...before, ...more].map(one => [canonicalJson(one), one])).values()];
}

function merge({ key, policy, hold }: Meaning, layers: readonly Layer[]) {
  const merged: Record<string, unknown> = {};
  const from: Record<string, Origin> = {};
  for (const layer of layers) {
    const asked = layer.settings.controls[key] ?? {};
    const given = hold?.(merged, asked) ?? asked;
    for (const [field, value] of Object.entries(given)) {
      // Held by a wider place: it still comes from there.
      if (value !== asked[field]) continue;
      merged[field] = joins(policy, field) ? joined(merged[field], value) : value;
      from[field] = layer.from;
    }
  }
  return { merged, from };
}

/** The school days of silence under these layers, and where that comes from. */
export function resolveSilence(layers: readonly Layer[]): { days: number; from: Origin } {
  const own = layers.findLast(layer => layer.settings.silentAfterSchoolDays !== null);
  return { days: own?.settings.silentAfterSchoolDays ?? 5, from: own?.from ?? 'default' };
}

/** The same for what is on loan and off site; null: as at school. */
export function resolveSilenceOffSite(layers: readonly Layer[]): { days: number | null; from: Origin } {
  const own = layers.findLast(layer => layer.settings.silentOffSiteAfterSchoolDays !== undefined);
  return { days: own?.settings.silentOffSiteAfterSchoolDays ?? null, from: own?.from ?? 'default' };
}

/** Sets one field, or, with `undefined`, goes back to what is inherited. */
export function withField(
  settings: OwnSettings,
  control: string,
  field: string,
  value: unknown,
): OwnSettings {
  const own = { ...settings.controls[control] };
  if (value === undefined) delete own[field];
  else own[field] = value;
  const controls = { ...settings.controls, [control]: own };
  if (Object.keys(own).length === 0) delete controls[control];
  return { ...settings, controls };
}
