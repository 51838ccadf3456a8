/** What `caretaker agent suspend`, `resume` and `release` do: for an administrator at the device, with no console and no tray. */
import type { AgentConfig } from './config.ts';
import type { Machine } from './controls/control.ts';
import { thisPlatform } from './controls/registry.ts';
import { openSafety } from './enforcement/index.ts';
import { longestSuspensionMinutes, suspensionFor } from './enforcement/suspension.ts';
import { plainTime, residueLines } from './enforcement/words.ts';
import { openData, Trouble } from './main.ts';
import { handsOf, teller } from './main-enforcing.ts';
import { type Outbox, OutboxInUse } from './outbox.ts';
import { networkHand } from './quarantine/network.ts';
import { openState } from './state.ts';
import { systemClock } from './system/clock.ts';
import { thisMachine } from './system/machine.ts';

/** The lines to print. Throws Trouble with what to do. */
export async function suspend(config: AgentConfig, minutes: number): Promise<string[]> {
  needAdministrator('suspend');
  if (!Number.isInteger(minutes) || minutes < 1 || minutes > longestSuspensionMinutes)
    throw new Trouble(`--minutes is a whole number from 1 to ${longestSuspensionMinutes}.`);
  const begun = suspensionFor(minutes, 'device', systemClock.now());
  openSafety(config.data).suspension.write(begun);
  const until = `Until ${plainTime(begun.until)} everything on this computer only watches`;
  const sooner = 'To end it sooner: sudo caretaker agent resume';
  const outbox = openFree(config);
  if (outbox === undefined)
    return [`${until}; the running agent puts back what it had set, within seconds.`, sooner];
  const { lines } = await releaseWith(config, outbox);
  return [
    `${until}. The agent does not run, so this command has put back what it had set.`,
    ...lines,
    sooner,
  ];
}

export function resume(config: AgentConfig): string[] {
  needAdministrator('resume');
  const { suspension, boots } = openSafety(config.data);
  const kept = boots.read();
  const was = suspension.read() !== undefined || (kept?.gaveUp ?? null) !== null;
  if (kept !== undefined) boots.write({ ...kept, gaveUp: null, unclean: 0 });
  suspension.remove();
  if (!was) return ['Nothing was suspended.'];
  return ['The policy is in force again. A running agent takes it up within seconds.'];
}

/** Puts back everything that was set, last written first. `whole`: nothing of ours is left that could be put back later. */
export async function release(config: AgentConfig): Promise<{ lines: string[]; whole: boolean }> {
  needAdministrator('release');
  const outbox = openFree(config);
  if (outbox === undefined)
    throw new Trouble(
      'The agent is running and would set everything again. Stop it first: sudo systemctl stop caretaker-agent',
    );
  return releaseWith(config, outbox);
}

async function releaseWith(
  config: AgentConfig,
  outbox: Outbox,
): Promise<{ lines: string[]; whole: boolean }> {
  const machine = thisMachine();
  const { hands, ledger, close } = handsOf(
    config,
    machine,
    teller(outbox, () => {}),
    () => {},
  );
  try {
    const settings = ledger.entries().length;
    const residue = await hands.releaseAll();
    await openNetwork(config, machine);
    return { lines: residueLines(settings, residue), whole: ledger.entries().length === 0 };
  } finally {
    await close();
    outbox.close();
  }
}

/** A computer that was kept as evidence: what was cut ends by itself within a quarter of an hour, and now at once. */
async function openNetwork(config: AgentConfig, machine: Machine): Promise<void> {
  if (openState(config.data).quarantine.read() === undefined) return;
  await (await networkHand(machine, thisPlatform))?.open();
}

/** Undefined while an agent runs here. */
function openFree(config: AgentConfig): Outbox | undefined {
  try {
    return openData(config).outbox;
  } catch (error) {
    if (error instanceof Trouble && error.cause instanceof OutboxInUse) return undefined;
    throw error;
  }
}

/** No agent runs here. */
export function isFree(config: AgentConfig): boolean {
  const outbox = openFree(config);
  outbox?.close();
  return outbox !== undefined;
}

/** Windows refuses by itself: the data folder is open to administrators only. */
export function needAdministrator(command: string): void {
  if (process.getuid === undefined || process.getuid() === 0) return;
  throw new Trouble(`This needs an administrator. Type: sudo caretaker agent ${command}`);
}
