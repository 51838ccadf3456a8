/** Where Electron begins. Everything else is in `shell.ts`, which also runs under a stand-in. */
import * as electron from 'electron';
import { readTrayConfig } from './config.ts';
import { folder, preload } from './place.ts';
import { Shell } from './shell.ts';

const opens = process.argv.includes('--open');
const shell = new Shell(electron, { config: readTrayConfig(), folder, preload, opens });
shell.start().catch(error => {
  process.stderr.write(`${(error as Error).message}\n`);
  electron.app.exit(1);
});
