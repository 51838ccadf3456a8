/** What Xfce's handler of media (thunar-volman) does with one that is plugged in: a channel of xfconf. */
import type { Surface } from '../../../../shared/controls/autorun/observation.ts';
import { channelFile, channelPath, readChannel, whyNotSet } from '../../system/xfconf.ts';
import { type Machine, ProbeError } from '../control.ts';
import type { Wanted } from '../plan.ts';

const channel = 'thunar-volman';

/** Each starts a program for what lies on the medium. What is done with keyboards, mice and printers is left alone. */
const starting = [
  'autorun',
  'autoopen',
  'autoplay-audio-cds',
  'autoplay-video-cds',
  'autophoto',
  'autoburn',
  'autoipod',
];
const paths = starting.map(name => `/${name}/enabled`);
/** A window that shows what is on it. */
const opening = '/autobrowse/enabled';

export async function xfceSurface(machine: Machine): Promise<Surface> {
  const { set, overruled } = await readChannel(machine, channel);
  const base = { name: 'Xfce', understood: true };
  if (set === null)
    return {
      ...base,
      runs: null,
      opens: null,
      fixed: null,
      detail: `${channelPath(channel)} could not be read`,
    };
  // Nothing starts where nothing is written, until somebody has it otherwise.
  const on = (path: string) => set.get(path)?.value === 'true';
  return {
    ...base,
    runs: paths.some(on),
    opens: on(opening),
    fixed: !overruled && [...paths, opening].every(path => set.get(path)?.fixed === true),
    detail: overruled ? 'a folder below /etc/xdg sets it otherwise' : null,
  };
}

/** What to write; a sentence why nothing. Throws ProbeError when it could not be seen what is there. */
export async function planXfceMedia(machine: Machine, allowPrompts: boolean): Promise<Wanted | string> {
  const found = await readChannel(machine, channel);
  if (found.set === null)
    throw new ProbeError('probe_failed', `${channelPath(channel)} could not be read`, 'xfconf');
  const why = whyNotSet(channel, found);
  if (why !== null) return `Xfce: ${why}.`;
  const off = Object.fromEntries(paths.map(path => [path, false]));
  return channelFile(channel, { ...off, [opening]: allowPrompts });
}
