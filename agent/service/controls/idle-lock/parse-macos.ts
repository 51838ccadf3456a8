/** What macOS says of the screen lock: sysadminctl's fixed English lines, one setting, and property lists. */
import * as z from 'zod';

/** A profile's `com.apple.screensaver`. Numbers and booleans are both written for yes and no. */
const flag = z.union([z.boolean(), z.literal([0, 1]).transform(number => number === 1)]).optional();
const seconds = z.int().nonnegative().max(100_000_000).optional();

export const screenSaver = z.object({
  idleTime: seconds,
  askForPassword: flag,
  askForPasswordDelay: seconds,
});
export type ScreenSaver = z.infer<typeof screenSaver>;

/** Zero seconds is at once; `off` when no password is asked for; null when the line is not known. */
export function parseScreenLock(stderr: string): number | 'off' | null {
  const line = /^(?:[\d-]+ [\d:.]+ sysadminctl\[[\d:]+\] )?screenLock (.*?)\r?\n?$/.exec(stderr)?.[1];
  if (line === 'is off') return 'off';
  if (line === 'delay is immediate') return 0;
  const delay = /^delay is (-?\d{1,8})(?:\.0+)? seconds$/.exec(line ?? '')?.[1];
  if (delay === undefined) return null;
  return Number(delay) < 0 ? 'off' : Number(delay);
}

/** `defaults read … idleTime`: a number of seconds on a line of its own. */
export function parseIdleTime(stdout: string): number | null {
  const match = /^(\d{1,8})\r?\n$/.exec(stdout);
  return match ? Number(match[1]) : null;
}

/** `ioreg -n Root -d 1 -a`. */
export const consoleState = z.object({
  IOConsoleLocked: z.boolean().optional(),
  IOConsoleUsers: z.array(z.object({ CGSSessionScreenIsLocked: z.boolean().optional() })).optional(),
});

/** Locked when either says so; open only when the console says so and no session contradicts. */
export function lockedNow({ IOConsoleLocked, IOConsoleUsers }: z.infer<typeof consoleState>): boolean | null {
  const screen = IOConsoleUsers?.some(user => user.CGSSessionScreenIsLocked === true);
  if (IOConsoleLocked === true || screen === true) return true;
  return IOConsoleLocked === false ? false : null;
}

/** `ioreg -c IOHIDSystem -r -d 1 -a`: nanoseconds since somebody touched something. */
export const inputState = z
  .array(z.object({ HIDIdleTime: z.number().nonnegative() }))
  .min(1)
  .transform(([first]) => Math.floor((first?.HIDIdleTime ?? 0) / 1e9));
