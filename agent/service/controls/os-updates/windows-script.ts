/**
 * Asks the Windows Update Agent what its last search found, without searching anew, and the registry for the
 * build and for what holds updates back. What somebody hid from the list is asked for as well: it is not installed. The agent is COM, so this needs FullLanguage.
 */
import { script } from '../../system/powershell.ts';

export const windowsScript = script(`
  function Value($key, $name) {
    if (-not (Test-Path -LiteralPath $key)) { return $null }
    $all = Get-ItemProperty -LiteralPath $key
    if ($all.PSObject.Properties.Name -contains $name) { return $all.$name }
    return $null
  }
  function UtcDate($date) { if ($date) { "$($date.ToString('s'))Z" } else { $null } }
  $policy = 'Registry::HKEY_LOCAL_MACHINE\\SOFTWARE\\Policies\\Microsoft\\Windows\\WindowsUpdate'
  $settings = 'Registry::HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\WindowsUpdate\\UX\\Settings'
  $device = 'Registry::HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\PolicyManager\\current\\device\\Update'
  $current = 'Registry::HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion'
  $servicing = 'Registry::HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion'
  @{
    build = Part { @{
      number = "$(Value $current 'CurrentBuildNumber')"
      revision = Value $current 'UBR'
      kind = "$(Value $current 'InstallationType')"
      edition = "$(Value $current 'EditionID')"
      startedAt = Utc (Get-CimInstance -ClassName Win32_OperatingSystem).LastBootUpTime
    } }
    restart = Part { @{
      agent = (New-Object -ComObject Microsoft.Update.SystemInfo).RebootRequired
      update = Test-Path -LiteralPath "$servicing\\WindowsUpdate\\Auto Update\\RebootRequired"
      servicing = Test-Path -LiteralPath "$servicing\\Component Based Servicing\\RebootPending"
    } }
    rules = Part { @{
      ownServer = Value "$policy\\AU" 'UseWUServer'
      deferred = Value $policy 'DeferQualityUpdates'
      deferredDays = Value $policy 'DeferQualityUpdatesPeriodInDays'
      deviceDays = Value $device 'DeferQualityUpdatesPeriodInDays'
      devicePaused = Value $device 'PauseQualityUpdates'
      pausedUntil = "$(Value $settings 'PauseQualityUpdatesEndTime')"
    } }
    results = Part { @{ searchedAt = UtcDate (New-Object -ComObject Microsoft.Update.AutoUpdate).Results.LastSearchSuccessDate } }
    search = Part {
      $searcher = (New-Object -ComObject Microsoft.Update.Session).CreateUpdateSearcher()
      $searcher.Online = $false
      $found = $searcher.Search('IsInstalled=0')
      @{
        result = [int]$found.ResultCode
        updates = @($found.Updates | ForEach-Object { @{
          title = "$($_.Title)"
          severity = "$($_.MsrcSeverity)"
          optional = [bool]$_.BrowseOnly
          publishedAt = UtcDate $_.LastDeploymentChangeTime
          articles = @($_.KBArticleIDs | ForEach-Object { "$_" })
          categories = @($_.Categories | ForEach-Object { "$($_.CategoryID)" })
        } })
      }
    }
  }
`);
