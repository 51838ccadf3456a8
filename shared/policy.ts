/** What a school wants of a group of devices, as signed by the console and kept by the device. */
import * as z from 'zod';
import { controlKey } from './finding.ts';

/**
 * `controls` is kept open here: each control parses its own part with its own schema, and a device
 * keeps what it does not know for the day it does. `number` only ever rises for one audience.
 */
export const policyDocument = z.object({
  number: z.number().int().positive(),
  schoolId: z.string().max(60),
  /** The group the policy is for; a device refuses a policy for a group it is not in. */
  groupId: z.string().max(60),
  issuedAt: z.number().int(),
  timeZone: z.string().max(60),
  /** School days of silence after which nothing is known of a device. */
  silentAfterSchoolDays: z.number().int().min(1).max(60).default(5),
  /** Keys the hashes by which sticks that the school does not own are told apart; 32 bytes, base64url. Null: no hash leaves. */
  serialKey: z.string().max(43).nullable().default(null),
  controls: z.record(controlKey, z.unknown()),
});
export type PolicyDocument = z.infer<typeof policyDocument>;

/** Exactly these bytes were signed, so nothing depends on how JSON is written again. */
export const signedPolicy = z.object({
  payload: z.string().max(200_000),
  signature: z.string().max(100),
});
export type SignedPolicy = z.infer<typeof signedPolicy>;
