/** Whether a directory brings further accounts to a Linux computer, whose rules are kept elsewhere. */
import type { Machine } from '../controls/control.ts';
import { namesIn, textOf } from './presence.ts';

/** Sources of accounts in nsswitch.conf(5), by the name that a technician knows. */
const directories: Record<string, string> = {
  winbind: 'winbind (Active Directory)',
  ldap: 'LDAP',
  nis: 'NIS',
  nisplus: 'NIS+',
  himmelblau: 'Microsoft Entra (himmelblau)',
  aad: 'Microsoft Entra (aad-auth)',
};

/** Fedora names `sss` on every computer: it counts once sssd is set up. */
async function sssd(machine: Machine): Promise<boolean> {
  if ((await textOf(machine, '/etc/sssd/sssd.conf', 1)) !== undefined) return true;
  const parts = await namesIn(machine, '/etc/sssd/conf.d');
  return parts === null || parts.length > 0;
}

/** Its name for a technician; null where every account is kept here. */
export async function directoryOf(machine: Machine): Promise<string | null> {
  const text = await textOf(machine, '/etc/nsswitch.conf', 64 * 1024);
  if (text === null) return 'a directory that could not be looked up';
  const [, sources = ''] = /^\s*passwd:(.*)$/m.exec(text ?? '') ?? [];
  const words = sources
    .replace(/\[[^\]]*\]/g, '')
    .trim()
    .split(/\s+/);
  const found = words.find(word => Object.hasOwn(directories, word));
  if (found) return directories[found] ?? null;
  return words.includes('sss') && (await sssd(machine)) ? 'sssd' : null;
}
