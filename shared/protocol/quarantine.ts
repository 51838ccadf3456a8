/** Orders to a computer that is kept as evidence: nothing of it may be changed or lost until it is released. */
import * as z from 'zod';

export const longestKeptMessage = 200;
/** The network is never cut for longer at a time: a console that is gone must not leave a computer alone for ever. */
export const longestCutDays = 14;

export const quarantine = z.object({
  kind: z.literal('quarantine'),
  /** Names this time that it is kept: only its own release ends it. */
  quarantineId: z.uuid(),
  /** For whoever stands before it, in the school's words. */
  message: z.string().min(1).max(longestKeptMessage),
  /** Until then it reaches nothing but this console; UTC milliseconds. Null: its network is left as it is. */
  cutUntil: z.int().nonnegative().nullable(),
});
export const quarantineRelease = z.object({ kind: z.literal('quarantine_release'), quarantineId: z.uuid() });
export type QuarantineOrder = z.infer<typeof quarantine>;
export type QuarantineRelease = z.infer<typeof quarantineRelease>;

/** Kinds of orders that change what is on a computer, or end what runs there: neither given to nor taken by a kept one. */
export const changesEvidence: readonly string[] = [
  ...['sign_out', 'restart', 'shut_down', 'media_grant', 'media_grant_here', 'presentation_hold'],
  ...['update_virus_list', 'scan_for_viruses', 'support_ask'],
];

/** What a kept computer says of its network, whenever that changes: `{ quarantineId, cut, detail }`. */
export const networkEvent = 'quarantine.network';
export const networkSaid = z.object({ quarantineId: z.uuid(), cut: z.boolean(), detail: z.string() });
