/** The one command line: how it greets, what it does with trouble, how it ends. Each program's commands are in its own `cli.ts`. */
import { Command, CommanderError } from 'commander';
import { version } from './shared/version.ts';

export function createProgram(): Command {
  return new Command('caretaker')
    .description('Keeps what a school promises about its devices, and shows that it is kept.')
    .version(version, '--version', 'print the version')
    .helpOption('--help', 'show help; also after a command')
    .helpCommand('help [command]', 'show help for a command')
    .showSuggestionAfterError()
    .showHelpAfterError('(caretaker --help lists the commands)')
    .exitOverride();
}

/** Does what the command line asks; trouble is said and becomes the exit code. */
export async function runProgram(program: Command): Promise<void> {
  // `caretaker … | head` has read enough.
  process.stdout.on('error', error => {
    if ((error as NodeJS.ErrnoException).code === 'EPIPE') process.exit(0);
    throw error;
  });
  // A child of `caretaker start` ends with it, however that ended.
  if (process.channel) {
    process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
    process.channel.unref();
  }
  try {
    await program.parseAsync();
  } catch (error) {
    sayTrouble(error);
  }
}

/** Expected trouble has its words; `DEBUG=caretaker` shows where it came from. */
function sayTrouble(error: unknown): void {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode;
    return;
  }
  const { message, stack } = error instanceof Error ? error : new Error(String(error));
  process.stderr.write(`${message.trim()}\n`);
  const expected = error instanceof Error && error.constructor !== Error && !(error instanceof TypeError);
  if (!expected) process.stderr.write(`${stack?.split('\n').slice(1, 4).join('\n') ?? ''}\n`);
  process.exitCode = 1;
}
