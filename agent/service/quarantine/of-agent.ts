/** The quarantine of one agent: where its console is, and what its other rooms do for it. */
import type { AgentOptions } from '../agent-options.ts';
import { Quarantine, type QuarantineOptions } from './index.ts';
import { waysTo } from './network.ts';

type Rooms = Pick<QuarantineOptions, 'again' | 'callOff' | 'changed' | 'log' | 'obey' | 'suspended' | 'tell'>;

export function quarantineOf({ state, clock, network, proxy }: AgentOptions, rooms: Rooms): Quarantine {
  const urls = () => [state.identity.read()?.url, proxy?.HTTPS_PROXY].filter(url => url !== undefined);
  return new Quarantine({
    ...{ ...rooms, clock, cell: state.quarantine },
    network: async () => (await network?.()) ?? null,
    ways: () => waysTo(urls()),
  });
}
