/** Windows: shutdown.exe, which shows the words itself. What it has planned cannot be read back. */
import { uptime } from 'node:os';
import { windowsProcesses } from '../../system/processes.ts';
import type { Machine } from '../control.ts';
import { type OffSwitch, runningOf } from './off-switch.ts';

/** Windows Update at work, Defender's own scan, and installers that are waited for. */
const programs = ['tiworker', 'wusa', 'mpcmdrun', 'mrt', 'setuphost'];
const timeoutMs = 20_000;
/** Longer than a look at what runs can take. */
const lookMs = 45_000;

export function windowsSwitch(machine: Machine, uptimeMs = () => uptime() * 1000): OffSwitch {
  const run = (...args: string[]) => machine.run('shutdown-exe', args, { timeoutMs });
  return {
    uptimeMs,
    planned: async () => undefined,
    async plan(at, words, how = 'off') {
      const seconds = Math.max(30, Math.round((at - machine.now()) / 1000));
      // p:0:0 is a planned shutdown for another reason: Windows then writes no unexpected one (event 1074).
      const { exit } = await run(
        how === 'off' ? '/s' : '/r',
        '/t',
        String(seconds),
        '/d',
        'p:0:0',
        '/c',
        words.slice(0, 500),
      );
      return exit === 0;
    },
    async takeBack() {
      await run('/a');
    },
    async busy() {
      return runningOf(await windowsProcesses(machine, AbortSignal.timeout(lookMs)), programs);
    },
  };
}
