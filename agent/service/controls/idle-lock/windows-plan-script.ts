/**
 * What must be known before anything is set on Windows: whose settings are loaded, and which of them Group Policy or
 * device management (Intune) holds. Nothing of it leaves the device. Group Policy's own record of what it set (RSoP) can
 * be turned off; then its values come back after ours, and the drift is told.
 */
import { script } from '../../system/powershell.ts';

export const windowsPlanScript = script(`
  function Values($key, $names) {
    $found = @{}
    if (-not (Test-Path -LiteralPath $key)) { return $found }
    $all = Get-ItemProperty -LiteralPath $key
    foreach ($name in $names) {
      if ($all.PSObject.Properties.Name -contains $name) { $found[$name] = $all.$name }
    }
    return $found
  }
  function HeldByGroupPolicy($namespace, $class, $field, $pattern) {
    try { return @(Get-CimInstance -Namespace $namespace -ClassName $class | Where-Object { "$($_.$field)" -match $pattern }).Count -gt 0 }
    catch { return $null }
  }
  @{
    started = Part { @{ at = Utc (Get-CimInstance -ClassName Win32_OperatingSystem).LastBootUpTime } }
    computer = Part { Values 'Registry::HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Policies\\System' @('InactivityTimeoutSecs') }
    limit = Part { @{
      groupPolicy = HeldByGroupPolicy 'root/rsop/computer' 'RSOP_RegistryValue' 'Path' 'InactivityTimeoutSecs'
      management = (Values 'Registry::HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\PolicyManager\\current\\device\\LocalPoliciesSecurityOptions' @('InteractiveLogon_MachineInactivityLimit')).Count -gt 0 -or (Values 'Registry::HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\PolicyManager\\current\\device\\DeviceLock' @('MaxInactivityTimeDeviceLock')).Count -gt 0
    } }
    wake = Part { @{
      groupPolicy = HeldByGroupPolicy 'root/rsop/computer' 'RSOP_RegistryPolicySetting' 'registryKey' '0e796bdb-100d-47d6-a2d5-f7d2daa51f51'
      management = (Values 'Registry::HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\PolicyManager\\current\\device\\Power' @('RequirePasswordWhenComputerWakesPluggedIn', 'RequirePasswordWhenComputerWakesOnBattery')).Count -gt 0
    } }
    hives = Part { Get-ChildItem -LiteralPath 'Registry::HKEY_USERS' | ForEach-Object { @{ person = $_.PSChildName -match '^S-1-(5-21|12-1)-[0-9-]+$' } } }
    people = Part {
      Get-ChildItem -LiteralPath 'Registry::HKEY_USERS' | Where-Object { $_.PSChildName -match '^S-1-(5-21|12-1)-[0-9-]+$' } | ForEach-Object {
        @{
          sid = $_.PSChildName
          groupPolicy = HeldByGroupPolicy "root/rsop/user/$($_.PSChildName -replace '-', '_')" 'RSOP_RegistryPolicySetting' 'registryKey' 'Control Panel.Desktop'
        }
      }
    }
  }
`);
