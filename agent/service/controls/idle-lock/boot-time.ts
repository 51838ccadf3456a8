/** Time that nobody can set: since the computer was started, sleep included, and which start it was. */
import { uptime } from 'node:os';
import type { Machine } from '../control.ts';

export interface BootTime {
  /** Differs from start to start. */
  boot: string;
  /** Milliseconds since the computer was started. */
  ms: number;
}

/** Which start it is cannot be told. */
export const unknownBoot = 'unknown';

/** Null where the system does not tell. */
export async function bootTime(machine: Machine): Promise<BootTime | null> {
  const [uptime, id] = await Promise.all([
    machine.readFile('/proc/uptime', 64).catch(() => ''),
    machine.readFile('/proc/sys/kernel/random/boot_id', 64).catch(() => ''),
  ]);
  const seconds = /^(\d{1,10}\.\d{1,3}) /.exec(uptime)?.[1];
  if (seconds === undefined || !/^[0-9a-f-]{36}$/.test(id.trim())) return null;
  return { boot: id.trim(), ms: Math.round(Number(seconds) * 1000) };
}

/** Counted on while it sleeps; the clock on the wall says which start it was, so setting that only makes things end sooner. */
const thisStart = String(Math.round((Date.now() - uptime() * 1000) / 60_000));
/** The same where the system has no number for each start: Windows and macOS. */
export const sinceStart = (): BootTime => ({ boot: thisStart, ms: Math.round(uptime() * 1000) });
