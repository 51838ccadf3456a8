/** The real machine: the edges that backends and inventory touch. */
import type { CommandResult, Machine, Memory } from '../controls/control.ts';
import { readBytes, readdir, readFile, readHead, stat } from './files.ts';
import { pathsOf, runAsNobody } from './known-commands.ts';
import { fleetingMemory } from './memory.ts';
import { followCommand, runCommand } from './run-command.ts';

const missing: CommandResult = {
  exit: null,
  signal: null,
  timedOut: false,
  missing: true,
  stdout: '',
  stderr: '',
};

async function runKnown(
  command: string,
  args: readonly string[],
  options?: { timeoutMs?: number; signal?: AbortSignal; input?: string },
): Promise<CommandResult> {
  let result = missing;
  for (const path of pathsOf(command)) {
    result = await runCommand(path, args, { ...options, asNobody: runAsNobody.has(command) });
    if (!result.missing) return result;
  }
  return result;
}

async function followKnown(
  command: string,
  args: readonly string[],
  onLine: (line: string) => void,
  signal: AbortSignal,
): Promise<CommandResult> {
  let result = missing;
  for (const path of pathsOf(command)) {
    result = await followCommand(path, args, onLine, signal);
    if (!result.missing) return result;
  }
  return result;
}

/** `memory` is durable when the service gives one (memory.ts); otherwise it lasts as long as the process. */
export function thisMachine(memory: Memory = fleetingMemory()): Machine {
  return {
    run: runKnown,
    follow: followKnown,
    readFile: (path, maxBytes) =>
      maxBytes === undefined ? readFile(path, 'utf8') : readHead(path, maxBytes),
    readBytes,
    readDirectory: path => readdir(path),
    modifiedAt: async path => (await stat(path)).mtimeMs,
    memory,
    now: () => Date.now(),
    // Windows has no user number: there the service runs as LocalSystem, and a probe finds out.
    privileged: process.getuid ? process.getuid() === 0 : true,
  };
}
