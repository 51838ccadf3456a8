/**
 * Windows: where each person's Documents and Desktop point to, by the registry of those who are signed in (User Shell
 * Folders): to a server, into OneDrive, or to the computer's own disk. How big they are would need a walk through them.
 */
import * as z from 'zod';
import type { WorkKept } from '../../../../../shared/protocol/inventory.ts';
import { askPowershell, parseAnswer, rowsOf, script } from '../../../system/powershell.ts';
import { ProbeError } from '../../control.ts';
import { inNoOrder, type LookAtWork } from './guard.ts';

const source = 'User Shell Folders (powershell)';

/** Only three words for each folder leave the script, never a path: `server`, `onedrive`, `here`. */
export const workScript = script(`
  function Kind($path) {
    if ($path -like '\\\\*') { 'server' }
    elseif ($path -like '*\\OneDrive*') { 'onedrive' }
    elseif ($path -like '%USERPROFILE%*' -or $path -match '^[A-Za-z]:') { 'here' }
    else { 'other' }
  }
  @{
    profiles = Part { Get-ChildItem -LiteralPath 'HKLM:\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\ProfileList' | Where-Object { $_.PSChildName -match '^S-1-(5-21|12-1)-[0-9-]+$' } | ForEach-Object { @{ found = $true } } }
    people = Part {
      Get-ChildItem -LiteralPath 'Registry::HKEY_USERS' | Where-Object { $_.PSChildName -match '^S-1-(5-21|12-1)-[0-9-]+$' } | ForEach-Object {
        $folders = Get-Item -LiteralPath "Registry::HKEY_USERS\\$($_.PSChildName)\\Software\\Microsoft\\Windows\\CurrentVersion\\Explorer\\User Shell Folders"
        $said = $folders | Get-ItemProperty
        @{ documents = Kind "$($said.Personal)"; desktop = Kind "$($said.Desktop)" }
      }
    }
  }
`);

const kind = z.enum(['server', 'onedrive', 'here', 'other']);
const answer = z.object({
  profiles: rowsOf(z.object({ found: z.literal(true) })),
  people: rowsOf(z.object({ documents: kind, desktop: kind })),
});

type Kept = WorkKept[number]['kept'];
const worstOf = (kinds: readonly z.infer<typeof kind>[]): Kept =>
  kinds.includes('here')
    ? 'here'
    : kinds.includes('other')
      ? 'not_known'
      : kinds.includes('onedrive')
        ? 'synced'
        : 'elsewhere';

/** Throws ProbeError. People who are not signed in are told as not known. */
export function parseWork(stdout: string): WorkKept {
  const { profiles, people } = parseAnswer(stdout, answer, source);
  if ('error' in profiles || 'error' in people)
    throw new ProbeError('probe_failed', 'the folders of people could not be asked for', source);
  const known = people.rows.map(one => ({
    kept: worstOf([one.documents, one.desktop]),
    gigabytes: null,
  }));
  const others = Math.max(0, profiles.rows.length - known.length);
  return inNoOrder([
    ...known,
    ...Array.from({ length: others }, () => ({ kept: 'not_known' as const, gigabytes: null })),
  ]);
}

export const workOnWindows: LookAtWork = async machine =>
  parseWork(await askPowershell(machine, workScript, AbortSignal.timeout(60_000)));
