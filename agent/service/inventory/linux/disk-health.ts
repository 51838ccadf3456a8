/**
 * What disks say of themselves (SMART), by smartctl where a school has installed it: asked once a day, never of a disk
 * that sleeps, outside the walls of the service's own unit, because it talks to the disk itself. Anything else: not known.
 */
import * as z from 'zod';
import type { Hardware } from '../../../../shared/protocol/inventory.ts';
import type { Machine } from '../../controls/control.ts';
import { pathsOf } from '../../system/known-commands.ts';
import { runAlone } from '../../system/outside.ts';

type Disk = Hardware['disks'][number];
type Health = NonNullable<Disk['health']>;

const memory = 'disk-health';
const askEveryMs = 24 * 3600_000;
const kept = z.object({ at: z.number(), health: z.record(z.string(), z.enum(['ok', 'failing'])) });

const answer = z.object({ smart_status: z.object({ passed: z.boolean() }) });

/** `smartctl --json`, whose exit code is a set of bits and no verdict. Undefined for a disk that sleeps or does not tell. */
export function parseHealth(stdout: string): Health | undefined {
  try {
    return answer.parse(JSON.parse(stdout)).smart_status.passed ? 'ok' : 'failing';
  } catch {
    return undefined;
  }
}

async function installed(machine: Machine): Promise<boolean> {
  const times = await Promise.all(
    pathsOf('smartctl').map(path => machine.modifiedAt(path).catch(() => null)),
  );
  return times.some(time => time !== null);
}

/** By the disk and its serial number, so that a new disk in the same place does not inherit a word. */
const keyOf = ({ name, serial }: Disk) => `${name} ${serial ?? ''}`;

async function remembered(machine: Machine) {
  try {
    return kept.parse(JSON.parse((await machine.memory.get(memory)) ?? ''));
  } catch {
    return undefined;
  }
}

/** The same disks with what they say. Never throws. */
export async function withHealth(machine: Machine, disks: readonly Disk[]): Promise<Disk[]> {
  if (!machine.privileged || !(await installed(machine))) return [...disks];
  const before = await remembered(machine);
  const fresh = before !== undefined && Math.abs(machine.now() - before.at) < askEveryMs;
  const health = fresh ? before.health : { ...before?.health, ...(await ask(machine, disks)) };
  if (!fresh) await machine.memory.set(memory, JSON.stringify({ at: machine.now(), health })).catch(() => {});
  return disks.map(disk => ({ ...disk, health: health[keyOf(disk)] ?? null }));
}

const options = { timeoutMs: 20_000, properties: [] };

async function ask(machine: Machine, disks: readonly Disk[]): Promise<Record<string, Health>> {
  const told: Record<string, Health> = {};
  for (const disk of disks.filter(({ kind, name }) => kind !== 'virtual' && /^[a-z0-9]{2,32}$/.test(name))) {
    const args = ['--json', '--health', '--nocheck=standby', `/dev/${disk.name}`];
    const health = parseHealth((await runAlone(machine, 'smartctl', args, options)).stdout);
    if (health !== undefined) told[keyOf(disk)] = health;
  }
  return told;
}
