/** When the console's own backup was last made, and when one was last read or restored: with whom, in the audit log. */
import * as z from 'zod';
import type { Context } from '../context.ts';
import { readSetting, type Tx, writeSetting } from '../database/index.ts';
import type { Caller } from '../route.ts';

const made = 'own-backup.made';
const tried = 'own-backup.tried';
const time = z.coerce.number().int();

interface OwnBackup {
  /** Null: never. */
  madeAt: number | null;
  /** A backup was restored, or tried with `restore --check`, and everything was in it. */
  triedAt: number | null;
}

export async function ownBackup(db: Tx): Promise<OwnBackup> {
  const read = async (name: string) =>
    time
      .nullable()
      .catch(null)
      .parse((await readSetting(db, name)) ?? null);
  return { madeAt: await read(made), triedAt: await read(tried) };
}

interface Done {
  rows: number;
  files: number;
  /** Its name without the folder. */
  file: string;
  /** When the backup was made. */
  at: number;
}

export async function noteMade(
  { audit }: Context,
  tx: Tx,
  by: Caller,
  { at, ...facts }: Done,
): Promise<void> {
  await writeSetting(tx, made, String(at));
  await audit.record(tx, by, 'console.backed_up', { facts });
}

/** `how`: what stands in the audit log of it. */
export async function noteTried(
  { audit, now }: Context,
  tx: Tx,
  by: Caller,
  how: 'console.restored' | 'console.backup_tried',
  { at, ...facts }: Done,
): Promise<void> {
  const before = await ownBackup(tx);
  if (before.madeAt === null || before.madeAt < at) await writeSetting(tx, made, String(at));
  await writeSetting(tx, tried, String(now()));
  await audit.record(tx, by, how, { facts });
}
