/** A stick of the school's that is lost or stolen is an incident (E-06): somebody has to decide whether it is a breach. */
import type { Context } from '../context.ts';
import type { Tx } from '../database/index.ts';
import { openIncident } from '../incidents/index.ts';
import type { Caller } from '../route.ts';
import type { MediumRow } from './store.ts';

/** In the transaction of the step. Lost again after it was found is another line, as long as the matter is open. */
export async function openForLost(context: Context, tx: Tx, by: Caller, row: MediumRow): Promise<void> {
  await openIncident(context, tx, by, {
    category: 'lost_or_stolen',
    title: `${row.label} (memory stick) is lost or stolen`,
    // Not who had it: the register says so to those who may read it.
    detail: [
      sayEncryption(row),
      'It is stopped on every computer of the school from now on.',
      'Find out what was on it, and decide whether it has to be reported within 72 hours.',
    ].join(' '),
    deviceId: row.seen_device_id,
    noticedAt: context.now(),
    source: 'console',
    matter: `medium:${row.id}`,
  });
}

const seenWords: Record<string, string> = {
  luks: 'It was seen to be encrypted (LUKS) when it was last plugged in.',
  bitlocker: 'It was seen to be encrypted (BitLocker) when it was last plugged in.',
  by_itself: 'It encrypts by itself, as the register has it.',
  no: 'It was NOT encrypted when it was last plugged in.',
};

const writtenWords: Record<string, string> = {
  by_itself: 'It encrypts by itself, as the register has it.',
  by_software: 'The register says that it is encrypted; no computer has seen so.',
  no: 'It is NOT encrypted, as the register has it.',
};

/** What a computer saw counts for more than what somebody wrote. */
function sayEncryption({ seen_encrypted, encryption }: MediumRow): string {
  return (
    seenWords[seen_encrypted ?? ''] ?? writtenWords[encryption] ?? 'It is not known whether it was encrypted.'
  );
}
