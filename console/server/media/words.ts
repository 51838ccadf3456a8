/** What is said of a medium: its encryption and how that is known. */
import type { Encryption, Medium } from '../../../shared/protocol/api/media.ts';

type Encrypted = Medium['encrypted'];

const entered: Record<Encryption, Encrypted> = {
  by_itself: { answer: 'yes', how: 'Encrypts by itself, as entered here' },
  by_software: { answer: 'yes', how: 'With BitLocker or LUKS, as entered here; no device has seen it yet' },
  no: { answer: 'no', how: 'Not encrypted, as entered here' },
  unknown: { answer: 'unknown', how: 'Nobody has said, and no device has seen it yet' },
};

/** What a device saw counts for more than what was written; a stick that encrypts by itself cannot be seen through. */
export function encryptedOf(
  encryption: Encryption,
  seen: { encrypted: string | null; device: string } | null,
): Encrypted {
  if (encryption === 'by_itself' || seen === null || seen.encrypted === null) return entered[encryption];
  if (seen.encrypted === 'luks' || seen.encrypted === 'bitlocker') {
    const format = seen.encrypted === 'luks' ? 'LUKS' : 'BitLocker';
    return { answer: 'yes', how: `With ${format}, as ${seen.device} saw` };
  }
  if (seen.encrypted !== 'no') return entered[encryption];
  const differs = encryption === 'by_software' ? ', although it was entered as encrypted' : '';
  return { answer: 'no', how: `Not encrypted, as ${seen.device} saw${differs}` };
}

/** By the same rule, for filters of the database: a condition in words of columns. */
export const encryptedSql = `case
  when encryption = 'by_itself' then 'yes'
  when seen_encrypted in ('luks', 'bitlocker') then 'yes'
  when seen_encrypted = 'no' then 'no'
  when encryption = 'by_software' then 'yes'
  when encryption = 'no' then 'no'
  else 'unknown' end`;
