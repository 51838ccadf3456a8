/** macOS: a scheduled shutdown by pmset(1), which asks on screen first and can be read back. Its times are local ones. */
import { uptime } from 'node:os';
import { othersOnMacos } from '../../system/processes.ts';
import type { Machine } from '../control.ts';
import { type OffSwitch, runningOf } from './off-switch.ts';

const programs = ['softwareupdate', 'installer', 'osinstallersetupd'];
const timeoutMs = 20_000;
const owner = 'caretaker';
const two = (number: number) => String(number).padStart(2, '0');

/** `11/22/2026 17:30:00`, by this computer's own clock. */
export function pmsetTime(at: number): string {
  const date = new Date(at);
  const day = `${two(date.getMonth() + 1)}/${two(date.getDate())}/${date.getFullYear()}`;
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}

/** ` [0]  shutdown at 11/22/2026 17:30:00 by 'caretaker'`: when the first of them is due; null for none. */
export function parseSchedule(stdout: string): number | null {
  const found = /\bshutdown at (\d{2})\/(\d{2})\/(\d{4}) (\d{2}):(\d{2}):(\d{2})\b/.exec(stdout);
  if (found === null) return null;
  const [month = 0, day = 0, year = 0, hour = 0, minute = 0, second = 0] = found.slice(1).map(Number);
  return new Date(year, month - 1, day, hour, minute, second).getTime();
}

export function macosSwitch(machine: Machine, uptimeMs = () => uptime() * 1000): OffSwitch {
  const run = (...args: string[]) => machine.run('pmset', args, { timeoutMs });
  let asked: string | undefined;

  async function planned(): Promise<number | null | undefined> {
    const { exit, stdout } = await run('-g', 'sched');
    return exit === 0 ? parseSchedule(stdout) : undefined;
  }

  return {
    uptimeMs,
    planned,
    async plan(at) {
      asked = pmsetTime(at);
      const { exit } = await run('schedule', 'shutdown', asked, owner);
      // Whole seconds are all that it keeps.
      return exit === 0 && Math.abs(((await planned()) ?? 0) - at) < 1000;
    },
    async takeBack() {
      if (asked !== undefined) await run('schedule', 'cancel', 'shutdown', asked, owner);
      asked = undefined;
    },
    async wakeAt(at) {
      const { exit } = await run('schedule', 'wakeorpoweron', pmsetTime(at), owner);
      return exit === 0;
    },
    async busy() {
      return runningOf(await othersOnMacos(machine, AbortSignal.timeout(timeoutMs)), programs);
    },
  };
}
