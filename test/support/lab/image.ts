/** Builds the guest's image and its snapshot, and keeps both outside the checkout. A lost cache is only time. */
import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { type Kind, kernelArguments, machineArguments, Qemu } from './qemu.ts';
import { thrice } from './thrice.ts';

export const snapshot = 'ready';

export interface Image {
  kind: Kind;
  /** Holds vmlinuz, initrd.gz and the disks. */
  folder: string;
  /** Copied for every run; holds the snapshot. */
  disk: string;
}

const scripts = join(import.meta.dirname, 'image');

/** The image for these scripts, packages, kernel and QEMU: from the cache, or built now (about 80 seconds). */
export async function readyImage(kind: Kind): Promise<Image> {
  const folder = join(cacheRoot(), `${kind}-${cacheKey(kind)}`);
  const image = { kind, folder, disk: join(folder, 'ready.qcow2') };
  if (existsSync(image.disk)) {
    utimesSync(folder, new Date(), new Date());
    return image;
  }
  forgetOld();
  const building = mkdtempSync(join(cacheRoot(), 'building-'));
  try {
    await build(kind, building);
    await takeSnapshot(kind, building);
    renameSync(building, folder);
  } finally {
    rmSync(building, { recursive: true, force: true });
  }
  return image;
}

function cacheRoot(): string {
  const root = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'caretaker-lab');
  mkdirSync(root, { recursive: true });
  return root;
}

function cacheKey(kind: Kind): string {
  const hash = createHash('sha256');
  for (const name of readdirSync(scripts).sort()) hash.update(readFileSync(join(scripts, name)));
  hash.update([...machineArguments(kind), kernelArguments, debian().suite].join('\0'));
  hash.update(execFileSync('qemu-system-x86_64', ['--version']));
  hash.update(execFileSync('apt-cache', ['depends', 'linux-image-amd64']));
  return hash.digest('hex').slice(0, 16);
}

/** The suite and the sources of this very machine, so that no mirror is named here. */
function debian(): { suite: string; sources: string } {
  const suite = /^VERSION_CODENAME=(\w+)$/m.exec(readFileSync('/etc/os-release', 'utf8'))?.[1] ?? 'stable';
  const deb822 = '/etc/apt/sources.list.d/debian.sources';
  return { suite, sources: existsSync(deb822) ? deb822 : '/etc/apt/sources.list' };
}

/** Half a gigabyte each: what no run has used for half a day goes. Another checkout's run keeps its own. */
function forgetOld(): void {
  for (const entry of readdirSync(cacheRoot(), { withFileTypes: true })) {
    const path = join(cacheRoot(), entry.name);
    if (Date.now() - statSync(path).mtimeMs > 12 * 3_600_000) rmSync(path, { recursive: true, force: true });
  }
}

async function build(kind: Kind, folder: string): Promise<void> {
  const { suite, sources } = debian();
  const log = openSync(join(folder, 'build.log'), 'w');
  const child = spawn(join(scripts, 'build-image.sh'), [folder, suite, sources, kind], {
    stdio: ['ignore', log, log],
    timeout: 900_000,
  });
  const [code] = await once(child, 'exit');
  if (code !== 0) {
    const tail = readFileSync(join(folder, 'build.log'), 'utf8').split('\n').slice(-40).join('\n');
    throw new Error(`The guest's image could not be built:\n${tail}`);
  }
}

/** One boot, then the machine's whole state is kept on its disk: every later start takes a second. */
function takeSnapshot(kind: Kind, folder: string): Promise<void> {
  return thrice(() => bootAndKeep(kind, folder));
}

async function bootAndKeep(kind: Kind, folder: string): Promise<void> {
  const disk = join(folder, 'ready.qcow2');
  execFileSync('qemu-img', ['create', '-q', '-f', 'qcow2', '-b', 'base.qcow2', '-F', 'qcow2', disk]);
  const qemu = await Qemu.boot({ kind, image: folder, disk, session: folder });
  try {
    const agent = await qemu.agent();
    await agent.run('sync');
    agent.close();
    await qemu.monitor.keep(snapshot);
  } finally {
    await qemu.stop();
  }
}
