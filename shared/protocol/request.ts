/**
 * What somebody at a device asks for. It travels as the event `request.made`, so it is saved, numbered and sent again
 * like any other; its id is `requestId`. Approval of a stick comes back as the signed order `media_grant`.
 */
import * as z from 'zod';
import { mediaIdentity } from './order.ts';
import { answers, licences } from './request-facts.ts';

export { answers, factsOfRequest, licences, requestEvent } from './request-facts.ts';

const text = (most: number) => z.string().trim().max(most);

/** What the scan of a stick said, when it was plugged in and looked at already. */
export const scanVerdicts = ['clean', 'infected', 'incomplete', 'not_scanned'] as const;

const asked = {
  /** Whoever asks, as the school knows them: a name, never an account's password or picture. */
  person: text(100),
  reason: text(300).min(1, 'Say what it is for'),
};

export const mediaRequest = z.object({
  kind: z.literal('media'),
  ...asked,
  media: mediaIdentity,
  /** In the clear, because its holder asks: with it the school can register the stick. Null: it has none. */
  serial: text(126).nullable(),
  access: z.enum(['read_only', 'read_write']),
  minutes: z
    .number()
    .int()
    .min(1)
    .max(12 * 60),
  scan: z.enum(scanVerdicts).default('not_scanned'),
});

export const softwareRequest = z.object({
  kind: z.literal('software'),
  ...asked,
  title: text(120).min(1, 'Say what it is called'),
  publisher: text(120),
  licence: z.enum(licences).default('unknown'),
  /** For which age it is suitable, in the asker's words: "Year 3 and older". */
  suitability: text(120),
  /** Whether it holds data about people. */
  personalData: z.enum(answers).default('unknown'),
});

export const request = z.discriminatedUnion('kind', [mediaRequest, softwareRequest]);
export type Request = z.infer<typeof request>;

const facts = z.record(z.string(), z.unknown());

/** Undefined for what is no request, whoever sent it. */
export function requestOfFacts(given: unknown): { requestId: string; request: Request } | undefined {
  const flat = facts.safeParse(given);
  if (!flat.success) return undefined;
  const { requestId, vendorId, productId, serialHash, ...rest } = flat.data;
  const id = z.uuid().safeParse(requestId);
  const parsed = request.safeParse(
    rest.kind === 'media' ? { ...rest, media: { vendorId, productId, serialHash } } : rest,
  );
  return id.success && parsed.success ? { requestId: id.data, request: parsed.data } : undefined;
}
