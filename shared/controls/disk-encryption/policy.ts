/** What a school asks of the disks of its computers. */
import * as z from 'zod';
import { watchingModeField } from '../mode-field.ts';

export const policy = z.object({
  mode: watchingModeField,
  volumes: z.enum(['system', 'all_fixed']).default('all_fixed').meta({
    title: 'Which disks',
    description:
      'System: where the system, people’s files and swap are kept. All fixed: every disk built into the computer. Sticks and other removable disks are another control.',
  }),
  recoveryKey: z.boolean().default(true).meta({
    title: 'A recovery key must exist',
    description:
      'Without one, a forgotten PIN or a repaired mainboard loses everything on the disk. Only whether one exists is read, never the key. Counts where the system makes recovery keys (Windows).',
  }),
  keepRecoveryKeys: z.boolean().default(false).meta({
    title: 'Keep recovery keys in the console',
    description:
      'Windows hands its BitLocker recovery keys over, sealed so that the console’s database alone does not open them; elsewhere somebody types them in. Each is tried once a day, and shown only after a second person’s yes. Off unless the school keeps them nowhere else.',
  }),
});
export type Policy = z.infer<typeof policy>;
