/** The console and agent as installers/linux packages them, made once for a run: in a guest a disk that is only read, as on a technician's stick. */
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Guest } from './guest.ts';

export type Kind = 'console' | 'agent';

const run = promisify(execFile);
const script = join(import.meta.dirname, '..', '..', '..', 'installers', 'linux', 'package.sh');
const made = new Map<Kind, Promise<string>>();

/** Plugs the release in: the folder that holds install.sh, and what pulls it out. */
export async function plugRelease(
  guest: Guest,
  kind: Kind,
): Promise<{ folder: string; pull(): Promise<void> }> {
  const disk = made.get(kind) ?? packaged(kind);
  made.set(kind, disk);
  const folder = `/root/caretaker-${kind}`;
  return { folder, pull: await guest.mounted(await disk, folder) };
}

/**
 * The line that runs the installed agent once, beside its service. Interpreted, as the service is too (`--lite-mode`):
 * an emulated processor has to translate machine code that was just made once more, and Node starts in a quarter of the
 * time without. What was parsed once is kept, which leaves out a third of each later look.
 */
const program = '/opt/caretaker/agent/current';
export const agentOnce = `env NODE_COMPILE_CACHE=/root/compiled ${program}/bin/node --jitless ${program}/caretaker.js agent`;

/** A disk's image with what the package holds. */
async function packaged(kind: Kind): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'caretaker-release-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const [tar, content, disk] = [`${kind}.tar`, kind, `${kind}.ext4`].map(name => join(folder, name)) as [
    string,
    string,
    string,
  ];
  await run(script, [kind, tar], { timeout: 180_000 });
  mkdirSync(content);
  await run('tar', ['-xf', tar, '-C', content, '--strip-components=1']);
  await run('mke2fs', ['-q', '-t', 'ext4', '-O', '^has_journal', '-d', content, disk, '512M']);
  return disk;
}
