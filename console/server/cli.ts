/** `caretaker console`, `token create`, `sign-in`, `doctor` and others. What they print is for people; trouble is one clear line. */
import './lean.ts';
import { closeSync, writeSync } from 'node:fs';
import type { Command } from 'commander';
import * as z from 'zod';
import { tokenInput } from '../../shared/protocol/api/accounts.ts';
import { roles } from '../../shared/protocol/api/common.ts';
import type { Handover } from '../../shared/protocol/handover.ts';
import { commandLine, createToken, makeFirstLink, needsFirstLink } from './accounts/index.ts';
import { agreeHere } from './cli-agree.ts';
import { addBackupCommands } from './cli-backup.ts';
import { examine } from './cli-doctor.ts';
import { openFound } from './cli-found.ts';
import { lostPhone } from './cli-lost-phone.ts';
import { type RecoveryFlags, recoveryCodeFor } from './cli-recovery.ts';
import { verifyFile } from './cli-verify.ts';
import { ConfigError, readConfig } from './config.ts';
import type { Context } from './context.ts';
import { makeCode } from './enrolment/index.ts';
import { AppError } from './errors.ts';
import { ensureGroup } from './groups/index.ts';
import { startConsole } from './main.ts';
import type { Opened } from './main-open.ts';
import { findRunning } from './running-note.ts';

const print = (line: string) => process.stdout.write(`${line}\n`);

/** Adds the console's commands to the one `caretaker` program. */
export function addConsoleCommands(program: Command): void {
  program
    .command('console')
    .description('start the console: web pages, API and the port for devices')
    .option('--sign-in-link', 'print a sign-in link even when a technician has a password')
    .option(
      '--code-fd <number>',
      'write the device address and one pre-approved enrolment code to this file descriptor (used by start)',
    )
    .action((options: { signInLink?: true; codeFd?: string }) => said(() => runConsole(options)));
  program
    .command('token')
    .description('tokens for programs')
    .command('create')
    .description('make an API token and print it, alone, on the last line')
    .requiredOption('--role <role>', `what it may do: ${roles.join(' or ')}`)
    .option('--label <text>', 'what it is for', 'made on the command line')
    .option('--days <number>', 'how long it works', '365')
    .action((options: Record<string, string>) => said(() => makeToken(options)));
  program
    .command('sign-in')
    .alias('sign-in-link')
    .description('print a sign-in link that works once, for ten minutes')
    .option('--email <address>', 'for whom; without it, the first technician')
    .action((options: { email?: string }) => said(() => printLink(options.email)));
  program
    .command('agree [id]')
    .description(
      'where the second person has left the school: list what waits about accounts, or agree to one after a day',
    )
    .action((id: string | undefined) =>
      said(() => opened(async open => (await agreeHere(open, id)).forEach(print))),
    );
  program
    .command('lost-phone')
    .description(
      'for somebody whose phone and recovery codes are lost: take their second step away, or ask whoever has to agree',
    )
    .option('--email <address>', 'whose; without it, the first technician')
    .option('--reason <text>', 'why', 'phone and recovery codes are lost')
    .action(({ email, reason }: { email?: string; reason: string }) =>
      said(() => opened(async open => (await lostPhone(open, email, reason)).forEach(print))),
    );
  program
    .command('recovery')
    .description('help for a device that the console cannot reach')
    .command('code <device> <challenge>')
    .description(
      'answer the letters that a device shows with the code to type there; DEVICE is its name or id',
    )
    .option('--minutes <number>', 'how long it lasts', '60')
    .option(
      '--stick <access>',
      'let one stick be used (read-only or read-write) instead of suspending enforcement',
    )
    .option('--reason <text>', 'why; it goes into the audit log')
    .action((device: string, challenge: string, flags: RecoveryFlags) =>
      said(() => printRecoveryCode(device, challenge, flags)),
    );
  addBackupCommands(program, said);
  program
    .command('verify <file>')
    .description('check an evidence pack: whether it is unaltered, without a network')
    .option('--key <digits>', 'the key of the console that should have made it, as the school reads it out')
    .action((file: string, options: { key?: string }) => said(() => verify(file, options.key)));
  program
    .command('doctor')
    .description('check the audit log, the key files, the database and its backup')
    .action(() => said(checkUp));
}

