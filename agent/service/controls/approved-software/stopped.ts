/** What the system's own mechanism stopped, or would have stopped, as the guard heard of it. Bounded, kept on the device. */
import * as z from 'zod';
import { type Program, program, programKey } from '../../../../shared/controls/approved-software/program.ts';
import type { Machine } from '../control.ts';

const name = 'approved-software-stopped';
const most = 100;
const forgetAfterMs = 28 * 86_400_000;

const stopped = z.array(z.object({ program, at: z.number().nonnegative() })).max(most);
type Stopped = z.infer<typeof stopped>;

async function read(machine: Machine): Promise<Stopped> {
  try {
    return stopped.parse(JSON.parse((await machine.memory.get(name)) ?? '[]'));
  } catch {
    return [];
  }
}

/** The programs, each once, that were stopped after `since` (UTC milliseconds). */
export async function stoppedSince(machine: Machine, since: number): Promise<Program[]> {
  const now = machine.now();
  return (await read(machine)).filter(({ at }) => at >= since && at <= now).map(one => one.program);
}

/** True when this program was not known to be stopped within the last hour. */
export async function rememberStopped(machine: Machine, one: Program): Promise<boolean> {
  const now = machine.now();
  const known = (await read(machine)).filter(({ at }) => now - at < forgetAfterMs && at <= now);
  const keyOf = (other: Program) => `${programKey(other)} ${other.pathClass} ${other.stopped}`;
  const before = known.find(entry => keyOf(entry.program) === keyOf(one));
  if (before !== undefined && now - before.at < 3600_000) return false;
  const others = known.filter(entry => entry !== before);
  await machine.memory.set(name, JSON.stringify([...others, { program: one, at: now }].slice(-most)));
  return true;
}
