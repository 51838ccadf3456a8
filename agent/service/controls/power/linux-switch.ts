/**
 * Linux: systemd-logind's own planned shutdown (org.freedesktop.login1(5)), announced on every terminal and read back
 * from logind's file. It survives this service, so the guard takes it back when it stops.
 */
import { uptime } from 'node:os';
import * as z from 'zod';
import { runAlone } from '../../system/outside.ts';
import { othersOnLinux } from '../../system/processes.ts';
import type { Machine } from '../control.ts';
import { notSeen, type OffSwitch, runningOf } from './off-switch.ts';

const manager = ['org.freedesktop.login1', '/org/freedesktop/login1', 'org.freedesktop.login1.Manager'];
const timeoutMs = 10_000;
const modes = { off: 'poweroff', restart: 'reboot' };

/**
 * What changes packages, and scans of the whole computer. Not `unattended-upgr`: its helper runs all day and takes an
 * inhibitor while it works.
 */
const programs = [
  ...['dpkg', 'apt-get', 'apt', 'aptitude', 'dnf', 'dnf5', 'yum', 'rpm', 'zypper'],
  ...['clamscan', 'clamdscan', 'fwupdtool'],
];

/** Logind gives whoever holds such a lock five seconds before it goes to sleep; it is held while this command lives. */
const holding = [
  ...['--what=sleep', '--mode=delay', '--who=Caretaker', '--why=Takes back that the computer turns off'],
  ...[
    '/usr/bin/busctl',
    '--system',
    '--json=short',
    `--match=type='signal',member='PrepareForSleep'`,
    'monitor',
  ],
];
/** One line of that monitor: `true` is the signal before sleep, `false` the one after. */
const asleepSoon = /"member":"PrepareForSleep".*"data":\[true\]/;

/** Seconds since 1970 by that clock, which may run in local time; empty while no alarm is set. */
const alarmFile = '/sys/class/rtc/rtc0/wakealarm';

export const plannedFile = '/run/systemd/shutdown/scheduled';

/** `USEC=1795189500000000` and `MODE=poweroff` among others. Null when nothing is planned. */
export function parsePlanned(text: string): number | null {
  const found = /^USEC=(\d{10,20})$/m.exec(text);
  return found === null ? null : Math.round(Number(found[1]) / 1000);
}

const inhibitors = z.object({
  data: z.tuple([z.array(z.tuple([z.string(), z.string(), z.string(), z.string()]).rest(z.number()))]),
});

/** Who asked that the computer is not switched off now: `shutdown` in mode `block`. Throws for another shape. */
export function parseBlocker(stdout: string): string | null {
  const [all] = inhibitors.parse(JSON.parse(stdout)).data;
  const blocks = all.find(([what, , , mode]) => mode === 'block' && what.split(':').includes('shutdown'));
  return blocks === undefined ? null : `${blocks[1].slice(0, 60)} asks that the computer stays on`;
}

export function linuxSwitch(machine: Machine, uptimeMs = () => uptime() * 1000): OffSwitch {
  const call = (...args: string[]) =>
    machine.run('busctl', ['--system', '--json=short', 'call', ...manager, ...args], { timeoutMs });

  async function planned(): Promise<number | null | undefined> {
    try {
      return parsePlanned(await machine.readFile(plannedFile, 4096));
    } catch (error) {
      return (error as NodeJS.ErrnoException).code === 'ENOENT' ? null : undefined;
    }
  }

  return {
    uptimeMs,
    planned,
    async plan(at, words, how = 'off') {
      await call('SetWallMessage', 'sb', words, 'true');
      const { exit } = await call('ScheduleShutdown', 'st', modes[how], String(at * 1000));
      return exit === 0 && (await planned()) === at;
    },
    async takeBack() {
      await call('CancelScheduledShutdown');
    },
    async wakeAt(at) {
      const args = ['--mode', 'no', '--time', String(Math.round(at / 1000))];
      // Outside the walls of the service's own unit, which hold the clock's device shut.
      const { exit } = await runAlone(machine, 'rtcwake', args, { timeoutMs, properties: [] });
      const alarm = await machine.readFile(alarmFile, 64).catch(() => '');
      return exit === 0 && /^\d{6,}\s*$/.test(alarm);
    },
    beforeSleep(act) {
      const ended = new AbortController();
      const onLine = (line: string) => {
        if (asleepSoon.test(line)) void act().finally(() => ended.abort());
      };
      void machine.follow('systemd-inhibit', holding, onLine, ended.signal);
      return () => ended.abort();
    },
    async busy() {
      const { exit, stdout } = await call('ListInhibitors');
      try {
        const blocker = exit === 0 ? parseBlocker(stdout) : notSeen;
        return blocker ?? runningOf(await othersOnLinux(machine), programs);
      } catch {
        return notSeen;
      }
    },
  };
}
