/**
 * Until when makers support systems: by the newest table that the releases' key signed, the one that came with this version
 * or one that the console sent on. Its own signature counts, not who brought it. Nothing is held: it is read when needed.
 */
import seed from '../../../shared/support-ends/seed.json' with { type: 'json' };
import { type SignedSupportTable, supportKey } from '../../../shared/support-ends/signed.ts';
import type { SupportTable } from '../../../shared/support-ends/table.ts';
import type { AgentOptions } from '../agent-options.ts';
import type { Memory } from '../controls/control.ts';
import { isSignedBy } from '../identity.ts';

export interface SupportEnds {
  /** Of the table that this device goes by. */
  number(): Promise<number>;
  /** Keeps one that is newer; anything else is said in the log and changes nothing. */
  receive(signed: SignedSupportTable): Promise<void>;
}

const memoryName = 'support-ends';

async function open(given: unknown, key: string): Promise<SupportTable | undefined> {
  // Only a device that was given a table spends memory on reading one.
  const { openSupportTable } = await import('../../../shared/support-ends/table.ts');
  return openSupportTable(given, (text, signature) => isSignedBy(key, text, signature));
}

/** A kept one that is damaged, or that this version's key did not sign, is as if there were none. */
async function kept(memory: Memory, key: string): Promise<SupportTable | undefined> {
  const text = await memory.get(memoryName);
  try {
    return text === null ? undefined : await open(JSON.parse(text), key);
  } catch {
    return undefined;
  }
}

/** What this device goes by. */
export async function supportTableHere(memory: Memory, key = supportKey): Promise<SupportTable> {
  const shipped = JSON.parse(seed.payload) as SupportTable;
  const given = await kept(memory, key);
  return given !== undefined && given.number > shipped.number ? given : shipped;
}

export function supportEndsOf(
  { machine: { memory }, supportKey: key = supportKey, log }: AgentOptions,
  onNewer: () => void,
): SupportEnds {
  async function take(signed: SignedSupportTable): Promise<void> {
    const table = await open(signed, key);
    if (table === undefined) return log('table of ends of support refused', { reason: 'bad_signature' });
    const here = await supportTableHere(memory, key);
    if (table.number <= here.number)
      return log('table of ends of support refused', { reason: 'older', number: table.number });
    await memory.set(memoryName, JSON.stringify(signed));
    onNewer();
  }
  let last = Promise.resolve();
  return {
    number: async () => (await supportTableHere(memory, key)).number,
    receive(signed) {
      // One after another: of two that come together the newer one stays.
      last = last.then(() => take(signed)).catch(error => log('not saved', { error: String(error) }));
      return last;
    },
  };
}
