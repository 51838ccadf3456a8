/** Whether browsers refuse to download programs: `DownloadRestrictions` of Chrome, Chromium and Edge; Firefox by addresses. */
import type { Browser } from '../../../../shared/controls/approved-software/observation.ts';
import { namesIn, textOf } from '../../system/presence.ts';
import type { Machine } from '../control.ts';
import { firefoxOnLinux } from './firefox.ts';

/** Chrome Enterprise policy list: 0 nothing, 1 and 2 dangerous kinds of file, 3 everything, 4 only what is known to be malicious. */
const refuses: Record<number, Browser['refuses']> = {
  0: 'nothing',
  1: 'programs',
  2: 'programs',
  3: 'everything',
  4: 'only_malicious',
};

export function refusesBy(value: unknown): Browser['refuses'] {
  if (value === undefined || value === null) return 'nothing';
  return typeof value === 'number' && Object.hasOwn(refuses, value)
    ? (refuses[value] ?? 'not_understood')
    : 'not_understood';
}

interface Known {
  name: string;
  programs: readonly string[];
  /** Where its managed policies lie. */
  policies: string;
}

export const linuxBrowsers: readonly Known[] = [
  {
    name: 'Chrome',
    programs: ['google-chrome', 'google-chrome-stable'],
    policies: '/etc/opt/chrome/policies/managed',
  },
  {
    name: 'Chromium',
    programs: ['chromium', 'chromium-browser'],
    policies: '/etc/chromium/policies/managed',
  },
  {
    name: 'Edge',
    programs: ['microsoft-edge', 'microsoft-edge-stable'],
    policies: '/etc/opt/edge/policies/managed',
  },
];
export const firefoxPrograms: readonly string[] = ['firefox', 'firefox-esr'];

/** Of all policy files, the value that is set; two that differ are not understood. */
async function linuxValue(machine: Machine, folder: string): Promise<unknown> {
  const names = await namesIn(machine, folder);
  if (names === null) return 'closed';
  const values = new Set<unknown>();
  for (const name of names.filter(one => one.endsWith('.json')).slice(0, 50)) {
    const text = await textOf(machine, `${folder}/${name}`, 256 * 1024);
    if (text === null) return 'closed';
    try {
      const value = (JSON.parse(text ?? '') as Record<string, unknown> | null)?.DownloadRestrictions;
      if (value !== undefined) values.add(value);
    } catch {
      // The browser leaves out a file that it cannot read, and shows it on its policy page.
    }
  }
  return values.size > 1 ? 'two that differ' : [...values][0];
}

export async function browsersOnLinux(machine: Machine): Promise<Browser[]> {
  const places = [await namesIn(machine, '/usr/bin'), await namesIn(machine, '/snap/bin')];
  const installed = new Set(places.flatMap(names => names ?? []));
  const found: Browser[] = places.includes(null)
    ? [{ name: 'Other browsers', refuses: 'not_understood' }]
    : [];
  for (const { name, programs, policies } of linuxBrowsers) {
    if (!programs.some(program => installed.has(program))) continue;
    found.push({ name, refuses: refusesBy(await linuxValue(machine, policies)) });
  }
  if (firefoxPrograms.some(program => installed.has(program)))
    found.push({ name: 'Firefox', refuses: await firefoxOnLinux(machine) });
  return found;
}
