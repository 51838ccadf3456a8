/**
 * Asks BitLocker's own interface through PowerShell 5.1's in-box CIM cmdlets, which also work in
 * ConstrainedLanguage. Fields are chosen one by one: a recovery password is never read, only counted
 * by the identifiers of its protectors. Prints one JSON object.
 */
export const windowsScript = `
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
$language = "$($ExecutionContext.SessionState.LanguageMode)"
try {
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
  ConvertTo-Json -Compress -Depth 4 -InputObject @{ language = $language; volumes = $volumes }
} catch {
  ConvertTo-Json -Compress -InputObject @{ language = $language; error = $_.Exception.HResult; message = "$($_.Exception.Message)" }
}
`;
