/**
 * Before `npm start`: ends with 0 when pages and console are built and no source is newer. With `--may`, ends with 0 when
 * this user may build them, and says what to do otherwise.
 */
import { accessSync, constants, existsSync, globSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';

const checkout = resolve(import.meta.dirname, '..', '..');
const here = (path: string) => join(checkout, path);
/** The build writes it last. */
const stamp = 'console/web/dist/version.txt';
const bundle = 'console/server/dist/console.cjs';
/** Folders too: what was taken away is newer there. */
const sources = ['console', 'console/**', 'shared', 'shared/**', '*.{ts,js,json}'];
const ours = (path: string) => !/(^|\/)dist(\/|$)/.test(path);

function isBuilt(): boolean {
  if (!existsSync(here(stamp)) || !existsSync(here(bundle))) return false;
  const made = statSync(here(stamp)).mtimeMs;
  const found = globSync(sources, { cwd: checkout }).filter(ours);
  return found.every(path => statSync(here(path)).mtimeMs <= made);
}

function isWritable(path: string): boolean {
  try {
    accessSync(here(path), constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/** Where the build writes: there, or in the folder in which it makes it. */
function mayBuild(): boolean {
  const places = ['console/web/dist', 'console/server/dist', 'node_modules'];
  return places.every(path => isWritable(existsSync(here(path)) ? path : join(path, '..')));
}

if (!process.argv.includes('--may')) process.exitCode = isBuilt() ? 0 : 1;
else if (!mayBuild()) {
  process.stderr.write(
    `The console has to be built first, and this user may not write in ${checkout}. As the user who owns that folder, type once: npm run build\n`,
  );
  process.exitCode = 1;
}
