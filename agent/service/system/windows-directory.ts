/** Which directory of Microsoft keeps further accounts and their rules: asked for, and named, in this one place. */
import * as z from 'zod';
import type { Rows } from './powershell.ts';

/** Win32_ComputerSystem's DomainRole: 0 and 1 workstations, 2 and 3 servers, 4 and 5 domain controllers. */
export const domainRole = z.int().min(0).max(5);

/** `$joined`: a row for each join with Entra. A key that is not there is an answer; one that cannot be read is none. */
export const joinedScript = `
  $info = 'HKLM:\\SYSTEM\\CurrentControlSet\\Control\\CloudDomainJoin\\JoinInfo'
  $joined = Part { if (Test-Path -LiteralPath $info) { Get-ChildItem -LiteralPath $info | ForEach-Object { @{ found = $true } } } }
`;

/** Null where none was seen; whether Entra could be asked is for the caller to say. */
export function directoryName(domain: boolean, entra: Rows<unknown>): string | null {
  const names = [domain && 'Active Directory', 'rows' in entra && entra.rows.length > 0 && 'Microsoft Entra'];
  return names.filter(name => name !== false).join(' and ') || null;
}
