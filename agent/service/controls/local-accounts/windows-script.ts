/**
 * Asks for the computer's own accounts, who is in its groups of administrators and of those who may sign
 * in from another computer (by the groups' numbers, since their names are translated), whom it signs in by itself, and whether a directory keeps more. A password kept
 * for automatic sign-in is never asked for.
 */
import { script } from '../../system/powershell.ts';
import { joinedScript } from '../../system/windows-directory.ts';

export const windowsScript = script(`
  $computer = Get-CimInstance -ClassName Win32_ComputerSystem
  $winlogon = Get-ItemProperty -LiteralPath 'HKLM:\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\Winlogon' | Select-Object -Property AutoAdminLogon, DefaultUserName, DefaultDomainName
  ${joinedScript}
  @{
    computer = "$($computer.Name)"
    domain = [bool]$computer.PartOfDomain
    role = [int]$computer.DomainRole
    entra = $joined
    autoLogon = "$($winlogon.AutoAdminLogon)"
    autoLogonName = "$($winlogon.DefaultUserName)"
    autoLogonDomain = "$($winlogon.DefaultDomainName)"
    accounts = @(Get-CimInstance -ClassName Win32_UserAccount -Filter "LocalAccount=True" | ForEach-Object {
      @{ name = "$($_.Name)"; sid = "$($_.SID)"; disabled = [bool]$_.Disabled; passwordRequired = [bool]$_.PasswordRequired }
    })
    administrators = Part {
      Get-LocalGroupMember -SID S-1-5-32-544 | ForEach-Object { @{ sid = "$($_.SID)"; name = "$($_.Name)" } }
    }
    remote = Part {
      # Windows Home may have no such group: that is an answer.
      if (Get-CimInstance -ClassName Win32_Group -Filter "LocalAccount=True AND SID='S-1-5-32-555'") {
        Get-LocalGroupMember -SID S-1-5-32-555 | ForEach-Object { @{ sid = "$($_.SID)"; name = "$($_.Name)" } }
      }
    }
  }
`);
