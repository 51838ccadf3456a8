/** The one command line: what each program adds is in its own `cli.ts`. */
import { existsSync } from 'node:fs';
import { Command, CommanderError } from 'commander';
import { addAgentCommands } from './agent/service/cli.ts';
import { version } from './shared/version.ts';

const program = new Command('caretaker')
  .description('Keeps what a school promises about its devices, and shows that it is kept.')
  .version(version, '--version', 'print the version')
  .helpOption('--help', 'show help; also after a command')
  .helpCommand('help [command]', 'show help for a command')
  .showSuggestionAfterError()
  .showHelpAfterError('(caretaker --help lists the commands)')
  .exitOverride();

/** A device has only the agent; a checkout and a console machine have everything. */
const isHere = (path: string) => existsSync(new URL(path, import.meta.url));

if (isHere('./start.ts')) {
  program
    .command('start')
    .description('start a console and this machine’s own agent, watching only (what npm start does)')
    .action(async () => (await import('./start.ts')).startBoth());
}
/** The agent must stay small: it does not load the console that lies beside it. */
const agentOnly = ['agent', 'enrol', 'status', 'simulate', 'start'].includes(process.argv[2] ?? '');
if (!agentOnly && isHere('./console/server/cli.ts'))
  (await import('./console/server/cli.ts')).addConsoleCommands(program);
addAgentCommands(program);
if (isHere('./agent/simulate/cli.ts')) (await import('./agent/simulate/cli.ts')).addSimulateCommand(program);

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

try {
  await program.parseAsync();
} catch (error) {
  sayTrouble(error);
}
