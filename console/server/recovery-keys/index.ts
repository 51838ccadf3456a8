/** Keys that open a computer's disk, kept here only where a school's policy says so. */
import type { Context } from '../context.ts';
import { readSetting, writeSetting } from '../database/index.ts';
import { sealToSetting } from '../policies/index.ts';
import { publicKey } from './box.ts';
import { startTesting } from './daily.ts';

export { heardKeyTested, heardRecoveryKey } from './hear.ts';
export { recoveryKeyKind } from './reveal.ts';
export { routes } from './routes.ts';

/** Leaves the public key where policies find it, and has keys tried every day. Returns the stop. */
export async function startRecoveryKeys(context: Context): Promise<() => Promise<void>> {
  const key = publicKey(context.identity);
  if ((await readSetting(context.db, sealToSetting)) !== key)
    await writeSetting(context.db, sealToSetting, key);
  return startTesting(context);
}
