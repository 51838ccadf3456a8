/**
 * Asks when Windows was started, and for its own records of stops without warning: Kernel-Power 41 and EventLog 6008,
 * both written at the next start. Only their times are read.
 */
import { script } from '../../system/powershell.ts';

export const windowsScript = script(`
  @{
    started = Part { @{ at = Utc (Get-CimInstance -ClassName Win32_OperatingSystem).LastBootUpTime } }
    stops = Part {
      $since = (Get-Date).AddDays(-14)
      $wanted = @(
        @{ LogName = 'System'; ProviderName = 'Microsoft-Windows-Kernel-Power'; Id = 41; StartTime = $since },
        @{ LogName = 'System'; ProviderName = 'EventLog'; Id = 6008; StartTime = $since }
      )
      foreach ($one in $wanted) {
        Events { Get-WinEvent -FilterHashtable $one -MaxEvents 50 } | ForEach-Object {
          @{ id = [int]$_.Id; at = Utc $_.TimeCreated }
        }
      }
    }
  }
`);
