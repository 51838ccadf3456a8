/** `caretaker restore --check FILE`: the test of restoring. All of it is restored beside the console, opened, and removed. */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { commandLine } from '../accounts/index.ts';
import type { Config } from '../config.ts';
import type { Context } from '../context.ts';
import { noteTried } from './record.ts';
import { type Restored, restoreBackup } from './restore.ts';

/** Into SQLite, whatever this console uses; its folder is its owner's alone. Throws AppError `backup.*` with what is wrong. */
export async function tryBackup(config: Config, file: string, passphrase: string): Promise<Restored> {
  const data = mkdtempSync(join(existsSync(config.data) ? config.data : tmpdir(), 'restore-check-'));
  try {
    const beside = { ...config, data, databaseUrl: join(data, 'console.sqlite') };
    return await restoreBackup(beside, file, passphrase);
  } finally {
    rmSync(data, { recursive: true });
  }
}

/** Whether it was written down: only where it is a backup of this console. */
export async function noteTrial(
  context: Context,
  schoolId: string,
  file: string,
  { head, rows, files, publicKey }: Restored,
): Promise<boolean> {
  if (publicKey !== context.identity.publicKey) return false;
  const done = { rows, files, file: basename(file), at: head.madeAt };
  await context.db
    .transaction()
    .execute(tx => noteTried(context, tx, commandLine(schoolId), 'console.backup_tried', done));
  return true;
}
