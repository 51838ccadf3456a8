/** What is installed for one person only: browser extensions by id, and Flatpaks of one's own. Never for whom. */
import { type SoftwareItem, softwareItem } from '../../../../shared/protocol/inventory.ts';
import type { Machine } from '../../controls/control.ts';
import type { Platform } from '../../controls/registry.ts';
import { chromiumExtensions } from './chromium.ts';
import { firefoxExtensions } from './firefox.ts';
import { homesOf, inFolder } from './homes.ts';

async function ownFlatpaks(machine: Machine, home: string): Promise<SoftwareItem[]> {
  const ids = await inFolder(machine, `${home}/.local/share/flatpak/app`);
  return ids
    .filter(id => /^[\w-]+(\.[\w-]+){2,}$/.test(id))
    .map(id => ({ name: id.slice(0, 200), version: '', publisher: null, source: 'flatpak-user' }));
}

/**
 * Each once, however many people have it, the highest text of its versions. Only root sees everybody's: for anybody else
 * the list is empty. Throws ProbeError where a list that is there could not be read.
 */
export async function readExtras(machine: Machine, platform: Platform): Promise<SoftwareItem[]> {
  if (!machine.privileged) return [];
  const found = new Map<string, SoftwareItem>();
  for (const home of await homesOf(machine, platform)) {
    const items = [
      ...(await chromiumExtensions(machine, platform, home)),
      ...(await firefoxExtensions(machine, platform, home)),
      ...(platform === 'linux' ? await ownFlatpaks(machine, home) : []),
    ];
    for (const item of items) {
      const key = `${item.source}/${item.name}`;
      if (item.version >= (found.get(key)?.version ?? '')) found.set(key, softwareItem.parse(item));
    }
  }
  return [...found.values()];
}
