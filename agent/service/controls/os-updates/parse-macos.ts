/** What `softwareupdate --list` prints, in English in every language of the system, and its settings. */
import * as z from 'zod';
import { ProbeError } from '../control.ts';

export interface MacUpdate {
  label: string;
  title: string;
  version: string;
  recommended: boolean;
}

const unknown = (why: string) =>
  new ProbeError('unrecognised_output', `softwareupdate: ${why}`, 'softwareupdate');

const announced = 'Software Update found the following new or updated software:';
const banners = /^(Software Update Tool|Finding available software|Copyright .*|)$/;
const label = /^\s*[*-] (?:Label: )?(\S.*)$/;
const newer =
  /^\tTitle: (.+), Version: ([^,]*), Size: \d+K(?:iB)?, Recommended: (YES|NO), ?(?:Action: \w+, ?)?$/;
/** macOS 10.14 and before. */
const older = /^\s+(.+?) \(([^()]*)\), \d+K((?: \[\w+\])*)$/;

function described(line: string): Omit<MacUpdate, 'label'> | undefined {
  const match = newer.exec(line);
  if (match) return { title: match[1] ?? '', version: match[2] ?? '', recommended: match[3] === 'YES' };
  const old = older.exec(line);
  if (!old) return undefined;
  return {
    title: old[1] ?? '',
    version: old[2] ?? '',
    recommended: (old[3] ?? '').includes('[recommended]'),
  };
}

function listed(lines: readonly string[]): MacUpdate[] {
  const updates: MacUpdate[] = [];
  for (let at = 0; at < lines.length; at += 2) {
    const name = label.exec(lines[at] ?? '')?.[1];
    const about = described(lines[at + 1] ?? '');
    if (!name || !about) throw unknown('a line that is not known');
    updates.push({ label: name, ...about });
  }
  return updates;
}

/** "No new software available." goes to stderr. Throws ProbeError for anything but that or a whole list. */
export function parseSoftwareUpdate(stdout: string, stderr: string): MacUpdate[] {
  const lines = stdout.split(/\r?\n/);
  const start = lines.indexOf(announced);
  const before = start < 0 ? lines : lines.slice(0, start);
  if (!before.every(line => banners.test(line))) throw unknown('a line that is not known');
  if (start < 0) {
    if (/^No new software available\.\r?\n?$/m.test(stderr)) return [];
    throw unknown('neither a list nor that there is none');
  }
  if (lines.at(-1) !== '') throw unknown('a list that is cut off');
  const updates = listed(lines.slice(start + 1).filter(line => line !== ''));
  if (updates.length === 0) throw unknown('a list with nothing in it');
  return updates;
}

const majorOf = (version: string) => Number.parseInt(version, 10);

/** A newer macOS altogether, offered beside the fixes of this one. */
export function isUpgrade({ label: name, title, version }: MacUpdate, installed: string): boolean {
  return (
    /^(Install )?macOS /.test(title) &&
    /^macOS |InstallAssistant/.test(name) &&
    majorOf(version) > majorOf(installed)
  );
}

export const systemVersion = z.object({
  ProductVersion: z.string().regex(/^\d+(\.\d+){1,3}$/),
  ProductBuildVersion: z.string().max(20).optional(),
});

const date = z.date().optional();
const flag = z.union([z.boolean(), z.literal([0, 1]).transform(number => number === 1)]).optional();

/** `com.apple.SoftwareUpdate.plist`. */
export const updateSettings = z.object({
  LastSuccessfulDate: date,
  LastFullSuccessfulDate: date,
  LastBackgroundSuccessfulDate: date,
});

/** A profile's `com.apple.applicationaccess`: updates hidden for some days after they come out. */
export const restrictions = z.object({
  forceDelayedSoftwareUpdates: flag,
  enforcedSoftwareUpdateDelay: z.int().nonnegative().optional(),
  enforcedSoftwareUpdateMinorOSDeferredInstallDelay: z.int().nonnegative().optional(),
});

/** Apple's own number of days where a profile asks for a delay and names none. */
const usualDelay = 30;

export function delayDays(rules: z.infer<typeof restrictions>): number {
  if (!rules.forceDelayedSoftwareUpdates) return 0;
  return (
    rules.enforcedSoftwareUpdateMinorOSDeferredInstallDelay ?? rules.enforcedSoftwareUpdateDelay ?? usualDelay
  );
}

/** When the Mac last searched with success, in UTC milliseconds; null when it does not say. */
export function lastSearch(settings: z.infer<typeof updateSettings>): number | null {
  const times = Object.values(settings).flatMap(one =>
    one === undefined || Number.isNaN(one.getTime()) ? [] : one.getTime(),
  );
  return times.length === 0 ? null : Math.max(...times);
}
