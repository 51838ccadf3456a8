/**
 * macOS: applications in the places that are for everybody, and in the folder Applications of somebody's own, never of whom.
 * What lies elsewhere in a home (downloads, copies, sticks) is not installed.
 */
import * as z from 'zod';
import type { SoftwareItem } from '../../../../shared/protocol/inventory.ts';
import { parsePlist } from '../plist.ts';
import { bounded, distinct, publisherFrom, type SoftwareSource } from './source.ts';

const application = z.object({
  _name: z.string(),
  version: z.string().optional(),
  path: z.string().optional(),
  obtained_from: z.string().optional(),
  signed_by: z.array(z.string()).optional(),
});
const list = z.array(z.object({ _items: z.array(application) })).min(1);

const places = /^\/(((System|Users\/[^/]+)\/)?Applications|(System\/)?Library)\//;

/** `Developer ID Application: Microsoft Corporation (UBF8T346G9)`. */
function publisherOf({ obtained_from, signed_by }: z.infer<typeof application>): string | null {
  if (obtained_from === 'apple') return 'Apple';
  const [, name] = /^Developer ID Application: (.+?)( \([A-Z0-9]{10}\))?$/.exec(signed_by?.[0] ?? '') ?? [];
  return publisherFrom(name);
}

/** Throws ProbeError. */
async function parseApplications(stdout: string): Promise<SoftwareItem[]> {
  const items = (await parsePlist(stdout, list, 'system_profiler')).flatMap(one => one._items);
  return distinct(
    items
      .filter(one => one._name.trim() !== '' && places.test(one.path ?? ''))
      .map(one => ({
        name: bounded(one._name, 200),
        version: bounded(one.version ?? '', 120),
        publisher: publisherOf(one),
        source: 'applications',
        beside: ` ${one.version ?? ''}`,
      })),
  );
}

export const applications: SoftwareSource = {
  command: 'system_profiler',
  args: ['-xml', 'SPApplicationsDataType', '-detailLevel', 'mini'],
  mayBeEmpty: false,
  parse: parseApplications,
};
