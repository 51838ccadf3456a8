/** `caretaker backup FILE`: everything that a new computer needs to be this console, in one sealed file. */
import { existsSync } from 'node:fs';
import { open, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { commandLine } from '../accounts/index.ts';
import type { Context } from '../context.ts';
import { atOneMoment } from '../database/index.ts';
import { syncFolder } from '../folder.ts';
import { type Amounts, contents, type Head, headOf, readContents } from './contents.ts';
import { noteMade } from './record.ts';
import { sealed, unusable } from './sealed-file.ts';

export interface Made extends Amounts {
  head: Head;
  bytes: number;
}

/**
 * Written beside its place, read back whole, and only then put there; works while the console runs. `say` hears how far it
 * is. Throws AppError `backup.*`; then nothing new is there.
 */
export async function makeBackup(
  context: Context,
  schoolId: string,
  given: { file: string; passphrase: string; force: boolean },
  say: (words: string) => void = () => undefined,
): Promise<Made> {
  const file = resolve(given.file);
  if (existsSync(file) && !given.force)
    throw unusable(
      `${file} is there already. Give another name, or --force to put the new backup in its place.`,
    );
  const unfinished = `${file}.unfinished`;
  try {
    const wrote: Amounts = { rows: 0, files: 0 };
    const head = await write(context, schoolId, { unfinished, passphrase: given.passphrase }, wrote, say);
    say('Reading it back …');
    const found = await readContents(unfinished, given.passphrase, {});
    if (found.rows !== wrote.rows || found.files !== wrote.files)
      throw unusable('What was written could not be read back as it was. Try another disk.');
    await rename(unfinished, file);
    syncFolder(dirname(file));
    await context.db
      .transaction()
      .execute(tx =>
        noteMade(context, tx, commandLine(schoolId), { ...found, file: basename(file), at: head.madeAt }),
      );
    return { head, ...found, bytes: (await stat(file)).size };
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  }
}

async function write(
  context: Context,
  schoolId: string,
  { unfinished, passphrase }: { unfinished: string; passphrase: string },
  wrote: Amounts,
  say: (words: string) => void,
): Promise<Head> {
  await rm(unfinished, { force: true });
  const handle = await open(unfinished, 'wx', 0o600).catch(cause => {
    throw unusable(`${unfinished} cannot be written: ${(cause as Error).message}.`, cause);
  });
  const telling = setInterval(() => say(`${wrote.rows} rows and ${wrote.files} files so far …`), 1000);
  try {
    return await atOneMoment(context.db, async tx => {
      const head = await headOf(tx, context.config, schoolId, context.now());
      await pipeline(
        Readable.from(contents(tx, context.config, head, wrote)),
        createGzip(),
        plain => sealed(plain, passphrase),
        async (bytes: AsyncIterable<Buffer>) => {
          for await (const some of bytes) await handle.writeFile(some);
        },
      );
      await handle.sync();
      return head;
    });
  } finally {
    clearInterval(telling);
    await handle.close();
  }
}
