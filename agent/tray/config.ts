/**
 * Where the service's door for this person is. `CARETAKER_DATA` finds that of a service somebody runs by hand, but not
 * for an installed tray: any program of that person can put it into their environment.
 */
import { join } from 'node:path';
import { lockKeys } from './lock-keys.ts';
import { type Command, signOutCommand } from './sign-out.ts';

export interface TrayConfig {
  /** The person's socket; on Windows the folder in which the service leaves the names of its pipes. */
  readonly door: string;
  /** Null on Windows. */
  readonly uid: number | null;
  readonly platform: NodeJS.Platform;
  /** What signs this person out; undefined where nothing is known that asks first. */
  readonly signOut?: Command | undefined;
  /** What locks the screen by hand, for the menu; undefined where it is not known. */
  readonly lockKeys?: string | undefined;
}

export function readTrayConfig(
  isInstalled: boolean,
  environment: Record<string, string | undefined> = process.env,
  uid = process.getuid?.(),
): TrayConfig {
  const { platform } = process;
  const own = isInstalled ? undefined : environment.CARETAKER_DATA;
  const ways = { signOut: signOutCommand(platform, environment), lockKeys: lockKeys(platform, environment) };
  if (uid === undefined) {
    const data = own || join(environment.ProgramData || 'C:\\ProgramData', 'Caretaker');
    return Object.freeze({ door: join(data, 'tray'), uid: null, platform, ...ways });
  }
  const installed = platform === 'darwin' ? '/var/run/caretaker-tray' : '/run/caretaker-tray';
  const folder = own ? join(own, 'tray') : installed;
  return Object.freeze({ door: join(folder, `${uid}.sock`), uid, platform, ...ways });
}
