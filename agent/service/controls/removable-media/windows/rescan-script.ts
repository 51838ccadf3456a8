/** Makes Windows judge again what is already installed: a node that its policy denies is taken out and found anew. */
import type { Step } from '../../plan.ts';
import { restrictionsKey } from './windows-keys.ts';

/**
 * Never what Windows runs from, and never what the school allowed. A stick that is pulled meanwhile, or that is in
 * use, is no failure: `DenyDeviceIDsRetroactive` reaches it at the next start.
 */
const text = `
$ErrorActionPreference = 'SilentlyContinue'
$allowed = @()
$item = Get-ItemProperty -LiteralPath 'Registry::${restrictionsKey.replace('HKLM', 'HKEY_LOCAL_MACHINE')}\\AllowInstanceIDs'
if ($item) { $allowed = @($item.PSObject.Properties | ForEach-Object { "$($_.Value)" }) }
$system = @(Get-CimInstance -Namespace root/Microsoft/Windows/Storage -ClassName MSFT_Disk | Where-Object { $_.BusType -eq 7 -and ($_.IsBoot -or $_.IsSystem) })
if ($system.Count -eq 0) {
  Get-CimInstance -ClassName Win32_PnPEntity -Filter "PNPDeviceID LIKE 'USB\\\\VID%'" | Where-Object { @($_.CompatibleID -like 'USB\\Class_08*').Count -gt 0 -and $allowed -notcontains $_.PNPDeviceID } | ForEach-Object {
    & "$env:SystemRoot\\System32\\pnputil.exe" /remove-device "$($_.PNPDeviceID)" | Out-Null
  }
}
& "$env:SystemRoot\\System32\\pnputil.exe" /scan-devices | Out-Null
exit 0
`;

export const rescan: Step = {
  command: 'powershell',
  args: ['-NoLogo', '-NoProfile', '-NonInteractive', '-Command', text],
};
