/** Who is signed in at a Mac's screen, also behind whoever is in front of it, by the window server. Nothing tells of a change. */
import * as z from 'zod';
import { plistOutput } from '../../../system/plist.ts';
import { type Machine, ProbeError } from '../../control.ts';
import { type Look, type Seated, type Seats, silence } from './seated.ts';

const user = z.object({
  kCGSSessionUserNameKey: z.string().min(1).max(256).optional(),
  kCGSSessionIDKey: z.int().nonnegative(),
  kCGSSessionOnConsoleKey: z.boolean().default(false),
  kCGSessionLoginDoneKey: z.boolean().default(false),
  CGSSessionScreenIsLocked: z.boolean().optional(),
});
/** `ioreg -n Root -d 1 -a`. */
const root = z.object({
  IOConsoleLocked: z.boolean().optional(),
  IOConsoleUsers: z.array(user).max(60).optional(),
});

const timeoutMs = 10_000;
/** Names of which a path can be made. */
const plainName = /^[A-Za-z0-9][A-Za-z0-9._-]{0,79}$/;

/** Whoever was sent behind the sign-in window needs the password to come back. */
function isLocked(one: z.infer<typeof user>, { IOConsoleLocked }: z.infer<typeof root>): boolean | null {
  if (one.CGSSessionScreenIsLocked === true || !one.kCGSSessionOnConsoleKey) return true;
  return IOConsoleLocked ?? null;
}

/** Of this start of the Mac: the window server counts from the same number at each. */
async function startOf(machine: Machine): Promise<string | null> {
  const { exit, stdout } = await machine.run('sysctl', ['-n', 'kern.bootsessionuuid'], { timeoutMs });
  return exit === 0 && /^[0-9A-F-]{36}\n?$/i.test(stdout) ? stdout.trim() : null;
}

async function look(machine: Machine, signal: AbortSignal): Promise<Look | null> {
  const boot = await startOf(machine);
  if (boot === null) return null;
  const said = await plistOutput(machine, 'ioreg', ['-n', 'Root', '-d', '1', '-a'], root, signal).catch(
    error => {
      if (error instanceof ProbeError) return null;
      throw error;
    },
  );
  // At the sign-in window, with nobody signed in, the list may be left out; without any word of a screen nothing is known.
  const people = said?.IOConsoleUsers ?? (said?.IOConsoleLocked === undefined ? null : []);
  if (said === null || people === null) return null;
  const seated = people.flatMap((one): Seated[] => {
    const { kCGSSessionUserNameKey: name, kCGSSessionIDKey: number, kCGSessionLoginDoneKey: done } = one;
    // The sign-in window itself is a session of the system's own.
    if (!done || name === undefined || name.startsWith('_') || name === 'root') return [];
    const id = String(number);
    return [{ key: `${id}/${boot}`, id, name, kind: 'screen', locked: isLocked(one, said) }];
  });
  return { ids: seated.map(({ id }) => id), seated, closing: [] };
}

export const seatsOnMac: Seats = {
  everyMs: 3 * 60_000,
  look,
  follow: (_machine, _news, signal) => silence(signal),
  /** An account of a directory that this Mac keeps a copy of names where it is from. */
  async keptHere(machine, { name }) {
    if (!plainName.test(name)) return false;
    const words = ['.', '-read', `/Users/${name}`, 'OriginalNodeName'];
    const { exit, stdout } = await machine.run('dscl', words, { timeoutMs });
    return exit === 0 && !/^OriginalNodeName:/m.test(stdout);
  },
  // Groups are looked up on Linux only.
  isInOneOf: async () => false,
};
