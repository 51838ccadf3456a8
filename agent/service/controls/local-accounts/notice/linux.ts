/**
 * Linux: the school's words before sign-in. GNOME's sign-in screen has a banner of its own; the text consoles print the
 * files of `/etc/issue.d`. LightDM, SDDM and others have no place for words: that is said, and nothing is set there.
 */
import type { Observation, ShownNotice } from '../../../../../shared/controls/local-accounts/observation.ts';
import { policy as schema } from '../../../../../shared/controls/local-accounts/policy.ts';
import { compiledFor, dconfText, gdmProfile, setForGdm } from '../../../system/dconf.ts';
import { namesIn, textOf } from '../../../system/presence.ts';
import type { Machine } from '../../control.ts';
import type { Wanted } from '../../plan.ts';

const issueFolder = '/etc/issue.d';
const ourIssue = `${issueFolder}/90-caretaker.issue`;
const most = 64 * 1024;
const mostCompiled = 4 * 1024 * 1024;

const screens: Record<string, string> = {
  gdm: 'GNOME’s sign-in screen',
  gdm3: 'GNOME’s sign-in screen',
  lightdm: 'LightDM’s sign-in screen',
  sddm: 'SDDM’s sign-in screen',
  lxdm: 'LXDM’s sign-in screen',
  xdm: 'XDM’s sign-in screen',
};

/** What people can sign in at beside a console; null when that could not be seen. */
async function screensOf(machine: Machine): Promise<Set<string> | null> {
  const folders = await Promise.all(['/usr/sbin', '/usr/bin'].map(path => namesIn(machine, path)));
  if (folders.includes(null)) return null;
  const names = folders.flatMap(folder => folder ?? []);
  return new Set(names.flatMap(name => (Object.hasOwn(screens, name) ? [screens[name] ?? ''] : [])));
}

const notSeen = (place: string): ShownNotice => ({ place, text: null, seen: false });

/** Reads what dconf compiled, which is what the screen reads, and not the file that was written for it. */
async function bannerOf(machine: Machine, wanted: string): Promise<ShownNotice> {
  const place = screens.gdm ?? '';
  const profile = await gdmProfile(machine);
  if (profile === null) return notSeen(place);
  for (const path of compiledFor(profile.text)) {
    const bytes = await machine.readBytes(path, mostCompiled).catch((error: NodeJS.ErrnoException) => {
      return error.code === 'ENOENT' ? Buffer.alloc(0) : null;
    });
    if (bytes === null) return notSeen(place);
    // The first database that says anything of it counts.
    if (!bytes.includes('banner-message-text')) continue;
    const shown = bytes.includes(wanted) && bytes.includes('banner-message-enable');
    return { place, text: shown ? wanted : null, seen: true };
  }
  return { place, text: null, seen: true };
}

/** agetty prints /etc/issue and then these, in order. */
async function consoleOf(machine: Machine): Promise<ShownNotice> {
  const place = 'Text consoles';
  const names = await namesIn(machine, issueFolder);
  if (names === null) return notSeen(place);
  const files = [
    '/etc/issue',
    ...names.filter(one => one.endsWith('.issue')).map(one => `${issueFolder}/${one}`),
  ];
  const texts = await Promise.all(files.map(path => textOf(machine, path, most)));
  if (texts.includes(null)) return notSeen(place);
  const text = texts.join('').replaceAll('\\\\', '\\').trim();
  return { place, text: text === '' ? null : text.slice(0, 2000), seen: true };
}

/** Undefined where the school asks for no words. */
export async function noticesOnLinux(machine: Machine, asked: unknown): Promise<Observation['notices']> {
  const text = schema.safeParse(asked).data?.noticeText ?? '';
  if (text === '') return undefined;
  const found = await screensOf(machine);
  const others = found === null ? [notSeen('The sign-in screen')] : [];
  for (const screen of found ?? [])
    others.push(screen === screens.gdm ? await bannerOf(machine, text) : notSeen(screen));
  return [...others, await consoleOf(machine)];
}

/** In agetty's files a backslash asks for something of the machine. */
const issueText = (title: string, text: string) =>
  `\n${[title, text]
    .filter(line => line !== '')
    .map(line => line.replaceAll('\\', '\\\\'))
    .join('\n')}\n\n`;

export async function noticeOnLinux(machine: Machine, asked: unknown): Promise<Wanted[]> {
  const { noticeTitle, noticeText } = schema.parse(asked);
  if (noticeText === '') return [];
  const value = { kind: 'file', text: issueText(noticeTitle, noticeText), mode: 0o644 } as const;
  const issue: Wanted = { setting: { kind: 'file', path: ourIssue }, value };
  const found = await screensOf(machine);
  if (found?.has(screens.gdm ?? '') !== true) return [issue];
  const keys = { 'banner-message-enable': 'true', 'banner-message-text': dconfText(noticeText) };
  return [issue, ...(await setForGdm(machine, 'sign-in-notice', { 'org/gnome/login-screen': keys }))];
}
