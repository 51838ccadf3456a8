/** What a guard may touch: the agent's own edges, and what the policy in force says. */

import type { AgentOptions } from './agent-options.ts';
import type { GuardEdges } from './controls/control.ts';

type Own = Pick<GuardEdges, 'lookAgain' | 'cell' | 'serialKey' | 'sealTo' | 'unseal' | 'calendar'>;

export function guardEdges(
  { machine, clock, outbox, state, log, onShown }: AgentOptions,
  own: Own,
): GuardEdges {
  return {
    ...{ ...own, machine, clock },
    tell: (name, facts) => {
      try {
        outbox.event(name, facts);
      } catch (error) {
        log('not saved', { event: name, error: String(error) });
      }
    },
    shownChanged: () => onShown?.(),
    device: () => {
      const identity = state.identity.read();
      const schoolId = state.session.read()?.schoolId;
      const consoleKey = identity?.pin.key ?? null;
      if (!identity?.deviceId || schoolId === undefined || consoleKey === null) return null;
      return { deviceId: identity.deviceId, schoolId, consoleKey };
    },
  };
}
