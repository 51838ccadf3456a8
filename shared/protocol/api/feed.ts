/** The browser feed: it only nudges. A page refetches what it shows. */
import * as z from 'zod';

export const feedPath = '/api/v1/feed';

export const nudge = z.object({
  topics: z.array(
    z.enum([
      'devices',
      'device',
      'queue',
      'codes',
      'groups',
      'people',
      'audit',
      'school',
      'policies',
      'assets',
      'software',
      'disposals',
      'approvals',
      'media',
      'notices',
      'requests',
      'incidents',
      'support',
      'alerts',
    ]),
  ),
  deviceIds: z.array(z.string()).max(200),
});
export type Nudge = z.infer<typeof nudge>;
