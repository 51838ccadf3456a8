/** What of the school's is backed up, by whom and where, and what was written down of it. Days are `2026-11-22`. */
import * as z from 'zod';
import { isDay } from '../../assets/dates.ts';
import { backupKinds } from '../../backups/standing.ts';
import { id, listOf, time } from './common.ts';

const day = z.string('Write a day').refine(isDay, 'Write a day between 1980 and 2099');
const text = (most: number) => z.string().trim().max(most, `At most ${most} characters`);

const fields = {
  what: text(120).min(1, 'Say what is backed up'),
  owner: text(120).min(1, 'Say who sees to it'),
  method: text(200).min(1, 'Say how: the program, and where it keeps it'),
  /** A copy lies elsewhere, or where nobody on the network reaches it. */
  away: z.boolean(),
  everyDays: z.number('Write a number').int().min(1, 'At least one').max(400, 'At most 400'),
  testMonths: z.number('Write a number').int().min(1, 'At least one').max(36, 'At most 36'),
  /** It is not needed any more since this day. */
  endedOn: day.nullable(),
};

export const backupInput = z.strictObject({
  ...fields,
  /** The one that the person saw; left out for something new. */
  revision: z.int().min(1).optional(),
});

export const backupEntryInput = z.strictObject({
  kind: z.enum(backupKinds, 'Say what was done'),
  doneOn: day,
  good: z.boolean('Say how it ended'),
  doneBy: text(120).min(1, 'Say who did it'),
  note: text(500).default(''),
});

const standing = z.object({ state: z.enum(['met', 'not_met', 'unknown']), words: z.string() });

export const backup = z.object({
  ...fields,
  id,
  revision: z.int(),
  made: standing,
  restored: standing,
  changedAt: time,
  changedBy: z.string(),
  /** Newest first, the last twelve. */
  entries: z.array(
    z.object({
      id,
      kind: z.enum(backupKinds),
      doneOn: z.string(),
      good: z.boolean(),
      doneBy: z.string(),
      note: z.string().nullable(),
      notedAt: time,
      notedBy: z.string(),
    }),
  ),
});
export type Backup = z.infer<typeof backup>;
export const backupList = listOf(backup).extend({
  /** The console's own, by `caretaker backup`, and restoring or `restore --check` of one; null: never. */
  console: z.object({ madeAt: time.nullable(), triedAt: time.nullable() }),
});
export type BackupList = z.infer<typeof backupList>;
