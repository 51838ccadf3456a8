/**
 * Windows: what the uninstall lists name, for everybody and for each person whose settings are loaded (S-1-5-21
 * of this computer or a domain, S-1-12-1 of Entra), and packaged apps. Never Win32_Product: asking it repairs every MSI
 * on the machine.
 */
import * as z from 'zod';
import type { SoftwareItem } from '../../../../shared/protocol/inventory.ts';
import { ProbeError } from '../../controls/control.ts';
import { allRows, parseTold, rowsOf, script } from '../powershell.ts';
import { bounded, distinct, publisherFrom, type SoftwareSource } from './source.ts';

/**
 * System components, patches of other entries and entries without a name are no titles (enforcement.md section 10). A
 * list that is not there, or an entry that its installer wrote badly, is passed over; a refused one fails the look.
 */
const ask = script(`
  $uninstall = 'SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Uninstall\\*'
  $wow = 'SOFTWARE\\WOW6432Node\\Microsoft\\Windows\\CurrentVersion\\Uninstall\\*'
  function Titles($paths) {
    Get-ItemProperty -Path $paths -ErrorAction SilentlyContinue -ErrorVariable refused |
      Where-Object { $_.DisplayName -and $_.SystemComponent -ne 1 -and -not $_.ParentKeyName } |
      ForEach-Object { @{ name = "$($_.DisplayName)"; version = "$($_.DisplayVersion)"; publisher = "$($_.Publisher)" } }
    foreach ($one in $refused) { if ($one.CategoryInfo.Category -eq 'PermissionDenied') { throw $one } }
  }
  @{
    everybody = Part { Titles @("Registry::HKEY_LOCAL_MACHINE\\$uninstall", "Registry::HKEY_LOCAL_MACHINE\\$wow") }
    people = Part { Titles @("Registry::HKEY_USERS\\S-1-5-21-*\\$uninstall", "Registry::HKEY_USERS\\S-1-12-1-*\\$uninstall") }
    apps = Part {
      Get-AppxPackage -AllUsers | Where-Object { -not $_.IsFramework } |
        ForEach-Object { @{ name = "$($_.Name)"; version = "$($_.Version)"; publisher = "$($_.Publisher)" } }
    }
  }
`);

const title = z.object({ name: z.string(), version: z.string(), publisher: z.string() });
const answer = z.object({ everybody: rowsOf(title), people: rowsOf(title), apps: rowsOf(title) });

/** `CN=Microsoft Corporation, O=…`: the common name is the publisher. */
const commonName = (publisher: string) => /^CN="?([^",]+)/.exec(publisher)?.[1] ?? publisher;

const item = (source: string) => (row: z.infer<typeof title>) => ({
  name: bounded(row.name, 200),
  version: bounded(row.version, 120),
  publisher: publisherFrom(commonName(row.publisher)),
  source,
  beside: ` ${row.version}`,
});

/** Throws ProbeError: a list that could not be read whole is never a shorter one. */
function parseWindowsSoftware(stdout: string): SoftwareItem[] {
  const told = parseTold(stdout, answer, 'powershell');
  const whole = (part: keyof z.infer<typeof answer>) =>
    allRows(told.answer[part], told.language, 'powershell').filter(row => row.name.trim() !== '');
  const everybody = whole('everybody');
  if (everybody.length === 0)
    throw new ProbeError('unrecognised_output', 'Windows listed no installed program at all', 'powershell');
  return [
    ...distinct([...everybody, ...whole('people')].map(item('registry'))),
    ...distinct(whole('apps').map(item('appx'))),
  ];
}

export const registry: SoftwareSource = {
  command: 'powershell',
  args: ['-NoLogo', '-NoProfile', '-NonInteractive', '-Command', ask],
  mayBeEmpty: false,
  parse: parseWindowsSoftware,
};
