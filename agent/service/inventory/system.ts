/** The operating system. On Linux read from its own files; elsewhere as the probe tells it. */
import { arch, hostname } from 'node:os';
import type { System } from '../../../shared/protocol/inventory.ts';
import { type Machine, ProbeError } from '../controls/control.ts';
import type { Platform } from '../controls/registry.ts';
import { textOf } from '../system/presence.ts';
import type { Probed } from './elsewhere/probe.ts';
import { meaningful } from './serials.ts';

/** `NAME="Debian GNU/Linux"`: shell quoting, with comments between. */
export function parseOsRelease(text: string): Map<string, string> {
  return new Map(
    text.split(/\r?\n/).flatMap(line => {
      const [, key, quoted] = /^([A-Z][A-Z0-9_]*)=(.*)$/.exec(line.trim()) ?? [];
      if (!key || quoted === undefined) return [];
      const bare = /^(["'])(.*)\1$/.exec(quoted)?.[2] ?? quoted;
      return [[key, bare.replace(/\\(["'$`\\])/g, '$1')] as const];
    }),
  );
}

async function osRelease(machine: Machine): Promise<Map<string, string>> {
  for (const path of ['/etc/os-release', '/usr/lib/os-release']) {
    const text = await textOf(machine, path, 16_384);
    if (typeof text === 'string') return parseOsRelease(text);
  }
  throw new ProbeError('probe_failed', 'there is no readable os-release', '/etc/os-release');
}

async function linuxSystem(machine: Machine): Promise<System> {
  const release = await osRelease(machine);
  const kernel = await textOf(machine, '/proc/sys/kernel/osrelease', 200);
  const host = await textOf(machine, '/proc/sys/kernel/hostname', 200);
  const cpuinfo = await textOf(machine, '/proc/cpuinfo');
  return {
    platform: 'linux',
    name: meaningful(release.get('NAME')) ?? 'Linux',
    version: meaningful(release.get('VERSION') ?? release.get('VERSION_ID')),
    build: meaningful(release.get('BUILD_ID')),
    kernel: meaningful(kernel),
    architecture: arch(),
    hostName: meaningful(host) ?? hostname(),
    // The processor itself says that it is a guest's; other architectures do not tell.
    virtual: /^flags\s*:/m.test(cpuinfo ?? '') ? /^flags\s*:.*\bhypervisor\b/m.test(cpuinfo ?? '') : null,
  };
}

function probedSystem(platform: Platform, told: Probed): System {
  return {
    platform,
    name: meaningful(told.os.distro) ?? platform,
    version: meaningful(told.os.release),
    build: meaningful(told.os.build),
    kernel: meaningful(told.os.kernel),
    architecture: arch(),
    hostName: meaningful(told.os.hostname) ?? hostname(),
    virtual: told.system.virtual,
  };
}

/** `told` may throw: it is only asked where the system's own files do not tell. */
export async function readSystem(
  machine: Machine,
  platform: Platform,
  told: () => Promise<Probed>,
): Promise<System> {
  return platform === 'linux' ? linuxSystem(machine) : probedSystem(platform, await told());
}
