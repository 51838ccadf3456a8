/** What the tests need of the system beside Node: found, installed where that can be done, or named in one command. */
import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface SystemPackage {
  /** Which tests want it. */
  lane: 'browser' | 'database' | 'disk' | 'inventory' | 'lab';
  /** Any one of these programs will do. Names are looked up on the PATH, patterns on the disk. */
  programs: string[];
  /** As Debian and Ubuntu call it. */
  packages: string[];
  /** Installed where Debian has it, and asked for nowhere: a test does without, or says what it cannot show. */
  spare?: boolean;
}

const wanted: SystemPackage[] = [
  {
    lane: 'browser',
    programs: [
      'chromium-headless-shell',
      'chromium',
      'chromium-browser',
      'google-chrome',
      'google-chrome-stable',
    ],
    packages: ['chromium'],
  },
  // The same browser without its windows: a page takes a fifth less of the processor.
  {
    lane: 'browser',
    programs: ['chromium-headless-shell'],
    packages: ['chromium-headless-shell'],
    spare: true,
  },
  // Two other agents, whose inventory of the same machine ours is held against.
  {
    lane: 'inventory',
    programs: ['fusioninventory-inventory'],
    packages: ['fusioninventory-agent'],
    spare: true,
  },
  { lane: 'inventory', programs: ['ocsinventory-agent'], packages: ['ocsinventory-agent'], spare: true },
  { lane: 'database', programs: ['/usr/lib/postgresql/*/bin/initdb', 'initdb'], packages: ['postgresql'] },
  { lane: 'disk', programs: ['/usr/sbin/cryptsetup'], packages: ['cryptsetup-bin'] },
  {
    lane: 'lab',
    programs: ['qemu-system-x86_64'],
    packages: ['qemu-system-x86', 'seabios', 'ipxe-qemu'],
  },
  { lane: 'lab', programs: ['qemu-img'], packages: ['qemu-utils'] },
  { lane: 'lab', programs: ['mmdebstrap'], packages: ['mmdebstrap'] },
  { lane: 'lab', programs: ['cpio'], packages: ['cpio'] },
  { lane: 'lab', programs: ['mke2fs'], packages: ['e2fsprogs'] },
  { lane: 'lab', programs: ['mformat'], packages: ['mtools'] },
  { lane: 'lab', programs: ['sfdisk', '/sbin/sfdisk'], packages: ['fdisk'] },
  { lane: 'lab', programs: ['mkfs.exfat'], packages: ['exfatprogs'] },
  { lane: 'lab', programs: ['mkfs.ntfs'], packages: ['ntfs-3g'] },
];

export function missingFor(lane: SystemPackage['lane']): SystemPackage[] {
  return wanted.filter(entry => entry.lane === lane && !entry.spare && !entry.programs.some(isHere));
}

/** The one line to type. Empty when nothing is missing. */
export function oneCommand(missing: SystemPackage[]): string {
  if (missing.length === 0) return '';
  const names = missing.flatMap(entry => entry.packages).join(' ');
  return `sudo apt-get update && sudo apt-get install --yes --no-install-recommends ${names}`;
}

/** Installs what is missing when that can be done here. Answers what is still missing afterwards. */
export function installSystemPackages(): SystemPackage[] {
  if (!canInstall()) return missingNow();
  const spare = onDebian(spares());
  if (spare.length === 0 && missingNow().length === 0) return [];
  apt(['update', '-qq']);
  // Apart from the rest: a release of Debian that has none of them loses nothing else.
  for (const entry of spare) install([entry]);
  install(missingNow());
  return missingNow();
}

function install(missing: SystemPackage[]): void {
  if (missing.length === 0) return;
  const names = missing.flatMap(entry => entry.packages);
  process.stdout.write(`Installing for the tests: ${names.join(' ')}\n`);
  apt(['install', '-qq', '--yes', '--no-install-recommends', ...names]);
}

const missingNow = () => [
  ...missingFor('browser'),
  ...missingFor('database'),
  ...missingFor('disk'),
  ...onDebian(missingFor('lab')),
];

const spares = () => wanted.filter(({ spare, programs }) => spare && !programs.some(isHere));

/** The lab’s guest is made of a Debian host’s own packages, and Debian alone packs the browser without windows. */
const onDebian = (missing: SystemPackage[]) =>
  /^ID=debian$/m.test(release()) && process.arch === 'x64' ? missing : [];

const canInstall = () => process.getuid?.() === 0 && /^ID(_LIKE)?=.*(debian|ubuntu)/m.test(release());

function release(): string {
  return existsSync('/etc/os-release') ? readFileSync('/etc/os-release', 'utf8') : '';
}

function apt(words: string[]): void {
  spawnSync('apt-get', words, {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    timeout: 900_000,
  });
}

function isHere(program: string): boolean {
  if (program.includes('/')) return globSync(program).length > 0;
  return (process.env.PATH ?? '').split(':').some(folder => isExecutable(join(folder, program)));
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
