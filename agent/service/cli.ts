/** `caretaker agent` with all that belongs to it, `enrol`, `status` and `doctor`. What is slow to load is loaded by the command that needs it. */
import type { Command } from 'commander';
import type { AgentConfig } from './config.ts';
import { addRecoveryCommands } from './orders/cli.ts';

const print = (line: string) => process.stdout.write(`${line}\n`);

interface RunFlags {
  once?: boolean;
  json?: boolean;
  control?: string;
  watchOnly?: boolean;
  handover?: boolean;
  data?: string;
}

const dataOption = ['--data <folder>', 'of that agent (otherwise CARETAKER_DATA)'] as const;

/** Adds the agent's commands to the one `caretaker` program. */
export function addAgentCommands(program: Command): void {
  const agent = program
    .command('agent')
    .description('run the agent of this device: looks at every control and reports to its console')
    .option('--once', 'look once, print what was seen and end; needs no console and writes nothing')
    .option('--json', 'with --once: print JSON')
    .option('--control <key>', 'with --once: look only at this control (antivirus, disk-encryption, …)')
    .option('--watch-only', 'never do more than look, whatever a policy says')
    .option('--data <folder>', 'where the agent keeps everything (otherwise CARETAKER_DATA)')
    .option('--handover', 'take address and code from file descriptor 3 (used by start)')
    .action((flags: RunFlags) => (flags.once ? lookOnce(flags) : run(flags)));
  addEnrol(agent);
  addRecoveryCommands(agent);
  addEnrol(program);
  agent
    .command('set <name> [value]')
    .description(
      'change a setting of this device (name, proxy, profile, text); without a value, take it away',
    )
    .action(async (name: string, value: string | undefined) => {
      const { changeSetting } = await import('./config-settings.ts');
      changeSetting((await config()).data, name, value);
      print(value === undefined ? `${name} is taken away.` : `${name} is now ${value}.`);
      print('A running agent takes it up when it starts again.');
    });
  addCheck(agent);
  addEnforcement(agent);
  addStatus(agent);
  addStatus(program);
  addDoctor(agent);
  // A console machine has a doctor of its own.
  if (!program.commands.some(one => one.name() === 'doctor')) addDoctor(program);
}

function addStatus(to: Command): void {
  to.command('status')
    .description('say what this device last found, and whether it is in touch with its console')
    .option(...dataOption)
    .option('--json', 'print JSON')
    .action((_flags, command: Command) => status(command.optsWithGlobals()));
}

function addDoctor(to: Command): void {
  to.command('doctor')
    .description('say what is wrong with the agent of this device and what to do')
    .option(...dataOption)
    .action((_flags, command: Command) => examine(command.optsWithGlobals().data));
}

/** For an administrator at the device, with no console, network or tray. */
function addEnforcement(agent: Command): void {
  agent
    .command('suspend')
    .description('let every control only watch for a while: what was set is put back meanwhile')
    .requiredOption('--minutes <number>', 'for how long; at most 1440')
    .option(...dataOption)
    .action(async (flags: { minutes: string }, command: Command) => {
      const { suspend } = await import('./cli-enforcement.ts');
      const lines = await suspend(await config(command.optsWithGlobals().data), Number(flags.minutes));
      for (const line of lines) print(line);
    });
  agent
    .command('resume')
    .description('end a suspension, or try again what made this device unusable')
    .option(...dataOption)
    .action(async (_flags, command: Command) => {
      const { resume } = await import('./cli-enforcement.ts');
      for (const line of resume(await config(command.optsWithGlobals().data))) print(line);
    });
  agent
    .command('release')
    .description('put back everything that was set on this device; the agent must be stopped')
    .option(...dataOption)
    .action(async (_flags, command: Command) => {
      const { release } = await import('./cli-enforcement.ts');
      const { lines, whole } = await release(await config(command.optsWithGlobals().data));
      for (const line of lines) print(line);
      if (!whole) process.exitCode = 1;
    });
}

function addCheck(agent: Command): void {
  agent
    .command('check [controls...]')
    .description('have the running agent look now, at everything or at these controls, and say what it found')
    .option(...dataOption)
    .action(async (controls: string[], _flags, command: Command) => {
      const { check } = await import('./cli-check.ts');
      for (const line of await check(await config(command.optsWithGlobals().data), controls)) print(line);
    });
}

function addEnrol(to: Command): void {
  to.command('enrol <address> <code>')
    .description(
      'enrol this device at a console: the address and code are on the console’s Enrolment codes page',
    )
    .option('--name <name>', 'what this device asks to be called (its host name otherwise)')
    .option('--again', 'leave the console it is enrolled at')
    .action(enrol);
}

async function config(data?: string): Promise<AgentConfig> {
  const { readAgentConfig } = await import('./config.ts');
  return readAgentConfig({ data });
}

async function run(flags: RunFlags): Promise<void> {
  await import('./lean.ts');
  const { serve } = await import('./main.ts');
  await serve(await config(flags.data), {
    watchOnly: flags.watchOnly === true,
    handover: flags.handover === true,
  });
  if (flags.handover !== true) await sayRunning(flags);
}

/** For whoever typed it; an installed service is started by another way, and stays silent. */
async function sayRunning({ data, watchOnly }: RunFlags): Promise<void> {
  const { runningLine } = await import('./cli-words.ts');
  const { openState } = await import('./state.ts');
  const { thisMachine } = await import('./system/machine.ts');
  const { data: folder } = await config(data);
  const watches = watchOnly === true || !thisMachine().privileged;
  print(runningLine(openState(folder).identity.read(), folder, watches));
}

async function lookOnce(flags: RunFlags): Promise<void> {
  const { lookOnceHere } = await import('./cli-once.ts');
  for (const line of await lookOnceHere(flags.json === true, flags.control)) print(line);
}

async function enrol(
  address: string,
  code: string,
  flags: { name?: string; again?: boolean },
): Promise<void> {
  const { enrolDevice } = await import('./cli-enrol.ts');
  for (const line of await enrolDevice(await config(), { address, code, ...flags })) print(line);
}

async function examine(data: string | undefined): Promise<void> {
  const { checkedLines, examineDevice } = await import('./cli-doctor.ts');
  const found = await examineDevice(await config(data));
  for (const line of checkedLines(found)) print(line);
  if (found.some(one => !one.well)) process.exitCode = 1;
}

async function status(flags: { json?: boolean; data?: string }): Promise<void> {
  const { viewLines } = await import('./cli-words.ts');
  const { readView } = await import('./main-view.ts');
  const { Trouble } = await import('./main.ts');
  const { statusFolder } = await import('./config.ts');
  const { folder, enrolled } = statusFolder(flags);
  const view = readView(folder);
  if (view === undefined)
    throw new Trouble(
      enrolled
        ? `This device is enrolled, and its agent has not looked at it yet (data folder ${folder}). Start it: sudo npx caretaker agent`
        : `No agent has run here yet (data folder ${folder}).`,
    );
  if (flags.json) {
    print(JSON.stringify(view, null, 2));
    return;
  }
  print(`The agent of ${folder}:`);
  for (const line of viewLines(view)) print(line);
}
