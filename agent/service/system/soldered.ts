/** Storage that is part of the board (eMMC). lsblk calls all of the kernel's subsystem mmc pluggable, as it does SD cards. */
import type { Machine } from '../controls/control.ts';
import { namesIn, textOf } from './presence.ts';

/** `mmcblk0`; its `boot0`, `boot1` and `rpmb` hold firmware and keys, and nothing of a person's. */
const wholeDisk = /^mmcblk\d{1,3}$/;

/** The kernel's names of such disks, by the type that it gives each card: `MMC`, `SD`, `SDIO` or `SD_combo`. */
export async function solderedDisks(machine: Machine): Promise<ReadonlySet<string>> {
  const disks = ((await namesIn(machine, '/sys/block')) ?? []).filter(name => wholeDisk.test(name));
  const types = await Promise.all(disks.map(name => textOf(machine, `/sys/block/${name}/device/type`, 20)));
  return new Set(disks.filter((_, index) => types[index]?.trim() === 'MMC'));
}
