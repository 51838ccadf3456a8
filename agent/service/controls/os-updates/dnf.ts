/** Fedora and Red Hat: security advisories that dnf holds for installed packages, from its cache. Changes nothing. */
import { commandResult } from '../../system/command-output.ts';
import { newestOf } from '../../system/presence.ts';
import { type Machine, ProbeError } from '../control.ts';
import type { Updates } from './apt.ts';
import { withKnownSince } from './known-since.ts';

const renewals = ['/var/cache/dnf/last_makecache', '/var/cache/libdnf5/last_makecache'];

/** `kernel.x86_64   6.11.4-301.fc41   updates`; stops at the list of obsoleted packages. */
export function parseCheckUpdate(stdout: string): { name: string; version: string }[] {
  const [wanted = ''] = stdout.split(/^Obsoleting/m);
  return wanted.split('\n').flatMap(text => {
    const [, name, version] = /^(\S+)\.[a-z0-9_]+\s+(\S+)\s+\S+\s*$/.exec(text) ?? [];
    return name && version ? [{ name: name.slice(0, 200), version: version.slice(0, 120) }] : [];
  });
}

const cached = (...args: string[]) => ['-q', '-C', ...args];

/** Exit 100: updates are listed; 0: none; anything else: it could not look. */
async function checkUpdate(machine: Machine, args: readonly string[], signal: AbortSignal) {
  const result = await commandResult(machine, 'dnf', cached('check-update', ...args), signal, 40_000);
  if (result.exit === 0) return [];
  const updates = parseCheckUpdate(result.stdout);
  if (result.exit === 100 && updates.length > 0) return updates;
  const reason = result.exit === 100 ? 'unrecognised_output' : 'probe_failed';
  throw new ProbeError(reason, `dnf: exit ${result.exit}: ${result.stderr.trim().slice(0, 200)}`, 'dnf');
}

/**
 * Packages that every such system has and its maker alone brings, so that advisories about them come from its own
 * sources. Additional sources have advisories too: on CentOS they tell of nothing that the system itself is made of.
 */
const core =
  /\s(?:glibc|kernel-core|openssl-libs|systemd|libcurl(?:-minimal)?|expat|sqlite-libs|krb5-libs|python3)-\d/m;

/** One advisory on each line, dnf 4 and 5 alike: `FEDORA-2026-1a2b Moderate/Sec. expat-2.6.4-1.fc41.x86_64`. */
export const toldOfCore = (stdout: string) => core.test(stdout);

/** `check-update --security` lists nothing also where no source says which updates are for security. */
async function hasAdvisories(machine: Machine, signal: AbortSignal): Promise<boolean | null> {
  const args = cached('updateinfo', 'list', '--all', '--security');
  const { exit, stdout } = await commandResult(machine, 'dnf', args, signal, 40_000);
  return exit === 0 ? toldOfCore(stdout) : null;
}

export async function observeDnf(machine: Machine, signal: AbortSignal): Promise<Updates> {
  const security = await checkUpdate(machine, ['--security'], signal);
  const all = await checkUpdate(machine, [], signal);
  const listsAt = await newestOf(machine, renewals);
  return {
    blocked: null,
    listsAt,
    securitySource: await hasAdvisories(machine, signal),
    others: Math.max(0, all.length - security.length),
    security: await withKnownSince(machine, security, listsAt),
  };
}
