/** `caretaker backup FILE` and `caretaker restore FILE`. */
import { randomInt } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import type { Command } from 'commander';
import { sayDay } from '../../shared/assets/dates.ts';
import { openFound } from './cli-found.ts';
import { ConfigError, readConfig } from './config.ts';
import type { Restored } from './own-backup/index.ts';
import { findRunning } from './running-note.ts';

interface Flags {
  passphraseFile?: string;
  makePassphrase?: true;
  force?: true;
  check?: true;
}

const print = (line: string) => process.stdout.write(`${line}\n`);
const tell = (line: string) => process.stderr.write(`${line}\n`);
const fileFlag = [
  '--passphrase-file <file>',
  'read the passphrase from the first line of this file instead of asking',
] as const;

/** `said` tells expected trouble in words. */
export function addBackupCommands(program: Command, said: (run: () => Promise<void>) => Promise<void>): void {
  program
    .command('backup <file>')
    .description(
      'write this console’s records, key and files to one encrypted file; works while the console runs',
    )
    .option(...fileFlag)
    .option('--make-passphrase', 'make a passphrase and print it, alone, on the last line')
    .option('--force', 'put it in the place of a file that is there')
    .action((file: string, flags: Flags) => said(() => backUp(file, flags)));
  program
    .command('restore <file>')
    .description('make an empty data folder this console again, from a backup; no device has to be touched')
    .option(...fileFlag)
    .option('--check', 'restore it beside the console only to see that it can be, remove that, and note it')
    .action((file: string, flags: Flags) => said(() => (flags.check ? tryOut : bringBack)(file, flags)));
}

async function backUp(file: string, flags: Flags): Promise<void> {
  const { makeBackup } = await import('./own-backup/index.ts');
  const { context, schoolId, close } = await openFound(findRunning(readConfig()).config);
  try {
    const passphrase = flags.makePassphrase ? newPassphrase() : await askPassphrase(flags, true);
    const wish = { file, passphrase, force: flags.force === true };
    const { rows, files, bytes } = await makeBackup(context, schoolId, wish, tell);
    print(
      `${file} holds ${rows} rows and ${files} files, ${(bytes / 1e6).toFixed(1)} MB, and was read back whole.`,
    );
    tell(
      'Keep the file on another computer and the passphrase where it is not: neither opens without the other.',
    );
    if (flags.makePassphrase) {
      tell('The passphrase is shown only now:');
      print(passphrase);
    }
  } finally {
    await close();
  }
}

async function bringBack(file: string, flags: Flags): Promise<void> {
  const { restoreBackup } = await import('./own-backup/index.ts');
  const config = readConfig();
  const restored = await restoreBackup(config, file, await askPassphrase(flags, false));
  const [what, day] = about(restored);
  print(`Restored into ${config.data}: ${what}.`);
  tell(
    `Start the console under the address that it had. Computers come back by themselves and send again what they still hold, seven days at most. Everybody signs in anew. Accounts and API tokens are as they were on ${day}: close again what was closed since.`,
  );
  if (restored.head.settings !== null)
    tell(
      'The settings of that time lie beside it as caretaker.json.restored; they are not used by themselves.',
    );
}

async function tryOut(file: string, flags: Flags): Promise<void> {
  const { noteTrial, tryBackup } = await import('./own-backup/index.ts');
  const { config } = findRunning(readConfig());
  const restored = await tryBackup(config, file, await askPassphrase(flags, false));
  print(`${file} can be restored: ${about(restored)[0]}. It was restored, opened, and removed again.`);
  const found = await openFound(config).catch(() => undefined);
  const noted = found !== undefined && (await noteTrial(found.context, found.schoolId, file, restored));
  await found?.close();
  if (!noted) tell(`It is not written down: no console of this backup has run with ${config.data}.`);
}

/** What it is, and its day in the school's own time. */
function about({ head, rows, files }: Restored): [string, string] {
  const at = new Intl.DateTimeFormat('en-CA', { timeZone: head.timeZone, dateStyle: 'short' });
  const day = sayDay(at.format(head.madeAt));
  const computers = head.computers === 1 ? '1 computer' : `${head.computers} computers`;
  return [`“${head.school}” with ${computers}, as it was on ${day} (${rows} rows, ${files} files)`, day];
}

const shortest = 12;

async function askPassphrase({ passphraseFile }: Flags, anew: boolean): Promise<string> {
  const given = passphraseFile === undefined ? await typed('Passphrase: ') : firstLine(passphraseFile);
  if (anew && given.length < shortest)
    throw new ConfigError([
      `The passphrase is too short: at least ${shortest} characters, or --make-passphrase makes one.`,
    ]);
  if (anew && passphraseFile === undefined && (await typed('The same again: ')) !== given)
    throw new ConfigError(['These were two different passphrases, so nothing was written.']);
  return given;
}

function firstLine(file: string): string {
  try {
    return readFileSync(file, 'utf8').split(/\r?\n/)[0] ?? '';
  } catch (error) {
    throw new ConfigError([`--passphrase-file: ${(error as Error).message}`]);
  }
}

/** At a terminal, without showing it. */
async function typed(question: string): Promise<string> {
  if (!process.stdin.isTTY)
    throw new ConfigError(['Nobody can be asked for the passphrase here: name it with --passphrase-file.']);
  process.stderr.write(question);
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const asking = createInterface({ input: process.stdin, output: silent, terminal: true });
  try {
    return await asking.question('');
  } finally {
    asking.close();
    process.stderr.write('\n');
  }
}

/** 120 bits, without letters that look alike. */
function newPassphrase(): string {
  const letters = 'abcdefghjkmnpqrstuvwxyz23456789';
  const group = () => Array.from({ length: 5 }, () => letters[randomInt(letters.length)]).join('');
  return Array.from({ length: 5 }, group).join('-');
}
