/** Where the service's door for this person is. `CARETAKER_DATA` finds that of a service somebody runs by hand. */
import { join } from 'node:path';

export interface TrayConfig {
  /** Null on a system where there is no door (agent/service/channel/README.md). */
  readonly door: string | null;
  readonly uid: number;
  readonly platform: NodeJS.Platform;
}

export function readTrayConfig(
  environment: Record<string, string | undefined> = process.env,
  uid = process.getuid?.(),
): TrayConfig {
  const { platform } = process;
  if (uid === undefined) return Object.freeze({ door: null, uid: -1, platform });
  const installed = platform === 'darwin' ? '/var/run/caretaker-tray' : '/run/caretaker-tray';
  const folder = environment.CARETAKER_DATA ? join(environment.CARETAKER_DATA, 'tray') : installed;
  return Object.freeze({ door: join(folder, `${uid}.sock`), uid, platform });
}
