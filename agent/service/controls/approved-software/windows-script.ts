/**
 * Asks for AppLocker's effective and local policy, its service, its events since a record, running programs and
 * programs in people's folders with the signature and hash that AppLocker itself reads, and the browsers' policies.
 * Paths are used here and not printed, but for AppLocker's own words for the folder.
 */
import { script } from '../../system/powershell.ts';
import { openInWindows } from './applocker/open-folders.ts';

export interface Asked {
  /** Of each log, the record after which events are asked for. */
  after: readonly number[];
  search: boolean;
  canary: boolean;
}

/**
 * Of a list of files, what AppLocker knows of each: no name, and only the kind of folder. A folder for programs in which
 * everybody may make files (2) or folders (4), or give themselves the right (0xC0000), is like any other of theirs.
 */
const functions = `
  $everybody = @('S-1-1-0', 'S-1-5-4', 'S-1-5-11', 'S-1-5-32-545')
  $openWindows = @(${openInWindows.map(folder => `'${folder}'`).join(', ')})
  $roots = @($env:ProgramFiles, \${env:ProgramFiles(x86)} | Where-Object { $_ } | Sort-Object -Unique)
  $asked = @{}
  function IsOpen($folder) {
    if (-not $asked.ContainsKey($folder)) {
      $asked[$folder] = $false
      try {
        foreach ($rule in (Get-Acl -LiteralPath $folder).GetAccessRules($true, $true, [Security.Principal.SecurityIdentifier])) {
          if ($everybody -contains $rule.IdentityReference.Value -and [int]$rule.AccessControlType -eq 0 -and
            ([int]$rule.PropagationFlags -band 2) -eq 0 -and ([int]$rule.FileSystemRights -band 0x500C0006) -ne 0) { $asked[$folder] = $true }
        }
      } catch { }
    }
    return $asked[$folder]
  }
  function Values($key) {
    if (Test-Path $key) { $item = Get-Item -Path $key; @($item.GetValueNames() | ForEach-Object { "$($item.GetValue($_))" }) }
  }
  function FirefoxFilter {
    $key = 'HKLM:\\SOFTWARE\\Policies\\Mozilla\\Firefox'
    $line = if (Test-Path $key) { (Get-ItemProperty -Path $key).WebsiteFilter } else { $null }
    if ($line) { return @{ json = ($line -join '') } }
    if (Test-Path "$key\\WebsiteFilter") { return @{ block = @(Values "$key\\WebsiteFilter\\Block"); exceptions = @(Values "$key\\WebsiteFilter\\Exceptions") } }
    $file = "$env:ProgramFiles\\Mozilla Firefox\\distribution\\policies.json"
    if (Test-Path -LiteralPath $file) { return @{ file = (Get-Content -LiteralPath $file -Raw -Encoding UTF8) } }
  }
  function Folder($path) {
    if ($path -like "$env:SystemRoot\\*") {
      foreach ($one in $openWindows) { if ($path -like "$env:SystemRoot\\$one\\*") { return '%OSDRIVE%\\' } }
      return '%WINDIR%\\'
    }
    foreach ($root in $roots) {
      if ($path -notlike "$root\\*") { continue }
      $folder = Split-Path -LiteralPath $path
      while ($folder.Length -gt $root.Length) {
        if (IsOpen $folder) { return '%OSDRIVE%\\' }
        $folder = Split-Path -LiteralPath $folder
      }
      return '%PROGRAMFILES%\\'
    }
    if ($removable -contains $path.Substring(0, 2)) { return '%REMOVABLE%' }
    return '%OSDRIVE%\\'
  }
  function Known($paths) {
    foreach ($path in $paths) {
      try { $info = Get-AppLockerFileInformation -Path $path } catch { $info = $null }
      @{
        folder = Folder $path
        publisher = "$($info.Publisher.PublisherName)"
        product = "$($info.Publisher.ProductName)"
        hash = "$($info.Hash.HashDataString)"
      }
    }
  }
`;

const places = `
  $homes = @(Get-CimInstance Win32_UserProfile | Where-Object { -not $_.Special } | ForEach-Object { $_.LocalPath })
  $places = @()
  foreach ($home_ in $homes) {
    $places += @{ place = 'downloads'; path = "$home_\\Downloads" }
    $places += @{ place = 'desktop'; path = "$home_\\Desktop" }
    $places += @{ place = 'temporary'; path = "$home_\\AppData\\Local\\Temp" }
    $places += @{ place = 'own_programs'; path = "$home_\\AppData\\Local\\Programs" }
  }
  $places += @{ place = 'temporary'; path = "$env:SystemRoot\\Temp" }
  $places += @{ place = 'downloads'; path = "$env:PUBLIC\\Downloads" }
  $places += @{ place = 'desktop'; path = "$env:PUBLIC\\Desktop" }
  foreach ($drive in $removable) { $places += @{ place = 'removable'; path = "$drive\\" } }
`;

