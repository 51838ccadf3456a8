/** What a school asks of virus protection. */
import * as z from 'zod';
import { mostSignatureDays } from '../freshness.ts';
import { watchingModeField } from '../mode-field.ts';

export const policy = z.object({
  mode: watchingModeField,
  maxSignatureAgeDays: z.int().min(1).max(mostSignatureDays).default(7).meta({
    title: 'Oldest virus list allowed, in days',
    description: 'How old the list of known viruses may be before the computer counts as unprotected.',
  }),
  realTime: z.enum(['where_usual', 'always', 'never']).default('where_usual').meta({
    title: 'Check files as they are opened',
    description:
      'Where usual: asked for on Windows and macOS, where every product does it; on Linux it is reported but not asked for, because it is normally off there.',
  }),
});
export type Policy = z.infer<typeof policy>;
