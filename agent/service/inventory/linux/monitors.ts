/** Screens that are plugged in now, by the kernel's own record of each output. */
import type { Machine } from '../../controls/control.ts';
import { namesIn } from '../../system/presence.ts';
import { type Monitor, parseEdid } from '../monitors.ts';

const folder = '/sys/class/drm';
const outputs = /^card\d+-(.+)$/;
const builtInOutputs = /^(eDP|LVDS|DSI)/;

/** An output with nothing plugged in has an empty file. */
async function monitorAt(machine: Machine, output: string): Promise<Monitor | undefined> {
  const edid = await machine.readBytes(`${folder}/${output}/edid`, 512).catch(() => Buffer.alloc(0));
  return parseEdid(edid, builtInOutputs.test(outputs.exec(output)?.[1] ?? ''));
}

/** A computer without a graphics driver has no such folder, and no screen. */
export async function linuxMonitors(machine: Machine): Promise<Monitor[] | null> {
  const names = await namesIn(machine, folder);
  if (names === null) return null;
  const found = await Promise.all(
    names.filter(name => outputs.test(name)).map(name => monitorAt(machine, name)),
  );
  return found.filter(one => one !== undefined).slice(0, 16);
}
