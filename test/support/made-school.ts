/**
 * The made-up school of 300 computers with a year behind it, as `caretaker simulate --school` makes it: made once for
 * this state of the sources, then copied. It ends on one Sunday for ever, so that nothing hangs on the day of the test.
 */
import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findSchool, type SchoolRecord } from '../../simulated-school/folder.ts';
import { makeSchool } from '../../simulated-school/make.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const cache = join(root, 'node_modules', '.cache', 'made-schools');
const told = join(root, 'simulated-school');
/** Their names: a console opens what a newer one kept as little as a real one does. */
const migrations = join(root, 'console', 'server', 'database', 'migrations');

/** Sunday, 22 November 2026, one o'clock. */
export const madeAt = Date.UTC(2026, 10, 22, 13);
export const madeDevices = 300;
/** Six days: a fifth of the reports, and of the time that it takes. */
const againMs = 6 * 24 * 3600_000;

export interface MadeSchool {
  /** A copy of its own. */
  folder: string;
  record: SchoolRecord;
  remove(): void;
}

/** Takes half a minute where it was not made before, and a moment where it was. */
export async function aMadeSchool(): Promise<MadeSchool> {
  const made = join(cache, hashOfSources());
  if (!existsSync(made)) await make(made);
  const home = mkdtempSync(join(tmpdir(), 'caretaker-made-'));
  const folder = join(home, 'school');
  cpSync(made, folder, { recursive: true });
  const record = findSchool(folder);
  if (record === undefined) throw new Error(`no school in ${made}`);
  return { folder, record, remove: () => rmSync(home, { recursive: true, force: true }) };
}

/** Beside its place, so that two who make it at once do not meet. Those of earlier sources go after an hour. */
async function make(place: string): Promise<void> {
  mkdirSync(cache, { recursive: true });
  for (const name of readdirSync(cache)) {
    const other = join(cache, name);
    if (statSync(other).mtimeMs < Date.now() - 3600_000) rmSync(other, { recursive: true, force: true });
  }
  const own = `${place}-${process.pid}`;
  await makeSchool({ folder: own, seed: 7, devices: madeDevices, now: madeAt, againMs });
  if (existsSync(place)) rmSync(own, { recursive: true });
  else renameSync(own, place);
}

function hashOfSources(): string {
  const hash = createHash('sha256').update(`${madeAt} ${madeDevices} ${readdirSync(migrations).sort()}`);
  for (const name of readdirSync(told).sort())
    if (name.endsWith('.ts')) hash.update(name).update(readFileSync(join(told, name)));
  return hash.digest('hex').slice(0, 24);
}
