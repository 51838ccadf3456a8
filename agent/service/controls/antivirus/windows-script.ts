/**
 * Asks Windows Security Center which products it knows, whether their programs are still on the disk, and
 * Microsoft Defender how it is. Windows Server has no such center. Only fields that are named here are read.
 */
import { script } from '../../system/powershell.ts';

export const windowsScript = script(`
  function Exists($path) {
    try {
      $whole = "$path".Trim('"')
      while ($whole -match '%([^%]+)%') { $whole = $whole.Replace($Matches[0], (Get-Item -LiteralPath "Env:$($Matches[1])").Value) }
      if ($whole -notmatch '^[A-Za-z]:\\\\') { return $null }
      return (Test-Path -LiteralPath $whole -PathType Leaf)
    } catch { return $null }
  }
  @{
    system = Part { Get-CimInstance -ClassName Win32_OperatingSystem | ForEach-Object { @{ productType = $_.ProductType } } }
    services = Part {
      Get-CimInstance -ClassName Win32_Service -Filter "Name='WinDefend' OR Name='wscsvc'" | ForEach-Object { @{ name = $_.Name; state = $_.State } }
    }
    center = Part {
      Get-CimInstance -Namespace root/SecurityCenter2 -ClassName AntiVirusProduct | ForEach-Object {
        @{
          name = "$($_.displayName)"
          guid = "$($_.instanceGuid)"
          program = "$($_.pathToSignedReportingExe)"
          product = "$($_.pathToSignedProductExe)"
          exists = Exists $_.pathToSignedReportingExe
          state = $_.productState
        }
      }
    }
    defender = Part {
      Get-CimInstance -Namespace root/Microsoft/Windows/Defender -ClassName MSFT_MpComputerStatus | ForEach-Object {
        @{
          mode = "$($_.AMRunningMode)"
          service = $_.AMServiceEnabled
          antivirus = $_.AntivirusEnabled
          realTime = $_.RealTimeProtectionEnabled
          version = "$($_.AMProductVersion)"
          listVersion = "$($_.AntivirusSignatureVersion)"
          listAt = Utc $_.AntivirusSignatureLastUpdated
          listAge = $_.AntivirusSignatureAge
          tamper = $_.IsTamperProtected
          quickScanAt = Utc $_.QuickScanEndTime
          fullScanAt = Utc $_.FullScanEndTime
        }
      }
    }
  }
`);
