/** The short-lived process behind `readProbe`: prints one JSON object. A bundle calls `printProbe` by a command of its own. */
import { pathToFileURL } from 'node:url';
import { gather } from './elsewhere/probe.ts';
import { asksMachineId } from './registry.ts';

export async function printProbe(): Promise<void> {
  process.stdout.write(JSON.stringify(await gather(asksMachineId)));
}

if (
  process.argv[1] !== undefined &&
  import.meta.url === pathToFileURL(process.argv[1]).href &&
  process.argv[2] === 'run'
)
  await printProbe();
