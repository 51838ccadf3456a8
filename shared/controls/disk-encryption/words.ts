/** Disk encryption in plain English. */
import type { ControlWords } from '../control.ts';
import { listed, numberFact, partsBehind, type Sentences, sayFrom } from '../words.ts';
import type { Reason } from './evaluate.ts';
import type { Policy } from './policy.ts';

const verb = (names: readonly string[], one: string, many: string) => (names.length > 1 ? many : one);

/** Linux names a volume by its place, or as swap; Windows by a letter. */
const isPlace = (name: string) => /^[/[]/.test(name);

const sentences: Sentences<Reason> = {
  encrypted: finding => {
    const names = partsBehind(finding);
    const all = numberFact(finding, 'volumes') ?? names.length;
    return {
      sentence:
        all === 1
          ? `The one disk volume that counts, ${listed(names)}, is encrypted.`
          : `All ${all} disk volumes that count are encrypted: ${listed(names)}.`,
    };
  },
  not_encrypted: finding => {
    const names = partsBehind(finding);
    return {
      sentence: `${listed(names)} ${verb(names, 'is', 'are')} not encrypted: whoever takes the disk out can read it.`,
      next: 'Plan the encryption of this computer: back up first, and keep the recovery key away from it.',
    };
  },
  suspended: finding => {
    const names = partsBehind(finding);
    const said = `${listed(names)} ${verb(names, 'is', 'are')} encrypted, but protection is suspended`;
    if (!names.some(isPlace))
      return {
        sentence: `${said} or was never activated, so the key lies open on the disk.`,
        next: 'Resume BitLocker on this computer, or sign in with a work account to finish device encryption.',
      };
    return {
      sentence: `${said}: the key lies open on the boot partition.`,
      next: 'Take the key file off the boot partition, and have the key asked for at each start, or kept by the TPM.',
    };
  },
  encrypting: finding => ({
    sentence: `${listed(partsBehind(finding))} is being encrypted and is not finished.`,
    next: 'Leave the computer switched on and on mains power until it has finished.',
  }),
  decrypting: finding => ({
    sentence: `The encryption of ${listed(partsBehind(finding))} is being taken off.`,
    next: 'Find out who is doing this and why, and encrypt the disk again.',
  }),
  locked: finding => ({
    sentence: `${listed(partsBehind(finding))} is locked, so Caretaker cannot see how it is protected.`,
    next: 'Unlock the volume once while the service runs.',
  }),
  no_recovery_key: finding => ({
    sentence: `${listed(partsBehind(finding))} is encrypted, but no recovery key exists for it.`,
    next: 'Add a recovery key and keep it where the school keeps its recovery keys.',
  }),
  recovery_key_not_seen: finding => ({
    sentence: `${listed(partsBehind(finding))} is encrypted; whether a recovery key exists for it could not be seen.`,
    next: 'Look on this computer whether there is a recovery key (“manage-bde -protectors -get C:”), and keep a note of the check.',
  }),
  not_understood: finding => ({
    sentence: `${listed(partsBehind(finding))} uses a kind of storage that Caretaker cannot judge.`,
    next: 'Check this computer by hand and keep a note of the check.',
  }),
  not_seen: finding => ({
    sentence: `${listed(partsBehind(finding))} is in use, but the disk below it cannot be seen from here.`,
    next: 'If this is a container or a virtual machine, check the disk of the computer that it runs on.',
  }),
  system_volume_not_seen: () => ({
    sentence: 'The volume that the system runs from was not among those that could be seen.',
    next: 'Check this computer by hand and keep a note of the check.',
  }),
};

export const words: ControlWords<Policy> = {
  title: 'Disk encryption',
  help: 'Whether the disks built into the computer are encrypted and protection is on, so that a lost laptop gives nothing away.',
  promise: () => ({
    sentence: 'If a computer is lost or stolen, nobody can read what is on it.',
    broken: 'could be read by whoever finds them',
  }),
  say: sayFrom(sentences, 'disk encryption'),
  facts: {
    volumes: 'Volumes that count',
    encrypted: 'Of these, encrypted',
    role: 'Used for',
    method: 'Method',
    fileSystem: 'File system',
    recoveryKey: 'A recovery key exists',
    detail: 'Detail',
  },
};
