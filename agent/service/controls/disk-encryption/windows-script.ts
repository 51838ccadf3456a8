/**
 * Asks BitLocker's own interface through PowerShell 5.1's in-box CIM cmdlets, which also work in
 * ConstrainedLanguage. Fields are chosen one by one: a recovery password is never read, only counted
 * by the identifiers of its protectors.
 */
import { script } from '../../system/powershell.ts';

export const windowsScript = script(`
  $volumes = @(Get-CimInstance -Namespace root/CIMV2/Security/MicrosoftVolumeEncryption -ClassName Win32_EncryptableVolume | ForEach-Object {
    $volume = $_
    $conversion = Invoke-CimMethod -InputObject $volume -MethodName GetConversionStatus
    $protection = Invoke-CimMethod -InputObject $volume -MethodName GetProtectionStatus
    $method = Invoke-CimMethod -InputObject $volume -MethodName GetEncryptionMethod
    $protectors = Invoke-CimMethod -InputObject $volume -MethodName GetKeyProtectors -Arguments @{ KeyProtectorType = [uint32]3 }
    $suspended = try { Invoke-CimMethod -InputObject $volume -MethodName GetSuspendCount } catch { $null }
    @{
      deviceId = $volume.DeviceID
      driveLetter = $volume.DriveLetter
      volumeType = $volume.VolumeType
      conversionResult = $conversion.ReturnValue
      conversionStatus = $conversion.ConversionStatus
      protectionResult = $protection.ReturnValue
      protectionStatus = $protection.ProtectionStatus
      methodResult = $method.ReturnValue
      encryptionMethod = $method.EncryptionMethod
      protectorsResult = $protectors.ReturnValue
      recoveryProtectors = @($protectors.VolumeKeyProtectorID | Where-Object { $_ }).Count
      suspendCount = $suspended.SuspendCount
    }
  })
  @{ volumes = $volumes }
`);
