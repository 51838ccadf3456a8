/** Whom a Linux computer signs in by itself: the sign-in screens of GNOME, LightDM and KDE, and the text console. */
import { namesIn, textOf } from '../../system/presence.ts';
import type { Machine } from '../control.ts';

export interface AutoLogon {
  names: string[];
  /** LightDM offers a session without an account. */
  guest: boolean;
  /** False when a file could not be read. */
  whole: boolean;
}

/** Values of one key in the sections whose name matches, in the order of the file. */
export function iniValues(text: string, section: RegExp, key: string): string[] {
  const values: string[] = [];
  let inside = false;
  for (const raw of text.split('\n')) {
    const line = raw.trim();
    const [, heading] = /^\[(.*)\]$/.exec(line) ?? [];
    if (heading !== undefined) inside = section.test(heading);
    const at = line.indexOf('=');
    if (inside && at > 0 && line.slice(0, at).trim().toLowerCase() === key.toLowerCase())
      values.push(line.slice(at + 1).trim());
  }
  return values;
}

const isTrue = (value: string | undefined) => /^(true|1|yes|on)$/i.test(value ?? '');

type Reading = (text: string) => { names?: string[]; guest?: boolean };

const gdm: Reading = text => {
  const last = (key: string) => iniValues(text, /^daemon$/i, key).at(-1);
  const names = [
    isTrue(last('AutomaticLoginEnable')) ? last('AutomaticLogin') : undefined,
    isTrue(last('TimedLoginEnable')) ? last('TimedLogin') : undefined,
  ];
  return { names: names.filter(name => name !== undefined) };
};
const lightdm: Reading = text => ({
  names: iniValues(text, /^(Seat|SeatDefaults)\b/, 'autologin-user'),
  guest: isTrue(iniValues(text, /^(Seat|SeatDefaults)\b/, 'allow-guest').at(-1)),
});
const sddm: Reading = text => ({ names: iniValues(text, /^Autologin$/, 'User') });
/** `ExecStart=-/sbin/agetty --autologin pupil --noclear %I $TERM`. */
const agetty: Reading = text => {
  const found = /^ExecStart=.*\bagetty\b.*\s(?:--autologin[ =]|-a\s*)(\S+)/m.exec(text);
  return { names: found?.[1] ? [found[1]] : [] };
};

const files: [path: string, reading: Reading][] = [
  ['/etc/gdm3/daemon.conf', gdm],
  ['/etc/gdm/custom.conf', gdm],
  ['/etc/lightdm/lightdm.conf', lightdm],
  ['/etc/sddm.conf', sddm],
];
const folders: [path: string, reading: Reading][] = [
  ['/usr/share/lightdm/lightdm.conf.d', lightdm],
  ['/etc/lightdm/lightdm.conf.d', lightdm],
  ['/usr/lib/sddm/sddm.conf.d', sddm],
  ['/etc/sddm.conf.d', sddm],
  ['/etc/systemd/system/getty@tty1.service.d', agetty],
];

/** Every file counts on its own: one that a later file takes back is still reported, as a thing to tidy up. */
export async function autoLogon(machine: Machine): Promise<AutoLogon> {
  const found: AutoLogon = { names: [], guest: false, whole: true };
  const all = [...files];
  for (const [folder, reading] of folders) {
    const names = await namesIn(machine, folder);
    found.whole &&= names !== null;
    for (const name of names ?? []) if (name.endsWith('.conf')) all.push([`${folder}/${name}`, reading]);
  }
  for (const [path, reading] of all) {
    const text = await textOf(machine, path, 256 * 1024);
    found.whole &&= text !== null;
    const { names = [], guest = false } = text ? reading(text) : {};
    found.names.push(...names.filter(name => name !== ''));
    found.guest ||= guest;
  }
  return found;
}
