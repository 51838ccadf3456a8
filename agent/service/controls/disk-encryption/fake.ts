/** Disks of machines that do not exist. */
import type { Observation, Volume } from '../../../../shared/controls/disk-encryption/observation.ts';
import { type Fake, fakeBackend, type Random } from '../fake.ts';

const volume = (over: Partial<Volume>): Volume => ({
  name: 'C:',
  role: 'system',
  protection: 'on',
  method: 'XTS-AES 128',
  fileSystem: 'NTFS',
  recoveryKey: true,
  detail: null,
  ...over,
});

const one = (over: Partial<Volume>) => (): Observation => ({ volumes: [volume(over)] });
const luks = { name: '/', method: 'LUKS2 aes-xts-plain64', fileSystem: 'ext4', recoveryKey: null };

export function fake(random: Random): Fake<Observation> {
  return fakeBackend(
    'fake disks',
    {
      bitlocker_on: { weight: 60, observe: one({}) },
      luks_on: { weight: 14, observe: one(luks) },
      not_encrypted: { weight: 10, observe: one({ protection: 'off', method: null, recoveryKey: false }) },
      suspended: { weight: 4, observe: one({ protection: 'suspended', detail: 'resumes after 1 restarts' }) },
      encrypting: { weight: 3, observe: one({ protection: 'encrypting' }) },
      no_recovery_key: { weight: 3, observe: one({ recoveryKey: false }) },
      second_disk_open: {
        weight: 4,
        observe: () => ({
          volumes: [volume({}), volume({ name: 'D:', role: 'data', protection: 'off', method: null })],
        }),
      },
      in_a_container: {
        weight: 2,
        observe: one({ ...luks, protection: 'not_seen', method: null, fileSystem: 'overlay' }),
      },
    },
    random,
  );
}
