/** The JSON of windows-script.ts as an observation. Numbers decide; no sentence of Windows is ever read. */
import * as z from 'zod';
import type { Observation, Volume } from '../../../../shared/controls/disk-encryption/observation.ts';
import { parseAnswer, refusal } from '../../system/powershell.ts';
import { ProbeError } from '../control.ts';

const source = 'Win32_EncryptableVolume';
const number = z
  .number()
  .int()
  .nullish()
  .transform(value => value ?? null);
const text = z
  .string()
  .nullish()
  .transform(value => value ?? null);

const rawVolume = z.object({
  deviceId: z.string().min(1),
  driveLetter: text,
  volumeType: number,
  conversionResult: number,
  conversionStatus: number,
  protectionResult: number,
  protectionStatus: number,
  methodResult: number,
  encryptionMethod: number,
  protectorsResult: number,
  recoveryProtectors: number,
  suspendCount: number,
});
export type RawVolume = z.infer<typeof rawVolume>;

const rawAnswer = z.object({ volumes: z.array(rawVolume) });

/** EncryptionMethod by number. */
const methods: Record<number, string> = {
  1: 'AES 128 with diffuser',
  2: 'AES 256 with diffuser',
  3: 'AES 128',
  4: 'AES 256',
  5: 'the drive’s own encryption',
  6: 'XTS-AES 128',
  7: 'XTS-AES 256',
};

const converting: Record<number, Volume['protection']> = {
  2: 'encrypting',
  3: 'decrypting',
  4: 'encrypting',
  5: 'decrypting',
};

function judgeEncrypted(raw: RawVolume): Pick<Volume, 'protection' | 'detail'> {
  if (raw.protectionStatus === 0)
    return {
      protection: 'suspended',
      detail: (raw.suspendCount ?? 0) > 0 ? `resumes after ${raw.suspendCount} restarts` : null,
    };
  if (raw.methodResult !== 0)
    return { protection: 'not_understood', detail: `GetEncryptionMethod gave ${raw.methodResult}` };
  if (raw.protectionStatus !== 1 || raw.encryptionMethod === null || !(raw.encryptionMethod in methods))
    return {
      protection: 'not_understood',
      detail: `protection ${raw.protectionStatus}, method ${raw.encryptionMethod}`,
    };
  if (raw.encryptionMethod === 5)
    return {
      protection: 'not_understood',
      detail: 'only the drive’s own encryption, which cannot be checked',
    };
  return { protection: 'on', detail: null };
}

/** A locked volume answers no more than that; FVE_E_LOCKED_VOLUME is 0x80310000. */
function protectionOf(raw: RawVolume): Pick<Volume, 'protection' | 'detail'> {
  if (raw.protectionStatus === 2 || raw.conversionResult === 0x80310000)
    return { protection: 'locked', detail: null };
  if (raw.conversionResult !== 0 || raw.protectionResult !== 0 || raw.conversionStatus === null)
    return { protection: 'not_understood', detail: `GetConversionStatus gave ${raw.conversionResult}` };
  if (raw.conversionStatus === 0) return { protection: 'off', detail: null };
  const moving = converting[raw.conversionStatus];
  if (moving) return { protection: moving, detail: raw.conversionStatus >= 4 ? 'paused' : null };
  if (raw.conversionStatus === 1) return judgeEncrypted(raw);
  return { protection: 'not_understood', detail: `conversion status ${raw.conversionStatus}` };
}

/** VolumeType: 0 the system's, 1 built in, 2 portable. An unknown type counts as built in. */
function roleOf(type: number | null): Volume['role'] {
  if (type === 0) return 'system';
  return type === 2 ? 'removable' : 'data';
}

export function volumeFrom(raw: RawVolume): Volume {
  const { protection, detail } = protectionOf(raw);
  return {
    name: raw.driveLetter ?? raw.deviceId,
    role: roleOf(raw.volumeType),
    protection,
    method: raw.encryptionMethod === null ? null : (methods[raw.encryptionMethod] ?? null),
    fileSystem: null,
    recoveryKey: raw.protectorsResult === 0 ? (raw.recoveryProtectors ?? 0) > 0 : 'not_seen',
    detail,
  };
}

/** WBEM_E_INVALID_NAMESPACE and WBEM_E_INVALID_CLASS: there is no BitLocker to ask. */
const absent = new Set(['0x8004100e', '0x80041010']);

function explain(language: string, error: string, from: string): ProbeError {
  if (language === 'FullLanguage' && absent.has(error.toLowerCase()))
    return new ProbeError('unsupported', `this edition of Windows has no BitLocker (${error})`, from);
  return refusal(language, error, from);
}

/** Throws ProbeError: no answer, no row, or an answer of another shape is never an observation. */
export function parseWindows(stdout: string): Observation {
  const { volumes } = parseAnswer(stdout, rawAnswer, source, explain);
  if (volumes.length === 0)
    throw new ProbeError('unrecognised_output', 'Windows listed no volume at all', source);
  return { volumes: volumes.map(volumeFrom) };
}
