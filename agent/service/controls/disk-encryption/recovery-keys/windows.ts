/** BitLocker: its recovery passwords, which Windows shows to LocalSystem. They leave this process only sealed. */
import * as z from 'zod';
import { askPowershell, parseAnswer, script, unwrapped } from '../../../system/powershell.ts';
import { type Machine, ProbeError } from '../../control.ts';
import { type FoundKey, type KeyKeeper, notTried, tried } from './keeper.ts';

const source = 'Win32_EncryptableVolume';

/**
 * Where the school has PowerShell write down what it prints, or what is handed from one command to the next, nothing is
 * asked for: the keys would stand in that log.
 */
export const keysScript = script(`
  $logged = $false
  foreach ($hive in 'HKLM:', 'HKCU:') {
    foreach ($kind in @('Transcription', 'EnableTranscripting'), @('ModuleLogging', 'EnableModuleLogging')) {
      $key = "$hive\\SOFTWARE\\Policies\\Microsoft\\Windows\\PowerShell\\$($kind[0])"
      if ((Test-Path -LiteralPath $key) -and (Get-ItemProperty -LiteralPath $key).($kind[1])) { $logged = $true }
    }
  }
  $keys = @()
  if (-not $logged) {
    $keys = @(Get-CimInstance -Namespace root/CIMV2/Security/MicrosoftVolumeEncryption -ClassName Win32_EncryptableVolume | ForEach-Object {
      $volume = $_
      $found = Invoke-CimMethod -InputObject $volume -MethodName GetKeyProtectors -Arguments @{ KeyProtectorType = [uint32]3 }
      foreach ($id in @($found.VolumeKeyProtectorID | Where-Object { $_ })) {
        $given = Invoke-CimMethod -InputObject $volume -MethodName GetKeyProtectorNumericalPassword -Arguments @{ VolumeKeyProtectorID = "$id" }
        if ($given.ReturnValue -eq 0) {
          @{ volume = if ($volume.DriveLetter) { $volume.DriveLetter } else { $volume.DeviceID }; protector = "$id"; secret = "$($given.NumericalPassword)" }
        }
      }
    })
  }
  @{ logged = $logged; keys = $keys }
`);

/** Eight groups of six digits, each a multiple of 11 below 720,896. */
const recoveryPassword = z
  .string()
  .regex(/^\d{6}(-\d{6}){7}$/)
  .refine(text => text.split('-').every(group => Number(group) % 11 === 0 && Number(group) < 720_896));

const answer = z.object({
  logged: z.boolean(),
  keys: z.preprocess(
    unwrapped,
    z
      .array(
        z.object({
          volume: z.string().min(1).max(200),
          protector: z.string().min(1).max(60),
          secret: recoveryPassword,
        }),
      )
      .max(40),
  ),
});

/** Throws ProbeError, whose words never hold what was printed. */
export function parseKeys(stdout: string): FoundKey[] {
  const { logged, keys } = parseAnswer(stdout, answer, source);
  if (!logged) return keys;
  throw new ProbeError('no_privilege', 'PowerShell is set to write down what it prints', source);
}

const readKeys = async (machine: Machine, signal: AbortSignal) =>
  parseKeys(await askPowershell(machine, keysScript, signal));

export const bitLockerKeys: KeyKeeper = {
  read: readKeys,
  async test(machine, volume, secret, signal) {
    const keys = (await readKeys(machine, signal)).filter(one => one.volume === volume);
    if (keys.length === 0) return notTried('Windows shows no recovery key of that disk.');
    return tried(keys.some(one => one.secret === secret.trim()));
  },
};
