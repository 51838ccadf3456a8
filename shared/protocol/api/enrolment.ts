/** Enrolment codes and the approval queue. */
import * as z from 'zod';
import { id, listOf, pageQuery, time } from './common.ts';

export const codeInput = z.strictObject({
  groupId: id,
  /** What the code is for: "Year 4 trolley". */
  label: z.string().trim().max(60).default(''),
  uses: z.int().min(1).max(500).default(1),
  hours: z
    .number()
    .int()
    .min(1)
    .max(24 * 30)
    .default(24),
});

export const enrolmentCode = z.object({
  id,
  label: z.string(),
  group: z.object({ id, name: z.string() }),
  usesLeft: z.int(),
  uses: z.int(),
  createdAt: time,
  createdBy: z.string(),
  expiresAt: time,
  state: z.enum(['live', 'used', 'expired', 'withdrawn']),
});
export type EnrolmentCodeView = z.infer<typeof enrolmentCode>;
export const codeList = listOf(enrolmentCode);

/** The code itself is shown once, when made; only its hash is kept. */
export const madeCode = enrolmentCode.extend({
  code: z.string(),
  /** The address devices use. */
  url: z.string(),
  /** The one line to paste at the device. */
  command: z.string(),
  /** The code and address as a QR picture: an SVG data address. */
  qr: z.string(),
});
export type MadeCode = z.infer<typeof madeCode>;

/** A device that waits for somebody to say yes. */
export const waitingDevice = z.object({
  id,
  suggestedName: z.string(),
  system: z.string(),
  group: z.object({ id, name: z.string() }),
  codeLabel: z.string().nullable(),
  askedAt: time,
  connected: z.boolean(),
  /** Devices whose hardware evidence agrees: perhaps the same laptop, reimaged or re-keyed. */
  resembles: z.array(
    z.object({
      id,
      name: z.string(),
      status: z.string(),
      lastSeenAt: time.nullable(),
      /** What agrees, in words: "the same main board". */
      agrees: z.array(z.string()),
      /** The newcomer proved that it holds this record's old key: a clone told apart. */
      provedKey: z.boolean(),
    }),
  ),
});
export type WaitingDevice = z.infer<typeof waitingDevice>;
export const waitingList = listOf(waitingDevice).extend({
  /** Of those that the search and the group leave. */
  total: z.int(),
});

export const queueQuery = pageQuery.extend({
  /** Part of a name, of a system or of what its code is for. */
  search: z.string().trim().max(100).optional(),
  group: id.optional(),
  sort: z.enum(['asked', 'name']).default('asked'),
});

/** Approve up to 200 at once. `sameAs` continues an existing record under the newcomer's key. */
export const decision = z.strictObject({
  approve: z
    .array(
      z.strictObject({
        id,
        name: z.string().trim().min(1).max(64).optional(),
        groupId: id.optional(),
        sameAs: id.optional(),
      }),
    )
    .max(200)
    .default([]),
  refuse: z.array(id).max(200).default([]),
});
export const decided = z.object({ approved: z.array(id), refused: z.array(id) });
