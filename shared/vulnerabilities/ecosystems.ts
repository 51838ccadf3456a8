/** What a device's system is called in advisories, and what of its software they can speak of. */
import type { SoftwareItem, System } from '../protocol/inventory.ts';
import { dpkgOrder } from './dpkg-order.ts';
import { productOf } from './products.ts';
import { rpmOrder } from './rpm-order.ts';

const families: [name: RegExp, family: string, release: RegExp][] = [
  [/^Debian\b/, 'Debian', /^(\d+)/],
  [/^Ubuntu$/, 'Ubuntu', /^(\d+\.\d+)/],
  [/^AlmaLinux\b/, 'AlmaLinux', /^(\d+)/],
  [/^Rocky Linux\b/, 'Rocky Linux', /^(\d+)/],
];

/** `Debian:12`, `Ubuntu:24.04`; for every other system its platform's name, of which no advisory speaks. */
export function releaseOf(system: Pick<System, 'platform' | 'name' | 'version'>): string {
  if (system.platform !== 'linux') return system.platform;
  const family = families.find(([name]) => name.test(system.name));
  const [, release] = family?.[2].exec(system.version ?? '') ?? [];
  return family === undefined || release === undefined ? 'linux' : `${family[1]}:${release}`;
}

/**
 * An ecosystem of an advisory as `releaseOf` writes it; undefined for what no device of ours lists. Ubuntu Pro's fixes
 * reach subscribers only, so its entries would call every other device vulnerable for ever.
 */
export function releaseOfEcosystem(ecosystem: string): string | undefined {
  const [, family, release] =
    /^(Debian|Ubuntu|AlmaLinux|Rocky Linux):(\d+(?:\.\d+)?)(?::LTS)?$/.exec(ecosystem) ?? [];
  return family === undefined ? undefined : `${family}:${release}`;
}

export function orderOf(release: string): (a: string, b: string) => number | undefined {
  return /^(Debian|Ubuntu):/.test(release) ? dpkgOrder : rpmOrder;
}

/** What advisories call a title: `deb:openssl`, `rpm:openssl`, `product:google-chrome`. */
export interface Named {
  package: string;
  /** The version to compare. */
  version: string;
}

/**
 * Kernels: of `linux` only the package that always names the newest installed kernel counts, because an older one that
 * still lies beside it does not run, and headers never do. Which one runs is the business of System updates.
 */
function debianName(name: string, origin: string): string | undefined {
  if (/^linux-signed/.test(origin)) return /^linux-image-[a-z]/.test(name) ? 'linux' : undefined;
  return origin === 'linux' || origin.startsWith('linux-') ? undefined : origin;
}

/** Undefined for what no advisory speaks of. */
export function namedBy(item: Omit<SoftwareItem, 'publisher'>, release: string): Named | undefined {
  const { source, version, origin } = item;
  if (source === 'dpkg' && /^(Debian|Ubuntu):/.test(release)) {
    // A second architecture of a package is listed as `libc6:i386`.
    const name = item.name.replace(/:[a-z0-9-]+$/, '');
    const built = debianName(name, origin?.name ?? name);
    if (built === undefined) return undefined;
    return { package: `deb:${built}`, version: built === 'linux' ? version : (origin?.version ?? version) };
  }
  if (source === 'rpm' && /^(AlmaLinux|Rocky Linux):/.test(release))
    return { package: `rpm:${item.name.replace(/\.\w+ .*$/, '')}`, version };
  const product = productOf(item);
  return product === undefined ? undefined : { package: `product:${product}`, version };
}
