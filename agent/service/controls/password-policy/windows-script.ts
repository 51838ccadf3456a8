/**
 * The rules as secedit exports them (its keys are not translated), into a folder of Windows that only
 * administrators may write to, and away again at once. Of people only two dates each, without a name.
 */
import { script } from '../../system/powershell.ts';
import { joinedScript } from '../../system/windows-directory.ts';

export const windowsScript = script(`
  $computer = Get-CimInstance -ClassName Win32_ComputerSystem
  ${joinedScript}
  $file = "$env:SystemRoot\\security\\caretaker-$(Get-Random).inf"
  try {
    & "$env:SystemRoot\\System32\\secedit.exe" /export /areas SECURITYPOLICY /cfg $file /quiet | Out-Null
    $exit = $LASTEXITCODE
    $lines = @(Get-Content -LiteralPath $file -Encoding Unicode | Where-Object { $_ -match '^\\[|^(MinimumPasswordLength|PasswordComplexity|LockoutBadCount|MaximumPasswordAge) *=' })
  } finally { Remove-Item -LiteralPath $file -Force -ErrorAction SilentlyContinue }
  @{
    domain = [bool]$computer.PartOfDomain
    role = [int]$computer.DomainRole
    entra = $joined
    exit = [int]$exit
    rules = ($lines -join "\`n")
    people = Part {
      Get-LocalUser | Where-Object { $_.Enabled } | ForEach-Object {
        @{ setAt = Utc $_.PasswordLastSet; runsOutAt = Utc $_.PasswordExpires }
      }
    }
  }
`);
