/**
 * What is asked of Windows, one script for each act. `$id` is an instance id that Windows itself gave and that was
 * checked against `instanceId` below, so nothing of a stick's making can end a string.
 */
import { script } from '../../../../system/powershell.ts';
import { restrictionsKey } from '../../windows/windows-keys.ts';
import { betweenMedia, mediumOf } from '../../windows/windows-script.ts';

export const instanceId = /^USB\\VID_[0-9A-F]{4}&PID_[0-9A-F]{4}[^\\']{0,40}\\[A-Za-z0-9&._:#=+ -]{1,126}$/i;

const allowed = `Registry::${restrictionsKey.replace('HKLM', 'HKEY_LOCAL_MACHINE')}\\AllowInstanceIDs`;
/** Values of ours in a list that the plan also fills: told apart by their name. */
const ours = 'caretaker-';

const disksOf = (id: string) => `
  $id = '${id}'
  $drives = @(Get-CimInstance -ClassName Win32_DiskDrive | Where-Object { "$((Get-PnpDeviceProperty -InstanceId $_.PNPDeviceID -KeyName 'DEVPKEY_Device_Parent').Data)" -eq $id })
  $partitions = @($drives | ForEach-Object { $number = $_.Index; Get-Partition | Where-Object { $_.DiskNumber -eq $number } })
`;

/** Lets Windows install it, and takes its letters away: a soft barrier, as FAT knows no owners. */
export const admitScript = (id: string) =>
  script(`
  New-Item -Path '${allowed}' -Force:$false -ErrorAction SilentlyContinue | Out-Null
  New-ItemProperty -LiteralPath '${allowed}' -Name '${ours}${number(id)}' -Value '${id}' -PropertyType String -Force | Out-Null
  & "$env:SystemRoot\\System32\\pnputil.exe" /scan-devices | Out-Null
  for ($i = 0; $i -lt 40; $i++) {
    ${disksOf(id)}
    if ($partitions.Count -gt 0) { break }
    Start-Sleep -Milliseconds 500
  }
  foreach ($partition in $partitions) {
    foreach ($path in @($partition.AccessPaths | Where-Object { $_ -and $_ -notlike '\\\\?\\*' })) {
      Remove-PartitionAccessPath -DiskNumber $partition.DiskNumber -PartitionNumber $partition.PartitionNumber -AccessPath $path
    }
  }
  $numbers = @($drives | ForEach-Object { $_.Index })
  $disks = @(Get-CimInstance -Namespace root/Microsoft/Windows/Storage -ClassName MSFT_Disk | Where-Object { $numbers -contains $_.Number } | Sort-Object -Property Number)
  @{ partitions = $partitions.Count; medium = @($disks | ForEach-Object { ${mediumOf('$_')} }) -join '${betweenMedia}' }
`);

/**
 * Defender's own scanner on the volume's own name. Exit 2 is “found” or “failed”: its log tells which (1116 found, 1005
 * failed). Names of what was found are Defender's; no file is named.
 */
export const scanScript = (id: string) =>
  script(`
  ${disksOf(id)}
  $since = Get-Date
  $engine = Get-MpComputerStatus
  $worst = 0
  foreach ($path in @($partitions | ForEach-Object { $_.AccessPaths } | Where-Object { $_ -like '\\\\?\\Volume*' })) {
    & "$env:ProgramFiles\\Windows Defender\\MpCmdRun.exe" -Scan -ScanType 3 -File $path -DisableRemediation | Out-Null
    if ($LASTEXITCODE -gt $worst) { $worst = $LASTEXITCODE }
  }
  $events = @(Events { Get-WinEvent -FilterHashtable @{ LogName = 'Microsoft-Windows-Windows Defender/Operational'; Id = 1116, 1005; StartTime = $since } })
  @{
    exit = $worst
    found = @($events | Where-Object { $_.Id -eq 1116 } | ForEach-Object { "$($_.Properties[7].Value)" } | Select-Object -Unique -First 10)
    failed = @($events | Where-Object { $_.Id -eq 1005 }).Count
    volumes = $partitions.Count
    engine = "$($engine.AMEngineVersion)"
    signaturesAt = Utc $engine.AntivirusSignatureLastUpdated
  }
`);

export const openScript = (id: string, readOnly: boolean) =>
  script(`
  ${disksOf(id)}
  foreach ($drive in $drives) { Set-Disk -Number $drive.Index -IsReadOnly $${readOnly} }
  foreach ($partition in $partitions) { Add-PartitionAccessPath -DiskNumber $partition.DiskNumber -PartitionNumber $partition.PartitionNumber -AssignDriveLetter }
  @{ partitions = $partitions.Count }
`);

/** Flushed, its letters taken away, no longer on our list, and judged anew by Windows. */
export const closeScript = (id: string) =>
  script(`
  ${disksOf(id)}
  foreach ($partition in $partitions) {
    if ($partition.DriveLetter) { Write-VolumeCache -DriveLetter $partition.DriveLetter }
    foreach ($path in @($partition.AccessPaths | Where-Object { $_ -and $_ -notlike '\\\\?\\*' })) {
      Remove-PartitionAccessPath -DiskNumber $partition.DiskNumber -PartitionNumber $partition.PartitionNumber -AccessPath $path
    }
  }
  Remove-ItemProperty -LiteralPath '${allowed}' -Name '${ours}${number(id)}' -ErrorAction SilentlyContinue
  & "$env:SystemRoot\\System32\\pnputil.exe" /remove-device $id | Out-Null
  $removed = $LASTEXITCODE
  & "$env:SystemRoot\\System32\\pnputil.exe" /scan-devices | Out-Null
  $node = @(Get-CimInstance -ClassName Win32_PnPEntity | Where-Object { $_.PNPDeviceID -eq $id })[0]
  @{ removed = $removed; problem = if ($node) { $node.ConfigManagerErrorCode } else { $null }; here = [bool]$node }
`);

/** Whose values are still on the list from a run before this one. */
export const leftoversScript = script(`
  $item = if (Test-Path -LiteralPath '${allowed}') { Get-ItemProperty -LiteralPath '${allowed}' }
  @{ ids = @($item.PSObject.Properties | Where-Object { $_.Name -like '${ours}*' } | ForEach-Object { "$($_.Value)" }) }
`);

/** The SID by CIM alone, which ConstrainedLanguage leaves whole: of whoever runs the desktop of that name. */
export const consoleUserScript = script(`
  $user = "$((Get-CimInstance -ClassName Win32_ComputerSystem).UserName)"
  $sid = ''
  foreach ($shell in @(Get-CimInstance -ClassName Win32_Process -Filter "Name = 'explorer.exe'")) {
    $owner = Invoke-CimMethod -InputObject $shell -MethodName GetOwner
    if ("$($owner.Domain)\\$($owner.User)" -eq $user) { $sid = "$((Invoke-CimMethod -InputObject $shell -MethodName GetOwnerSid).Sid)" }
  }
  @{ user = $user; sid = $sid }
`);

/** Says a line whenever a device comes or goes. */
export const watchScript = `
Register-CimIndicationEvent -ClassName Win32_DeviceChangeEvent -SourceIdentifier caretaker
while ($true) { Wait-Event -SourceIdentifier caretaker | Remove-Event; [Console]::Out.WriteLine('changed') }
`;

/** A short name for a registry value: an instance id may be longer than one. */
function number(id: string): string {
  let sum = 0;
  for (const character of id.toUpperCase()) sum = (sum * 31 + (character.codePointAt(0) ?? 0)) % 0xffff_ffff;
  return sum.toString(16);
}
