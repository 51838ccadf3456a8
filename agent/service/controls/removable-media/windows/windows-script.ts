/**
 * Asks Windows what is plugged in, by numbers and identifiers, and what its policies say. Files, labels and names of
 * drives are not asked for. Works in ConstrainedLanguage: in-box cmdlets and properties only.
 */
import { script } from '../../../system/powershell.ts';
import { readKeys } from './windows-keys.ts';

/** Told from another that lay there before: by what it was marked with when it was divided, and its size. */
export const mediumOf = (disk: string) => `"$(${disk}.Signature) $(${disk}.Guid) $(${disk}.Size)"`;
/** Of all that lie in one reader, by their disks' numbers. */
export const betweenMedia = ' + ';

/** Win32_EncryptableVolume’s number for the volume that Windows starts from. */
const systemVolume = 0;
/** Its key protectors that lie on a stick: an external key, with the TPM, and with the TPM and a PIN. */
const keysOnSticks = [2, 5, 6];

const keys = readKeys.map(key => `'${key}'`).join(', ');

export const windowsScript = script(`
  $keys = @{}
  foreach ($key in @(${keys})) {
    $path = $key -replace '^HKLM', 'Registry::HKEY_LOCAL_MACHINE'
    if (Test-Path -LiteralPath $path) {
      $values = @{}
      $item = Get-ItemProperty -LiteralPath $path
      if ($item) {
        foreach ($property in $item.PSObject.Properties) {
          if ($property.Name -notmatch '^PS(Path|ParentPath|ChildName|Drive|Provider)$') {
            $values[$property.Name] = if ($property.Value -is [int]) { $property.Value } else { "$($property.Value)" }
          }
        }
      }
      $keys[$key] = $values
    }
  }
  $version = Get-ItemProperty -LiteralPath 'Registry::HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion'
  $system = Get-CimInstance -ClassName Win32_OperatingSystem
  $controllers = Part { Get-CimInstance -ClassName Win32_USBController | ForEach-Object { @{ status = "$($_.Status)" } } }
  $nodes = Part {
    Get-CimInstance -ClassName Win32_PnPEntity -Filter "PNPDeviceID LIKE 'USB\\\\\\\\VID%'" | ForEach-Object {
      @{ id = "$($_.PNPDeviceID)"; class = "$($_.PNPClass)"; problem = $_.ConfigManagerErrorCode; compatible = @($_.CompatibleID | Where-Object { $_ } | ForEach-Object { "$_" }) }
    }
  }
  $locks = @{}
  $encryption = Part {
    Get-CimInstance -Namespace root/CIMV2/Security/MicrosoftVolumeEncryption -ClassName Win32_EncryptableVolume | ForEach-Object {
      $volume = $_
      $locks["$($volume.DeviceID)"] = [int]$volume.ProtectionStatus
      $found = 0
      if ($volume.VolumeType -eq ${systemVolume}) {
        foreach ($kind in @(${keysOnSticks.join(', ')})) {
          $told = Invoke-CimMethod -InputObject $volume -MethodName GetKeyProtectors -Arguments @{ KeyProtectorType = [uint32]$kind }
          if ($told.ReturnValue -ne 0) { $found = $null; break }
          $found += @($told.VolumeKeyProtectorID | Where-Object { $_ }).Count
        }
      }
      @{ seen = $true; keysOnSticks = $found }
    }
  }
  $disks = Part {
    $drives = @(Get-CimInstance -ClassName Win32_DiskDrive)
    Get-CimInstance -Namespace root/Microsoft/Windows/Storage -ClassName MSFT_Disk | Where-Object { $_.BusType -eq 7 } | Sort-Object -Property Number | ForEach-Object {
      $disk = $_
      $drive = @($drives | Where-Object { $_.Index -eq $disk.Number })[0]
      $parent = if ($drive) { "$((Get-PnpDeviceProperty -InstanceId $drive.PNPDeviceID -KeyName 'DEVPKEY_Device_Parent').Data)" } else { $null }
      $partitions = @(Get-CimInstance -Namespace root/Microsoft/Windows/Storage -ClassName MSFT_Partition | Where-Object { $_.DiskNumber -eq $disk.Number })
      $paths = @($partitions | ForEach-Object { $_.AccessPaths } | Where-Object { $_ })
      @{
        parent = $parent
        readOnly = [bool]$disk.IsReadOnly
        system = [bool]($disk.IsBoot -or $disk.IsSystem)
        medium = ${mediumOf('$disk')}
        open = @($paths | Where-Object { $_ -notlike '\\\\?\\*' }).Count
        locks = @($paths | Where-Object { $locks.ContainsKey("$_") } | ForEach-Object { $locks["$_"] })
        volumes = @($paths | Where-Object { $_ -like '\\\\?\\Volume*' }).Count
      }
    }
  }
  $adapters = Part {
    Get-CimInstance -Namespace root/StandardCimv2 -ClassName MSFT_NetAdapter | Where-Object { "$($_.PnPDeviceID)" -like 'USB*' } | ForEach-Object {
      @{ id = "$($_.PnPDeviceID)"; medium = $_.NdisPhysicalMedium; up = $_.InterfaceOperationalStatus }
    }
  }
  @{
    keys = $keys
    edition = "$($version.EditionID)"
    build = [int]"$($version.CurrentBuildNumber)"
    revision = [int]$version.UBR
    startedAt = Utc $system.LastBootUpTime
    controllers = $controllers
    nodes = $nodes
    disks = $disks
    encryption = $encryption
    adapters = $adapters
  }
`);
