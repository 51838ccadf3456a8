/** A machine whose every edge is told by a test: commands, files and clock, with no process started. */
import type { CommandResult, Machine } from '../../agent/service/controls/control.ts';
import { fleetingMemory } from '../../agent/service/system/memory.ts';

export const ended = (stdout: string, over: Partial<CommandResult> = {}): CommandResult => ({
  exit: 0,
  signal: null,
  timedOut: false,
  missing: false,
  stdout,
  stderr: '',
  ...over,
});

export const missing = ended('', { exit: null, missing: true });
export const timedOut = ended('', { exit: null, signal: 'SIGKILL', timedOut: true });

export interface Script {
  /** By command name; `arguments` decide when it is a function. Unlisted commands are missing. */
  commands?: Record<string, CommandResult | ((args: readonly string[]) => CommandResult)>;
  /** Text of a file, names in a folder, or an error code. Unlisted paths are ENOENT. */
  files?: Record<string, string | Buffer | string[] | { code: string }>;
  modified?: Record<string, number>;
  /** Stands for every path that is not listed. */
  elsewhere?: { code: string };
  now?: number;
  privileged?: boolean;
}

const failure = (code: string, path: string) => Object.assign(new Error(`${code}: ${path}`), { code });

export function scriptedMachine(script: Script): Machine {
  const { commands = {}, files = {}, modified = {}, elsewhere = { code: 'ENOENT' } } = script;
  const entry = (path: string) => {
    const found = files[path] ?? elsewhere;
    if (typeof found === 'object' && 'code' in found) throw failure(found.code, path);
    return found as string | Buffer | string[];
  };
  return {
    async run(command, args) {
      const result = commands[command] ?? missing;
      return typeof result === 'function' ? result(args) : result;
    },
    async follow(command, args, onLine) {
      const result = await this.run(command, args);
      for (const line of result.stdout.split('\n').slice(0, -1)) onLine(line);
      return result;
    },
    async readFile(path, maxBytes) {
      const found = entry(path);
      if (Array.isArray(found)) throw failure('EISDIR', path);
      return found.toString().slice(0, maxBytes);
    },
    async readBytes(path, maxBytes, from = 0) {
      const found = entry(path);
      if (Array.isArray(found)) throw failure('EISDIR', path);
      const bytes = Buffer.from(found as string).subarray(from);
      return bytes.subarray(0, maxBytes);
    },
    async readDirectory(path) {
      const found = entry(path);
      if (!Array.isArray(found)) throw failure('ENOTDIR', path);
      return found;
    },
    async modifiedAt(path) {
      const at = modified[path];
      if (at === undefined) throw failure(elsewhere.code, path);
      return at;
    },
    memory: fleetingMemory(),
    now: () => script.now ?? Date.UTC(2026, 10, 21, 12),
    privileged: script.privileged ?? true,
  };
}
