/** macOS: the application firewall's own word on itself. The old com.apple.alf settings are not kept any more since macOS 15. */
import type { Guard, Observation } from '../../../../shared/controls/firewall/observation.ts';
import { commandOutput } from '../../system/command-output.ts';
import { type Backend, ProbeError } from '../control.ts';
import { NeighboursGuard } from './neighbours/guard.ts';

const source = 'socketfilterfw';

const incoming: Record<string, Guard['incoming']> = { 0: 'off', 1: 'blocked', 2: 'blocked' };

/** `Firewall is enabled. (State = 1)`: only the digit counts. Throws ProbeError. */
export function parseGlobalState(stdout: string): Guard {
  const digit = /\(State = (\d+)\)/.exec(stdout)?.[1] ?? '';
  const state = incoming[digit];
  if (state === undefined)
    throw new ProbeError('unrecognised_output', 'socketfilterfw gave no state that is known', source);
  const detail = digit === '2' ? 'everything that is not essential is turned away' : null;
  return { name: 'This Mac', incoming: state, detail };
}

export const macos: Backend<Observation> = {
  source,
  guard: edges =>
    new NeighboursGuard(edges, async () => {
      const { arpCommand, both, ndpCommand } = await import('./neighbours/table.ts');
      return both(arpCommand('-an'), ndpCommand);
    }),
  async observe(machine, signal) {
    const printed = await commandOutput(machine, source, ['--getglobalstate'], signal);
    return {
      product: 'macOS application firewall',
      running: null,
      claimsToBeOn: null,
      guards: [parseGlobalState(printed)],
      others: [],
    };
  },
};
