/** Where people's work lies, as the control of accounts last looked, left for the inventory. Never names or paths. */
import * as z from 'zod';
import { type Hardware, workKept } from '../../../shared/protocol/inventory.ts';
import type { Machine } from '../controls/control.ts';

const memory = 'work-kept';
const left = z.object({ lookedAt: z.number(), people: workKept });
type WorkLeft = z.infer<typeof left>;

/** Null where nobody looked, or what was left cannot be read. */
export async function readWork(machine: Machine): Promise<WorkLeft | null> {
  try {
    return left.parse(JSON.parse((await machine.memory.get(memory)) ?? ''));
  } catch {
    return null;
  }
}

/** Null forgets it. */
export async function leaveWork(machine: Machine, work: WorkLeft | null): Promise<void> {
  await machine.memory.set(memory, JSON.stringify(work)).catch(() => {});
}

/** For the inventory: nothing at all where the school did not ask for it. */
export async function workOf(machine: Machine): Promise<Pick<Hardware, 'work'>> {
  const work = await readWork(machine);
  return work === null ? {} : { work: work.people };
}
