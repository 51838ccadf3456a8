/** The link on pupils' computers over the API. */
import * as z from 'zod';
import { pupilLink } from '../pupil-link.ts';
import { time } from './common.ts';

export const pupilLinkView = z.object({
  /** Null: there is none. */
  link: pupilLink.nullable(),
  updatedAt: time.nullable(),
  updatedBy: z.string().nullable(),
});
export type PupilLinkView = z.infer<typeof pupilLinkView>;

export const pupilLinkInput = z.strictObject({
  /** Null takes it away. */
  link: pupilLink.nullable(),
});
export type PupilLinkInput = z.infer<typeof pupilLinkInput>;
