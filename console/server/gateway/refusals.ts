/** Words and waiting times of refusals. `null`: not before a person has done something. */
import type { FromConsole, RefusalCode } from '../../../shared/protocol/device.ts';

const words: Record<RefusalCode, [message: string, retryAfterMs: number | null]> = {
  malformed: ['That message could not be read.', 600_000],
  version_unsupported: ['This console speaks version 1 of the device link.', 3_600_000],
  bad_signature: ['The signature is not by the key on record.', null],
  unknown_device: ['This console does not know that device.', null],
  unknown_code: ['This console does not know that code.', null],
  code_expired: ['The code has run out. Ask for a new one.', null],
  code_used: ['The code has been used as often as it may be.', null],
  blocked: ['This device is blocked.', null],
  removed: ['This device was removed from the console.', null],
  cloned: ['Two computers use this key. Make a new one and ask to be told apart.', null],
  too_busy: ['The console is busy. Try again shortly.', 5000],
};

export function refusal(code: RefusalCode, message?: string): FromConsole['refuse'] {
  const [usual, retryAfterMs] = words[code];
  return { code, message: (message ?? usual).slice(0, 300), retryAfterMs };
}
