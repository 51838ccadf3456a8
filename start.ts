/** `npm start`: a console and this machine's own agent, which only watches, for as long as this runs. */
import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { readConfig } from './console/server/config.ts';
import { handoverDescriptor } from './shared/protocol/handover.ts';

const program = fileURLToPath(new URL('./caretaker.js', import.meta.url));
const patienceMs = 4500;

interface Child {
  name: string;
  process: ChildProcess;
  ended: Promise<void>;
}

/** Resolves when both have ended. Throws at once when the settings are wrong. */
export async function startBoth(): Promise<void> {
  const { data } = readConfig();
  const console = startChild('console', ['console', '--code-fd', String(handoverDescriptor)]);
  const agent = startChild('agent', ['agent', '--watch-only', '--handover', '--data', join(data, 'agent')]);
  const children = [console, agent];
  passOn(console.process, agent.process);
  const asked = await Promise.race([signalled(), ...children.map(died)]);
  if (asked !== undefined) process.stderr.write(`${asked}\n`);
  await stopAll(children);
  process.exitCode = asked === undefined ? 0 : 1;
}

function startChild(name: string, words: string[]): Child {
  const child = fork(program, words, {
    // A pipe for the code: it is in no argument, no file and no environment.
    stdio: ['ignore', 'inherit', 'inherit', 'pipe', 'ipc'],
    // Ctrl-C reaches this process only; it ends the children in order.
    detached: true,
  });
  const ended = new Promise<void>(resolve => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
  return { name, process: child, ended };
}

/** The console writes its address and a code once it listens; the agent reads them to their end. */
function passOn(from: ChildProcess, to: ChildProcess): void {
  const source = from.stdio[handoverDescriptor] as Readable;
  const target = to.stdio[handoverDescriptor] as Writable;
  target.on('error', () => {}); // the agent died: `died` says so
  source.pipe(target);
}

function signalled(): Promise<undefined> {
  return new Promise(resolve => {
    // `npm start` puts a shell in between, which ends on a signal without passing it on.
    const parent = process.ppid;
    setInterval(() => process.ppid !== parent && resolve(undefined), 500).unref();
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
      process.on(signal, () => resolve(undefined));
  });
}

async function died({ name, process, ended }: Child): Promise<string> {
  await ended;
  const how = process.signalCode ?? `exit code ${process.exitCode}`;
  return `The ${name} ended by itself (${how}), so the rest is stopped too.`;
}

async function stopAll(children: Child[]): Promise<void> {
  for (const child of children) child.process.kill('SIGTERM');
  const late = setTimeout(() => {
    for (const child of children) child.process.kill('SIGKILL');
  }, patienceMs);
  await Promise.all(children.map(child => child.ended));
  clearTimeout(late);
}
