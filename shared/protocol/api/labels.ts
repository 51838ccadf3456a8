/** Labels with a tag and its QR code, for things in the register and for those still to come. */
import * as z from 'zod';
import { labelLayouts } from '../../assets/labels.ts';
import { id, time } from './common.ts';

export const mostLabels = 300;
const whole = (least: number, most: number, words: string) =>
  z.number(words).int(words).min(least, words).max(most, words);

const which = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('without') }),
  z.strictObject({ kind: z.literal('place'), place: z.string().max(100) }),
  z.strictObject({
    kind: z.literal('assets'),
    ids: z.array(id).min(1, 'Choose at least one thing').max(mostLabels),
  }),
  /** Tags that nothing has yet: whatever they are stuck on takes its tag from them. */
  z.strictObject({
    kind: z.literal('new'),
    prefix: z.string().trim().max(30, 'At most 30 characters'),
    first: whole(0, 9_999_999, 'Write a whole number'),
    digits: whole(1, 8, 'From 1 to 8'),
    count: whole(1, mostLabels, `From 1 to ${mostLabels}`),
  }),
]);

export const labelInput = z.strictObject({
  layout: z.enum(labelLayouts),
  /** The first free label of a sheet that is partly used, from 1. */
  start: whole(1, 16, 'From 1 to the number of labels on a sheet').default(1),
  which,
});
export type LabelInput = z.output<typeof labelInput>;

export const labelSheet = z.object({
  name: z.string(),
  labels: z.int(),
  pages: z.int(),
  /** The PDF. */
  base64: z.string(),
});

/** What there is to print. */
export const labelChoices = z.object({
  without: z.int(),
  places: z.array(z.object({ place: z.string(), things: z.int(), without: z.int() })),
  /** The number after the highest that ends a tag, for labels that are printed before. */
  fresh: z.object({ prefix: z.string(), first: z.int(), digits: z.int() }),
});
export type LabelChoices = z.infer<typeof labelChoices>;

/** What a code that was read belongs to. */
export const labelTag = z.object({
  tag: z.string(),
  assetId: z.string().nullable(),
  /** Set where it was printed before anything had it. */
  printed: z.object({ at: time, by: z.string() }).nullable(),
});
