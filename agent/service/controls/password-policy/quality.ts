/** How long and how mixed a new password must be: pwquality, cracklib or pam_unix alone, whichever PAM really loads. */
import type { Observation } from '../../../../shared/controls/password-policy/observation.ts';
import { namesIn, textOf } from '../../system/presence.ts';
import type { Machine } from '../control.ts';
import { binds, type Rule, settingsOf, stackOf } from './pam.ts';

type Quality = Pick<Observation, 'minLength' | 'complexity' | 'denyList'>;

const notRead: Quality = { minLength: null, complexity: null, denyList: null };
const credits = ['dcredit', 'ucredit', 'lcredit', 'ocredit'] as const;

/** Null when a setting is no whole number. */
function numbers(settings: ReadonlyMap<string, string>, defaults: Record<string, number>) {
  const read = Object.entries(defaults).map(
    ([name, standard]) => [name, Number(settings.get(name) ?? standard)] as const,
  );
  return read.every(([, value]) => Number.isInteger(value)) ? Object.fromEntries(read) : null;
}

/** A credit above nothing lets each kind of character stand for some of the length; below, it is demanded. */
function judgeCredits(all: Record<string, number>): Quality {
  const given = credits.map(name => all[name] ?? 0);
  const allowance = given.filter(credit => credit > 0).reduce((sum, credit) => sum + credit, 0);
  const demanded = given.filter(credit => credit < 0).length;
  return {
    // Both libraries refuse fewer than six whatever they are told.
    minLength: Math.max(6, (all.minlen ?? 0) - allowance),
    complexity: Math.max(demanded, all.minclass ?? 0) >= 3,
    denyList: all.dictcheck !== 0,
  };
}

/** pwquality.conf(5): drop-ins come first, so that the main file and then PAM's own arguments count over them. */
async function pwquality(machine: Machine, rule: Rule): Promise<Quality> {
  const folder = '/etc/security/pwquality.conf.d';
  const names = await namesIn(machine, folder);
  if (names === null) return notRead;
  const dropIns = names
    .filter(name => name.endsWith('.conf'))
    .sort()
    .map(name => `${folder}/${name}`);
  const texts: string[] = [];
  for (const path of [...dropIns, '/etc/security/pwquality.conf']) {
    const text = await textOf(machine, path, 64 * 1024);
    if (text === null) return notRead;
    texts.push(text ?? '');
  }
  const settings = settingsOf([...texts, ...rule.args].join('\n'));
  const zero = Object.fromEntries(credits.map(name => [name, 0]));
  const all = numbers(settings, { minlen: 8, minclass: 0, dictcheck: 1, enforcing: 1, ...zero });
  if (all === null) return notRead;
  return all.enforcing === 0 ? { minLength: 0, complexity: false, denyList: false } : judgeCredits(all);
}

/** pam_cracklib(8) gives a credit for each kind unless told otherwise. */
function cracklib(rule: Rule): Quality {
  const one = Object.fromEntries(credits.map(name => [name, 1]));
  const all = numbers(settingsOf(rule.args.join('\n')), { minlen: 9, minclass: 0, ...one });
  return all === null ? notRead : judgeCredits(all);
}

/** pam_unix(8): six characters unless told otherwise, and no look at what they are. */
function unix(rule: Rule): Quality {
  const all = numbers(settingsOf(rule.args.join('\n')), { minlen: 6 });
  return all === null ? notRead : { minLength: all.minlen ?? null, complexity: false, denyList: false };
}

export async function observeQuality(machine: Machine): Promise<Quality> {
  const stack = await stackOf(machine, 'passwd', 'password');
  const named = (module: string) => stack?.find(rule => rule.module === module);
  const unixRule = named('pam_unix.so');
  // What stands behind pam_unix is asked only after the password is set.
  const before = stack?.slice(0, unixRule && stack.indexOf(unixRule)) ?? [];
  if (stack === null || unixRule === undefined || named('pam_passwdqc.so')) return notRead;
  const checker =
    before.find(rule => rule.module === 'pam_pwquality.so') ??
    before.find(rule => rule.module === 'pam_cracklib.so');
  if (checker === undefined || !binds(checker)) return unix(unixRule);
  return checker.module === 'pam_pwquality.so' ? pwquality(machine, checker) : cracklib(checker);
}
