/** In the short-lived process: looks at each part of a stick, mounts what may be mounted for itself alone, and scans it. */
import { existsSync, mkdtempSync, readFileSync, rmdirSync, statfsSync } from 'node:fs';
import { join } from 'node:path';
import type { Machine } from '../../../control.ts';
import type { ScanLimits, ScanProgress, ScanResult } from '../hands.ts';
import { configured, tellsOfUnseen, versionOf } from './clamd.ts';
import { type Content, contentOf } from './superblock.ts';
import { letItTell, Walk, type WalkParts } from './walk.ts';

export interface ScanPlaces {
  /** Where a folder for the mount is made, open to root alone. */
  folder: string;
  configurations: readonly string[];
  sockets: readonly string[];
}

export const usualPlaces: ScanPlaces = {
  folder: '/tmp',
  configurations: ['/etc/clamav/clamd.conf', '/etc/clamd.d/scan.conf', '/etc/clamd.conf'],
  sockets: [
    '/run/clamav/clamd.ctl',
    '/run/clamd.scan/clamd.sock',
    '/run/clamav/clamd.sock',
    '/opt/homebrew/var/run/clamav/clamd.sock',
  ],
};

/** As clamd takes it where its configuration names no limit. */
const usualBytes = 100 * 1024 ** 2;

const silent = 'ClamAV does not answer; start its daemon (Debian: systemctl start clamav-daemon)';

const nothing: ScanResult = {
  verdict: 'incomplete',
  reason: null,
  detail: null,
  engine: null,
  signaturesAt: null,
  files: 0,
  bytes: 0,
  skipped: 0,
  detections: [],
  encrypted: false,
};

export interface ScanParts {
  machine: Machine;
  places: ScanPlaces;
  now(): number;
  progress(progress: ScanProgress): void;
}

interface Scanner {
  socket: string;
  engine: string;
  signaturesAt: number | null;
  maxFileBytes: number;
  maxScanBytes: number;
  configuration: string;
  tells: boolean;
}

/**
 * `nodes` are device nodes: a whole disk first, then its partitions, then containers that were opened. Never throws for
 * what a stick may bring; every mount is undone, and by the end of the process at the latest.
 */
export async function scanNodes(
  nodes: { disk: string; partitions: string[]; unlocked: string[] },
  limits: ScanLimits,
  parts: ScanParts,
): Promise<ScanResult> {
  const contents = await contentsOf(nodes, parts.machine);
  const refusal = refusalOf(contents, nodes.unlocked.length > 0);
  if (refusal !== null) return refusal;
  const encrypted = contents.some(({ content }) => content.kind === 'locked');
  const scanner = await findScanner(parts.places);
  if (scanner === null) return { ...nothing, reason: 'no_antivirus', detail: silent, encrypted };
  const { engine, signaturesAt } = scanner;
  const walk = new Walk({
    ...scanner,
    limits,
    now: parts.now,
    progress: said => parts.progress({ ...said, ofBytes: null }),
  });
  for (const { node, content } of contents) {
    if (content.kind !== 'file_system') continue;
    const failure = await mounted(node, content.type, parts, place => walk.folder(place));
    if (failure !== null)
      return { ...nothing, ...walk.result(), ...failure, engine, signaturesAt, encrypted };
  }
  return { ...walk.result(), engine, signaturesAt, encrypted };
}

/** The same for what is mounted already. */
export async function scanFolder(
  folder: string,
  limits: ScanLimits,
  parts: Omit<ScanParts, 'machine'>,
): Promise<ScanResult> {
  const scanner = await findScanner(parts.places);
  if (scanner === null) return { ...nothing, reason: 'no_antivirus', detail: silent };
  const { engine, signaturesAt } = scanner;
  const progress: WalkParts['progress'] = said => parts.progress({ ...said, ofBytes: null });
  const walk = new Walk({ ...scanner, limits, now: parts.now, progress });
  await walk.folder(folder);
  return { ...nothing, ...walk.result(), engine, signaturesAt };
}

