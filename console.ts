/** What a console runs without end: its own commands and nothing of the agent's. `console/server/bundle.ts` makes one file of it. */
import { addConsoleCommands } from './console/server/cli.ts';
import { createProgram, runProgram } from './program.ts';

const program = createProgram();
addConsoleCommands(program);
void runProgram(program);
