/** What macOS says of XProtect: property lists, and the fixed English lines of its own tools. */
import * as z from 'zod';

/** `SystemVersion.plist`: which macOS this is. */
export const systemVersion = z.object({ ProductVersion: z.string().regex(/^\d+(\.\d+){1,3}$/) });

/** The property list of XProtect's bundle. */
export const bundle = z.object({ CFBundleShortVersionString: z.string().min(1).max(60) });

const flag = z.union([z.boolean(), z.literal([0, 1]).transform(number => number === 1)]).optional();
const date = z.date().optional();

/** `com.apple.SoftwareUpdate.plist`: what is left out has its default, which is on. */
export const updateSettings = z.object({
  AutomaticCheckEnabled: flag,
  ConfigDataInstall: flag,
  LastSuccessfulDate: date,
  LastBackgroundSuccessfulDate: date,
  LastBackgroundCCDSuccessfulDate: date,
});
export type UpdateSettings = z.infer<typeof updateSettings>;

/** `Version: 5346 Installed: 2026-05-28 08:53:39 +0000`, of macOS 15 and later. Undefined for anything else. */
export function parseXprotectVersion(stdout: string): { version: string; at: number } | undefined {
  const match = /^Version: (\d{1,12}) Installed: (\d{4}-\d{2}-\d{2}) (\d{2}:\d{2}:\d{2}) \+0000\r?\n$/.exec(
    stdout,
  );
  const at = Date.parse(`${match?.[2]}T${match?.[3]}Z`);
  return match?.[1] === undefined || Number.isNaN(at) ? undefined : { version: match[1], at };
}

/** Whether programs are checked when they are started: true, false, or null when the lines are not known. */
export function parseXprotectStatus(stdout: string): boolean | null {
  const scan = (kind: string) =>
    new RegExp(`^XProtect ${kind} scans: (enabled|disabled)\\r?$`, 'm').exec(stdout)?.[1];
  const launch = scan('launch');
  const background = scan('background');
  if (launch === undefined || background === undefined) return null;
  return launch === 'enabled' && background === 'enabled';
}

/** `spctl --status`, before macOS 15: Gatekeeper, without which nothing is checked when it is started. */
export function parseGatekeeper(stdout: string): boolean | null {
  const match = /^assessments (enabled|disabled)\r?\n$/.exec(stdout);
  return match ? match[1] === 'enabled' : null;
}

/** When this Mac last asked for newer data and got an answer, in UTC milliseconds; null when it does not say. */
export function lastAsked(settings: UpdateSettings): number | null {
  const { LastSuccessfulDate, LastBackgroundSuccessfulDate, LastBackgroundCCDSuccessfulDate } = settings;
  const times = [LastSuccessfulDate, LastBackgroundSuccessfulDate, LastBackgroundCCDSuccessfulDate].flatMap(
    one => (one === undefined || Number.isNaN(one.getTime()) ? [] : one.getTime()),
  );
  return times.length === 0 ? null : Math.max(...times);
}
