/** What on a Linux machine could open or start something from a medium: the desktops' own volume handlers. */
import { namesIn } from '../../system/presence.ts';
import { type Machine, ProbeError } from '../control.ts';

/** Those whose handler keeps its settings where `gsettings` finds them, by the schema. */
export const schemas: Readonly<Record<string, string>> = {
  GNOME: 'org.gnome.desktop.media-handling',
  Cinnamon: 'org.cinnamon.desktop.media-handling',
  MATE: 'org.mate.media-handling',
};

const programs: Readonly<Record<string, string>> = {
  'gnome-shell': 'GNOME',
  'budgie-desktop': 'GNOME',
  'cinnamon-session': 'Cinnamon',
  'mate-session': 'MATE',
  plasmashell: 'KDE Plasma',
  'thunar-volman': 'Xfce',
  'lxqt-session': 'LXQt',
  lxsession: 'LXDE',
  startdde: 'Deepin',
};

/** Window managers without anything that looks at media, and Plasma, which asks and starts nothing. */
const still: Readonly<Record<string, string>> = {
  plasmashell: 'KDE Plasma',
  sway: 'Sway',
  i3: 'i3',
  labwc: 'labwc',
  weston: 'Weston',
  openbox: 'Openbox',
  'xfce4-session': 'Xfce',
};

const graphical = ['Xorg', 'X', 'startx', 'gdm3', 'gdm', 'sddm', 'lightdm', 'lxdm', 'greetd', 'Xwayland'];
const sessionFolders = ['/usr/share/xsessions', '/usr/share/wayland-sessions'];

export interface Desktops {
  /** Names of those that handle media, each once. */
  handlers: string[];
  /** Names of those that were seen to have nothing that does. */
  still: string[];
  /** Session files that belong to none of them. */
  unknown: string[];
  /** Proved: there is nothing graphical at all. */
  none: boolean;
}

const known =
  /^(gnome|ubuntu|budgie|cinnamon|mate|plasma|kde|xfce|lxqt|lxde|deepin|sway|i3|labwc|weston|openbox)/i;

/** Throws ProbeError when a folder could not be read. */
export async function desktopsOf(machine: Machine): Promise<Desktops> {
  const folders = await Promise.all(
    ['/usr/bin', '/usr/sbin', ...sessionFolders].map(path => namesIn(machine, path)),
  );
  if (folders.includes(null))
    throw new ProbeError('probe_failed', 'what is installed cannot be read', 'gsettings');
  const [bin = [], sbin = [], ...sessions] = folders.map(names => names ?? []);
  if (bin.length === 0) throw new ProbeError('probe_failed', '/usr/bin cannot be read', 'gsettings');
  const has = new Set([...bin, ...sbin]);
  const named = (list: Readonly<Record<string, string>>) => [
    ...new Set(Object.entries(list).flatMap(([program, name]) => (has.has(program) ? [name] : []))),
  ];
  const handlers = named(programs).filter(name => name !== 'KDE Plasma');
  const quiet = named(still).filter(name => !handlers.includes(name));
  const files = sessions.flat().filter(name => name.endsWith('.desktop'));
  return {
    handlers,
    still: quiet,
    unknown: files.filter(name => !known.test(name)).map(name => name.replace(/\.desktop$/, '').slice(0, 80)),
    none: handlers.length + quiet.length + files.length === 0 && !graphical.some(program => has.has(program)),
  };
}
