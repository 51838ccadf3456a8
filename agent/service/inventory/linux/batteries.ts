/** Batteries of the computer itself, by `/sys/class/power_supply` (sysfs-class-power). A mouse has one too: left out. */
import type { Hardware } from '../../../../shared/protocol/inventory.ts';
import type { Machine } from '../../controls/control.ts';
import { namesIn, textOf } from '../../system/presence.ts';
import { percentOf } from '../percent.ts';

type Battery = NonNullable<Hardware['battery']>;

const folder = '/sys/class/power_supply';

async function numberIn(machine: Machine, path: string): Promise<number | null> {
  const text = (await textOf(machine, path, 40))?.trim() ?? '';
  return /^\d{1,15}$/.test(text) ? Number(text) : null;
}

/** In energy or, where the battery counts that way, in charge. */
async function healthOf(machine: Machine, path: string): Promise<number | null> {
  for (const unit of ['energy', 'charge']) {
    const full = await numberIn(machine, `${path}/${unit}_full`);
    const designed = await numberIn(machine, `${path}/${unit}_full_design`);
    if (full !== null && designed) return percentOf(full, designed, 200);
  }
  return null;
}

async function batteryAt(machine: Machine, name: string): Promise<Battery | undefined> {
  const path = `${folder}/${name}`;
  const read = async (file: string) => (await textOf(machine, `${path}/${file}`, 40))?.trim();
  if ((await read('type')) !== 'Battery' || (await read('scope')) === 'Device') return undefined;
  if ((await read('present')) === '0') return undefined;
  return {
    healthPercent: await healthOf(machine, path),
    cycles: (await numberIn(machine, `${path}/cycle_count`)) || null,
  };
}

/** Throws when the folder could not be read: that is no proof of no battery. */
export async function linuxBatteries(machine: Machine): Promise<Battery[]> {
  const names = await namesIn(machine, folder);
  if (names === null) throw new Error(`${folder} could not be read`);
  const found = await Promise.all(names.map(name => batteryAt(machine, name)));
  return found.filter(one => one !== undefined);
}
