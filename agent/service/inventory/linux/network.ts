/** Network adapters that are devices; bridges, tunnels and what containers bring are not. */
import type { Hardware } from '../../../../shared/protocol/inventory.ts';
import type { Machine } from '../../controls/control.ts';
import { namesIn, textOf } from '../../system/presence.ts';
import { meaningful } from '../serials.ts';

type Adapter = NonNullable<Hardware['networkAdapters']>[number];

const folder = '/sys/class/net';
const byType: Record<string, Adapter['kind']> = { wlan: 'wifi', wwan: 'mobile', bluetooth: 'bluetooth' };

function kindOf(files: readonly string[], uevent: string, type: string): Adapter['kind'] {
  const named = byType[/^DEVTYPE=(.+)$/m.exec(uevent)?.[1] ?? ''];
  if (named !== undefined) return named;
  if (files.includes('wireless') || files.includes('phy80211')) return 'wifi';
  return type === '1' ? 'ethernet' : 'other';
}

async function adapterAt(machine: Machine, name: string): Promise<Adapter | undefined> {
  const path = `${folder}/${name}`;
  const files = await namesIn(machine, path);
  if (!files?.includes('device')) return undefined;
  const read = async (file: string) => ((await textOf(machine, `${path}/${file}`, 4096)) ?? '').trim();
  const driver = /^DRIVER=(.+)$/m.exec(await read('device/uevent'))?.[1];
  return {
    name: name.slice(0, 200),
    kind: kindOf(files, await read('uevent'), await read('type')),
    model: meaningful(driver && `${driver} driver`),
  };
}

export async function linuxNetworkAdapters(machine: Machine): Promise<Adapter[] | null> {
  const names = await namesIn(machine, folder);
  if (names === null) return null;
  const found = await Promise.all([...names].sort().map(name => adapterAt(machine, name)));
  return found.filter(one => one !== undefined).slice(0, 32);
}
