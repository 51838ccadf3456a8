/** Asks for the machine's AutoPlay policies: three values, which go before every person's own. */
import { script } from '../../system/powershell.ts';

export const windowsScript = script(`
  $values = @{}
  foreach ($path in @('Registry::HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Policies\\Explorer', 'Registry::HKEY_LOCAL_MACHINE\\SOFTWARE\\Policies\\Microsoft\\Windows\\Explorer')) {
    if (Test-Path -LiteralPath $path) {
      $item = Get-ItemProperty -LiteralPath $path
      foreach ($name in @('NoDriveTypeAutoRun', 'NoAutorun', 'NoAutoplayfornonVolume')) {
        $value = if ($item) { $item.$name } else { $null }
        if ($null -ne $value) { $values[$name] = if ($value -is [byte[]]) { [int]$value[0] } else { [int]$value } }
      }
    }
  }
  $build = (Get-ItemProperty -LiteralPath 'Registry::HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion').CurrentBuildNumber
  @{ build = [int]"$build"; values = $values }
`);
