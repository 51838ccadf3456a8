/** Internet that comes past the school's network without a cable: a phone by Bluetooth, a mobile modem. */
import type { Tethering } from '../../../../../shared/controls/removable-media/observation.ts';
import { namesIn, textOf } from '../../../system/presence.ts';
import type { Machine } from '../../control.ts';

const root = '/sys/class/net';
/** `DEVTYPE` as the kernel's bnep and wwan write it. */
const kinds: Record<string, 'bluetooth' | 'mobile_broadband'> = {
  bluetooth: 'bluetooth',
  wwan: 'mobile_broadband',
};

/** Adapters that are connected now; null when the adapters, or what one of them is, could not be read. */
export async function wirelessTethering(machine: Machine): Promise<Tethering[] | null> {
  const names = await namesIn(machine, root);
  if (names === null) return null;
  const found = await Promise.all(names.slice(0, 200).map(name => look(machine, name)));
  if (found.includes(null)) return null;
  return found.flatMap(one => one ?? []).slice(0, 8);
}

async function look(machine: Machine, name: string): Promise<Tethering[] | null> {
  const uevent = await textOf(machine, `${root}/${name}/uevent`, 4096);
  // Taken away while it was looked at.
  if (uevent === undefined) return [];
  if (uevent === null) return null;
  const by = kinds[/^DEVTYPE=(.+)$/m.exec(uevent)?.[1] ?? ''];
  if (by === undefined) return [];
  // An adapter that is switched off refuses to tell of its carrier, and gives no internet.
  const carrier = await textOf(machine, `${root}/${name}/carrier`, 16);
  return carrier?.trim() === '1' ? [{ by }] : [];
}
