/** The console and agent as installers/linux packages them, made once for a run and unpacked in a guest. */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Guest } from './guest.ts';

export type Kind = 'console' | 'agent';

const script = join(import.meta.dirname, '..', '..', '..', 'installers', 'linux', 'package.sh');
const made = new Map<Kind, Promise<string>>();

/** Unpacks the release below /root in the guest and answers the folder that holds install.sh. */
export async function unpackRelease(guest: Guest, kind: Kind): Promise<string> {
  const tar = made.get(kind) ?? packaged(kind);
  made.set(kind, tar);
  await guest.unpack(await tar, '/root');
  return `/root/caretaker-${kind}`;
}

/**
 * The line that runs the unpacked agent without installing it. Interpreted, as its installed service is too
 * (`--lite-mode`): an emulated processor has to translate machine code that was just made once more, and Node starts in
 * a quarter of the time without. What was parsed once is kept, which leaves out a third of each later look.
 */
export const unpackedAgent =
  'env NODE_COMPILE_CACHE=/root/compiled /root/caretaker-agent/release/agent/bin/node --jitless /root/caretaker-agent/release/agent/caretaker.js agent';

async function packaged(kind: Kind): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'caretaker-release-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const tar = join(folder, `${kind}.tar`);
  await promisify(execFile)(script, [kind, tar], { timeout: 180_000 });
  return tar;
}
