/** Photos and papers of an asset. */
import * as z from 'zod';
import { id, listOf, time } from './common.ts';

export const filePurposes = ['photo', 'invoice', 'warranty', 'test', 'manual', 'other'] as const;
export type FilePurpose = (typeof filePurposes)[number];
export const filePurposeWords: Record<FilePurpose, string> = {
  photo: 'Photo',
  invoice: 'Invoice or order',
  warranty: 'Warranty',
  test: 'Test certificate',
  manual: 'Manual',
  other: 'Something else',
};

export const mostFiles = 40;

export const assetFileQuery = z.strictObject({
  what: z.enum(filePurposes, 'Say what it is'),
  /** Of the file, as the sender’s computer calls it. */
  name: z.string().min(1, 'Give the file a name').max(200),
  caption: z.string().trim().max(200, 'At most 200 characters').default(''),
});

export const assetFile = z.object({
  id,
  what: z.enum(filePurposes),
  name: z.string(),
  /** `image/jpeg`, `image/png`, `application/pdf` or `text/plain`; null once it was removed. */
  type: z.string().nullable(),
  size: z.int().nullable(),
  caption: z.string().nullable(),
  addedAt: time,
  addedBy: z.string(),
  removed: z.object({ at: time, by: z.string() }).nullable(),
});
export type AssetFile = z.infer<typeof assetFile>;
export const assetFiles = listOf(assetFile);
