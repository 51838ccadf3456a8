/** Every command of this folder's programs: a device has only the agent, a checkout and a console machine have everything. */
import { existsSync } from 'node:fs';
import { addAgentCommands } from './agent/service/cli.ts';
import { createProgram, runProgram } from './program.ts';
import type { SchoolFlags } from './simulated-school/run.ts';

const program = createProgram();
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
if (isHere('./agent/simulate/cli.ts')) {
  const runSchool = isHere('./simulated-school/run.ts')
    ? async (flags: SchoolFlags) => (await import('./simulated-school/run.ts')).runSchool(flags)
    : undefined;
  (await import('./agent/simulate/cli.ts')).addSimulateCommand(program, runSchool);
}

await runProgram(program);