/** Expected trouble is said in words; anything else goes on to the last handler with its stack. */
async function said(run: () => Promise<void>): Promise<void> {
  try {
    await run();
  } catch (error) {
    const lines =
      error instanceof ConfigError ? error.problems : error instanceof AppError ? [error.detail] : undefined;
    if (lines === undefined) throw error;
    for (const line of lines) process.stderr.write(`${line}\n`);
    process.exitCode = 1;
  }
}

async function runConsole(options: { signInLink?: true; codeFd?: string }): Promise<void> {
  const { context, schoolId, urls, stop } = await startConsole(readConfig());
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => void stop().then(() => process.exit(0)));
  }
  print(`Console: ${urls.browser}`);
  if (options.signInLink || (await needsFirstLink(context.db, schoolId)))
    print(`Sign in: ${(await makeFirstLink(context, schoolId)).url}`);
  if (options.codeFd !== undefined) await handOver(context, schoolId, Number(options.codeFd));
}

/** For the agent that `caretaker start` launches beside the console: through a pipe, so that no list of processes shows it. */
async function handOver(context: Context, schoolId: string, descriptor: number): Promise<void> {
  const group = await ensureGroup(context.db, schoolId, context.now());
  const wish = { groupId: group.id, label: 'This computer', uses: 1, hours: 1, preApproved: true };
  const { code } = await makeCode(context, commandLine(schoolId), wish);
  const { publicHost, devicePort } = context.config;
  const line: Handover = { url: `wss://${publicHost}:${devicePort}`, code };
  writeSync(descriptor, `${JSON.stringify(line)}\n`);
  closeSync(descriptor);
}

/** Where a console runs with this data folder, as it has it; otherwise, with these settings, and that is said. */
async function opened(use: (opened: Opened) => Promise<void>): Promise<void> {
  const { config, running } = findRunning(readConfig());
  const open = await openFound(config);
  if (!running)
    process.stderr.write(
      `No console is running with the data folder ${config.data}. If yours has another, set CARETAKER_DATA as it has it.\n`,
    );
  try {
    await use(open);
  } finally {
    await open.close();
  }
}

async function makeToken(options: Record<string, string>): Promise<void> {
  const input = tokenInput.safeParse({ ...options, days: Number(options.days) });
  if (!input.success) {
    const lines = input.error.issues.map(
      ({ path, message }) => `--${path.join('.')}: ${message.charAt(0).toLowerCase()}${message.slice(1)}`,
    );
    throw new ConfigError(lines);
  }
  await opened(async ({ context, schoolId }) => {
    const made = await createToken(context, commandLine(schoolId), input.data);
    const until = new Date(made.expiresAt ?? 0).toLocaleDateString('en-GB', { dateStyle: 'medium' });
    process.stderr.write(
      `Token “${made.label}” for the role ${made.role}, until ${until}. It is shown only now:\n`,
    );
    print(made.token);
  });
}

async function printLink(email: string | undefined): Promise<void> {
  const address = z.email().optional().safeParse(email);
  if (!address.success) throw new ConfigError(['--email: write a whole e-mail address']);
  await opened(async ({ context, schoolId }) => {
    const link = await makeFirstLink(context, schoolId, address.data);
    process.stderr.write(
      'Works once, for ten minutes, while the console runs. An earlier unused link of this person works no more:\n',
    );
    print(link.url);
  });
}

async function printRecoveryCode(device: string, challenge: string, flags: RecoveryFlags): Promise<void> {
  await opened(async ({ context, schoolId }) => {
    const { code, what } = await recoveryCodeFor(context, commandLine(schoolId), device, challenge, flags);
    process.stderr.write(
      `The computer will ${what}. To be typed there, once: sudo caretaker agent unlock …\n`,
    );
    print(code);
  });
}

/** Ends with 1 for anything but an unaltered pack. */
async function verify(file: string, key: string | undefined): Promise<void> {
  const { unaltered, lines } = await verifyFile(file, key);
  for (const line of lines) print(line);
  if (!unaltered) process.exitCode = 1;
}

async function checkUp(): Promise<void> {
  const findings = await examine(findRunning(readConfig()).config);
  for (const { well, words } of findings) print(`${well ? 'ok  ' : 'BAD '} ${words}`);
  if (findings.some(finding => !finding.well)) process.exitCode = 1;
}
