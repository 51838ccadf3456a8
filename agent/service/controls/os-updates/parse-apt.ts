/** What apt says: a simulated upgrade, and how old a signed list is. Both in C locale, which the runner sets. */

export interface AptUpdate {
  name: string;
  version: string;
  security: boolean;
}

/** `Inst runc [1.1.5] (1.1.6 Debian:12.5/stable, Debian-Security:12/stable-security [amd64])` */
const line = /^Inst (\S+) (?:\[[^\]]*\] )?\((\S+) ([^)]*)\)/;

/** One entry for each package, however many lines apt gives it. */
export function parseSimulation(stdout: string): AptUpdate[] {
  const updates = new Map<string, AptUpdate>();
  for (const text of stdout.split('\n')) {
    const [, name, version, origins] = line.exec(text) ?? [];
    if (!name || !version || origins === undefined) continue;
    const security = /security/i.test(origins) || (updates.get(name)?.security ?? false);
    updates.set(name, { name: name.slice(0, 200), version: version.slice(0, 120), security });
  }
  return [...updates.values()];
}

/** A finished simulation ends with this count; without it the output was cut off or is not apt's. */
export function simulationIsWhole(stdout: string): boolean {
  return /^\d+ upgraded, \d+ newly installed, .*\d+ not upgraded\.$/m.test(stdout);
}

/** Why apt cannot work at all, in words for a technician; null when that is not what it said. */
export function blockedBy(stderr: string): string | null {
  if (/Unmet dependencies|unmet dependencies/.test(stderr)) return 'packages have unmet dependencies';
  if (/dpkg was interrupted/.test(stderr)) return 'an earlier installation was interrupted';
  return null;
}

/** Whether a file in /var/lib/apt/lists is the signed head of a security source. */
export function isSecurityList(fileName: string): boolean {
  return /security/i.test(fileName) && /_(In)?Release$/.test(fileName);
}

/** What is below this is never installed over what is there: somebody turned the source down (apt_preferences(5)). */
const leastPriority = 100;

/** Whether `apt-cache policy` counts a security source among those that it could read and would install from. */
export function readsSecuritySource(policy: string): boolean {
  let priority = 0;
  return policy.split('\n').some(text => {
    priority = Number(/^ *(-?\d+) \S+:/.exec(text)?.[1] ?? priority);
    return priority >= leastPriority && /^ +release .*\b[anl]=[^,]*security/i.test(text);
  });
}

/**
 * Packages that somebody keeps at a version, or away: no simulated upgrade would show a fix for them. Null where apt did not
 * come to the end of its list.
 */
export function pinnedPackages(policy: string): string[] | null {
  const [, list] = /^Pinned packages:\n((?: {5}\S+ -> \S.*\n)*)$/m.exec(policy) ?? [];
  const names = list?.split('\n').flatMap(row => /^ {5}([a-z0-9][a-z0-9+.:-]*) /.exec(row)?.[1] ?? []);
  return names === undefined || !policy.endsWith(list ?? '') ? null : [...new Set(names)];
}

/** Of `apt-cache policy NAMES`: what a security source has that is newer than what is installed. Newest versions come first. */
export function newerFromSecurity(policy: string): AptUpdate[] {
  return policy.split(/^(?=\S+:$)/m).flatMap(part => {
    const name = /^(\S+):$/m.exec(part)?.[1];
    const installed = part.indexOf('\n *** ');
    const [, version] =
      /^ {5}(\S+) -?\d+\n(?: {8}.*\n)*? {8} *-?\d+ \S*security/m.exec(
        installed < 0 ? '' : part.slice(0, installed + 1),
      ) ?? [];
    return name && version ? [{ name, version: version.slice(0, 120), security: true }] : [];
  });
}

/** `Date` and `Valid-Until` of a signed list, UTC milliseconds. */
export function parseReleaseTimes(head: string): { date: number | null; validUntil: number | null } {
  const time = (field: string) => {
    const at = Date.parse(new RegExp(`^${field}: (.+)$`, 'm').exec(head)?.[1] ?? '');
    return Number.isNaN(at) ? null : at;
  };
  return { date: time('Date'), validUntil: time('Valid-Until') };
}
