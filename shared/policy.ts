/** What a school wants of a group of devices, as signed by the console and kept by the device. */
import * as z from 'zod';
import { signedCalendar } from './calendar/signed.ts';
import { controlKey } from './finding.ts';
import { pupilLink } from './protocol/pupil-link.ts';

const part = z.record(z.string().max(60), z.unknown());

/** A control asked of named devices otherwise than of their group, until a day. */
export const policyException = z.object({
  id: z.string().max(60),
  control: controlKey,
  deviceIds: z.array(z.string().max(60)).min(1).max(1000),
  /** Laid over what the group and the device ask; never reaches below a device's own floor. */
  settings: part,
  endsAt: z.int(),
  reason: z.string().max(300),
  askedBy: z.string().max(100),
  approvedBy: z.string().max(100),
});
export type PolicyException = z.infer<typeof policyException>;

/**
 * `controls` is kept open here: each control parses its own part with its own schema, and a device
 * keeps what it does not know for the day it does. `number` only ever rises for one audience.
 */
export const policyDocument = z.object({
  number: z.int().positive(),
  schoolId: z.string().max(60),
  /** The group the policy is for; a device refuses a policy for a group it is not in. */
  groupId: z.string().max(60),
  issuedAt: z.int(),
  timeZone: z.string().max(60),
  /** School days of silence after which nothing is known of a device. */
  silentAfterSchoolDays: z.int().min(1).max(60).default(5),
  /** The same while it is on loan and off site, which the console alone knows; left out where it is the same. */
  silentOffSiteAfterSchoolDays: z.int().min(1).max(60).optional(),
  /** Keys the hashes by which sticks that the school does not own are told apart; 32 bytes, base64url. Null: no hash leaves. */
  serialKey: z.string().max(43).nullable().default(null),
  /** The console's X25519 key, base64url: what only it may read is sealed to this. Null: nothing is sealed for it. */
  sealTo: z.string().max(43).nullable().default(null),
  /** Terms, lessons and closing times: no control's own part. Null: the school has entered none. */
  calendar: signedCalendar.nullable().default(null),
  /** For the menu of pupils' computers; left out where the safeguarding lead has chosen none. */
  pupilLink: pupilLink.optional(),
  controls: z.record(controlKey, z.unknown()),
  /** By device, then by control: single settings that are otherwise than the group's. */
  devices: z.record(z.string().max(60), z.record(controlKey, part)).default({}),
  exceptions: z.array(policyException).max(500).default([]),
});
export type PolicyDocument = z.infer<typeof policyDocument>;

type Fields = Record<string, unknown>;

/** Settings laid over others, each only as far as those before it let them (`ControlMeaning.hold`). */
export function laidOver(
  hold: ((wider: Fields, narrower: Fields) => Fields) | undefined,
  under: Fields,
  over: readonly Fields[],
): Fields {
  const held = { ...under };
  for (const one of over) Object.assign(held, hold?.(held, one) ?? one);
  return held;
}

/** One control's settings for one device now: the group's, then the device's own, then exceptions that have not ended. */
export function settingsFor(
  document: Pick<PolicyDocument, 'controls' | 'devices' | 'exceptions'>,
  { key: control, hold }: { key: string; hold?: (wider: Fields, narrower: Fields) => Fields },
  deviceId: string | null,
  now: number,
): unknown {
  const group = document.controls[control];
  if (deviceId === null) return group;
  const own = document.devices[deviceId]?.[control];
  const excepted = document.exceptions.filter(
    one => one.control === control && one.endsAt > now && one.deviceIds.includes(deviceId),
  );
  if (own === undefined && excepted.length === 0) return group;
  return laidOver(hold, (group ?? {}) as Fields, [own ?? {}, ...excepted.map(one => one.settings)]);
}

/** Exactly these bytes were signed, so nothing depends on how JSON is written again. */
export const signedPolicy = z.object({
  payload: z.string().max(200_000),
  signature: z.string().max(100),
});
export type SignedPolicy = z.infer<typeof signedPolicy>;
