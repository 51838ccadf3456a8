/** Add-ons of Firefox, by `extensions.json` of each profile. What comes with Firefox itself is left out. */
import * as z from 'zod';
import type { SoftwareItem } from '../../../../shared/protocol/inventory.ts';
import { type Machine, ProbeError } from '../../controls/control.ts';
import type { Platform } from '../../controls/registry.ts';
import { inFolder, textIn } from './homes.ts';

const folders: Record<Platform, readonly string[]> = {
  linux: [
    '.mozilla/firefox',
    'snap/firefox/common/.mozilla/firefox',
    '.var/app/org.mozilla.firefox/.mozilla/firefox',
  ],
  macos: ['Library/Application Support/Firefox/Profiles'],
  windows: ['AppData/Roaming/Mozilla/Firefox/Profiles'],
};

const list = z.object({
  addons: z.array(
    z.object({
      id: z.string().min(1).max(150),
      version: z.string().max(120).nullish(),
      location: z.string().nullish(),
      type: z.string().nullish(),
      defaultLocale: z.object({ name: z.string().nullish() }).nullish(),
    }),
  ),
});

/** Throws ProbeError for a list that is being written or of another shape: never a shorter list. */
export function parseAddons(text: string): SoftwareItem[] {
  let addons: z.infer<typeof list>['addons'];
  try {
    addons = list.parse(JSON.parse(text)).addons;
  } catch {
    throw new ProbeError('unrecognised_output', 'a list of add-ons could not be read', 'Firefox');
  }
  return addons
    .filter(
      ({ type, location }) =>
        type === 'extension' && /^app-(profile|global|system-share)$/.test(location ?? ''),
    )
    .slice(0, 200)
    .map(({ id, version, defaultLocale }) => {
      const title = defaultLocale?.name?.trim().slice(0, 40);
      return {
        name: title ? `${title} (${id})` : id,
        version: version ?? '',
        publisher: null,
        source: 'firefox-extension',
      };
    });
}

export async function firefoxExtensions(
  machine: Machine,
  platform: Platform,
  home: string,
): Promise<SoftwareItem[]> {
  const found: SoftwareItem[] = [];
  for (const folder of folders[platform]) {
    for (const profile of await inFolder(machine, `${home}/${folder}`)) {
      const text = await textIn(machine, `${home}/${folder}/${profile}/extensions.json`, 8 * 1024 * 1024);
      if (text !== undefined) found.push(...parseAddons(text));
    }
  }
  return found;
}