/** Why a stick that is to be scanned first would not open by itself here, and what to do; empty when all is well. */
export async function scanHints(places: ScanPlaces): Promise<string[]> {
  const scanner = await findScanner(places);
  if (scanner === null) return [`Where sticks are scanned first, none opens by itself: ${silent}.`];
  if (scanner.tells) return [];
  return [
    `Where sticks are scanned first, one with an archive other than a plain ZIP file does not open by itself: ${letItTell(scanner.configuration)}.`,
  ];
}

async function contentsOf(
  nodes: { disk: string; partitions: string[]; unlocked: string[] },
  machine: Machine,
): Promise<{ node: string; content: Content }[]> {
  const all = [nodes.disk, ...nodes.partitions, ...nodes.unlocked];
  const found = [];
  for (const node of all) {
    const { exit, stdout } = await machine.run('blkid', ['-p', '-o', 'export', '--', node]);
    found.push({ node, content: contentOf(exit, stdout) });
  }
  return found;
}

/** One part that is not looked at is a door: people could open it once the stick is let in. */
function refusalOf(contents: { content: Content }[], unlocked: boolean): ScanResult | null {
  for (const { content } of contents) {
    if (content.kind === 'refused')
      return { ...nothing, reason: 'file_system_refused', detail: content.type };
    if (content.kind === 'locked' && !unlocked)
      return { ...nothing, reason: 'locked', detail: content.type, encrypted: true };
  }
  if (contents.some(({ content }) => content.kind === 'file_system')) return null;
  return { ...nothing, reason: 'no_file_system', detail: 'there is nothing on it that could be opened' };
}

async function findScanner({ configurations, sockets }: ScanPlaces): Promise<Scanner | null> {
  const files = configurations.filter(path => existsSync(path));
  const known = files.map(path => configured(readFileSync(path, 'utf8')));
  const paths = [...known.flatMap(({ socket }) => socket ?? []), ...sockets];
  const least = (limit: 'maxStreamBytes' | 'maxScanBytes') =>
    known.reduce((least, one) => Math.min(least, one[limit] ?? least), Number.POSITIVE_INFINITY);
  const bytes = (limit: number) => (Number.isFinite(limit) ? limit : usualBytes);
  for (const socket of new Set(paths)) {
    const version = await versionOf(socket).catch(() => null);
    if (version === null) continue;
    return {
      socket,
      ...version,
      maxFileBytes: bytes(least('maxStreamBytes')),
      maxScanBytes: bytes(least('maxScanBytes')),
      configuration: files[0] ?? 'its clamd.conf',
      tells: await tellsOfUnseen(socket),
    };
  }
  return null;
}

/** The kernel's own driver first; `ntfs-3g` where the kernel has none. */
const drivers = { vfat: ['vfat'], exfat: ['exfat'], ntfs: ['ntfs3', 'ntfs-3g'] } as const;
const closed = 'ro,nosuid,nodev,noexec';

/** Null when `visit` had its look; otherwise why not. */
async function mounted(
  node: string,
  type: keyof typeof drivers,
  { machine, places }: ScanParts,
  visit: (place: string) => Promise<void>,
): Promise<Pick<ScanResult, 'verdict' | 'reason' | 'detail'> | null> {
  const place = mkdtempSync(join(places.folder, 'caretaker-scan-'));
  try {
    for (const driver of drivers[type]) {
      const { exit } = await machine.run('mount', ['-t', driver, '-o', closed, '--', node, place]);
      if (exit !== 0) continue;
      statfsSync(place);
      await visit(place);
      return null;
    }
    const detail = `this computer cannot read ${type}`;
    return { verdict: 'incomplete', reason: 'file_system_refused', detail };
  } finally {
    await machine.run('umount', ['--', place]);
    removeEmpty(place);
  }
}

function removeEmpty(place: string): void {
  try {
    rmdirSync(place);
  } catch {
    // Still mounted: it ends with this process, which has mounts of its own.
  }
}
