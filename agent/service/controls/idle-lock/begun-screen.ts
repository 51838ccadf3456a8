/**
 * A screen that somebody began from a text console (`startx`, `sway`). Logind goes on calling that session a text console,
 * and takes the time of its last key from the console's file, which no key reaches while the screen has the keyboard: in
 * full use it would count as left. Nobody tells how long such a screen is unused, so nothing is done by it.
 */
import type { Machine } from '../control.ts';
import type { LogindSession } from './logind.ts';

/** As the kernel shows them: fifteen letters at most. */
const screens = new Set([
  ...['Xorg', 'X', 'Xwayland', 'sway', 'labwc', 'wayfire', 'weston', 'Hyprland', 'river', 'cage', 'niri'],
  ...['kwin_wayland', 'gnome-shell', 'mutter'],
]);
const mostProcesses = 200;

async function runsScreen(machine: Machine, { id, uid }: LogindSession): Promise<boolean> {
  const scope = `user.slice/user-${uid}.slice/session-${id}.scope/cgroup.procs`;
  for (const root of ['/sys/fs/cgroup', '/sys/fs/cgroup/systemd']) {
    const text = await machine.readFile(`${root}/${scope}`, 16_384).catch(() => '');
    for (const process of text
      .split('\n')
      .slice(0, mostProcesses)
      .filter(one => /^\d+$/.test(one))) {
      const name = await machine.readFile(`/proc/${process}/comm`, 32).catch(() => '');
      if (screens.has(name.trim())) return true;
    }
  }
  return false;
}

/** The same sessions, those with a screen of their own as what they are. Never throws. */
export const withBegunScreens = (
  machine: Machine,
  sessions: readonly LogindSession[],
): Promise<LogindSession[]> =>
  Promise.all(
    sessions.map(async session => {
      if (session.type !== 'tty' || session.remote || session.uid === null) return session;
      if (!(await runsScreen(machine, session))) return session;
      return { ...session, graphical: true, idleHint: false, idleSince: null, idleSinceBoot: null };
    }),
  );
