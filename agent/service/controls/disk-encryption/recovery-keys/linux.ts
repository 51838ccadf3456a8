/** LUKS: whether a passphrase opens the volume, asked of cryptsetup, which maps nothing for it. */
import { runAlone } from '../../../system/outside.ts';
import type { Machine } from '../../control.ts';
import { containersOf } from '../linux.ts';
import { type KeyKeeper, notTried, type Tried, tried } from './keeper.ts';

/** cryptsetup: 2 is "no permission (bad passphrase)". */
const wrongKey = 2;

/**
 * What a slot was made to cost is asked for at once: up to 1 GiB with argon2id. Where that is not there, cryptsetup goes
 * and not somebody's work: the service's own score, which shields it, is not handed on.
 */
const properties = ['OOMScoreAdjust=500', 'MemoryMax=1280M', 'Nice=10', 'RuntimeMaxSec=75s'];

/** `path` of the encrypted disk, partition or file. The key is read from standard input. */
export async function testLuks(
  machine: Machine,
  path: string,
  secret: string,
  signal: AbortSignal,
): Promise<Tried> {
  const args = ['open', '--type', 'luks', '--test-passphrase', '--key-file', '-', path];
  const { exit, missing, timedOut } = await runAlone(machine, 'cryptsetup', args, {
    ...{ properties, signal },
    timeoutMs: 80_000,
    input: secret,
  });
  if (missing) return notTried('cryptsetup is not installed there.');
  if (timedOut) return notTried('cryptsetup did not answer in time.');
  if (exit === 0 || exit === wrongKey) return tried(exit === 0);
  return notTried(`cryptsetup could not try it (exit ${exit}): it failed, or memory or time ran out.`);
}

/** Linux keeps no recovery key that could be read: somebody types it in at the console. */
export const luksKeys: KeyKeeper = {
  async test(machine, volume, secret, signal) {
    const containers = await containersOf(machine, volume, signal);
    if (containers.length === 0) return notTried('No encrypted disk is in use there under that name.');
    for (const path of containers) {
      const outcome = await testLuks(machine, path, secret, signal);
      if (outcome.result !== 'opens') return outcome;
    }
    return tried(true);
  },
};
