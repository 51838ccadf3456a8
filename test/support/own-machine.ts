/**
 * A computer of its own on this host, for tests that change one: other mounts, another network, a copy of `/etc`. What is
 * done in it (accounts, firewall, daemons) is not done to the host, and is gone when it stops. Linux and root only.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from './until.ts';

const needed = ['unshare', 'nsenter', 'ip', 'mount'];
const folders = ['/usr/sbin', '/usr/bin', '/sbin', '/bin'];
const isHere = (program: string) => folders.some(folder => existsSync(join(folder, program)));

/** Why there can be none here, or null. */
export function whyNoMachine(programs: readonly string[] = []): string | null {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return 'needs root on Linux';
  const missing = [...needed, ...programs].filter(program => !isHere(program));
  if (missing.length > 0) return `${missing.join(', ')} is not installed`;
  try {
    execFileSync('unshare', ['--mount', '--net', 'true'], { stdio: 'ignore' });
    return null;
  } catch {
    return 'this system gives no namespaces';
  }
}

/** Of the network between it and this host: a small one for each process, in what is set aside for measuring. */
const third = process.pid % 256;
const fourth = (Math.floor(process.pid / 256) % 64) * 4;

export class OwnMachine {
  /** Below which everything of it lies; removed with it. */
  readonly folder = mkdtempSync(join(tmpdir(), 'caretaker-machine-'));
  /** Where this host is, seen from there. */
  readonly host = `198.18.${third}.${fourth + 1}`;
  readonly #outside = `ct${process.pid}`;
  #holder: ChildProcess | undefined;
  readonly #started: ChildProcess[] = [];

  async start(): Promise<void> {
    const holder = spawn('unshare', ['--mount', '--net', 'sleep', '3600'], { stdio: 'ignore' });
    this.#holder = holder;
    const mine = execFileSync('readlink', ['/proc/self/ns/net'], { encoding: 'utf8' });
    await until('it has a network of its own', () => {
      const theirs = execFileSync('readlink', [`/proc/${holder.pid}/ns/net`], { encoding: 'utf8' });
      return theirs !== mine;
    });
    const etc = join(this.folder, 'etc');
    cpSync('/etc', etc, { recursive: true, verbatimSymlinks: true });
    this.run('mount', '--bind', etc, '/etc');
    this.#connect(String(holder.pid));
  }

  #connect(pid: string): void {
    const ip = (...words: string[]) => execFileSync('ip', words, { stdio: 'ignore' });
    ip('link', 'add', this.#outside, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', pid);
    ip('address', 'add', `${this.host}/30`, 'dev', this.#outside);
    ip('link', 'set', this.#outside, 'up');
    this.run('ip', 'link', 'set', 'lo', 'up');
    this.run('ip', 'address', 'add', `198.18.${third}.${fourth + 2}/30`, 'dev', 'eth0');
    this.run('ip', 'link', 'set', 'eth0', 'up');
  }

  #inside(program: string, words: readonly string[]): string[] {
    return ['--target', String(this.#holder?.pid), '--mount', '--net', '--', program, ...words];
  }

  /** Runs a program in it to its end; throws when that goes wrong. */
  run(program: string, ...words: string[]): string {
    return execFileSync('nsenter', this.#inside(program, words), {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  }

  /** Starts a program in it that goes on. */
  spawn(program: string, words: readonly string[], environment: Record<string, string> = {}): ChildProcess {
    const child = spawn('nsenter', this.#inside(program, words), {
      stdio: 'ignore',
      env: { ...process.env, ...environment },
    });
    this.#started.push(child);
    return child;
  }

  /** An empty folder there. */
  cover(path: string): void {
    if (!existsSync(path)) mkdirSync(path);
    this.run('mount', '-t', 'tmpfs', '-o', 'mode=755', 'tmpfs', path);
  }

  async stop(): Promise<void> {
    const all = [...this.#started, this.#holder].filter(child => child !== undefined);
    const alive = all.filter(child => child.exitCode === null && child.signalCode === null);
    const ended = alive.map(child => new Promise(resolve => child.once('exit', resolve)));
    for (const child of alive) child.kill('SIGKILL');
    await Promise.all(ended);
    rmSync(this.folder, { recursive: true, force: true });
  }
}
