/**
 * What a policy in mode `enforce` wants set here: nothing that stays. The guard asks the system anew each day, so the
 * promise is kept while the service runs, and no longer.
 */
import type { Machine } from '../control.ts';
import { type Plan, PlanRefused } from '../plan.ts';

const detail =
  'Caretaker switches this computer off itself each day. While its service does not run, nothing does.';

export async function planWhileRunning(): Promise<Plan> {
  return { wanted: [], how: 'best_effort', detail };
}

/** Throws PlanRefused where there is no systemd to ask. */
export async function planLinux(machine: Machine): Promise<Plan> {
  const there = await machine.readDirectory('/run/systemd/system').catch(() => null);
  if (there === null)
    throw new PlanRefused(
      'tool_missing',
      'This computer does not run systemd, so it cannot be switched off by it.',
    );
  return planWhileRunning();
}
