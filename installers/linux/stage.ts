/**
 * Puts together what install.sh installs: the program, its production packages and the Node that runs it.
 * `node stage.ts console|agent FOLDER`, from a checkout with its packages installed. Needs no network and no npm.
 */
import { chmodSync, copyFileSync, cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

type Kind = 'console' | 'agent';

interface Lock {
  packages: Record<string, { dev?: boolean; devOptional?: boolean }>;
}

const checkout = join(import.meta.dirname, '..', '..');
const platform = `linux-${process.arch}`;

const everybody = [
  'caretaker.js',
  'caretaker.ts',
  'package.json',
  'LICENSE',
  'agent',
  'shared',
  'installers/linux',
];
const parts: Record<Kind, string[]> = {
  agent: everybody,
  console: [...everybody, 'start.ts', 'console/server', 'console/web/dist'],
};

/** Tests, recorded outputs and the compiler's settings do nothing on a device. */
const left = /\.test\.tsx?$|\/fixtures(\/|$)|\/tsconfig\.json$|\/linux\/(stage\.ts|package\.sh)$/;

function stage(kind: Kind, folder: string): void {
  const missing = parts[kind].filter(part => !existsSync(join(checkout, part)));
  if (missing.length > 0) {
    throw new Error(`${missing.join(', ')} is missing; in ${checkout}, type: npm ci && npm run build`);
  }
  for (const part of parts[kind]) {
    cpSync(join(checkout, part), join(folder, part), {
      recursive: true,
      filter: path => !left.test(path),
    });
  }
  copyPackages(folder);
  copyNode(folder);
  writeFileSync(join(folder, 'VERSION'), `${version()}\n`);
  writeFileSync(join(folder, 'ARCHITECTURE'), `${platform}\n`);
}

/** The lock file knows which packages serve only development; the packaged Nodes are not packages here. */
function copyPackages(folder: string): void {
  const lock = JSON.parse(readFileSync(join(checkout, 'package-lock.json'), 'utf8')) as Lock;
  for (const [path, entry] of Object.entries(lock.packages)) {
    const serves =
      path !== '' && !entry.dev && !entry.devOptional && !/^node_modules\/node-(linux|win)-/.test(path);
    const from = join(checkout, path);
    if (!serves || !existsSync(from)) continue;
    cpSync(from, join(folder, path), {
      recursive: true,
      dereference: true,
      // Packages inside this one are entries of their own.
      filter: inner => inner === from || basename(inner) !== 'node_modules',
    });
  }
}

function copyNode(folder: string): void {
  const from = join(checkout, 'node_modules', `node-${platform}`, 'bin', 'node');
  const to = join(folder, 'bin', 'node');
  mkdirSync(dirname(to), { recursive: true });
  copyFileSync(from, to);
  chmodSync(to, 0o755);
}

function version(): string {
  const { version } = JSON.parse(readFileSync(join(checkout, 'package.json'), 'utf8')) as { version: string };
  return version;
}

const [kind, folder] = process.argv.slice(2);
if ((kind !== 'console' && kind !== 'agent') || folder === undefined) {
  process.stderr.write('usage: node stage.ts console|agent FOLDER\n');
  process.exit(2);
}
stage(kind, folder);
