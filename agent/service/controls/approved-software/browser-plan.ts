/** Chrome, Chromium, Edge and Firefox on Linux are told to refuse programs; a policy that somebody else set is left alone. */
import { namesIn, textOf } from '../../system/presence.ts';
import type { Machine } from '../control.ts';
import type { Wanted } from '../plan.ts';
import { firefoxPrograms, linuxBrowsers } from './browsers.ts';
import { firefoxPlan } from './firefox.ts';

const ownName = 'caretaker-downloads.json';
/** 1: what is malicious, and every kind of file that could be a program. */
const text = `${JSON.stringify({ DownloadRestrictions: 1 })}\n`;

async function isSetByOthers(machine: Machine, folder: string): Promise<boolean> {
  const names = ((await namesIn(machine, folder)) ?? []).filter(
    name => name.endsWith('.json') && name !== ownName,
  );
  const texts = await Promise.all(
    names.slice(0, 50).map(name => textOf(machine, `${folder}/${name}`, 256 * 1024)),
  );
  return texts.some(one => one?.includes('"DownloadRestrictions"'));
}

export async function browserPlan(machine: Machine): Promise<Wanted[]> {
  const programs = new Set(await namesIn(machine, '/usr/bin'));
  const wanted: Wanted[] = [];
  for (const { policies, programs: names } of linuxBrowsers) {
    if (!names.some(name => programs.has(name)) || (await isSetByOthers(machine, policies))) continue;
    wanted.push({
      setting: { kind: 'file', path: `${policies}/${ownName}` },
      value: { kind: 'file', text, mode: 0o644 },
    });
  }
  if (firefoxPrograms.some(name => programs.has(name))) wanted.push(...(await firefoxPlan(machine)));
  return wanted;
}
