/** Where Electron begins. Everything else is in `shell.ts`, which also runs under a stand-in. */
import { url as inspectedAt } from 'node:inspector';
import * as electron from 'electron';
import { readTrayConfig } from './config.ts';
import { folder, preload } from './place.ts';
import { Shell } from './shell.ts';

/** Its fuses refuse an inspector, so one that has it is a copy that a test drives (`test/desktop`). */
const isInstalled = electron.app.isPackaged && inspectedAt() === undefined;
const opens = process.argv.includes('--open');
const shell = new Shell(electron, { config: readTrayConfig(isInstalled), folder, preload, opens });
shell.start().catch(error => {
  process.stderr.write(`${(error as Error).message}\n`);
  electron.app.exit(1);
});
