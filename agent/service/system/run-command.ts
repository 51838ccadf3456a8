/**
 * The one door for child processes of the service: an absolute path, an argument array, no shell,
 * closed stdin (but for a secret that must not stand among the arguments), a fixed environment, a deadline and an output cap. A failing command is a value.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import type { CommandResult } from '../controls/control.ts';

export interface RunOptions {
  timeoutMs?: number;
  signal?: AbortSignal;
  /** What the command reads, and nothing after it. */
  input?: string | undefined;
  /** Of each stream. Beyond it the command is killed and the result says so in `stderr`. */
  maxOutputBytes?: number;
  /** As the user `nobody` where we are root, for programs that need no privilege and would write as root. */
  asNobody?: boolean;
}

/** The same number on Debian, Fedora and their descendants. */
const nobody = 65534;

const defaultTimeoutMs = 20_000;
const defaultMaxOutputBytes = 16 * 1024 * 1024;
const windows = process.platform === 'win32';

/**
 * Nothing of our own environment reaches a command, least of all `NODE_OPTIONS` or a secret. A home
 * that cannot be a folder keeps dconf and others from making caches in one.
 */
const environment: Record<string, string> = windows
  ? {
      SystemRoot: process.env.SystemRoot ?? 'C:\\Windows',
      SystemDrive: process.env.SystemDrive ?? 'C:',
      PATH: 'C:\\Windows\\System32;C:\\Windows',
    }
  : { LC_ALL: 'C', PATH: '/usr/sbin:/usr/bin:/sbin:/bin', HOME: '/dev/null' };

/** Kills a command with everything it started. Windows has no process groups to signal. */
function killGroup(child: ChildProcess): void {
  try {
    if (windows || child.pid === undefined) child.kill('SIGKILL');
    else process.kill(-child.pid, 'SIGKILL');
  } catch {
    // It ended by itself in the meantime.
  }
  child.stdout?.destroy();
  child.stderr?.destroy();
}

/** Gathers a stream until the cap; calls `overflow` once beyond it. */
function gather(stream: NodeJS.ReadableStream | null, cap: number, overflow: () => void): () => string {
  const chunks: Buffer[] = [];
  let size = 0;
  stream?.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size <= cap) chunks.push(chunk);
    else overflow();
  });
  return () => Buffer.concat(chunks).toString('utf8');
}

const notStarted = (error: NodeJS.ErrnoException): CommandResult => ({
  exit: null,
  signal: null,
  timedOut: false,
  missing: error.code === 'ENOENT',
  stdout: '',
  stderr: error.message,
});

function begin(path: string, args: readonly string[], asNobody: boolean, reads = false): ChildProcess {
  return spawn(path, args, {
    cwd: windows ? 'C:\\' : '/',
    env: environment,
    stdio: [reads ? 'pipe' : 'ignore', 'pipe', 'pipe'],
    detached: !windows,
    windowsHide: true,
    ...(asNobody && process.getuid?.() === 0 ? { uid: nobody, gid: nobody } : {}),
  });
}

/** Longer lines are cut there: what follows them is not lost, but no line may fill the memory. */
const maxLineBytes = 64 * 1024;

/** Calls `onLine` with each line that the command says for as long as it lives. Resolves always. */
export function followCommand(
  path: string,
  args: readonly string[],
  onLine: (line: string) => void,
  signal: AbortSignal,
): Promise<CommandResult> {
  return new Promise(resolve => {
    let child: ChildProcess;
    try {
      child = begin(path, args, false);
    } catch (error) {
      resolve(notStarted(error as NodeJS.ErrnoException));
      return;
    }
    const stop = () => killGroup(child);
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    sayLines(child.stdout, onLine);
    const stderr = gather(child.stderr, maxLineBytes, () => {});
    const settle = (result: CommandResult) => {
      signal.removeEventListener('abort', stop);
      resolve(result);
    };
    child.once('error', error => settle(notStarted(error)));
    child.once('close', (exit, endedBy) =>
      settle({ exit, signal: endedBy, timedOut: false, missing: false, stdout: '', stderr: stderr() }),
    );
  });
}

function sayLines(stream: NodeJS.ReadableStream | null, onLine: (line: string) => void): void {
  let rest = '';
  stream?.setEncoding('utf8');
  stream?.on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n');
    rest = (lines.pop() ?? '').slice(0, maxLineBytes);
    for (const line of lines) onLine(line.slice(0, maxLineBytes));
  });
}

/** `path` is absolute. Resolves always: what went wrong is in the result. */
export function runCommand(
  path: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<CommandResult> {
  const { timeoutMs = defaultTimeoutMs, signal, maxOutputBytes = defaultMaxOutputBytes } = options;
  return new Promise(resolve => {
    let child: ChildProcess;
    try {
      child = begin(path, args, options.asNobody ?? false, options.input !== undefined);
    } catch (error) {
      resolve(notStarted(error as NodeJS.ErrnoException));
      return;
    }
    // A command that ended without reading it is told by its exit.
    child.stdin?.on('error', () => {}).end(options.input);
    let stopped: 'timeout' | 'aborted' | 'overflow' | undefined;
    const stop = (why: typeof stopped) => {
      stopped ??= why;
      killGroup(child);
    };
    const timer = setTimeout(() => stop('timeout'), timeoutMs);
    const abort = () => stop('aborted');
    if (signal?.aborted) abort();
    signal?.addEventListener('abort', abort, { once: true });
    const overflow = () => stop('overflow');
    const stdout = gather(child.stdout, maxOutputBytes, overflow);
    const stderr = gather(child.stderr, maxOutputBytes, overflow);
    const settle = (result: CommandResult) => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
      resolve(result);
    };
    child.once('error', error => settle(notStarted(error)));
    child.once('close', (exit, endedBy) =>
      settle({
        exit: stopped ? null : exit,
        signal: endedBy,
        timedOut: stopped === 'timeout' || stopped === 'aborted',
        missing: false,
        stdout: stdout(),
        stderr: stopped === 'overflow' ? `killed: more than ${maxOutputBytes} bytes of output` : stderr(),
      }),
    );
  });
}
