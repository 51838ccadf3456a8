/**
 * Hints for a person's question "is this the same laptop?", as keyed hashes: the numbers themselves
 * never leave. They are never the identity: cloned disks share some, repaired boards lose others.
 */
import { createHmac } from 'node:crypto';
import type { FromDevice } from '../../../shared/protocol/device.ts';
import type { Machine } from '../controls/control.ts';
import type { Platform } from '../controls/registry.ts';
import { textOf } from '../system/presence.ts';
import type { Probed } from './elsewhere/probe.ts';
import { linuxDisks } from './linux/disks.ts';
import { meaningful } from './serials.ts';

export type Evidence = FromDevice['enrol']['evidence'];
type Numbers = [kind: string, number: string | null | undefined][];

/** Part of the protocol: both an old and a new agent must give the same hash for the same number. */
const context = 'caretaker hardware evidence 1';

/** SHA-256 keyed with a constant context, base64url. Case and blanks do not count. */
export function evidenceHash(kind: string, number: string): string {
  const canonical = number.replace(/\s+/g, '').toLowerCase();
  return createHmac('sha256', context).update(`${kind}\n${canonical}`).digest('base64url');
}

async function linuxNumbers(machine: Machine, signal?: AbortSignal): Promise<Numbers> {
  const read = (path: string) => textOf(machine, path, 400);
  const { disks } = await linuxDisks(machine, signal).catch(() => ({ disks: [] }));
  return [
    ['board_serial', await read('/sys/class/dmi/id/board_serial')],
    ['product_serial', await read('/sys/class/dmi/id/product_serial')],
    ['product_uuid', await read('/sys/class/dmi/id/product_uuid')],
    // Read here, because node-machine-id would give the host name where the file is missing.
    ['machine_id', (await read('/etc/machine-id')) || (await read('/var/lib/dbus/machine-id'))],
    ...disks.map(disk => ['disk_serial', disk.serial] as [string, string | null]),
  ];
}

function probedNumbers(told: Probed): Numbers {
  return [
    ['board_serial', told.baseboard.serial],
    ['product_serial', told.system.serial],
    ['product_uuid', told.system.uuid],
    ['machine_id', told.machineId],
    ...told.disks.map(disk => ['disk_serial', disk.serialNum] as [string, string]),
  ];
}

/** `uninitialized` is what systemd writes on an image before its first start. */
const worthless = (kind: string, number: string) => kind === 'machine_id' && number === 'uninitialized';

export async function evidenceFrom(
  machine: Machine,
  platform: Platform,
  told: () => Promise<Probed>,
  signal?: AbortSignal,
): Promise<Evidence> {
  const numbers = platform === 'linux' ? await linuxNumbers(machine, signal) : probedNumbers(await told());
  const hashed = numbers.flatMap(([kind, raw]) => {
    const number = meaningful(raw);
    return number === null || worthless(kind, number) ? [] : [{ kind, hash: evidenceHash(kind, number) }];
  });
  const distinct = new Map(hashed.map(one => [`${one.kind} ${one.hash}`, one]));
  return [...distinct.values()].slice(0, 16);
}
