# Puts the packed tray on this computer for everybody who signs in, or takes it away. Run as administrator.
#   .\tray.ps1 install PATH\win-unpacked     as npm run package:tray made it
#   .\tray.ps1 remove
# Not yet run on Windows.
param(
  [Parameter(Mandatory)][ValidateSet('install', 'remove')][string]$Do,
  [string]$From
)
$ErrorActionPreference = 'Stop'
Set-StrictMode -Version Latest

$folder = Join-Path $env:ProgramFiles 'Caretaker\tray'
$program = Join-Path $folder 'caretaker-tray.exe'
$run = 'HKLM:\Software\Microsoft\Windows\CurrentVersion\Run'
$name = 'Caretaker tray'

$me = [Security.Principal.WindowsPrincipal][Security.Principal.WindowsIdentity]::GetCurrent()
if (-not $me.IsInRole([Security.Principal.WindowsBuiltInRole]::Administrator)) {
  throw 'Must run as administrator.'
}

# A running program keeps its files: those of this folder end, and start again at the next sign-in.
function Stop-Trays {
  Get-Process -Name 'caretaker-tray' -ErrorAction SilentlyContinue |
    Where-Object { $_.Path -eq $program } |
    Stop-Process -Force
}

if ($Do -eq 'install') {
  if (-not $From -or -not (Test-Path -LiteralPath (Join-Path $From 'resources\app.asar'))) {
    throw "$From holds no packed tray; make one: npm run package:tray"
  }
  Stop-Trays
  if (Test-Path -LiteralPath $folder) { Remove-Item -LiteralPath $folder -Recurse -Force }
  New-Item -ItemType Directory -Path $folder -Force | Out-Null
  # Copied, not moved: files take the rights of Program Files, where people can only read.
  Copy-Item -Path (Join-Path $From '*') -Destination $folder -Recurse -Force
  Set-ItemProperty -LiteralPath $run -Name $name -Value "`"$program`""
  Write-Output 'caretaker: the tray starts at the next sign-in'
} else {
  Remove-ItemProperty -LiteralPath $run -Name $name -ErrorAction SilentlyContinue
  Stop-Trays
  if (Test-Path -LiteralPath $folder) { Remove-Item -LiteralPath $folder -Recurse -Force }
  Write-Output 'caretaker: the tray is removed'
}
