/** What the guard has seen since the computer was started, left where the next look at this control finds it. */
import * as z from 'zod';
import {
  type AgentLock,
  agentLock,
  type LastLock,
} from '../../../../shared/controls/idle-lock/observation.ts';
import type { Machine } from '../control.ts';
import { type BootTime, bootTime, unknownBoot } from './boot-time.ts';

const name = 'idle-lock-standing';
const kept = z.object({ boot: z.string(), standing: agentLock });

async function read(machine: Machine): Promise<z.infer<typeof kept> | null> {
  try {
    return kept.parse(JSON.parse((await machine.memory.get(name)) ?? 'null'));
  } catch {
    return null;
  }
}

/** Of this start of the computer; undefined when no guard has worked since, or what it left cannot be read. */
export async function standingNow(machine: Machine, time?: BootTime): Promise<AgentLock | undefined> {
  const left = await read(machine);
  const now = time ?? (await bootTime(machine));
  const known = now !== null && now.boot !== unknownBoot;
  return left !== null && known && left.boot === now.boot ? left.standing : undefined;
}

/** The newest try on each desktop, the newest first. */
export function withTry(tries: readonly LastLock[], tried: LastLock): LastLock[] {
  return [tried, ...tries.filter(one => one.desktop !== tried.desktop)].slice(0, 20);
}

export async function leaveStanding(machine: Machine, boot: string, standing: AgentLock): Promise<void> {
  await machine.memory.set(name, JSON.stringify({ boot, standing })).catch(() => {});
}

/** The control is off: nothing watches. */
export async function removeStanding(machine: Machine): Promise<void> {
  await machine.memory.set(name, 'null').catch(() => {});
}
