/** One lab run at a time on a machine: two emulated guests on two cores are slow enough to fail each other's deadlines. */
import { spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const patienceMs = 15 * 60_000;
let mine: Promise<void> | undefined;

/** Resolves when it is this run's turn, which lasts until the run ends; after a quarter of an hour in any case. */
export function turn(): Promise<void> {
  mine ??= take();
  return mine;
}

async function take(): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const hold = 'echo mine; exec sleep infinity';
  const words = [
    '--pdeathsig',
    'KILL',
    'flock',
    '--no-fork',
    join(tmpdir(), 'caretaker-lab.turn'),
    'sh',
    '-c',
    hold,
  ];
  const child = spawn('setpriv', words, { stdio: ['ignore', 'pipe', 'ignore'] });
  process.once('exit', () => child.kill('SIGKILL'));
  child.once('error', () => resolve());
  child.stdout.once('data', () => resolve());
  const say = setTimeout(
    () => process.stderr.write('lab: another run has the machine; this one waits\n'),
    2000,
  );
  const late = setTimeout(resolve, patienceMs);
  await promise;
  for (const timer of [say, late]) clearTimeout(timer);
  child.stdout.destroy();
  child.unref();
}
