/**
 * Asks for the rules in force (the ActiveStore: local settings and group policy together), as numbers.
 * Registered firewalls of other makers are asked for where the edition of Windows has them.
 */
import { script } from '../../system/powershell.ts';

export const windowsScript = script(`
  $others = Part {
    Get-CimInstance -Namespace root/SecurityCenter2 -ClassName FirewallProduct | ForEach-Object {
      $path = "$($_.pathToSignedReportingExe)"
      $there = if ($path -eq '' -or $path -like '*%*') { $null } else { [bool](Test-Path -LiteralPath $path) }
      @{ name = "$($_.displayName)"; state = $_.productState; there = $there }
    }
  }
  @{
    service = [int](Get-Service -Name MpsSvc).Status
    profiles = @(Get-NetFirewallProfile -PolicyStore ActiveStore | ForEach-Object {
      @{ name = "$($_.Name)"; enabled = [int]$_.Enabled; inbound = [int]$_.DefaultInboundAction }
    })
    others = $others
  }
`);
