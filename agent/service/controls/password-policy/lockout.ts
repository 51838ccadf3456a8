/** After how many wrong guesses faillock locks an account, at every sign-in that this computer offers. */
import { namesIn, textOf } from '../../system/presence.ts';
import type { Machine } from '../control.ts';
import { binds, type Rule, settingsOf, stackOf } from './pam.ts';

/** The text console and the sign-in screens; each that is there counts. */
const services = ['login', 'gdm-password', 'lightdm', 'sddm', 'lxdm', 'xdm', 'kde', 'sshd'];
const older = ['pam_tally.so', 'pam_tally2.so'];

/** 0 for never, null when not understood. Guesses are only counted where they are also looked at beforehand. */
function guesses(stack: readonly Rule[], conf: ReadonlyMap<string, string>): number | null {
  const rules = stack.filter(({ module }) => module === 'pam_faillock.so');
  const does = (what: string) => rules.find(({ args }) => args.includes(what));
  const [before, after] = [does('preauth'), does('authfail')];
  if (!before || !after)
    return stack.some(({ module }) => older.includes(module)) || rules.length > 0 ? null : 0;
  // Asked behind the password, or not binding, it lets in whoever guesses right in the end.
  const unix = stack.find(({ module }) => module === 'pam_unix.so');
  if (!binds(before) || (unix && stack.indexOf(before) > stack.indexOf(unix))) return 0;
  const all = [before, after].map(({ args }) =>
    Number(settingsOf(args.join('\n')).get('deny') ?? conf.get('deny') ?? 3),
  );
  if (!all.every(deny => Number.isInteger(deny) && deny >= 0)) return null;
  return all.includes(0) ? 0 : Math.max(...all);
}

/** The most that any way in allows; 0 when one of them never locks. Null where one could not be read. */
export async function observeLockout(machine: Machine): Promise<number | null> {
  const there = await namesIn(machine, '/etc/pam.d');
  const conf = await textOf(machine, '/etc/security/faillock.conf', 64 * 1024);
  const offered = services.filter(service => there?.includes(service));
  if (offered.length === 0 || conf === null) return null;
  const all: (number | null)[] = [];
  for (const service of offered) {
    const stack = await stackOf(machine, service, 'auth');
    all.push(stack && guesses(stack, settingsOf(conf ?? '')));
  }
  if (all.includes(0)) return 0;
  const known = all.filter(one => one !== null);
  return known.length === all.length ? Math.max(...known) : null;
}
