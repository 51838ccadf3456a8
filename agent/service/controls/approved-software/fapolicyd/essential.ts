/**
 * Packages that no list can name beforehand and that still no rule may deny here, known by what they put on this very
 * computer: whoever signs people in, shows them a screen, locks it, or takes what they type. As the list of packages
 * tells it: a program that was put there by hand belongs to no package, and no rule by package reaches it.
 */
import { textOf } from '../../../system/presence.ts';
import { type Machine, ProbeError } from '../../control.ts';

const marks: readonly [RegExp, string][] = [
  [/^\/usr\/share\/(?:x|wayland-)sessions\/./, 'a desktop that people sign in to'],
  [/^\/usr\/share\/(?:xgreeters|wayland-greeters)\/./, 'the sign-in screen'],
  // Lockers ask for the password as a sign-in screen does.
  [/^\/(?:etc|usr\/lib)\/pam\.d\/./, 'signing in, or the lock of the screen'],
  [/^\/usr\/share\/(?:ibus\/component|fcitx5?)\/./, 'an input method'],
  [/\/im-[\w-]+\.so$/, 'an input method'],
];

/** Where `/bin` is a link to `/usr/bin`, packages name one and accounts the other. */
const plain = (path: string) => path.replace(/^\/usr(?=\/s?bin\/)/, '');

export interface Essential {
  /** Shells of accounts and the display manager, without `/usr`. */
  programs: ReadonlySet<string>;
}

/** Throws ProbeError: what cannot be looked at is not denied on a guess. */
export async function essential(machine: Machine): Promise<Essential> {
  const accounts = await textOf(machine, '/etc/passwd', 1024 * 1024);
  const manager = await textOf(machine, '/etc/X11/default-display-manager', 4096);
  if (typeof accounts !== 'string' || manager === null)
    throw new ProbeError('probe_failed', 'the shells of accounts could not be read', 'fapolicyd');
  const shells = accounts.split('\n').map(line => line.split(':')[6]?.trim() ?? '');
  const programs = [...shells, manager?.trim() ?? ''].filter(path => path.startsWith('/'));
  return { programs: new Set(programs.map(plain)) };
}

/** What a package with these files is needed for; null where nothing of it is known to be. */
export function neededFor(files: readonly string[], { programs }: Essential): string | null {
  for (const [mark, what] of marks) if (files.some(path => mark.test(path))) return what;
  return files.some(path => programs.has(plain(path))) ? 'signing in: a shell or a sign-in screen' : null;
}
