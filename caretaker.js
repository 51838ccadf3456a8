#!/usr/bin/env node
// Runs on whatever Node the machine has, and hands over to the one that package.json pins, tuned for a long-running console.
import { spawn } from 'node:child_process';
import { accessSync, constants, existsSync, readFileSync, statSync } from 'node:fs';
import module, { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const MAJOR = 24;
const here = dirname(fileURLToPath(import.meta.url));
const self = join(here, 'caretaker.js');
const words = process.argv.slice(2);
// The agent has its own build, and writes only to its data folder.
const isConsole = !['agent', 'enrol', 'status', 'simulate'].includes(words[0]);
/** Commands of the console alone: its build has them whole. */
const isInBundle = ['console', 'doctor', 'recovery', 'sign-in', 'token', 'verify'].includes(words[0]);

// Measured with a thousand devices that enrol at once: these flags save some 80 MB for little speed, and one malloc
// arena that gives freed memory back saves 20 MB more. Without padding at its top, the 64 kB that TLS reserves for each
// connection come from their own mapping, of which only what is used is resident: another 20 MB. What runs seldom gets no
// notes for the optimiser: 4 MB of seven runs' means.
const flags = [
  '--max-semi-space-size=1',
  '--optimize-for-size',
  '--invocation-count-for-feedback-allocation=120',
];
const allocator = {
  MALLOC_ARENA_MAX: '1',
  MALLOC_TRIM_THRESHOLD_: '65536',
  MALLOC_TOP_PAD_: '0',
  MALLOC_MMAP_THRESHOLD_: '16384',
};

/** The console in one file, unless a source was changed since. A release has no list of sources: there nothing changes. */
function consoleBundle() {
  const folder = join(here, 'console', 'server', 'dist');
  const changed = path => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Number.POSITIVE_INFINITY;
  const bundle = join(folder, 'console.cjs');
  if (!isInBundle || !existsSync(bundle)) return undefined;
  const list = join(folder, 'sources.json');
  const sources = existsSync(list) ? JSON.parse(readFileSync(list, 'utf8')) : [];
  const made = changed(bundle);
  return sources.every(source => changed(join(folder, source)) <= made) ? bundle : undefined;
}

function pinnedNode() {
  const require = createRequire(import.meta.url);
  const name = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
  try {
    const folder = dirname(require.resolve(`${name}/package.json`));
    const binary = join(folder, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
    return existsSync(binary) ? binary : undefined;
  } catch {
    return undefined;
  }
}

function handOver() {
  const node = pinnedNode();
  if (node === undefined) {
    console.error(
      `caretaker needs Node ${MAJOR} and this is ${process.version}. There is no packaged Node for ` +
        `${process.platform} ${process.arch}: install Node ${MAJOR} or newer and run the command again.`,
    );
    process.exit(1);
  }
  const child = spawn(node, [...flags, consoleBundle() ?? self, ...words], {
    stdio: 'inherit',
    env: { ...process.env, ...allocator },
  });
  // A terminal sends Ctrl-C to both, which the other end takes once; anything else sends it to this one alone.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => process.exit(signal ? 1 : (code ?? 1)));
}

/** Beside the packages in a checkout; with the data where an installation must not be written to. */
function compiledFolder() {
  const packages = join(here, 'node_modules');
  try {
    accessSync(packages, constants.W_OK);
    return join(packages, '.cache', 'caretaker');
  } catch {
    return join(process.env.CARETAKER_DATA ?? 'data', 'cache');
  }
}

/** The same process under the same number, with the flags that only a start can set. Not on Windows. */
function tune() {
  if (!isConsole || flags.every(flag => process.execArgv.includes(flag))) return;
  if (typeof process.execve !== 'function' || process.platform === 'win32') return;
  process.execve(process.execPath, [process.execPath, ...flags, consoleBundle() ?? self, ...words], {
    ...process.env,
    ...allocator,
  });
}

if (Number(process.versions.node.split('.')[0]) < MAJOR) handOver();
else {
  tune();
  // Compiled code is kept, so that later starts are quicker and never load the compiler; the build makes it by asking
  // for the version.
  if (isConsole) module.enableCompileCache(compiledFolder());
  const bundle = consoleBundle();
  if (bundle === undefined) await import('./caretaker.ts');
  else createRequire(self)(bundle);
  module.flushCompileCache();
}
