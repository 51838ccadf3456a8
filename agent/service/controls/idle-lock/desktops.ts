/** Which desktops are installed: by the session files that sign-in screens offer and the programs themselves. */
import { namesIn } from '../../system/presence.ts';
import type { Machine } from '../control.ts';

/** Programs that make a desktop, to the name of what they belong to. */
const desktopPrograms: Record<string, string> = {
  'gnome-shell': 'GNOME',
  plasmashell: 'KDE Plasma',
  'xfce4-session': 'Xfce',
  'mate-session': 'MATE',
  'cinnamon-session': 'Cinnamon',
  'lxqt-session': 'LXQt',
  lxsession: 'LXDE',
  'budgie-desktop': 'Budgie',
  startdde: 'Deepin',
  sway: 'Sway',
  hyprland: 'Hyprland',
  Hyprland: 'Hyprland',
  labwc: 'labwc',
  wayfire: 'Wayfire',
  weston: 'Weston',
  i3: 'i3',
  openbox: 'Openbox',
};

/** Programs that show a screen to sign in at, or could show any desktop. */
const graphicalPrograms = ['Xorg', 'X', 'startx', 'gdm3', 'gdm', 'sddm', 'lightdm', 'lxdm', 'xdm', 'greetd'];

const sessionFolders = ['/usr/share/xsessions', '/usr/share/wayland-sessions'];
const programFolders = ['/usr/bin', '/usr/sbin', '/usr/local/bin'];

/** Session files of the desktops above, by the beginning of their names. */
const bySessionFile: [RegExp, string][] = [
  [/^(gnome|ubuntu)/, 'GNOME'],
  [/^(plasma|KDE)/, 'KDE Plasma'],
  [/^xfce/, 'Xfce'],
  [/^mate/, 'MATE'],
  [/^cinnamon/, 'Cinnamon'],
  [/^lxqt/i, 'LXQt'],
  [/^LXDE/i, 'LXDE'],
  [/^budgie/, 'Budgie'],
  [/^sway/, 'Sway'],
];

/** The name that a desktop has here, by what its session calls itself; null for one that does not say. */
export function desktopOfSession(name: string): string | null {
  if (name === '') return null;
  return bySessionFile.find(([pattern]) => pattern.test(name))?.[1] ?? name;
}

function nameOfSession(file: string): string {
  const bare = file.replace(/\.desktop$/, '');
  return bySessionFile.find(([pattern]) => pattern.test(bare))?.[1] ?? bare.slice(0, 80);
}

export interface Desktops {
  names: string[];
  /** True only when every place was read and holds neither a desktop nor anything graphical to sign in at. */
  none: boolean;
  /** Every place was read: what is not named is not here. */
  complete: boolean;
}

export async function installedDesktops(machine: Machine): Promise<Desktops> {
  const sessions = await Promise.all(sessionFolders.map(folder => namesIn(machine, folder)));
  const programs = await Promise.all(programFolders.map(folder => namesIn(machine, folder)));
  const files = sessions.flatMap(names => names ?? []).filter(name => name.endsWith('.desktop'));
  const present = new Set(programs.flatMap(names => names ?? []));
  const byProgram = Object.entries(desktopPrograms).filter(([program]) => present.has(program));
  const names = [...new Set([...byProgram.map(([, name]) => name), ...files.map(nameOfSession)])];
  const readAll = [...sessions, ...programs].every(list => list !== null) && Boolean(programs[0]?.length);
  const graphical = graphicalPrograms.some(program => present.has(program));
  const none = readAll && names.length === 0 && !graphical;
  return { names: names.sort().slice(0, 20), none, complete: readAll };
}
