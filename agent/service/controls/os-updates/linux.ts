/** Linux: apt or dnf, whether a restart is due, and until when the system is supported where it says so. */
import type { Observation } from '../../../../shared/controls/os-updates/observation.ts';
import { newestOf, textOf } from '../../system/presence.ts';
import { type Backend, type Machine, ProbeError } from '../control.ts';
import { observeApt, type Updates } from './apt.ts';
import { observeDnf } from './dnf.ts';
import { newerKernel } from './newer-kernel.ts';
import { restartSince } from './restart-since.ts';
import { supportEndIn } from './support-end.ts';

const managers: Record<string, (machine: Machine, signal: AbortSignal) => Promise<Updates>> = {
  apt: observeApt,
  dnf: observeDnf,
};

async function firstThatExists(
  machine: Machine,
  signal: AbortSignal,
): Promise<{ manager: string; updates: Updates }> {
  for (const [manager, observeWith] of Object.entries(managers)) {
    try {
      return { manager, updates: await observeWith(machine, signal) };
    } catch (error) {
      if (!(error instanceof ProbeError) || error.reason !== 'tool_missing') throw error;
    }
  }
  throw new ProbeError('tool_missing', 'neither apt-get nor dnf is installed', 'apt-get or dnf');
}

const restartFile = '/run/reboot-required';

/** Only Debian and Ubuntu leave this file, and not for every kernel; elsewhere its absence says nothing. */
async function restart(machine: Machine, manager: string): Promise<Observation['restart']> {
  const text = await textOf(machine, restartFile, 1024);
  if (text === null) throw new ProbeError('probe_failed', `${restartFile} could not be read`, restartFile);
  if (typeof text === 'string') return { needed: true, since: await newestOf(machine, [restartFile]) };
  const newer = await newerKernel(machine);
  if (newer !== undefined) return restartSince(machine, newer, null);
  return { needed: manager === 'apt' ? false : null, since: null };
}

async function support(machine: Machine, key: string | undefined) {
  const text = await textOf(machine, '/etc/os-release', 16_384);
  if (text === null)
    throw new ProbeError('probe_failed', 'which system this is could not be read', '/etc/os-release');
  return supportEndIn(text ?? '', machine.memory, key);
}

/** `supportKey`: who signs tables of ends of support, where that is not the releases' key. */
export const linuxBelieving = (supportKey?: string): Backend<Observation> => ({
  source: 'apt-get or dnf',
  async observe(machine, signal) {
    const { manager, updates } = await firstThatExists(machine, signal);
    return {
      ...updates,
      manager,
      restart: await restart(machine, manager),
      ...(await support(machine, supportKey)),
    };
  },
});

export const linux = linuxBelieving();