/** Of what lies below Program Files, as AppLocker names it. These names stay on the device. */
const open = `
  foreach ($root in $roots) {
    Get-ChildItem -LiteralPath $root -Directory -Recurse -Depth 3 -Force -ErrorAction SilentlyContinue |
      Select-Object -First 3000 | Where-Object { IsOpen $_.FullName } | Select-Object -First 100 |
      ForEach-Object { "%PROGRAMFILES%$($_.FullName.Substring($root.Length))" }
  }
`;

const search = `
  ${places}
  $left = 200
  $closed = 0
  foreach ($one in $places) {
    if ($left -le 0 -or -not (Test-Path -LiteralPath $one.path)) { continue }
    $files = @(Get-ChildItem -LiteralPath $one.path -Recurse -Depth 8 -File -Force -ErrorAction SilentlyContinue -ErrorVariable refused |
      Where-Object { @('.exe', '.com', '.scr', '.msi', '.bat', '.cmd', '.ps1', '.vbs', '.js', '.jar') -contains $_.Extension.ToLower() } |
      Select-Object -First ($left + 1))
    $left -= $files.Count
    $closed += @($refused | Where-Object { $_.CategoryInfo.Category -eq 'PermissionDenied' }).Count
    foreach ($file in $files) {
      $row = @(Known @($file.FullName))[0]
      $row.place = $one.place
      $row.extension = $file.Extension.ToLower()
      $row
    }
  }
  @{ closed = $closed }
`;

/** Windows' own judge, on a file that nobody signed in a folder that everybody writes to. It is never started. */
const canary = `
  $path = "$env:PUBLIC\\caretaker-canary.exe"
  try {
    Set-Content -LiteralPath $path -Encoding Byte -Value ([byte[]](77, 90, 67, 97, 114, 101, 116, 97, 107, 101, 114))
    Get-AppLockerPolicy -Effective | Test-AppLockerPolicy -Path $path -User 'S-1-1-0' | ForEach-Object { "$($_.PolicyDecision)" }
  } finally { Remove-Item -LiteralPath $path -Force -ErrorAction SilentlyContinue }
`;

const ids = [8000, 8001, 8003, 8004, 8006, 8007, 8021, 8022, 8024, 8025, 8027]
  .map(id => `EventID=${id}`)
  .join(' or ');
/** In the order of `Asked.after`. */
export const appLockerLogs = ['EXE and DLL', 'MSI and Script', 'Packaged app-Execution'].map(
  name => `Microsoft-Windows-AppLocker/${name}`,
);

const eventsOf = (after: readonly number[]) =>
  appLockerLogs.map((log, index) => {
    const filter = `*[System[(${ids}) and EventRecordID > ${Math.max(0, Math.floor(after[index] ?? 0))}]]`;
    return `Events { Get-WinEvent -LogName '${log}' -FilterXPath '${filter}' -MaxEvents 100 } | ForEach-Object { @{ log = '${log}'; xml = $_.ToXml() } }`;
  });

export function windowsScript({ after, search: searches, canary: tries }: Asked): string {
  return script(`
  $removable = @(Get-CimInstance Win32_LogicalDisk -Filter 'DriveType=2' | ForEach-Object { $_.DeviceID })
  ${functions}
  @{
    service = [int](Get-Service -Name AppIDSvc).Status
    boot = Utc (Get-CimInstance Win32_OperatingSystem).LastBootUpTime
    users = @(Get-ChildItem Registry::HKEY_USERS | ForEach-Object { $_.PSChildName } | Where-Object { $_ -match '^S-1-(5-21|12-1)-[0-9-]+$' } | ForEach-Object { $_.Split('-')[-1] })
    effective = Part { Get-AppLockerPolicy -Effective -Xml }
    local = Part { Get-AppLockerPolicy -Local -Xml }
    events = Part {
      ${eventsOf(after).join('\n      ')}
    }
    running = Part {
      $paths = @(Get-CimInstance Win32_Process | Where-Object { $_.SessionId -gt 0 -and $_.ExecutablePath } | ForEach-Object { $_.ExecutablePath } | Sort-Object -Unique)
      Known @($paths | Where-Object { (Folder $_) -ne '%WINDIR%\\' } | Select-Object -First 60)
    }
    open = ${searches ? `Part {${open}}` : '$null'}
    found = ${searches ? `Part {${search}}` : '$null'}
    canary = ${tries ? `Part {${canary}}` : '$null'}
    browsers = @(
      foreach ($one in @(@('Chrome', 'Google\\Chrome', 'chrome.exe'), @('Edge', 'Microsoft\\Edge', 'msedge.exe'), @('Firefox', 'Mozilla\\Firefox', 'firefox.exe'))) {
        if (Test-Path "HKLM:\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\App Paths\\$($one[2])") {
          $key = "HKLM:\\SOFTWARE\\Policies\\$($one[1])"
          if ($one[0] -eq 'Firefox') { @{ name = 'Firefox'; value = $null; filter = (FirefoxFilter) }; continue }
          $value = if (Test-Path $key) { (Get-ItemProperty -Path $key).DownloadRestrictions } else { $null }
          @{ name = $one[0]; value = $value }
        }
      }
    )
  }
`);
}
