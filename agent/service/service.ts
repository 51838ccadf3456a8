/** What an installed device runs without end: only the agent, no command line. `--watch-only` as in `caretaker agent`. */
import './lean.ts';
import { readAgentConfig } from './config.ts';
import { serve } from './main.ts';

async function run(): Promise<void> {
  await serve(readAgentConfig(), { watchOnly: process.argv.includes('--watch-only'), handover: false });
}

run().catch(error => {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exit(1);
});
