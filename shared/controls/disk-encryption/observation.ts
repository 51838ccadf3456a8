/** What was seen of a computer's volumes, the same for every system. */
import * as z from 'zod';

export const protections = [
  'on',
  'off',
  /** Encrypted, but the key lies beside the lock: BitLocker suspended, or never activated. */
  'suspended',
  'encrypting',
  'decrypting',
  /** Encrypted and not opened, so nothing more can be read. */
  'locked',
  /** Seen, but in a way that this program cannot judge: ZFS, an encryption without a cipher name. */
  'not_understood',
  /** In use, but not found on any disk that can be seen: a container, a network root. */
  'not_seen',
] as const;

export const volume = z.object({
  /** A drive letter or a mount point; `[SWAP]` names are kept as the system gives them. */
  name: z.string().min(1).max(200),
  role: z.enum(['system', 'data', 'swap', 'removable', 'network']),
  protection: z.enum(protections),
  /** As the system names it: `LUKS2 aes-xts-plain64`, `XTS-AES 128`. */
  method: z.string().max(120).nullable(),
  fileSystem: z.string().max(40).nullable(),
  /** Whether there is one, never the key. Null where the system has no such thing; `not_seen` where Windows could not be asked. */
  recoveryKey: z.union([z.boolean(), z.literal('not_seen')]).nullable(),
  detail: z.string().max(200).nullable(),
});
export type Volume = z.infer<typeof volume>;

export const observation = z.object({ volumes: z.array(volume).min(1).max(500) });
export type Observation = z.infer<typeof observation>;
