/** One round of the real agent in the guest, without a console: `caretaker agent --once --json`. */
import * as z from 'zod';
import { type Finding, finding } from '../../../shared/finding.ts';
import { hardware, softwareItem, system } from '../../../shared/protocol/inventory.ts';
import type { Guest } from './guest.ts';

const round = z.object({
  findings: z.array(finding),
  hardware: hardware.optional(),
  system: system.optional(),
  software: z.array(softwareItem).optional(),
  errors: z.array(z.object({ section: z.string(), error: z.string() })),
});
export type Round = z.infer<typeof round>;

/** `agent` is the line that runs it, as `agentOnce` has it. Throws with what it said when it fails. */
export async function lookOnce(guest: Guest, agent: string): Promise<Round> {
  return round.parse(JSON.parse(await guest.must(`${agent} --once --json`, 120_000)));
}

/** The finding of one control, and nothing else looked at. */
export async function lookAt(guest: Guest, agent: string, control: string): Promise<Finding> {
  const said = await guest.must(`${agent} --once --json --control ${control}`, 120_000);
  const { findings } = z.object({ findings: z.array(finding).length(1) }).parse(JSON.parse(said));
  const [found] = findings;
  if (found === undefined) throw new Error(`the round has no finding for ${control}`);
  return found;
}
