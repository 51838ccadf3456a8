/**
 * Reads from the registry when Windows locks the screen: the limit for the whole computer, and the screen saver
 * of everybody who is signed in, by policy and by their own choice. Whose settings they are is not printed.
 */
import { script } from '../../system/powershell.ts';

export const windowsScript = script(`
  function Values($key, $names) {
    $found = @{}
    if (-not (Test-Path -LiteralPath $key)) { return $found }
    $all = Get-ItemProperty -LiteralPath $key
    foreach ($name in $names) {
      if ($all.PSObject.Properties.Name -contains $name) { $found[$name] = $all.$name }
    }
    return $found
  }
  $saver = @('ScreenSaveActive', 'ScreenSaverIsSecure', 'ScreenSaveTimeOut', 'SCRNSAVE.EXE')
  @{
    started = Part { @{ at = Utc (Get-CimInstance -ClassName Win32_OperatingSystem).LastBootUpTime } }
    computer = Part { Values 'Registry::HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Policies\\System' @('InactivityTimeoutSecs') }
    wake = Part { Values 'Registry::HKEY_LOCAL_MACHINE\\SOFTWARE\\Policies\\Microsoft\\Power\\PowerSettings\\0e796bdb-100d-47d6-a2d5-f7d2daa51f51' @('ACSettingIndex', 'DCSettingIndex') }
    hives = Part { Get-ChildItem -LiteralPath 'Registry::HKEY_USERS' | ForEach-Object { @{ person = $_.PSChildName -match '^S-1-(5-21|12-1)-[0-9-]+$' } } }
    people = Part {
      Get-ChildItem -LiteralPath 'Registry::HKEY_USERS' | Where-Object { $_.PSChildName -match '^S-1-(5-21|12-1)-[0-9-]+$' } | ForEach-Object {
        $hive = "Registry::HKEY_USERS\\$($_.PSChildName)"
        @{
          policy = Values "$hive\\Software\\Policies\\Microsoft\\Windows\\Control Panel\\Desktop" $saver
          own = Values "$hive\\Control Panel\\Desktop" $saver
        }
      }
    }
  }
`);
