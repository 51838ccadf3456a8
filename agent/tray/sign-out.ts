/**
 * Signs out whoever's tray this is, by the desktop's own program: that asks about work that is not saved, which an end
 * from outside would lose.
 */
import { type ChildProcess, spawn } from 'node:child_process';

export type Command = readonly [program: string, ...given: string[]];

/** As `XDG_CURRENT_DESKTOP` has them. GNOME's, Cinnamon's, MATE's, Xfce's and LXQt's own; Plasma has a word on the bus. */
const linux: Readonly<Record<string, Command>> = {
  gnome: ['gnome-session-quit', '--logout'],
  'x-cinnamon': ['cinnamon-session-quit', '--logout'],
  mate: ['mate-session-save', '--logout-dialog'],
  xfce: ['xfce4-session-logout'],
  lxqt: ['lxqt-leave', '--logout'],
  kde: [
    'busctl',
    '--user',
    'call',
    'org.kde.LogoutPrompt',
    '/LogoutPrompt',
    'org.kde.LogoutPrompt',
    'promptLogout',
  ],
};

/** What signs somebody out of this session; undefined where nothing is known that would ask first about their work. */
export function signOutCommand(
  platform: NodeJS.Platform,
  environment: Record<string, string | undefined>,
): Command | undefined {
  if (platform === 'win32')
    return [`${environment.SystemRoot || 'C:\\Windows'}\\System32\\shutdown.exe`, '/l'];
  // Apple's technical note QA1134: asks first, as the Apple menu does.
  if (platform === 'darwin')
    return ['/usr/bin/osascript', '-e', 'tell application "loginwindow" to «event aevtlogo»'];
  const desktops = (environment.XDG_CURRENT_DESKTOP ?? '').toLowerCase().split(':');
  return desktops.map(name => (Object.hasOwn(linux, name) ? linux[name] : undefined)).find(Boolean);
}

/**
 * False when nobody was asked: the program is not there, or failed at once. Whoever is asked may say no, so a program
 * that is still open after `answerMs` counts as begun.
 */
export function signOut([program, ...given]: Command, answerMs = 1500): Promise<boolean> {
  return new Promise(resolve => {
    let child: ChildProcess;
    try {
      child = spawn(program, given, { stdio: 'ignore', detached: true });
    } catch {
      resolve(false);
      return;
    }
    child.unref();
    const timer = setTimeout(() => resolve(true), answerMs);
    const end = (begun: boolean) => {
      clearTimeout(timer);
      resolve(begun);
    };
    child.on('error', () => end(false));
    child.on('exit', code => end(code === 0));
  });
}
