/**
 * The device link: every message in both directions. README.md tells the conversation.
 * Binary values are base64url without padding; times UTC milliseconds; ids UUIDv7 text.
 */
import * as z from 'zod';
import { controlKey, finding } from '../finding.ts';
import { signedPolicy } from '../policy.ts';
import { signedSupportTable } from '../support-ends/signed.ts';
import { aboutDevice } from './about.ts';
import { hardware, softwareItem, system } from './inventory.ts';
import { maxRecordsInMessage, maxSoftwareItems } from './limits.ts';
import { signedNotices } from './notice-signed.ts';
import { signedOrder } from './order.ts';

const base64url = (bytes: number) =>
  z.string().regex(new RegExp(`^[A-Za-z0-9_-]{${Math.ceil((bytes * 4) / 3)}}$`), `${bytes} bytes, base64url`);
export const nonce = base64url(32);
export const key = base64url(32);
export const signature = base64url(64);
export const hash = base64url(32);
export const id = z.uuid();
const time = z.int().nonnegative().max(8_640_000_000_000_000);
const sequence = z.int().positive().max(Number.MAX_SAFE_INTEGER);
const epoch = z.int().nonnegative().max(1_000_000_000);

/** The envelope. A receiver logs and ignores a kind it does not know. */
export const envelope = z.object({
  v: z.literal(1),
  kind: z.string().regex(/^[a-z][a-z_]{1,39}$/),
  body: z.unknown(),
});

// ---- what a device keeps until it is acknowledged ----

const kept = { id, seq: sequence, at: time };

/** Findings that differ from those last reported, with what the backend saw, for what-ifs. */
const reportRecord = z.object({
  ...kept,
  type: z.literal('report'),
  findings: z.array(z.object({ finding, observation: z.unknown().optional() })).max(40),
});

const sectionRecord = z.object({
  ...kept,
  type: z.literal('section'),
  hash,
  section: z.discriminatedUnion('name', [
    z.object({ name: z.literal('hardware'), body: hardware }),
    z.object({ name: z.literal('system'), body: system }),
  ]),
});

/** Whole when `base` is null; otherwise the difference from the list whose hash is `base`. */
const softwareRecord = z.object({
  ...kept,
  type: z.literal('software'),
  hash,
  base: hash.nullable(),
  put: z.array(softwareItem).max(maxSoftwareItems),
  removed: z.array(z.string().max(240)).max(maxSoftwareItems),
});

const eventRecord = z.object({
  ...kept,
  type: z.literal('event'),
  name: z.string().regex(/^[a-z][a-z0-9_.]{1,59}$/),
  facts: z
    .record(z.string().max(40), z.union([z.string().max(300), z.number(), z.boolean(), z.null()]))
    .refine(value => Object.keys(value).length <= 20, 'at most 20 facts'),
});

export const record = z.discriminatedUnion('type', [
  reportRecord,
  sectionRecord,
  softwareRecord,
  eventRecord,
]);
export type DeviceRecord = z.infer<typeof record>;

// ---- device to console ----

export const fromDevice = {
  open: z.object({ nonce, agent: z.string().max(40) }),
  /** Asks for a place in the approval queue. `mac` proves the code without sending it. */
  enrol: z.object({
    key,
    /** Null only beside `previous`: a re-keyed device stands in the queue by its old key, not by a code. */
    code: z.object({ id: base64url(8), mac: hash }).nullable(),
    signature,
    /** Keyed hashes of board serial, machine id, disk serials: hints for a person, never the identity. */
    evidence: z.array(z.object({ kind: z.string().max(30), hash })).max(16),
    suggested: z.object({ name: z.string().min(1).max(64), system: z.string().max(100) }),
    /** After a clone was seen: the record this device believes to be its own. */
    previous: z.object({ deviceId: id, signature }).optional(),
  }),
  hello: z.object({
    deviceId: id,
    signature,
    /** The link of the rolling chain given by the last `welcome`; null on a first session. */
    chain: base64url(16).nullable(),
    now: time,
    agent: z.string().max(40),
    highestSeq: z.int().nonnegative(),
    policyNumber: z.int().nonnegative(),
    /** SHA-256 of what the device would report now: see `statesHash`, `sectionHash`, `softwareHash`. */
    states: hash,
    sections: z.object({ hardware: hash, system: hash, software: hash }).partial(),
    /** Set when the certificate that came was not the console's: who put theirs there. */
    intercepted: z.object({ issuer: z.string().max(200) }).nullable(),
    /** To what key secrets for this device are sealed, and the epoch of the recovery secret that it holds (0: none). */
    sealing: z.object({ key, epoch, signature }).optional(),
    /** The number of the table of ends of support that it goes by. */
    supportEnds: sequence.optional(),
  }),
  records: z.object({ records: z.array(z.unknown()).min(1).max(maxRecordsInMessage) }),
  /** Its own lane: never queued behind records. `observed` renews the age of unchanged findings. */
  heartbeat: z.object({
    now: time,
    waiting: z.int().nonnegative(),
    observed: z.record(controlKey, time),
  }),
  applied: z.object({ policyNumber: z.int().positive() }),
} as const;

// ---- console to device ----

