/** Network adapters that are devices; bridges, tunnels and what containers bring are not. */
import type { Hardware } from '../../../../shared/protocol/inventory.ts';
import type { Machine } from '../../controls/control.ts';
import { namesIn, textOf } from '../../system/presence.ts';
import { hardwareAddress, meaningful } from '../serials.ts';

type Adapter = NonNullable<Hardware['networkAdapters']>[number];

const folder = '/sys/class/net';
const byType: Record<string, Adapter['kind']> = { wlan: 'wifi', wwan: 'mobile', bluetooth: 'bluetooth' };

function kindOf(files: readonly string[], uevent: string, type: string): Adapter['kind'] {
  const named = byType[/^DEVTYPE=(.+)$/m.exec(uevent)?.[1] ?? ''];
  if (named !== undefined) return named;
  if (files.includes('wireless') || files.includes('phy80211')) return 'wifi';
  return type === '1' ? 'ethernet' : 'other';
}

/**
 * The one that the hardware came with. On Wi-Fi the card's own stands beside the one in use, which systems make up anew
 * for each network; elsewhere `addr_assign_type` says 0 where nobody set another.
 */
async function ownAddress(read: (file: string) => Promise<string>): Promise<string> {
  const ofCard = await read('phy80211/macaddress');
  if (ofCard !== '') return ofCard;
  return (await read('addr_assign_type')) === '0' ? read('address') : '';
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
    address: hardwareAddress(await ownAddress(read)),
  };
}

export async function linuxNetworkAdapters(machine: Machine): Promise<Adapter[] | null> {
  const names = await namesIn(machine, folder);
  if (names === null) return null;
  const found = await Promise.all([...names].sort().map(name => adapterAt(machine, name)));
  return found.filter(one => one !== undefined).slice(0, 32);
}
