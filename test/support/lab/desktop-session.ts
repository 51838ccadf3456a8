/** A session that logind takes for a desktop's, of a person who signed in at the screen. It shows nothing; the test is its compositor. */
import type { Guest } from './guest.ts';

/** As a sign-in screen opens it: by PAM, for a person, of a graphical type. */
const open = (desktop: string) => `
  systemd-run --quiet --collect --unit=lab-desktop -p User=pupil -p PAMName=login -p TTYPath=/dev/tty7 \\
    -p StandardInput=tty -p Environment='XDG_SESSION_TYPE=wayland XDG_SESSION_DESKTOP=${desktop}' sleep infinity`;
const find = `
  for id in $(loginctl list-sessions --no-legend | awk '{ print $1 }'); do
    [ "$(loginctl show-session -P Type "$id")" = wayland ] && echo "$id"
  done | grep .`;
const login1 = 'org.freedesktop.login1';

export class DesktopSession {
  readonly id: string;
  /** Its name on the bus. */
  readonly path: string;
  readonly #guest: Guest;

  private constructor(guest: Guest, id: string, path: string) {
    this.#guest = guest;
    this.id = id;
    this.path = path;
  }

  static async open(guest: Guest, desktop = 'lab'): Promise<DesktopSession> {
    await guest.must(open(desktop));
    const id = await guest.until(find);
    const path = await guest.must(
      `busctl -j call ${login1} /org/freedesktop/login1 ${login1}.Manager GetSession s ${id} | grep -o '/org[^"]*'`,
    );
    return new DesktopSession(guest, id, path);
  }

  /** As the desktop tells logind when nobody touched anything for a while, and when somebody did. */
  unused(unused: boolean): Promise<string> {
    return this.#set('SetIdleHint', unused);
  }

  /** As the desktop tells logind when its lock screen came and went. */
  locked(locked: boolean): Promise<string> {
    return this.#set('SetLockedHint', locked);
  }

  /** Since when logind believes that nobody is there, in milliseconds of the guest's clock. */
  async unusedSince(): Promise<number> {
    return Number(await this.#guest.must(`loginctl show-session -P IdleSinceHint ${this.id}`)) / 1000;
  }

  #set(method: string, value: boolean): Promise<string> {
    return this.#guest.must(`busctl call ${login1} ${this.path} ${login1}.Session ${method} b ${value}`);
  }
}

/** For `guest.feed`: each signal that a session gets from logind, as JSON with its time. */
export const sessionSignals = `busctl --system --json=short --match="type='signal',interface='${login1}.Session'" monitor`;

/** The line by which this session is told to lock. */
export const toldToLock = ({ path }: DesktopSession) =>
  new RegExp(`"${path}".*"member":"Lock"|"member":"Lock".*"${path}"`);

/** The session that this line tells to lock: whoever's it is. */
export function sessionToldToLock(line: string): string | undefined {
  const written = line.includes('"member":"Lock"') ? /\/session\/([^"/]+)"/.exec(line)?.[1] : undefined;
  return written?.replace(/_([0-9a-f]{2})/g, (_all, hex) => String.fromCharCode(Number.parseInt(hex, 16)));
}

/** When a signal went over the bus, in milliseconds of the guest's clock. */
export const signalledAt = (line: string): number =>
  Number(/"timestamp-realtime":(\d+)/.exec(line)?.[1]) / 1000;
