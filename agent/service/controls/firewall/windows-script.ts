/**
 * Asks for the rules in force (the ActiveStore: local settings and group policy together), as numbers.
 * Single rules are plain reads of the registry, because the cmdlets need minutes for their details.
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
  $parameters = 'HKLM:\\SYSTEM\\CurrentControlSet\\Services\\SharedAccess\\Parameters\\FirewallPolicy'
  $count = 0
  $rules = Part {
    $open = @(foreach ($place in @("$parameters\\FirewallRules", "$parameters\\Mdm\\FirewallRules", 'HKLM:\\SOFTWARE\\Policies\\Microsoft\\WindowsFirewall\\FirewallRules')) {
      if (-not (Test-Path -LiteralPath $place)) { continue }
      foreach ($property in (Get-ItemProperty -LiteralPath $place).PSObject.Properties) {
        $text = "$($property.Value)"
        if ($text -notlike 'v*|*') { continue }
        $count = $count + 1
        if ($text -like '*|Action=Allow|*' -and $text -like '*|Active=TRUE|*' -and $text -like '*|Dir=In|*' -and $text -notmatch '\\|(App|Svc|AppPkgId|LUOwn)=') {
          @{ local = ($place -like '*SharedAccess*FirewallPolicy\\FirewallRules'); text = $text }
        }
      }
    })
    @{ count = $count; open = @($open | Select-Object -First 300); cut = ($open.Count -gt 300) }
  }
  @{
    service = [int](Get-Service -Name MpsSvc).Status
    profiles = @(Get-NetFirewallProfile -PolicyStore ActiveStore | ForEach-Object {
      @{ name = "$($_.Name)"; enabled = [int]$_.Enabled; inbound = [int]$_.DefaultInboundAction; rules = [int]$_.AllowInboundRules; localRules = [int]$_.AllowLocalFirewallRules }
    })
    others = $others
    rules = $rules
  }
`);
