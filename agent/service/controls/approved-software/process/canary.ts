/**
 * In the short-lived process, on Linux: puts a harmless program where nothing may run, starts it as nobody, and takes
 * it away again. Root's programs are never stopped, so root must not be the one to try.
 */
import { chmodSync, copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { runCommand } from '../../../system/run-command.ts';
import { canaryMark } from './canary-mark.ts';

/** Null where it could not be tried, as on a file system that lets nothing run at all. */
export async function canary(): Promise<'stopped' | 'ran' | null> {
  let folder: string;
  try {
    folder = mkdtempSync(`/var/tmp/${canaryMark}`);
  } catch {
    return null;
  }
  try {
    const path = join(folder, 'harmless');
    copyFileSync('/usr/bin/true', path);
    chmodSync(folder, 0o755);
    chmodSync(path, 0o755);
    const ran = await runCommand(path, [], { asNobody: true, timeoutMs: 10_000 });
    if (ran.exit === 0) return 'ran';
    return ran.exit === null && /\bEPERM\b/.test(ran.stderr) ? 'stopped' : null;
  } catch {
    return null;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