export const refusals = [
  'malformed',
  'version_unsupported',
  'bad_signature',
  'unknown_device',
  'unknown_code',
  'code_expired',
  'code_used',
  'blocked',
  'removed',
  'cloned',
  'too_busy',
] as const;

export const fromConsole = {
  /** `certificate` is the SHA-256 of the certificate the console serves, signed with both nonces. */
  challenge: z.object({ nonce, key, certificate: hash, signature, now: time }),
  /** Enrolled and in the queue: keep the connection; `approved` follows when somebody decides. */
  waiting: z.object({ deviceId: id }),
  approved: z.object({ deviceId: id }),
  welcome: z.object({
    chain: base64url(16),
    /** The console holds every record up to here; send what is kept above it. */
    resumeAfter: z.int().nonnegative(),
    wants: z.object({ states: z.boolean(), sections: z.array(z.enum(['hardware', 'system', 'software'])) }),
    /** The audience whose policies this device takes. */
    schoolId: z.string().max(60),
    groupId: z.string().max(60),
    heartbeatMs: z.int().min(1000).max(600_000),
    /** Reconnect at a random moment within this span, so that a restart is not a stampede. */
    reconnectSpreadMs: z.int().min(0).max(3_600_000),
  }),
  ack: z.object({ ids: z.array(id).max(maxRecordsInMessage) }),
  /** A record that can never be stored (too large, not of its type): drop it, it is in the console's log. */
  reject: z.object({ ids: z.array(id).max(maxRecordsInMessage), reason: z.string().max(300) }),
  /** The base of a software difference is not what the console holds. */
  want: z.object({ states: z.boolean(), sections: z.array(z.enum(['hardware', 'system', 'software'])) }),
  /** `offer` is for this session only: see `offerText`. Without it the device takes no policy. */
  policy: signedPolicy.extend({ offer: signature.optional() }),
  order: signedOrder,
  /** What is to be told to whoever sits there: see `notice.ts`. An older device ignores it. */
  notices: signedNotices,
  /** For whoever sits there: who looked at the device, and for how long what it says is kept. An older device ignores it. */
  about: aboutDevice,
  /** Until when makers support systems, as the releases' key signed it: see `../support-ends`. An older device ignores it. */
  support_ends: signedSupportTable,
  /** The device's recovery secret: `box` is 32 bytes and a tag, sealed to `hello.sealing.key` from the passing `key`. */
  recovery: z.object({ epoch: epoch.min(1), key, box: base64url(48), signature }),
  refuse: z.object({
    code: z.enum(refusals),
    message: z.string().max(300),
    /** When to try again, or null: not before a person has done something. */
    retryAfterMs: z.int().nonnegative().nullable(),
  }),
} as const;

export type DeviceKind = keyof typeof fromDevice;
export type ConsoleKind = keyof typeof fromConsole;
export type FromDevice = { [K in DeviceKind]: z.infer<(typeof fromDevice)[K]> };
export type FromConsole = { [K in ConsoleKind]: z.infer<(typeof fromConsole)[K]> };
export type RefusalCode = (typeof refusals)[number];

export type Parsed<T> =
  | { [K in keyof T]: { ok: true; kind: K; body: T[K] } }[keyof T]
  | { ok: false; why: 'not_json' | 'wrong_version' | 'unknown_kind' | 'malformed'; detail: string };

/** The first few things: a hostile frame can be wrong in thousands. */
function wrong({ issues }: z.ZodError): string {
  return z.prettifyError({ issues: issues.slice(0, 3) }).slice(0, 500);
}

function parseWith<S extends Record<string, z.ZodType>>(text: string, schemas: S) {
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch {
    return { ok: false, why: 'not_json', detail: 'the frame is not JSON' } as const;
  }
  if (typeof raw === 'object' && raw !== null && 'v' in raw && raw.v !== 1)
    return { ok: false, why: 'wrong_version', detail: 'this end speaks version 1' } as const;
  const outer = envelope.safeParse(raw);
  if (!outer.success) return { ok: false, why: 'malformed', detail: wrong(outer.error) } as const;
  const schema = Object.hasOwn(schemas, outer.data.kind) ? schemas[outer.data.kind] : undefined;
  if (schema === undefined) return { ok: false, why: 'unknown_kind', detail: outer.data.kind } as const;
  const body = schema.safeParse(outer.data.body);
  if (!body.success) return { ok: false, why: 'malformed', detail: wrong(body.error) } as const;
  return { ok: true, kind: outer.data.kind, body: body.data } as const;
}

/** Parses a frame that came from a device. Never throws. */
export function parseFromDevice(text: string): Parsed<FromDevice> {
  return parseWith(text, fromDevice) as Parsed<FromDevice>;
}

/** Parses a frame that came from the console. Never throws. */
export function parseFromConsole(text: string): Parsed<FromConsole> {
  return parseWith(text, fromConsole) as Parsed<FromConsole>;
}

export function frameFromDevice<K extends DeviceKind>(kind: K, body: FromDevice[K]): string {
  return JSON.stringify({ v: 1, kind, body });
}

export function frameFromConsole<K extends ConsoleKind>(kind: K, body: FromConsole[K]): string {
  return JSON.stringify({ v: 1, kind, body });
}
